"""Students with known mistakes, and what they are told."""

from grader.model import AskKind, Diagnosis
from tests.grader.in_process import ONE_WEIGHT, RIGHT, graded

Told = tuple[int, tuple[str, ...], str, float | None]
"""The slip, the edge, the mistake, and the factor."""


def diagnosed(text: str, source: str, ask: AskKind | None = None) -> list[Diagnosis]:
    """Return what is told of a submission, or of its answers to one ask; flags of its source left out."""
    found = graded(text, source).diagnosis
    return [one for one in found if not one.confidential and ask in {None, one.ask}]


def told(text: str, source: str, ask: AskKind | None = None) -> list[Told]:
    """Return the same without words."""
    return [(one.slip, one.edge, one.mistake, one.factor) for one in diagnosed(text, source, ask)]


def of_one_weight(function: str, answer: str, before: str = "pass") -> list[Told]:
    """Return what is told of a right answer to `ONE_WEIGHT` in which one function is another; s is at hand there."""
    rate = ", rate" if function == "update" else ""
    body = f"def {function}(x, w, y{rate}):\n    s = w * x - y\n    {before}\n    return {answer}"
    return told(ONE_WEIGHT, f"{RIGHT}\n{body}")


def backward(s: str, w: str) -> list[Told]:
    """Return what is told of these gradients, and right answers to everything else."""
    return of_one_weight("backward", f"{{'s': {s}, 'w': {w}}}")


def some(found: list[Told], *wanted: Told) -> bool:
    """Return whether all of ``wanted`` is told."""
    return set(wanted) <= set(found)
