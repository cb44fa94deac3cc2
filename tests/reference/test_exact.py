"""Rational arithmetic: which graphs run in it, and how numbers come in and out."""

import math
from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reference.equations import parse_equations
from reference.exact import fractions, rounded, runs_exactly
from reference.op import Array
from reference.tape import absolute_backward, backward, forward
from tests.reference.random_graphs import RATIONAL, Point, points


def runs(text: str) -> bool:
    return runs_exactly(parse_equations(text, inputs=["x", "y"], dims=["N"]))


@pytest.mark.parametrize(
    "text",
    [
        "L = (x * y - 3) ** 2 / y",
        "L = relu(x) + maximum(x, abs(y)) + where(x > y, x, y)",
        "L = sum(mean(x @ y, axis=0)) / N",
        "L = x ** 64",
        "L = x ** -3 * y",
    ],
)
def test_sums_products_quotients_powers_and_choices_run_exactly(text):
    assert runs(text)


@pytest.mark.parametrize("text", ["L = tanh(x)", "L = x ** 0.5", "L = exp(x) * 0", "L = mean(softmax(x)) + y"])
def test_roots_and_transcendental_functions_do_not(text):
    assert not runs(text)


def steps(first: str, step: str, count: int) -> str:
    """Return ``count`` equations, each made from the name before it."""
    return "\n".join([f"a0 = {first}", *(f"a{n + 1} = {step}".replace("?", f"a{n}") for n in range(count))])


@pytest.mark.parametrize(
    "text",
    [
        "L = x ** 65",
        "L = x ** -65",
        steps("x", "? * ?", 40),
        steps("x", "(? ** 64) ** 64", 1),
        steps("x", "? / (1 + ?)", 40),
        steps("x", "? + ? ** -1", 40),
        steps("x", "leaky_relu(?, slope=0.123456789)", 64),
    ],
)
def test_numbers_that_would_fill_the_memory_are_not_worked_out_exactly(text):
    assert not runs(text)


def test_a_long_sum_runs_exactly():
    assert runs(steps("x * y", "? + x", 100))


def largest(arrays: Mapping[str, Array]) -> Fraction:
    return max(abs(number) for array in arrays.values() for number in array)


@given(point=points(RATIONAL))
@settings(max_examples=60)
def test_values_in_floats_agree_with_fractions(point: Point):
    exact, floats = forward(point.graph, point.inputs(Fraction)), forward(point.graph, point.inputs())
    assume(largest(exact.values) < 100)
    for name, value in exact.values.items():
        assert floats.values[name] == pytest.approx(rounded(value), rel=0, abs=1e-9)


@given(point=points(("add", "sub", "mul", "neg", "pow")))  # a kink may be decided by rounding
@settings(max_examples=60)
def test_gradients_in_floats_agree_with_fractions(point: Point):
    exact = forward(point.graph, point.inputs(Fraction))
    assume(largest(exact.values) < 100)
    assume(largest(absolute_backward(exact)) < 1000)
    floats = backward(forward(point.graph, point.inputs()))
    for name, gradient in backward(exact).items():
        assert floats[name] == pytest.approx(rounded(gradient), rel=0, abs=1e-9)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_goes_in_and_out_unchanged(number):
    assert rounded(fractions(np.array([number]))).tolist() == [number]


def test_shapes_stay_as_they_are():
    table = fractions(np.array([[0.5, 2.0], [-0.25, 0.0]]))
    assert table.tolist() == [[Fraction(1, 2), 2], [Fraction(-1, 4), 0]]
    assert rounded(table).tolist() == [[0.5, 2.0], [-0.25, 0.0]]
    assert rounded(np.array(Fraction(1, 3), dtype=object)).shape == ()


def test_a_number_is_rounded_once_to_the_nearest():
    number = Fraction(2**53 + 1) + Fraction(1, 10**30)  # just past the middle: rounded twice it would go down
    assert rounded(np.array([number, 1, Fraction(1, 10)], dtype=object)).tolist() == [2.0**53 + 2, 1.0, 0.1]


def test_what_no_float_can_hold_is_infinite():
    huge = Fraction(10) ** 400
    numbers = rounded(np.array([huge, -huge, 10**400, 1 / huge], dtype=object))
    assert numbers.tolist() == [math.inf, -math.inf, math.inf, 0.0]
