"""Kinds of judgement: what each check has to say of an answer."""

from collections.abc import Callable, Iterator, Sequence
from types import MappingProxyType

from grader.checks import differences, purity, reference, screening, structure, unfinished
from grader.checks.paper import Paper
from grader.expected import Question
from grader.model import Answer, Finding, Outcome

__all__ = ["CHECKS", "judge"]

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


def judge(asked: Sequence[Question], answers: Sequence[Answer]) -> tuple[tuple[Finding, ...], ...]:
    """Return, for each question, what all checks have to say of its answer.

    Of a call that gave no answer the outcome says it all, but for one that was never meant to give any.
    """
    answered = [index for index, answer in enumerate(answers) if answer.outcome is Outcome.ANSWERED]
    read = [structure.read(asked[index], answers[index]) for index in answered]
    papers = unfinished.marked(screening.screened(read))
    found = {
        index: tuple(finding for check in CHECKS.values() for finding in check(paper))
        for index, paper in zip(answered, papers, strict=True)
    }
    return tuple(
        found[index] if index in found else tuple(unfinished.unwritten(question, answer))
        for index, (question, answer) in enumerate(zip(asked, answers, strict=True))
    )
