"""The answer key: every question that is put, and what its answer should be."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from grader.errors import UsageError
from grader.expected.question import Question, Target
from grader.expected.sheet import Sheet
from grader.model import AskKind, Case, CaseKind, Problem

DERIVATIVES = {AskKind.BACKWARD, AskKind.LOCALS}
FEWEST_RANDOM = 1 / 2  # of the random cases: on the others alone no derivative is judged

__all__ = ["Question", "Target", "questions"]


def questions(problem: Problem, cases: Sequence[Case]) -> tuple[Question, ...]:
    """Return every question of ``problem``: each ask in order, at each of ``cases`` in order, and the first one again.

    What students may see is asked before all else: there nothing can be told that a submission keeps of hidden cases.

    Raises:
        UsageError: if there is nothing to ask: at no case is there a finite answer.
        GraderFault: if the reference disagrees with itself in exact arithmetic, or with finite differences: then it is
            the grader that is wrong, and nothing must be graded.
    """
    sheets = [Sheet(problem, tuple(group)) for _, group in groupby(cases, key=lambda case: sorted(case.dims.items()))]
    asked = []
    for ask in problem.asks:
        of_ask = [question for sheet in sheets for question in sheet.questions(ask)]
        if not of_ask:
            reason = f"problem '{problem.id}': at no case is there an answer to '{ask.kind.value}'"
            raise UsageError(reason, remedy="give the inputs a narrower 'range', or make 'rate' smaller")
        random = sum(question.case.kind is CaseKind.RANDOM for question in of_ask)
        if ask.kind in DERIVATIVES and random < problem.random_cases * FEWEST_RANDOM:
            reason = f"problem '{problem.id}': rounding leaves too few digits of '{ask.kind.value}' at random inputs"
            raise UsageError(reason, remedy="give the inputs a 'range' in which nothing cancels and nothing is huge")
        asked += of_ask
        for visible in (True, False):  # they are put in processes of their own
            asked += _again([question for question in of_ask if question.case.visible is visible])
    return tuple(sorted(asked, key=lambda question: not question.case.visible))


def _again(asked: Sequence[Question]) -> list[Question]:
    """Return the first of ``asked``, if any, to be asked again: an answer that hangs on earlier calls then shows."""
    again = (replace(one.case, name=f"{one.case.name}, asked again", kind=CaseKind.REPEAT) for one in asked[:1])
    return [replace(one, case=case) for one, case in zip(asked, again, strict=False)]
