"""Rational arithmetic: which graphs run in it, and how numbers come in and out."""

import math
from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reference.digits import Digits
from reference.domain import sound_cases
from reference.equations import parse_equations
from reference.errors import DomainError
from reference.exact import MOST_OPERATIONS, exact_inputs, fractions, operations, rounded, runs_exactly
from reference.op import Array
from reference.tape import Tape, absolute_backward, backward, forward
from tests.reference.random_graphs import RATIONAL, SMOOTH, Point, points


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


def zeros(text: str, shape: tuple[int, ...] = (), cases: int = 1) -> Tape:
    """Return a graph of ``x``, of the given shape, worked out at 0."""
    return forward(parse_equations(text, inputs=["x"]), {"x": np.zeros((cases, *shape))})


def kinds(text: str) -> set[type]:
    """Return what exact inputs of a graph are made of."""
    numbers = exact_inputs(zeros(text), {"x": fractions(np.array([0.5]))})
    return {type(number) for number in numbers["x"]}


def test_inputs_stay_fractions_where_the_whole_graph_runs_on_them():
    assert kinds("L = x ** 2 / 3") == {Fraction}


@pytest.mark.parametrize(
    "text", ["L = tanh(x)", "L = x ** 0.5", steps("tanh(x)", "? * ?", 40), steps("tanh(x)", "maximum(?, x) * ?", 20)]
)
def test_inputs_stay_fractions_up_to_where_there_are_none(text):
    assert kinds(text) == {Fraction}


@pytest.mark.parametrize("text", ["L = x ** 65", steps("x", "? * ?", 40), "L = tanh(x ** 65)"])
def test_inputs_have_50_digits_where_fractions_would_grow_too_long(text):
    assert kinds(text) == {Digits}


def test_constants_that_would_grow_too_long_are_left_to_floats():
    text = steps("1.0000001", "? * ?", 40) + "\nL = a40 * tanh(x)"
    assert exact_inputs(zeros(text), {"x": fractions(np.array([0.5]))}) is None


def test_what_would_take_long_in_50_digits_is_left_to_floats():
    tape = zeros("L = sum(tanh(x))", (MOST_OPERATIONS // 4,))
    fits, too_many = ({"x": np.full((cases, *tape.values["x"].shape[1:]), Fraction(0))} for cases in (1, 3))
    assert exact_inputs(tape, fits) is not None
    assert exact_inputs(tape, too_many) is None


@pytest.mark.parametrize(
    ("text", "shape", "count"),
    [
        ("L = x * x", (), 1),
        ("L = tanh(x) + 1", (), 3),
        ("L = sum(x)", (5,), 5),
        ("L = x * x", (3, 4), 12),
        ("L = x @ transpose(x)", (3, 4), 3 * 3 * 4 + 12),
        ("L = broadcast_to(x, shape=(5, 4))", (4,), 20),
    ],
)
def test_as_many_operations_are_counted_as_numbers_are_computed_with(text, shape, count):
    assert operations(zeros(text, shape, cases=2)) == count


def test_a_jacobian_counts_its_equation_once_for_each_element():
    tape = zeros("a = exp(x)\nL = sum(a)", (4,))
    assert operations(tape, ["a", "L"]) == operations(tape) + 4 * 4 + 1 * 4


@given(point=points((*SMOOTH, "log", "sqrt", "leaky_relu")))
@settings(max_examples=60)
def test_floats_agree_with_50_digits(point: Point):
    floats = forward(point.graph, point.inputs())
    assume(sound_cases(floats).all())
    scales = absolute_backward(floats)
    assume(all(scale[0] < 1e3 for scale in scales.values()))
    exact = forward(point.graph, exact_inputs(floats, point.inputs(Fraction)))
    gradients, right = backward(floats), backward(exact)
    for name, value in exact.values.items():
        assert floats.values[name] == pytest.approx(rounded(value), rel=1e-9, abs=1e-9)
        assert gradients[name] == pytest.approx(rounded(right[name]), rel=1e-9, abs=1e-9)


def test_an_operand_outside_its_domain_is_found_where_floats_miss_it():
    inputs = {"x": np.array([Fraction(1, 10)]), "y": np.array([Fraction(1, 5)])}
    graph = parse_equations("L = log(x + y - 0.3)", inputs=["x", "y"])  # of 6e-17 in floats
    tape = forward(graph, {name: rounded(value) for name, value in inputs.items()})
    assert sound_cases(tape).all()
    with pytest.raises(DomainError, match="in exact arithmetic 'L' cannot be computed: log needs a positive operand"):
        forward(graph, exact_inputs(tape, inputs))
