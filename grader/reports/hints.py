"""What a diagnosis comes to in lines: what an answer is consistent with, never what it is.

How much of it students read is the problem's to say (`grader.model.Feedback`); instructors read all of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from grader.model import AskKind, Diagnosis, Feedback

MOST_ALTERNATIVES = 3
MOST_SLIPS = 4
COMMON = {"calls forward"}
"""What is noted of a source and is nothing to look into."""
ELSEWHERE = "follows from "
"""How a mistake begins that is none of its own."""
PLAIN_FACTORS = {-1.0, 0.0, 0.5, 2.0}
"""Factors that tell nothing of the inputs of hidden cases; any other could be made to."""


def hints(diagnosis: Sequence[Diagnosis]) -> Iterator[str]:
    """Yield the lines for one ask."""
    telling = [one for one in diagnosis if one.slip and (one.mistake or one.ask is not AskKind.LOCALS)]
    slips = [list(group) for _, group in groupby(telling, key=lambda one: one.slip)]
    if len(slips) == 1:
        yield from _one(slips[0])
    elif slips:
        apart = slips[0][0].ask is AskKind.LOCALS  # none of which follows from another
        yield "consistent with, each by itself:" if apart else "no single mistake explains this; one after the other:"
        for first, *_ in slips[:MOST_SLIPS]:
            yield f"- {_said(first)}" + (f"; fix: {first.remedy}" if first.remedy else "")
        if len(slips) > MOST_SLIPS:
            yield f"- and {len(slips) - MOST_SLIPS} more"
    yield from (f"for instructors: {one.words}" for one in diagnosis if one.confidential and one.mistake not in COMMON)


def _one(found: Sequence[Diagnosis]) -> Iterator[str]:
    """Yield the lines for one slip."""
    first, *others = found
    yield f"consistent with: {_said(first)}" if first.mistake else _said(first)
    yield from (f"or: {_said(other)}" for other in others[: MOST_ALTERNATIVES - 1])
    if len(found) > MOST_ALTERNATIVES:
        yield f"or: {len(found) - MOST_ALTERNATIVES} more"
    if first.remedy:
        yield f"fix: {first.remedy}"


def _said(one: Diagnosis) -> str:
    """Return what was done, and by how much."""
    told = one.factor is None or "constant factor" not in one.words
    return one.words if told else f"{one.words} ({one.factor:g})"


def for_students(diagnosis: Sequence[Diagnosis], feedback: Feedback, *, hidden: bool) -> tuple[Diagnosis, ...]:
    """Return as much of a diagnosis as students are told.

    Args:
        diagnosis: all of it.
        feedback: how far it goes.
        hidden: whether some cases are hidden: then a factor could be made to carry what they hold.
    """
    told = [one for one in diagnosis if not one.confidential]
    if hidden:
        told = [one if one.factor in PLAIN_FACTORS else replace(one, factor=None) for one in told]
    if feedback is Feedback.FIX:
        return tuple(told)
    told = [replace(one, remedy="") for one in told]
    if feedback is Feedback.WHAT:
        return tuple(told)
    return tuple(dict.fromkeys(replace(one, mistake="", factor=None, words=_where(one)) for one in told))


def _where(one: Diagnosis) -> str:
    """Return the place alone."""
    if one.mistake.startswith(ELSEWHERE):
        return one.words
    match one.edge:
        case (node, operand):
            return f"look at d{node}/d{operand}"
        case (name,):
            of = "value" if one.ask is AskKind.FORWARD else "gradient"
            return f"look at the {of} of {name}"
        case _:
            return "look at the function as a whole, not at one derivative"
