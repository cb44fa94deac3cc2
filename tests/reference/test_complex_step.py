"""The complex step: the derivative to the last digits, by every op, from forward values alone."""

import numpy as np
import pytest
from hypothesis import assume, given, settings

from reference.complex_step import complex_step
from reference.equations import parse_equations
from reference.ops import OPS
from reference.tape import NUMBERS, Tape, absolute_backward, backward, forward
from tests.reference.random_graphs import SMOOTH, Point, points

ROUNDING = 1e-13  # of the scale


def tape_of(text: str, **inputs: object) -> Tape:
    graph = parse_equations(text, inputs=list(inputs))
    return forward(graph, {name: np.array(value, dtype=float) for name, value in inputs.items()})


def near(tape: Tape, upstream=None) -> bool:
    """Return whether every gradient by the complex step is that of backward."""
    right, scale = backward(tape, upstream), absolute_backward(tape, upstream)
    found = complex_step(tape, list(right), upstream)
    return all((np.abs(found[name] - right[name]) <= ROUNDING * scale[name]).all() for name in right)


@given(point=points(SMOOTH))
@settings(max_examples=50)
def test_it_is_the_gradient_of_random_graphs(point: Point):
    tape = forward(point.graph, point.inputs())
    assume(all(np.abs(array).max() < 1e4 for array in (*tape.values.values(), *absolute_backward(tape).values())))
    for name, right in backward(tape).items():
        found = complex_step(tape, [name])[name]
        assert np.abs(found - right) <= ROUNDING * (1 + absolute_backward(tape)[name])


UNARY = sorted(name for name, op in OPS.items() if op.arity == (1, 1) and not op.options and op.growth is None)


@pytest.mark.parametrize("name", UNARY)
@pytest.mark.parametrize("x", [0.7, 3.0, 30.0, 700.0])
def test_functions_keep_their_digits_at_every_size(name, x):
    tape = tape_of(f"L = {name}(x)", x=[x])
    right = backward(tape)["x"]
    at_one = 1 if np.abs(tape.output) <= 1 else 0  # where tanh is 1 but for 1e-26, backward finds a slope of 0
    assert np.abs(complex_step(tape, ["x"])["x"] - right) <= ROUNDING * (np.abs(right) + at_one)


@pytest.mark.parametrize("exponent", [-101, -3, -1, 0, 1, 2, 3, 6, 7, 100, 101])
def test_whole_powers_of_negative_numbers_stay_real(exponent):
    assert near(tape_of(f"L = x ** {exponent}", x=[-1.3, 0.9, -0.2]))


@pytest.mark.parametrize("exponent", ["0.5", "-1.5", "2.5"])
def test_roots_of_positive_numbers(exponent):
    assert near(tape_of(f"L = x ** {exponent}", x=[1.3, 0.01, 500]))


@pytest.mark.parametrize(
    "text",
    [
        "L = sum(maximum(x @ w, 0.1) ** 2)",
        "L = sum(max(x @ w, axis=1))",
        "L = sum(log_softmax(x @ w) * softmax(x))",
        "L = logsumexp(abs(x) @ w)",
        "L = sum(where(x > 0.5, x ** 2, -x) @ w)",
        "L = sum(clip(x, -0.5, 0.5) / (1 + sigmoid(w)))",
    ],
)
def test_tensors_with_branches(text):
    generator = np.random.default_rng(3)
    assert near(tape_of(text, x=generator.normal(size=(2, 4, 4)), w=generator.normal(size=(2, 4, 4))))


def test_an_output_with_elements_is_weighted():
    generator = np.random.default_rng(4)
    tape = tape_of("z = softmax(x @ w)", x=generator.normal(size=(2, 3, 4)), w=generator.normal(size=(2, 4, 5)))
    assert near(tape, generator.normal(size=tape.output.shape))


@pytest.mark.parametrize("size", [1e-150, 1e-8, 1e8, 1e150])
def test_the_size_of_the_loss_costs_no_digits(size):
    assert near(tape_of(f"L = {size:f} * tanh(x) ** 2", x=[0.7]))


@pytest.mark.parametrize("x", [0.0, 1e-200, 1e-15, 1e15, 1e150])
def test_the_size_of_the_input_costs_no_digits(x):
    assert near(tape_of("L = 3 * x + x", x=[x]))


@pytest.mark.parametrize(
    "text", ["L = x ** 3", "z = x * y\nL = z ** 3", "L = x ** 2 * sin(x)", "L = x * x * x + x ** 5"]
)
def test_where_there_is_no_derivative_the_square_of_the_step_leaves_nothing(text):
    assert complex_step(tape_of(text, x=[0.0], y=[7.0]), ["x"])["x"].tolist() == [0]


@pytest.mark.parametrize("x", [-23.0, -30.0, -35.0, -40.0])
@pytest.mark.parametrize("text", ["L = log(softplus(x[0]))", "L = log(logsumexp(x))", "L = log(-log_softmax(x)[1])"])
def test_a_small_value_keeps_its_digits(text, x):
    tape = tape_of(text, x=[[x, 0]])
    assert complex_step(tape, ["x"])["x"][0, 0] == pytest.approx(backward(tape)["x"][0, 0], rel=1e-12)


def test_a_case_can_be_left_out():
    found = complex_step(tape_of("L = sum(x ** 2)", x=[[1, 2], [3, 4]]), ["x"], cases=np.array([False, True]))["x"]
    assert np.isnan(found).tolist() == [[True, True], [False, False]]
    assert found[1] == pytest.approx([6, 8])


def test_of_many_elements_some_are_looked_at_and_the_others_are_nan():
    tape = tape_of("L = sum(x ** 3)", x=np.linspace(-2, 2, 60).reshape(4, 15))
    found = complex_step(tape, ["x"], most=12)["x"]
    seen = np.isfinite(found)
    assert seen.sum(axis=1).tolist() == [3] * 4
    assert found[seen] == pytest.approx(3 * tape.values["x"][seen] ** 2)


def test_more_elements_than_fit_at_once_are_done_in_parts(monkeypatch):
    tape = tape_of("h = x * w\nL = sum(h ** 3)", x=np.linspace(-2, 2, 60).reshape(4, 15), w=[[1.5], [2], [3], [4]])
    whole = complex_step(tape, ["x", "h", "w"])
    monkeypatch.setattr("reference.tape.NUMBERS", NUMBERS // 2**16)
    parts = complex_step(tape, ["x", "h", "w"])
    for name, derivative in whole.items():
        assert parts[name] == pytest.approx(derivative, rel=1e-14)
