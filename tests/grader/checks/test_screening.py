"""What is judged all at once is judged as it would be by itself."""

from dataclasses import replace

import numpy as np
import pytest

from grader.checks import judge
from grader.checks.screening import flawless
from grader.model import Answer, AskKind, Foreign, Outcome
from tests.grader.in_process import ONE_WEIGHT, exam_of

QUESTIONS = tuple(question for question in exam_of(ONE_WEIGHT).questions if question.ask.kind is AskKind.BACKWARD)


def answer(index: int, factor: float = 1.0, *names: str):
    """Return the right answer to a question, with the numbers of some names multiplied."""
    targets = QUESTIONS[index].targets
    return Answer(
        Outcome.ANSWERED,
        {key: target.value.item() * (factor if key in names else 1.0) for key, target in targets.items()},
    )


def test_exactly_the_answers_with_a_wrong_number_are_looked_at_again():
    answers = [answer(0), answer(1, 1 + 1e-6, "w"), answer(2, 1 + 1e-12, "s", "w"), answer(3, -1.0, "s", "w")]
    assert flawless(QUESTIONS[:4], answers) == [True, False, True, False]


@pytest.mark.parametrize(
    "other",
    [
        Answer(Outcome.TIMED_OUT),
        Answer(Outcome.ANSWERED, "nothing"),
        Answer(Outcome.ANSWERED, {}),
        Answer(Outcome.ANSWERED, {"s": 10.0}),
        Answer(Outcome.ANSWERED, {"s": 10.0, "w": 20.0, "x": 0.0}),
        Answer(Outcome.ANSWERED, {"s": 10.0, "w": True}),
        Answer(Outcome.ANSWERED, {"s": 10.0, "w": 10**400}),
        Answer(Outcome.ANSWERED, {"s": 10.0, "w": np.nan}),
        Answer(Outcome.ANSWERED, {"s": 10.0, "w": np.array([20.0])}),
        Answer(Outcome.ANSWERED, {"s": 10.0, "w": np.array([True])}),
        Answer(Outcome.ANSWERED, {"s": 10.0, "w": Foreign("float")}),
        replace(answer(0), changed=("w",)),
    ],
    ids=lambda answer: str(answer.value),
)
def test_what_a_check_may_speak_of_is_looked_at_again_and_the_others_are_not(other):
    assert flawless(QUESTIONS[:2], [other, answer(1)]) == [False, True]
    assert judge(QUESTIONS[:2], [other, answer(1)])[1] == ()


@pytest.mark.parametrize("number", [20, np.array(20.0), np.array(20), np.array(20, "u1"), np.array(20, "f4")], ids=repr)
def test_every_kind_of_number_counts(number):
    assert flawless(QUESTIONS[:1], [Answer(Outcome.ANSWERED, {"w": number, "s": 10})]) == [True]
