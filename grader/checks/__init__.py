"""Kinds of judgement: what each check has to say of an answer."""

from collections.abc import Callable, Iterator, Sequence
from types import MappingProxyType

from grader.checks import differences, purity, reference, screening, structure, unfinished
from grader.checks.paper import Paper
from grader.checks.structure import numbers
from grader.expected import Question
from grader.model import Answer, AskKind, Finding, Outcome

__all__ = ["CHECKS", "judge", "numbers"]

CHECKS: MappingProxyType[str, Callable[[Paper], Iterator[Finding]]] = MappingProxyType(
    {
        structure.NAME: structure.check,
        unfinished.NAME: unfinished.check,
        reference.NAME: reference.check,
        differences.NAME: differences.check,
        purity.NAME: purity.check,
    }
)
"""Every check, in the order in which findings are given."""


def judge(asked: tuple[Question, ...], answers: Sequence[Answer]) -> tuple[tuple[Finding, ...], ...]:
    """Return, for each question, what all checks have to say of its answer.

    Of a call that gave no answer the outcome says it all, but for one that was never meant to give any.
    """
    flawless = screening.flawless(asked, answers)
    begun = unfinished.begun(asked, answers) if not all(flawless) else frozenset[AskKind]()
    return tuple(
        () if right else tuple(_findings(question, answer, unbegun=question.ask.kind not in begun))
        for question, answer, right in zip(asked, answers, flawless, strict=True)
    )


def _findings(question: Question, answer: Answer, *, unbegun: bool) -> Iterator[Finding]:
    """Yield what all checks have to say of one answer."""
    if answer.outcome is not Outcome.ANSWERED:
        yield from unfinished.unwritten(question, answer)
        return
    paper = structure.read(question, answer, unbegun=unbegun)
    for check in CHECKS.values():
        yield from check(paper)
