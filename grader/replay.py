"""A call as Python text, to paste into a session beside the student's own function."""

from typing import Any

from grader.model import Call

LONGEST = 4000  # characters; beyond it nobody pastes


def spelled(call: Call) -> str:
    """Return ``backward(x=1.0, w=2.0)``; empty where it would be too long to paste."""
    arguments = ", ".join(f"{name}={_literal(value)}" for name, value in call.arguments.items())
    text = f"{call.function}({arguments})"
    return text if len(text) <= LONGEST else ""


def _literal(value: Any) -> str:
    """Return a float, or an array with every digit it has."""
    return repr(value) if isinstance(value, float) else f"np.array({value.tolist()!r})"
