"""Random inputs: always the same, readable, inside the domain and away from kinks."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.chance import signs
from reference.equations import parse_equations
from reference.errors import GraphError
from reference.graph import Graph
from reference.op import Array
from reference.sampling import MARGIN, TRIES, Range, choose, draw, sample, side_counts
from reference.tape import absolute_backward, backward, forward

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
    inputs = drawn("L = w * x + b", "w", "x", "b", cases=4)
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


def test_a_large_array_has_more_decimals_than_a_small_one():
    large = draw(Range((100,)), 50, SEED)
    assert draw(Range((50,)), 2, SEED).tolist() == np.round(draw(Range((50,)), 2, SEED), 2).tolist()
    assert large.tolist() == np.round(large, 3).tolist()
    assert len(np.unique(large)) > 1000
    assert (np.abs(large).min(), np.abs(large).max()) == (0.2, 2.5)
    assert (np.abs(large) != 1).all()


def test_every_number_of_three_decimals_is_drawn_alike():
    thousandths = np.round(1000 * draw(Range((100,)), 600, SEED)).astype(int)
    assert set(thousandths.ravel().tolist()) == {s * size for s in (-1, 1) for size in range(200, 2501) if size != 1000}


def test_a_range_has_more_numbers_than_a_large_array_has_elements():
    numbers = draw(Range((10, 20), Fraction(0), Fraction(1)), 20, SEED)
    assert numbers.tolist() == np.round(numbers, 4).tolist()
    assert len(np.unique(numbers)) > 1600


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
    assert (distance > MARGIN * np.maximum(np.abs(tape.operands(node)[0]), distance.max())).all()


KINKED = {
    "relu": ("L = (relu(w * x + b) - y) ** 2", "wxby"),
    "two layers": ("h = relu(a * x + b)\nL = (relu(c * h + d) - y) ** 2", "axbcdy"),
    "three layers": ("h = relu(a * x + b)\nk = relu(c * h + d)\nL = relu(e * k + f) ** 2", "axbcdef"),
    "gates": ("L = relu(a) * relu(b) * relu(c) * relu(d)", "abcd"),
    "hinge": ("L = maximum(0, 1 - y * (w * x + b))", "wxby"),
    "wide clip": ("L = clip(w * x, low=-3, high=3) * w", "wx"),
    "probability": ("p = clip(sigmoid(w * x), low=0.01, high=0.99)\nL = -log(p)", "wx"),
    "huber": ("r = w * x - y\nL = where(abs(r) < 1, 0.5 * r ** 2, abs(r) - 0.5)", "wxy"),
    "leaky": ("L = leaky_relu(w * x + b) ** 2", "wxb"),
}


@pytest.mark.parametrize(("text", "inputs"), KINKED.values(), ids=KINKED)
@pytest.mark.parametrize("cases", [16, 64])
def test_each_side_of_each_kink_is_taken_in_an_eighth_of_the_cases(text, inputs, cases):
    tape = forward(graph_of(text, *inputs), drawn(text, *inputs, cases=cases))
    for sides in side_counts(tape).values():
        assert all(count >= cases / 8 for count in sides.values())


@pytest.mark.parametrize(("text", "inputs"), KINKED.values(), ids=KINKED)
@pytest.mark.parametrize("cases", [16, 64])
def test_the_gradient_of_each_input_carries_something_in_half_of_the_cases(text, inputs, cases):
    tape = forward(graph_of(text, *inputs), drawn(text, *inputs, cases=cases))
    scales = absolute_backward(tape)
    assert all((scales[name] != 0).sum() >= cases / 2 for name in inputs)


def test_a_side_that_is_never_taken_is_counted_as_such():
    text = "h = relu(x ** 2)\nc = clip(x, low=-1, high=0)\nd = clip(x, low=-9, high=9)\nL = h * c * d"
    assert side_counts(forward(graph_of(text, "x"), {"x": np.array([-3.0, -2.0, 2.0])})) == {
        "h": {0: 0, 1: 3},
        "c": {0: 2, 1: 0, 2: 1},
        "d": {0: 0, 1: 3, 2: 0},
    }


def test_a_choice_that_is_always_the_same_has_a_side_that_is_never_taken():
    tape = forward(graph_of("L = maximum(0, x ** 2)", "x"), {"x": np.array([-3.0, 2.0])})
    assert side_counts(tape) == {"L": {0: 2, 1: 0}}


def test_an_array_takes_the_sides_of_all_its_elements():
    tape = forward(graph_of("L = sum(relu(x))", "x"), {"x": np.array([[-1.0, 1.0], [2.0, 1.0]])})
    assert side_counts(tape) == {"L.1": {0: 1, 1: 2}}


def test_a_smooth_graph_keeps_the_first_draws():
    inputs = drawn("L = (w * x) ** 2", "w", "x")
    assert inputs["w"].tolist() == draw(Range(), 64, SEED + b"/0/w").tolist()
    assert inputs["x"].tolist() == draw(Range(), 64, SEED + b"/0/x").tolist()


def test_no_more_cases_are_replaced_than_needed():
    first = draw(Range(), 64, SEED + b"/0/x")
    alive = first > 1.5
    kept = drawn("L = relu(x - 1.5)", "x")["x"] == first
    assert (~kept).sum() == 32 - alive.sum() > 0
    assert kept[alive].all()


def test_what_cannot_be_had_together_is_left_as_it_was_drawn():
    """Each input of a maximum of three has a gradient in a third of the cases; two halves are not to be had."""
    inputs = drawn("L = maximum(maximum(a, b), c)", *"abc")
    kept = inputs["a"] == draw(Range(), 64, SEED + b"/0/a")
    assert kept.sum() > 60


def test_a_single_case_carries_a_gradient():
    text = "L = relu(w * x - 3)"
    tape = forward(graph_of(text, "w", "x"), drawn(text, "w", "x", cases=1))
    assert backward(tape)["w"].all()


@pytest.mark.parametrize("seed", [b"a", b"b", b"c", b"d", b"e", b"f", b"g", b"h"])
def test_a_single_case_carries_a_gradient_where_the_first_draw_is_outside_the_domain(seed):
    graph = graph_of("L = relu(log(x))", "x")
    assert sample(graph, {"x": Range()}, 1, seed)["x"] > 1


def test_a_gradient_that_underflows_is_drawn_again():
    inputs = drawn("L = exp(-1000 * x ** 2)", "x")
    gradients = backward(forward(graph_of("L = exp(-1000 * x ** 2)", "x"), inputs))
    assert (gradients["x"] != 0).sum() == 32


def test_a_case_that_helps_one_want_and_costs_another_makes_way_for_one_that_does_not():
    serves = np.array([[1, 0], [1, 0], [1, 0], [0, 1], [0, 1], [1, 1]], dtype=bool)
    assert choose(serves, np.array([3, 1]), 3).tolist() == [0, 1, 5]


def test_the_last_of_those_that_can_be_spared_are_replaced():
    serves = np.array([[0], [1], [0], [0], [1], [1], [1]], dtype=bool)
    assert choose(serves, np.array([3]), 4).tolist() == [0, 1, 5, 4]


def test_a_want_that_nothing_serves_replaces_nothing():
    assert choose(np.zeros((9, 2), dtype=bool), np.array([2, 1]), 4).tolist() == [0, 1, 2, 3]


@given(rows=st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=6, max_size=60), cases=st.integers(1, 6))
def test_cases_are_chosen_once_each_and_lack_no_more_than_the_first_ones(rows, cases):
    serves, quotas = np.array(rows), np.array([1, 2, 3, 3])
    chosen = choose(serves, quotas, cases)
    assert len(set(chosen.tolist())) == cases
    lacking = [np.maximum(quotas - serves[taken].sum(axis=0), 0).sum() for taken in (chosen, np.arange(cases))]
    assert lacking[0] <= lacking[1]
    assert all(index in (place, *range(cases, len(rows))) for place, index in enumerate(chosen))


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("L = mean(abs(x - y))", (2000,)),
        ("L = sum(maximum(x, y))", (40, 50)),
        ("L = sum(max(x + y, axis=1))", (40, 50)),
        ("L = sum(relu(x - y))", (200, 200)),
    ],
)
def test_large_arrays_keep_away_from_kinks_as_far_as_they_can(text, shape):
    ranges = {name: Range(shape) for name in ("x", "y")}
    tape = forward(graph_of(text, "x", "y"), drawn(text, "x", "y", cases=2, **ranges))
    (node,) = (node for node in tape.graph.nodes if node.op.kink is not None)
    assert (tape.apply(node.op.kink.distance, node) > 100 / np.prod(shape) * MARGIN).all()


def test_a_graph_of_many_numbers_has_few_spare_cases():
    assert drawn("L = relu(sum(x))", "x", cases=1, x=Range((600, 600)))["x"].shape == (1, 600, 600)


def test_a_small_operand_is_measured_by_its_own_size():
    inputs = drawn("L = relu(w * x)", "w", "x", w=span("-0.0001", "0.0001"))
    products = inputs["w"] * inputs["x"]
    assert (np.abs(products) > MARGIN * 1e-4).all()
    assert 8 <= (products > 0).sum() <= 56


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


@pytest.mark.parametrize(
    "text", ["L = log(-x ** 2)", "L = relu(x - x)", "L = 1 / (x - x)", "L = relu(0.1 * x + 0.2 * x - 0.3 * x)"]
)
def test_a_graph_that_can_hardly_be_computed_is_an_error_with_a_remedy(text):
    with pytest.raises(GraphError, match=f"only 0 of {TRIES * 3} random inputs are inside the domain") as caught:
        drawn(text, "x", cases=3)
    assert caught.value.remedy == "give the inputs a 'range' in which the graph can be computed"


def test_sizes_may_be_named():
    graph = parse_equations("L = sum(x) / N", inputs=["x"], dims=["N"])
    assert sample(graph, {"x": Range((4,))}, 3, SEED, {"N": 4})["x"].shape == (3, 4)
