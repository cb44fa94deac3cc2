"""Differences: right within the error that they state, and undecided where they cannot be right."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings

from reference.equations import parse_equations
from reference.exact import rounded
from reference.numeric import (
    QUICK,
    THOROUGH,
    TO_BLAME,
    _romberg,
    differences,
    quick_differences,
    rounding_noise,
    undecided,
)
from reference.op import Array
from reference.tape import Tape, absolute_backward, backward, equation_tape, forward
from tests.reference.random_graphs import RATIONAL, SMOOTH, Point, points

ROUNDING = 1e-13  # of the scale: what the reference itself may be off


def tape_of(text: str, **inputs: object) -> Tape:
    graph = parse_equations(text, inputs=list(inputs))
    return forward(graph, {name: np.array(value, dtype=float) for name, value in inputs.items()})


def near(tape: Tape, name: str, upstream: Array | None = None) -> bool:
    """Return whether the differences are within their error of backward, and their error is small."""
    found = differences(tape, [name], upstream)[name]
    right, scale = backward(tape, upstream)[name], absolute_backward(tape, upstream)[name]
    return bool(
        (np.abs(found.derivative - right) <= found.error + ROUNDING * scale).all()
        and (found.error <= 1e-6 * np.maximum(scale, 1e-3)).all()
    )


def test_differences_are_shaped_like_the_name():
    tape = tape_of("L = sum(x @ w)", x=np.ones((4, 2, 3)), w=np.ones((4, 3, 5)))
    assert differences(tape, ["w"])["w"].derivative.shape == differences(tape, ["w"])["w"].error.shape == (4, 3, 5)


@pytest.mark.parametrize("name", ["x", "y", "w1", "b1", "w2", "b2", "z1", "a1", "z2", "L"])
def test_every_input_and_every_node_can_be_moved_by_itself(name):
    text = "z1 = w1 * x + b1\na1 = relu(z1)\nz2 = w2 * a1 + b2\nL = (z2 - y) ** 2"
    inputs = {"x": [1, 2.5], "y": [4, -1], "w1": [1, -0.7], "b1": [0, 0.3], "w2": [2, 1], "b2": [0, 0.25]}
    assert near(tape_of(text, **inputs), name)


def test_a_node_that_is_moved_takes_no_part_of_what_came_before_it_along():
    tape = tape_of("h = x ** 2\nL = h * x", x=[3])
    assert differences(tape, ["h"])["h"].derivative == pytest.approx([3])
    assert differences(tape, ["x"])["x"].derivative == pytest.approx([27])


def test_names_that_are_moved_in_one_go_get_what_they_get_one_by_one(monkeypatch):
    tape = tape_of("h = tanh(w * x)\nL = sum(h ** 2)", w=np.ones((2, 3)), x=[[1, -2, 0.5], [0.1, 2, 3]])
    together = differences(tape, ["x", "h", "w"])
    monkeypatch.setattr("reference.tape.NUMBERS", 1)
    for name, alone in differences(tape, ["x", "h", "w"]).items():
        right, scale = backward(tape)[name], absolute_backward(tape)[name]
        for found in (together[name], alone):
            assert (np.abs(found.derivative - right) <= found.error + ROUNDING * scale).all()
    assert list(together) == ["x", "h", "w"]


def test_anonymous_nodes_can_be_moved_too():
    assert differences(tape_of("L = (x + 1) ** 2", x=[3]), ["L.1"])["L.1"].derivative == pytest.approx([8])


@pytest.mark.parametrize("name", ["x", "w", "z"])
def test_the_upstream_weighs_the_output(name):
    generator = np.random.default_rng(1)
    tape = tape_of("z = x @ w\nL = softmax(z)", x=generator.normal(size=(2, 3, 4)), w=generator.normal(size=(2, 4, 2)))
    assert near(tape, name, generator.normal(size=tape.output.shape))


def test_the_tape_of_an_equation_gives_its_local_gradients():
    tape = equation_tape(tape_of("h = x ** 2 + x\nL = h ** 3", x=[3]), "h")
    assert differences(tape, ["x"])["x"].derivative == pytest.approx([7])


@given(point=points(SMOOTH))
@settings(max_examples=50)
def test_the_error_bounds_the_distance_from_backward(point: Point):
    tape = forward(point.graph, point.inputs())
    scales = absolute_backward(tape)
    assume(all(np.abs(array).max() < 1e4 for named in (tape.values, scales) for array in named.values()))
    for name, right in backward(tape).items():
        found = differences(tape, [name])[name]
        assert not np.abs(found.derivative - right) > found.error + ROUNDING * (1 + scales[name])


@given(point=points(RATIONAL))
@settings(max_examples=50)
def test_the_error_bounds_the_distance_from_exact_derivatives(point: Point):
    """A point on a kink is left undecided, or has equal slopes on both sides."""
    exact = forward(point.graph, point.inputs(Fraction))
    scales = absolute_backward(exact)
    assume(all(abs(array[0]) < 1000 for named in (exact.values, scales) for array in named.values()))
    tape = forward(point.graph, point.inputs())
    for name in point.graph.inputs:
        found, right = differences(tape, [name])[name], rounded(backward(exact)[name])
        kinked = not np.isfinite(found.error).all()
        assert kinked or np.abs(found.derivative - right) <= found.error + ROUNDING * (1 + float(scales[name][0]))


@pytest.mark.parametrize("x", [1e-3, -1e-3, 2e-6, 1e-8])
@pytest.mark.parametrize("text", ["L = relu(x)", "L = abs(x)", "L = maximum(0, x) ** 2 + x", "L = where(x > 0, x, -x)"])
def test_a_stencil_shrinks_until_it_crosses_no_kink(text, x):
    assert near(tape_of(text, x=[x]), "x")


@pytest.mark.parametrize("text", ["L = relu(x)", "L = abs(x)", "L = maximum(x, 0)", "L = where(x > 0, x, 2)"])
@pytest.mark.parametrize("x", [0.0, 1e-12])
def test_on_a_kink_nothing_is_decided(text, x):
    found = differences(tape_of(text, x=[x, 1, 2]), ["x"])["x"]  # of which 1e-12 is no more than rounding
    assert np.isnan(found.derivative[0])
    assert np.isinf(found.error[0])


@pytest.mark.parametrize("size", [1e-15, 1e-8, 1e8])
def test_a_stencil_is_of_the_size_of_its_name(size):
    assert near(tape_of("L = x ** 3", x=[size, -2 * size, size / 3]), "x")


def test_a_plateau_far_from_the_centre_is_no_derivative():
    tape = tape_of("p = exp(-x ** 2)\nL = p ** 2", x=[0.1, 1, 8])
    assert near(tape, "p")


def test_one_case_on_a_kink_leaves_the_others_alone():
    found = differences(tape_of("L = relu(x)", x=[1, 0, -1]), ["x"])["x"]
    assert np.isfinite(found.error).tolist() == [True, False, True]
    assert found.derivative[[0, 2]] == pytest.approx([1, 0])


@pytest.mark.parametrize("text", ["L = log(x)", "L = sqrt(x)", "L = x ** -0.5", "L = x ** -2", "L = 1 / x"])
@pytest.mark.parametrize("x", [1.0, 0.05, 1e-3, 1e-6])
def test_a_stencil_shrinks_until_it_is_inside_the_domain(text, x):
    assert near(tape_of(text, x=[x]), "x")


def test_a_quick_look_leaves_undecided_what_the_first_stencil_does_not_show():
    tape = tape_of("L = relu(x) ** 2", x=[1e-3, 1, -1])
    quick, thorough = quick_differences(tape, ["x"])["x"], differences(tape, ["x"])["x"]
    assert np.isfinite(quick.error).tolist() == [False, True, True]
    assert np.isfinite(thorough.error).all()
    assert quick.derivative[1:].tolist() == thorough.derivative[1:].tolist()


@pytest.mark.parametrize("gap", [1e-5, -1e-5, 0.001, 0.01, 0.02, -0.03, 0.06])
@pytest.mark.parametrize("text", ["L = 1 / (x - y)", "L = (x - y) ** -3", "L = 1e7 * x + 1 / (x - y)"])
def test_a_pole_beside_the_point_is_not_stepped_over(text, gap):
    assert near(tape_of(text, x=[2.5 + gap], y=[2.5]), "x")


@pytest.mark.parametrize("x", [0.00001, 0.0001, 0.003, -0.002])
@pytest.mark.parametrize("text", ["L = tanh(1000 * x)", "L = sigmoid(3000 * x)", "L = 1 / (1e-6 + x ** 2)"])
def test_a_steep_place_is_not_stepped_over(text, x):
    assert near(tape_of(text, x=[x]), "x")


def test_a_plateau_beside_the_point_is_not_believed():
    assert near(tape_of("L = softplus(x * sin(x))", x=[64.35]), "x")


@pytest.mark.parametrize("size", [1e-8, 1, 1e8])
def test_the_error_follows_the_size_of_the_loss(size):
    tape = tape_of(f"L = {size} * tanh(x) ** 2", x=[0.7])
    found = differences(tape, ["x"])["x"]
    assert near(tape, "x")
    assert (found.error < 1e-9 * np.abs(found.derivative)).all()


def test_cancellation_shows_in_the_error():
    tape = tape_of("L = (x + 1e8) - 1e8", x=[0.7])
    found = differences(tape, ["x"])["x"]
    assert 1e-9 < found.error[0] < 1e-3
    assert abs(found.derivative[0] - 1) <= found.error[0]


def test_a_slope_of_zero_is_found():
    tape = tape_of("L = cos(x) + 0 * y + relu(z)", x=[0], y=[3], z=[-1])
    for name in "xyz":
        assert abs(differences(tape, [name])[name].derivative[0]) <= differences(tape, [name])[name].error[0] < 1e-11


def test_a_node_that_is_nan_is_undecided():
    tape = tape_of("h = log(x)\nL = h * x", x=[-1, 1])
    for name in ("x", "h"):
        found = differences(tape, [name])[name]
        assert np.isinf(found.error).tolist() == [True, False]


def test_what_overflows_is_undecided():
    found = differences(tape_of("L = exp(exp(x)) * exp(exp(x))", x=[5.86, 1]), ["x"])["x"]
    assert np.isfinite(found.error).tolist() == [False, True]
    assert np.isinf(differences(tape_of("L = x", x=[1.79e308]), ["x"])["x"].error).all()


def test_more_entries_than_fit_at_once_are_done_in_parts(monkeypatch):
    tape = tape_of("L = sum(x ** 3)", x=np.linspace(-2, 2, 60).reshape(4, 15))
    whole = differences(tape, ["x"])["x"]
    monkeypatch.setattr("reference.tape.NUMBERS", 2500)
    parts = differences(tape, ["x"])["x"]
    assert np.array_equal(whole.derivative, parts.derivative)
    assert np.array_equal(whole.error, parts.error)


def test_of_more_entries_than_are_looked_at_each_case_has_some_and_the_others_stay_undecided():
    tape = tape_of("L = sum(x ** 3)", x=np.linspace(-2, 2, 60).reshape(4, 15))
    whole = differences(tape, ["x"])["x"]
    found = differences(tape, ["x"], most=12)["x"]
    decided = np.isfinite(found.error)
    assert decided.reshape(4, 3, 5).sum(axis=2).tolist() == [[1, 1, 1]] * 4  # spread over the array
    assert len({tuple(row) for row in decided.tolist()}) > 1  # others at other cases
    assert np.array_equal(found.derivative, np.where(decided, whole.derivative, np.nan), equal_nan=True)
    assert np.array_equal(found.error, np.where(decided, whole.error, np.inf))
    assert np.array_equal(differences(tape, ["x"], most=12)["x"].derivative, found.derivative, equal_nan=True)


def test_of_more_cases_than_entries_are_looked_at_some_have_one():
    found = differences(tape_of("L = sum(x ** 3)", x=np.linspace(-2, 2, 60).reshape(4, 15)), ["x"], most=3)["x"]
    assert np.isfinite(found.error).sum(axis=1).tolist() == [1, 1, 1, 0]


@pytest.mark.parametrize(("name", "ops"), [("w", {"mul", "tanh"}), ("h", {"tanh"}), ("L.1", set()), ("L", set())])
def test_only_what_depends_on_a_name_is_computed_again_at_the_points_of_its_stencils(name, ops):
    computed = Counter()

    def counted(op):
        def forward(*operands, **options):
            computed[op.name] += len(operands[0])
            return op.forward(*operands, **options)

        return replace(op, forward=forward)

    tape = tape_of("h = w * x\nL = sum(tanh(h))", w=np.ones((2, 3)), x=np.ones((2, 3)))
    nodes = tuple(replace(node, op=counted(node.op)) for node in tape.graph.nodes)
    differences(replace(tape, graph=replace(tape.graph, nodes=nodes)), [name])
    computed.pop("sum", None)
    assert computed == dict.fromkeys(ops, 2 * QUICK.steps * 6)


def test_a_bump_far_out_does_not_spoil_what_the_finer_steps_say():
    steps = 2.0 ** -np.arange(THOROUGH[0].steps)[:, None]
    above = 3 * steps
    above[0] += 1
    derivative, error = _romberg(above, -3 * steps, 2 * steps, np.zeros(1))
    assert (derivative.tolist(), error.tolist()) == ([3], [0])


def test_rounding_alone_moves_no_table_by_more_than_its_error():
    steps = 2.0 ** -np.arange(THOROUGH[0].steps)[:, None]
    noise = np.random.default_rng(0).choice([-1e-9, 1e-9], (2, THOROUGH[0].steps, 1000))
    derivative, error = _romberg(3 * steps + noise[0], noise[1] - 3 * steps, 2 * steps, np.full(1000, 1e-9))
    assert (np.abs(derivative - 3) <= error).all()
    assert (error <= TO_BLAME * 1e-9 / (2 * steps[-1])).all()


def test_a_large_product_of_matrices_is_affordable():
    generator = np.random.default_rng(2)
    tape = tape_of("L = sum((x @ w) ** 2)", x=generator.normal(size=(1, 30, 20)), w=generator.normal(size=(1, 20, 10)))
    assert near(tape, "w")


def test_undecided_differences_decide_nothing():
    found = undecided(np.ones((2, 3)))
    assert np.isnan(found.derivative).all()
    assert np.isposinf(found.error).all()
    assert found.error.shape == (2, 3)


def test_differences_that_are_not_trusted_are_undecided():
    found = differences(tape_of("L = x ** 2", x=[1, 2]), ["x"])["x"].where(np.array([True, False]))
    assert np.isfinite(found.error).tolist() == [True, False]
    assert found.derivative == pytest.approx([2, 4])


def test_rounding_noise_counts_what_cancels():
    small, large = (tape_of(f"L = (x + {size}) - {size}", x=[1]) for size in (1, 1e8))
    assert rounding_noise(small, np.ones(1))[0] < 1e-14
    assert rounding_noise(large, np.ones(1))[0] > 1e-8
