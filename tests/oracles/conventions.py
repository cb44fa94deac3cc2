"""What is taken for a derivative where there is none: ours beside torch's and jax's, a table in docs/kinks.md.

``python -m tests.oracles.conventions``, where both are installed, writes into the page what is so now.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reference.domain import faults
from reference.equations import parse_equations
from reference.op import Array
from reference.tape import Tape, backward, forward
from tests.oracles.oracle import ORACLES, Oracle, Program, load

PAGE = Path(__file__).parents[2] / "docs" / "kinks.md"
TABLE = re.compile(r"\| operation \|(?:.*\n)+")
OUTSIDE = "outside the domain"
Point = dict[str, float | list[float]]


@dataclass(frozen=True, eq=False)
class Kink:
    """A point at which an expression has no derivative, or has one on one side only.

    Attributes:
        text: the expression.
        at: its inputs.
    """

    text: str
    at: Point

    @property
    def tape(self) -> Tape:
        """The values there, as one case."""
        graph = parse_equations(f"y = {self.text}", inputs=list(self.at))
        return forward(graph, _case(self.at))


@dataclass(frozen=True, eq=False)
class Own:
    """A function of torch that none of our ops stands for, and that decides for itself.

    Attributes:
        text: how it is called.
        at: its inputs.
        program: calls it.
    """

    text: str
    at: Point
    program: Program


KINKS = (
    Kink("relu(x)", {"x": 0}),
    Kink("leaky_relu(x, 0.1)", {"x": 0}),
    Kink("abs(x)", {"x": 0}),
    Kink("maximum(a, b)", {"a": 2, "b": 2}),
    Kink("minimum(a, b)", {"a": 2, "b": 2}),
    Kink("max(x)", {"x": [1, 3, 3]}),
    Kink("max(x, axis=0)", {"x": [1, 3, 3]}),
    Kink("clip(x, 0, 1)", {"x": 0}),
    Kink("clip(x, 0, 1)", {"x": 1}),
    Kink("x > 0", {"x": 0}),
    Kink("x >= 0", {"x": 0}),
    Kink("where(x > 0, x, 2 * x)", {"x": 0}),
    Kink("x ** 0", {"x": 0}),
    Kink("x ** 1.5", {"x": 0}),
    Kink("sqrt(x)", {"x": 0}),
    Kink("sqrt(sum(x ** 2))", {"x": [0, 0]}),
    Kink("where(x > 0, sqrt(x), 0)", {"x": 0}),
    Kink("log(x)", {"x": 0}),
    Kink("1 / x", {"x": 0}),
)
OWN = (
    Own("torch.max(x, dim=0).values", {"x": [1, 3, 3]}, lambda x: x.max(dim=0).values),
    Own("torch.linalg.vector_norm(x)", {"x": [0, 0]}, lambda x: x.norm()),
)


def table(oracles: Sequence[Oracle]) -> str:
    """Return the table in Markdown."""
    names = " | ".join(oracle.name for oracle in oracles)
    rows = [f"| operation | at | here | {names} |", "|---|---|---|" + "---|" * len(oracles)]
    rows += [_row(kink.text, kink.at, [_ours(kink), *(_theirs(kink, oracle) for oracle in oracles)]) for kink in KINKS]
    rows += [_row(own.text, own.at, ["", *(_its_own(own, oracle) for oracle in oracles)]) for own in OWN]
    return "\n".join(rows) + "\n"


def _row(text: str, at: Point, answers: Sequence[str]) -> str:
    point = ", ".join(f"{name} = {value}" for name, value in at.items())
    return f"| `{text}` | {point} | {' | '.join(answers)} |"


def _ours(kink: Kink) -> str:
    """Return our derivatives, if there are any to be asked for."""
    tape = kink.tape
    return OUTSIDE if any(faults(tape)) else _written([backward(tape)[name] for name in kink.at])


def _theirs(kink: Kink, oracle: Oracle) -> str:
    """Return the derivatives of the same expression in another library."""
    tape = kink.tape
    answers = oracle.solve(tape, np.ones_like(tape.output))
    return _written([answers[name] for name in kink.at])


def _its_own(own: Own, oracle: Oracle) -> str:
    """Return the derivatives of a function of torch."""
    if oracle.name != "torch":
        return ""
    return _written(oracle.differentiate(own.program, list(_case(own.at).values()), np.ones(1))[1])


def _case(at: Point) -> dict[str, Array]:
    """Return a point as one case."""
    return {name: np.array([value], dtype=float) for name, value in at.items()}


def _written(derivatives: Sequence[Array]) -> str:
    """Return the derivatives with respect to each element of each input."""
    return ", ".join(f"{number:g}" for derivative in derivatives for number in derivative.ravel())


def rewrite() -> None:
    """Write the table into the page."""
    page = PAGE.read_text(encoding="utf-8")
    new = table([load(name) for name in ORACLES])
    PAGE.write_text(TABLE.sub(lambda _: new, page), encoding="utf-8")


if __name__ == "__main__":
    rewrite()
