"""Was there an attempt at all? A half-written function returns nothing or zeros, or raises NotImplementedError."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from grader.checks import reference
from grader.checks.paper import Paper
from grader.expected import Question
from grader.model import Answer, AskKind, Finding, Foreign, Outcome

NAME = "unfinished"
ELLIPSIS = Foreign("ellipsis")  # what ``...`` arrives as; starter files are full of it


def begun(asked: Sequence[Question], answers: Sequence[Answer]) -> frozenset[AskKind]:
    """Return the asks in which some case got an answer with anything in it.

    Zeros in some cases are a mistake; zeros in all of them are no attempt.
    """
    return frozenset(
        question.ask.kind
        for question, answer in zip(asked, answers, strict=True)
        if answer.outcome is Outcome.ANSWERED and not _empty(answer.value)
    )


def check(paper: Paper) -> Iterator[Finding]:
    """Yield a finding if the whole ask was not begun; zeros are finished where they are right."""
    if not paper.unbegun:
        return
    if any(not finding.note for finding in paper.unread):
        yield Finding(NAME, "", f"{paper.question.ask.function} is still to be written")
    elif any(reference.check(paper)):
        yield Finding(NAME, "", "every number is 0: is this still to be written?")


def unwritten(question: Question, answer: Answer) -> Iterator[Finding]:
    """Yield a finding if the function itself says that there is nothing in it yet."""
    if answer.outcome is Outcome.RAISED and answer.message.partition(":")[0] == NotImplementedError.__name__:
        yield Finding(NAME, "", f"{question.ask.function} is still to be written")


def _empty(value: Any) -> bool:
    """Whether there is nothing in an answer: None, zeros, ``...``, or a dict of nothing else."""
    if type(value) is dict:
        return all(map(_empty, value.values()))
    if type(value) is np.ndarray:
        return not value.any()
    return value is None or value == ELLIPSIS or (type(value) in {int, float} and value == 0)
