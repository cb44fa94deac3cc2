"""Which single wrong derivative explains all answers."""

import numpy as np
import pytest

from grader.diagnosis.evidence import collect
from grader.diagnosis.fitting import Trail, constant_factor, free_factors, suspects
from grader.model import AskKind
from tests.grader.in_process import ONE_WEIGHT, exam_of


def trail(s=lambda right: right, w=lambda right: right, text: str = ONE_WEIGHT) -> Trail:
    """Return the trail of someone whose gradients are these functions of the right ones."""
    exam = exam_of(text)
    change = {"s": s, "w": w}
    readings = [
        {key: change[key](target.value) for key, target in question.targets.items()}
        if question.ask.kind is AskKind.BACKWARD
        else {}
        for question in exam.questions
    ]
    (evidence,) = collect(exam.problem, exam.questions, readings)
    return Trail(evidence)


def factor(of: Trail, node: str, position: int) -> float | None:
    return constant_factor([of], of.tape.graph.by_name[node], position)


def test_of_right_answers_nothing_is_left_over():
    assert trail().residual == {}


def test_what_follows_from_ones_own_wrong_gradient_is_not_left_over():
    assert trail(lambda right: 3 * right, lambda right: 3 * right).residual.keys() == {"s"}
    assert trail(lambda right: 3 * right).residual.keys() == {"s", "w"}


def test_edges_below_the_first_wrong_name_are_not_suspected():
    of = trail(lambda right: 3 * right, lambda right: 3 * right)
    assert [(node.name, position) for node, position in suspects([of])] == [("L", 0)]


def test_edges_between_two_asked_names_are_suspected_together():
    of = trail(w=lambda right: 3 * right)
    assert {(node.name, position) for node, position in suspects([of])} == {("s", 0), ("p", 0)}


@pytest.mark.parametrize("true", [3, -2, 0, 1 / 3])
def test_a_constant_factor_is_found(true):
    of = trail(lambda right: true * right, lambda right: true * right)
    assert factor(of, "L", 0) == pytest.approx(true, abs=1e-9)


def test_a_factor_that_changes_from_case_to_case_is_none():
    assert factor(trail(w=lambda right: right**2), "p", 0) is None


def test_a_factor_too_large_for_floats_is_none():
    with np.errstate(all="ignore"):  # as `diagnose` does
        assert factor(trail(w=lambda _right: np.array(1e308)), "p", 0) is None


BELOW = """
    inputs: {x: {role: data}, w: {role: parameter}, s: {role: parameter}}
    graph: |
      p = w * s
      L = sin(p) * x
    ask: {backward: {gradients: [s, w], points: 1}}
    random: {cases: 6}
    """


def test_two_names_bear_each_other_out_whatever_the_wrong_gradient_above():
    of = trail(lambda right: right**3, lambda right: right**3, BELOW)
    assert not free_factors([of], "p")  # the cube of a product is no multiple
    exam = exam_of(BELOW)
    scales = iter(np.linspace(1, 2, len(exam.questions)))
    readings = []
    for question in exam.questions:
        scale = next(scales)
        readings.append({key: scale * target.value for key, target in question.targets.items()})
    (evidence,) = collect(exam.problem, exam.questions, readings)
    assert free_factors([Trail(evidence)], "p")


def test_one_name_alone_bears_nothing_out():
    assert not free_factors([trail(w=lambda right: right**2)], "p")


def test_an_array_may_be_wrong_in_too_many_ways_to_be_told():
    text = """
        inputs: {s: {role: data, shape: [3]}, w: {role: parameter, shape: [3]}}
        graph: |
          p = w * s
          L = sum(p)
        ask: {backward: {gradients: [s, w], points: 1}}
        random: {cases: 4}
        """
    assert not free_factors([trail(lambda right: right * 2, text=text)], "p")


def test_a_wrong_gradient_of_what_is_not_asked_for_shows_nowhere():
    assert trail().spread("x", np.ones(1)) == {}
    assert trail().reach("x") == frozenset()
