"""Random inputs: always the same, readable, inside the domain and away from kinks."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.equations import parse_equations
from reference.errors import GraphError
from reference.graph import Graph
from reference.op import Array
from reference.sampling import MARGIN, TRIES, Range, draw, sample, signs
from reference.tape import backward, forward

SEED = b"seed"


def graph_of(text: str, *inputs: str) -> Graph:
    return parse_equations(text, inputs=inputs)


def drawn(text: str, *inputs: str, cases: int = 64, **ranges: Range) -> dict[str, Array]:
    """Return inputs for the equations, from the usual range where no other is given."""
    return sample(graph_of(text, *inputs), {name: ranges.get(name, Range()) for name in inputs}, cases, SEED)


def span(low: str, high: str) -> Range:
    return Range((), Fraction(low), Fraction(high))


def test_the_stream_never_changes():
    """Were this to fail, the grades of a course could change with a version: do not mend the numbers."""
    assert draw(Range(), 8, SEED).tolist() == [-1.11, 1.71, 2.5, 1.43, -0.83, -1.5, 2.49, 1.79]
    assert draw(span("-1", "2"), 8, SEED).tolist() == [-0.41, 1.48, 2.0, 1.3, -0.59, -0.16, 2.0, 1.54]
    assert draw(span("0", "0.05"), 4, SEED).tolist() == [0.0098, 0.0414, 0.05, 0.0384]
    assert signs(b"w", (8,)).tolist() == [1, 1, -1, -1, -1, -1, -1, -1]


def test_inputs_are_a_function_of_graph_ranges_and_seed():
    inputs = drawn("L = relu(w * x + b)", "w", "x", "b", cases=4)
    assert {name: value.tolist() for name, value in inputs.items()} == {
        "w": [0.51, 0.23, -0.32, 1.32],
        "x": [-0.95, -1.91, 0.37, -1.75],
        "b": [0.27, -0.74, -1.68, -0.48],
    }


def test_another_seed_gives_other_inputs():
    graph = graph_of("L = w * x", "w", "x")
    first, other = (sample(graph, {"w": Range(), "x": Range()}, 8, seed) for seed in (b"one", b"other"))
    assert not np.array_equal(first["w"], other["w"])
    assert not np.array_equal(first["w"], first["x"])


def test_arrays_have_the_case_axis_and_their_shape():
    assert draw(Range((2, 3)), 5, SEED).shape == (5, 2, 3)
    assert draw(Range((2, 3)), 5, SEED).ravel().tolist() == draw(Range(), 30, SEED).tolist()
    assert signs(SEED, (2, 3)).shape == (2, 3)


@given(seed=st.binary(), cases=st.integers(1, 50))
def test_numbers_are_two_decimals_of_moderate_size_and_never_one(seed, cases):
    for number in draw(Range(), cases, seed).tolist():
        assert number == round(number, 2)
        assert 0.2 <= abs(number) <= 2.5
        assert abs(number) != 1


def test_every_allowed_number_is_drawn():
    numbers = set(np.round(100 * draw(Range(), 20_000, SEED)).astype(int).tolist())
    assert numbers == {sign * size for sign in (-1, 1) for size in range(20, 251) if size != 100}
    assert set(draw(span("3", "4"), 5000, SEED).tolist()) == {number / 100 for number in range(300, 401)}


hundredths = st.integers(-10_000, 10_000).map(lambda number: Fraction(number, 100))
fine = st.fractions(-5, 5, max_denominator=10_000)


@given(seed=st.binary(max_size=8), ends=st.one_of(st.tuples(hundredths, hundredths), st.tuples(fine, fine)))
def test_a_range_is_kept(seed, ends):
    low, high = sorted(ends)
    if low < high:
        numbers = draw(Range((), low, high), 20, seed)
        assert (numbers >= float(low)).all()
        assert (numbers <= float(high)).all()


def test_a_wide_range_gives_two_decimals_and_a_narrow_one_more():
    assert all(number == round(number, 2) for number in draw(span("-100", "100"), 50, SEED).tolist())
    narrow = draw(span("0.001", "0.009"), 50, SEED).tolist()
    assert all(number == round(number, 5) for number in narrow)
    assert len(set(narrow)) > 30


def test_a_range_of_huge_numbers_can_be_drawn_from():
    numbers = draw(span("1e300", "1.7e308"), 20, SEED)
    assert np.isfinite(numbers).all()
    assert len(set(numbers.tolist())) == 20


def test_a_range_of_one_number_gives_it():
    assert draw(span("3", "3"), 3, SEED).tolist() == [3, 3, 3]


def test_a_range_keeps_inputs_inside_the_domain():
    inputs = drawn("L = log(x)", "x", x=span("-1", "3"))
    assert len(inputs["x"]) == 64
    assert (inputs["x"] > 0).all()


@pytest.mark.parametrize(
    "text",
    [
        "L = relu(w * x)",
        "L = abs(w - x)",
        "L = maximum(w, x)",
        "L = where(w > x, w, x)",
        "L = clip(w - x, low=0, high=1)",
    ],
)
def test_inputs_keep_their_distance_from_kinks(text):
    graph = graph_of(text, "w", "x")
    tape = forward(graph, drawn(text, "w", "x", w=span("-0.1", "0.1"), x=span("-0.1", "0.1")))
    (node,) = (node for node in graph.nodes if node.op.kink is not None)
    distance = node.op.kink.distance(*tape.operands(node), **tape.layouts[node.name].options)
    assert (distance > MARGIN * np.maximum(np.abs(tape.operands(node)[0]), 1)).all()


def test_both_sides_of_relu_are_drawn():
    inputs = drawn("L = relu(w * x + b)", "w", "x", "b")
    alive = inputs["w"] * inputs["x"] + inputs["b"] > 0
    assert 10 < alive.sum() < 54


def test_inputs_whose_gradients_overflow_are_left_out():
    graph = graph_of("L = exp(exp(x))", "x")
    tape = forward(graph, drawn("L = exp(exp(x))", "x", cases=200, x=span("6.50", "6.57")))
    assert np.isfinite(tape.output).all()
    assert np.isfinite(backward(tape)["x"]).all()
    assert np.isinf(backward(forward(graph, {"x": np.array([6.565])}))["x"]).all()


def test_what_is_drawn_more_than_once_is_cut_to_the_cases_asked_for():
    inputs = drawn("L = log(w) + log(x)", "w", "x", cases=7)
    assert {name: len(value) for name, value in inputs.items()} == {"w": 7, "x": 7}
    assert (inputs["w"] > 0).all()


@pytest.mark.parametrize("text", ["L = log(-x ** 2)", "L = relu(x - x)", "L = 1 / (x - x)"])
def test_a_graph_that_can_hardly_be_computed_is_an_error_with_a_remedy(text):
    with pytest.raises(GraphError, match=f"only 0 of {TRIES * 3} random inputs are inside the domain") as caught:
        drawn(text, "x", cases=3)
    assert caught.value.remedy == "give the inputs a 'range' in which the graph can be computed"


def test_sizes_may_be_named():
    graph = parse_equations("L = sum(x) / N", inputs=["x"], dims=["N"])
    assert sample(graph, {"x": Range((4,))}, 3, SEED, {"N": 4})["x"].shape == (3, 4)
