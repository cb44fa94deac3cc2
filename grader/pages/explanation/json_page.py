"""A worked solution for programs: numbers as JSON has them, formulas as text."""

import json
import math
from collections.abc import Iterable
from typing import Any

from grader.pages.explanation.outline import Page
from grader.pages.explanation.text import Text
from grader.pages.explanation.writing import sides
from reference.explain import Descent, Equality
from reference.op import Array

SCHEMA = "grader/explanation/v1"
TEXT = Text()


def render(page: Page) -> str:
    """Return the page."""
    worked = page.explanation
    tree = {
        "schema": SCHEMA,
        "problem": page.problem.id,
        "case": page.case,
        "output": worked.graph.output,
        "loss": worked.loss,
        "names": [
            {"name": row.name, "value": _numbers(row.value), "gradient": _numbers(row.gradient)} for row in worked.rows
        ],
        "forward": _steps(step.equality for step in worked.forward),
        "local": [{"edge": list(it.edge), "steps": _step(it.equality), "each": it.each} for it in worked.local],
        "chain": _steps(worked.chain),
        "general": None if worked.general is None else _steps(worked.general),
        "descent": None if worked.descent is None else _descent(worked.descent),
    }
    return json.dumps(tree, indent=2, allow_nan=False)


def _descent(descent: Descent) -> dict[str, Any]:
    return {
        "moves": _steps(descent.moves),
        "before": _numbers(descent.before),
        "after": _numbers(descent.after),
        "losses": [{"steps": count, "value": _number(loss)} for count, loss in descent.losses],
    }


def _steps(equalities: Iterable[Equality]) -> list[list[str]]:
    return list(map(_step, equalities))


def _step(equality: Equality) -> list[str]:
    """Return what is equal; of a result that is a fraction, the decimal too."""
    return sides(equality.sides, TEXT)


def _numbers(value: Array) -> Any:
    """Return a number, or nested lists of them."""
    return _number(value.item()) if not value.shape else [_numbers(value[index, ...]) for index in range(len(value))]


def _number(value: Any) -> float | str:
    """Return a number; as text where JSON has none for it."""
    number = float(value)
    return number if math.isfinite(number) else str(number)
