"""Finite differences judge by themselves: they catch what a wrong reference would let pass."""

from dataclasses import replace

import numpy as np
import pytest

from grader.checks import judge
from grader.model import Answer, AskKind, CaseKind, Outcome
from tests.grader.in_process import ONE_WEIGHT, exam_of

ABSOLUTE = """
    inputs: {w: {role: parameter}}
    graph: L = abs(w) * 3
    ask: {backward: {points: 1}}
    cases: [{name: on the kink, inputs: {w: 0}}, {name: beside it, inputs: {w: 1e-300}}]
    random: {cases: 1}
    """


def question_with(text: str, name: str, wrong: float):
    """Return the first question about gradients at a random case, with a wrong number for the reference's."""
    question = next(
        question
        for question in exam_of(text).questions
        if question.ask.kind is AskKind.BACKWARD and question.case.kind is CaseKind.RANDOM
    )
    target = replace(question.targets[name], value=np.array(wrong))
    return replace(question, targets={**question.targets, name: target})


def test_a_number_that_only_the_reference_believes_in_is_wrong():
    question = question_with(ONE_WEIGHT, "w", 7.0)
    derivative = float(question.targets["w"].differences.derivative)
    answer = {"s": question.targets["s"].value.item(), "w": 7.0}
    ((found,),) = judge((question,), [Answer(Outcome.ANSWERED, answer)])
    assert (found.check, found.name, found.label, found.got) == ("differences", "w", "dL/dw", 7.0)
    assert found.expected == derivative
    assert found.message == f"dL/dw is 7.0, expected {derivative!r}"


@pytest.mark.parametrize("case", ["on the kink", "beside it"])
@pytest.mark.parametrize("slope", [3.0, -3.0, 8.0])
def test_on_a_kink_differences_decide_nothing(case, slope):
    question = next(question for question in exam_of(ABSOLUTE).questions if question.case.name == case)
    assert question.targets["w"].agrees_with_differences(np.array(slope))


def test_away_from_kinks_they_decide():
    question = exam_of(ABSOLUTE).questions[2]
    slope = 3 * np.sign(question.case.inputs["w"])
    assert [bool(question.targets["w"].agrees_with_differences(np.array(got))) for got in (slope, -slope, np.nan)] == [
        True,
        False,
        False,
    ]
