from fractions import Fraction

import numpy as np
import pytest

from grader.authoring import choices
from grader.authoring import points as module
from grader.authoring.outlines import Wishes, outline
from grader.authoring.points import figure, is_rounded, points
from grader.errors import UsageError
from grader.spec.scalars import Figure

THIRD = Fraction(1, 3)


def cases(*equations, **wishes):
    return points(outline(Wishes("example", equations, **wishes)))


def inputs_of(found):
    return [{name: value.tolist() for name, value in case.inputs.items()} for case in found]


def test_numbers_are_simple_and_neither_0_nor_1():
    for case in inputs_of(cases("L = (w*x + b - y)**2")):
        assert all(number * 2 == int(number * 2) and number not in {0, 1, -1} for number in case.values())


def test_three_cases_of_numbers_repeat_no_input():
    found = inputs_of(cases("L = (w*x + b - y)**2"))
    assert len(found) == 3
    assert all(len({case[name] for case in found}) == 3 for name in found[0])


def test_where_there_are_arrays_two_cases_do():
    found = cases("L = mean((x @ w - y)**2)", shapes={"x": ("N", "D"), "w": ("D",), "y": ("N",)})
    assert [case.inputs["x"].shape for case in found] == [(3, 2), (3, 2)]


def test_cases_are_on_both_sides_of_a_kink():
    values = [case.solution.values["z"][0] for case in cases("z = w * x + b", "L = relu(z) + z ** 2")]
    assert {value > 0 for value in values} == {True, False}


def test_where_a_kink_leaves_no_gradient_there_is_a_case_too():
    values = [case.solution.values["h"][0] for case in cases("h = relu(w*x + b)", "L = (h - y)**2")]
    assert values[0] > 0
    assert 0 in values


@pytest.mark.parametrize("equation", ["L = exp(w * x)", "L = (w * x * b) ** 4"])
def test_no_number_is_beyond_a_thousand(equation):
    for case in cases(equation):
        found = case.solution
        every = [*found.values.values(), *found.local.values(), *found.gradients.values(), *found.updated.values()]
        assert max(abs(float(number)) for value in every for number in value.flat) <= 1000


def test_no_value_is_the_same_in_all_cases():
    assert len({float(case.solution.values["L"][0]) for case in cases("L = log(x * w)")}) == 3


@pytest.mark.parametrize(
    ("equation", "wrong"),
    [
        ("tanh(w*x + b)", lambda z, h: [1 - z**2, 1 - np.tanh(h) ** 2, 1 - h]),
        ("sigmoid(w*x + b)", lambda z, h: [z * (1 - z), h, 1 - h, h**2]),
    ],
)
def test_a_wrong_derivative_is_another_number_in_the_cases(equation, wrong):
    for case in cases(f"h = {equation}", "L = (h - y)**2"):
        z = float(case.inputs["w"] * case.inputs["x"] + case.inputs["b"])
        right = float(case.solution.local["h", "b"][0])
        assert all(abs(one - right) > 1e-3 for one in wrong(z, float(case.solution.values["h"][0])))


def test_of_a_large_graph_some_wrong_answers_are_looked_at(monkeypatch):
    monkeypatch.setattr(choices, "MOST_STEPS", 1)
    assert len(cases("h = tanh(w*x + b)", "L = (h - y)**2")) == 3


def test_an_upstream_is_as_exact_as_all_else(monkeypatch):
    equation, shapes = "out = w * x", {"x": (3,)}
    assert isinstance(cases(equation, shapes=shapes)[0].solution.gradients["w"][0], Fraction)
    monkeypatch.setattr(module, "exact_inputs", lambda *_: None)
    assert isinstance(cases(equation, shapes=shapes)[0].solution.gradients["w"][0], float)


def test_an_upstream_is_for_what_is_no_number():
    (vector, *_) = cases("out = w * x", shapes={"x": (3,)})
    (number, *_) = cases("out = w * x")
    assert vector.upstream.shape == (3,)
    assert number.upstream is None


def test_a_step_of_descent_makes_the_loss_smaller_and_leaves_some():
    for case in cases("L = (w*x + b - y)**2"):
        assert 0 < case.solution.updated["L"][0] < case.solution.values["L"][0]


def test_no_gradient_is_0():
    for case in cases("z = w * x", "L = (z - y)**2"):
        assert all(case.solution.gradients[name][0] for name in ("w", "z"))


@pytest.mark.parametrize(
    ("low", "high"), [("0.1", "2"), ("0.01", "0.02"), ("3", "40"), ("-5", "-4.5"), ("0.5", "0.51")]
)
def test_a_range_is_kept_to(low, high):
    for case in inputs_of(cases("L = w * x", ranges={"w": (Fraction(low), Fraction(high))})):
        assert Fraction(low) <= case["w"] <= Fraction(high)


def test_a_range_too_narrow_for_simple_numbers_gives_its_ends():
    low, high = Fraction("0.123456"), Fraction("0.123457")
    assert {case["w"] for case in inputs_of(cases("L = w * x", ranges={"w": (low, high)}))} <= {low, high}


def test_where_simple_numbers_are_tied_others_are_drawn():
    found = cases("L = max(x) * w", shapes={"x": (60,)})
    assert len({*found[0].inputs["x"].tolist()}) > 10


def test_what_cannot_be_computed_anywhere_is_refused():
    with pytest.raises(UsageError, match="inside the domain of every operation") as caught:
        cases("L = log(-(w ** 2)) * x")
    assert caught.value.remedy == "say where inputs are drawn from, as in: --range x=0.1..2"


def test_what_follows_is_exact_where_it_can_be():
    (case, *_) = cases("z = w * x", "L = z / 3")
    assert case.solution.values["L"][0] == case.solution.values["z"][0] / 3
    assert isinstance(case.solution.values["L"][0], Fraction)


def test_a_graph_too_large_for_exact_numbers_is_worked_out_in_floats():
    found = cases("L = mean(exp(sin(cos(sin(x)))) @ w)", shapes={"x": (100, 90), "w": (90,)})
    assert isinstance(found[0].solution.values["L"][0], np.float64)


def test_the_same_equations_give_the_same_cases():
    assert inputs_of(cases("L = exp(w * x)")) == inputs_of(cases("L = exp(w * x)"))


@pytest.mark.parametrize(
    ("value", "text", "rounded"),
    [
        (2, "2", False),
        (Fraction(-7, 2), "-3.5", False),
        (Fraction(1, 1024), "0.0009765625", False),
        (THIRD, "0.333333", True),
        (Fraction(1, 2) + Fraction(1, 10**9), "0.500000001", False),
        (Fraction(1, 2) + Fraction(1, 10**10) * THIRD, "0.500000", True),
        (4.125, "4.125", False),
        (1e-20 / 3, "3.33333e-21", True),
        (123456789.125, "1.23457e+08", True),
        (0.0, "0", False),
        (Fraction(10**40), "1e+40", False),
    ],
)
def test_a_figure_states_its_number(value, text, rounded):
    assert figure(value) == text
    assert is_rounded(value) is rounded
    assert Figure(Fraction(text), text).states(value if isinstance(value, Fraction) else float(value))
