"""The questions of one ask side by side, and what someone with one mistake answers to them."""

from dataclasses import replace

import numpy as np
import pytest

from grader.expected.grouped import DEFAULT_RATE, Group, answers_of, grouped, setting_of
from grader.model import AskKind, CaseKind
from reference.mutants import Mutant, Setting, mutants
from tests.grader.in_process import ONE_WEIGHT, exam_of, problem_of

SIZES = """
    inputs: {x: {role: data, shape: [N]}, w: {role: parameter}}
    dims: {N: 2..4}
    graph: out = w * x
    ask: {backward: {gradients: [w, x], points: 1}, forward: {points: 1}}
    random: {cases: 9}
    """


def groups(text: str) -> list[Group]:
    exam = exam_of(text)
    return grouped(exam.problem, exam.questions)


def group_of(kind: AskKind) -> Group:
    (one,) = (one for one in groups(ONE_WEIGHT) if one.ask.kind is kind)
    return one


def test_there_is_a_group_for_each_ask_and_size():
    asked = {(one.ask.kind, one.case.dims["N"]) for one in exam_of(SIZES).questions}
    assert len({size for _, size in asked}) > 1
    assert sorted((one.ask.kind.value, one.tape.values["x"].shape[1]) for one in groups(SIZES)) == sorted(
        (kind.value, size) for kind, size in asked
    )


def test_every_question_is_in_one_group_at_its_place_but_for_those_asked_again():
    exam = exam_of(SIZES)
    places = [place for one in groups(SIZES) for place in one.places]
    once = [place for place, one in enumerate(exam.questions) if one.case.kind is not CaseKind.REPEAT]
    assert sorted(places) == once
    for one in groups(SIZES):
        assert [exam.questions[place] for place in one.places] == list(one.questions)
        assert list(one.places) == sorted(one.places)


def test_cases_stand_in_a_row_with_what_they_should_give():
    one = group_of(AskKind.BACKWARD)
    x, w, y = (one.tape.values[name] for name in "xwy")
    assert one.expected("s") == pytest.approx(2 * (w * x - y))
    assert one.expected("w") == pytest.approx(2 * (w * x - y) * x)
    assert one.expected("w")[0] == 20
    assert one.tolerance("w").shape == one.expected("w").shape
    assert (one.tolerance("w") < 1e-6).all()


def test_targets_that_are_kept_apart_are_put_in_a_row_too():
    exam = exam_of(ONE_WEIGHT)
    apart = [replace(one, targets=dict(one.targets)) for one in exam.questions]
    for one, other in zip(grouped(exam.problem, apart), groups(ONE_WEIGHT), strict=True):
        for key in one.questions[0].targets:
            np.testing.assert_array_equal(one.expected(key), other.expected(key))
            np.testing.assert_array_equal(one.tolerance(key), other.tolerance(key))


def test_the_upstream_and_the_rate_of_each_case_go_along():
    assert all(one.inquiry.upstream.shape == one.tape.output.shape for one in groups(SIZES))
    update = group_of(AskKind.UPDATE)
    assert update.inquiry.rate.tolist() == [float(one.case.rate) for one in update.questions]


def test_what_is_asked_decides_which_mistakes_can_be_made():
    assert setting_of(problem_of(ONE_WEIGHT)) == Setting(["s", "w"], ["w"], 0.1, given=False)
    assert setting_of(problem_of(SIZES)) == Setting(["w", "x"], ["w"], DEFAULT_RATE, given=True)


def one_with(mistake: str, node: str, operand: str = "") -> Mutant:
    every = mutants(group_of(AskKind.BACKWARD).tape, setting_of(problem_of(ONE_WEIGHT)))
    return next(
        one for one in every if (one.mistake, one.node, one.operand, one.wide) == (mistake, node, operand, False)
    )


@pytest.mark.parametrize(
    ("kind", "key", "wanted"),
    [
        (AskKind.FORWARD, "L", 25),
        (AskKind.LOCALS, ("p", "w"), 4),
        (AskKind.BACKWARD, "w", 40),
        (AskKind.BACKWARD, "s", 10),
        (AskKind.UPDATE, "w", -1),
    ],
)
def test_one_mistake_is_answered_to_every_ask(kind, key, wanted):
    assert answers_of(one_with("doubled", "p", "w"), group_of(kind))[key][0] == pytest.approx(wanted)


def test_wrong_values_leave_derivatives_right():
    one = one_with("add instead of mul", "p")
    assert answers_of(one, group_of(AskKind.FORWARD))["L"][0] == 16
    assert answers_of(one, group_of(AskKind.BACKWARD))["w"][0] == 20
