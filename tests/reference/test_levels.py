"""Level by level must be as node by node: the same graphs both ways, and large ones against NumPy."""

import tracemalloc
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference import levels
from reference.equations import parse_equations
from reference.graph import Graph, Node
from reference.levels import ELEMENTWISE, Named, arrange, survey
from reference.op import Array
from reference.ops import OPS
from reference.tape import Tape, absolute_backward, backward, branches, forward

INPUTS = ("x0", "x1", "x2")
OPTIONS: dict[str, list[dict[str, Any]]] = {
    "constant": [{"value": Fraction(1, 2)}, {"value": -3}],
    "pow": [{"exponent": 2}, {"exponent": -1}, {"exponent": 0}, {"exponent": Fraction(1, 2)}],
    "leaky_relu": [{}, {"slope": Fraction(1, 4)}],
    "clip": [{"low": -1, "high": Fraction(1, 2)}],
}


@st.composite
def scalar_graphs(draw: st.DrawFn) -> Graph:
    """Return graphs of scalars with several nodes of one op at one depth, of which not all lead to the output."""
    ops = draw(st.lists(st.sampled_from(sorted(op.name for op in ELEMENTWISE)), min_size=1, max_size=3))
    names, nodes = list(INPUTS), []
    for width in draw(st.lists(st.integers(1, 8), min_size=1, max_size=4)):
        layer = [f"n{len(nodes) + number}" for number in range(width)]
        for name in layer:
            op = OPS[draw(st.sampled_from(ops))]
            args = tuple(draw(st.sampled_from(names[-12:])) for _ in range(op.arity[0]))
            nodes.append(Node(name, op, args, draw(st.sampled_from(OPTIONS.get(op.name, [{}])))))
        names += layer
    return Graph(INPUTS, tuple(nodes), draw(st.sampled_from(names)))


def points(cases: int, kind: type = float) -> Array:
    """Return the inputs at some cases: one on the kinks, the others away from them."""
    numbers = np.random.default_rng(cases).normal(size=(cases, len(INPUTS)))
    numbers[0] = [0, 1, 1]
    return numbers if kind is float else numbers + 1j * np.flip(numbers)


def tape_of(graph: Graph, inputs: Array) -> Tape:
    """Return the values computed node by node: the graph is too small for anything else."""
    return forward(graph, dict(zip(graph.inputs, inputs.T, strict=True)))


def near(gradients: Array, expected: Array, sizes: Array, rounding: float = 1e-14) -> bool:
    """Return whether two sums of the same terms are equal, but for ``rounding``: 50 ulp, for at most 32 terms.

    Where the terms are not finite, it depends on their order what comes of them.
    """
    finite = np.isfinite(sizes)
    return bool((np.abs(gradients[finite] - expected[finite]) <= rounding * sizes[finite]).all())


def neurons(count: int, weights: int = 10) -> Graph:
    """Return Σᵢ relu(Σⱼ wᵢⱼ xⱼ), added up neuron after neuron, and the neurons pairwise."""
    nodes: list[Node] = []

    def new(op: str, *args: str) -> str:
        nodes.append(Node(f"n{len(nodes)}", OPS[op], args))
        return nodes[-1].name

    def neuron(number: int) -> str:
        total = new("mul", f"w{number}_0", "x0")
        for place in range(1, weights):
            total = new("add", total, new("mul", f"w{number}_{place}", f"x{place}"))
        return new("relu", total)

    ends = [neuron(number) for number in range(count)]
    while len(ends) > 1:
        odd = ends[-1:] if len(ends) % 2 else []
        ends = [new("add", *pair) for pair in zip(ends[::2], ends[1::2], strict=False)] + odd
    inputs = [f"x{place}" for place in range(weights)]
    inputs += [f"w{number}_{place}" for number in range(count) for place in range(weights)]
    return Graph(tuple(inputs), tuple(nodes), ends[0])


def neurons_answer(inputs: Array, weights: int = 10) -> tuple[Array, Array]:
    """Return what `neurons` is at ``inputs``, and its gradient."""
    x, w = inputs[:, :weights], inputs[:, weights:].reshape(len(inputs), -1, weights)
    z = (w * x[:, None]).sum(axis=2)
    by_x, by_w = ((z > 0)[..., None] * w).sum(axis=1), (z > 0)[..., None] * x[:, None]
    return np.maximum(z, 0).sum(axis=1), np.concatenate([by_x, by_w.reshape(len(x), -1)], axis=1)


@given(graph=scalar_graphs(), cases=st.sampled_from([1, 3]))
@settings(max_examples=100)
def test_values_are_those_computed_node_by_node(graph: Graph, cases: int):
    tape, arranged = tape_of(graph, points(cases)), arrange(graph)
    values = Named(arranged, arranged.forward(points(cases)))
    for name, value in tape.values.items():
        assert np.array_equal(values[name], value, equal_nan=True)


@given(graph=scalar_graphs(), cases=st.sampled_from([1, 3]))
@settings(max_examples=100)
def test_gradients_and_scales_are_those_computed_node_by_node(graph: Graph, cases: int):
    tape, arranged = tape_of(graph, points(cases)), arrange(graph)
    values, upstream = arranged.forward(points(cases)), np.linspace(-2, 1, cases)
    gradients = Named(arranged, arranged.backward(values, upstream))
    scales = Named(arranged, arranged.absolute_backward(values, upstream))
    expected, sizes = backward(tape, upstream), absolute_backward(tape, upstream)
    for name, size in sizes.items():
        assert near(gradients[name], expected[name], size)
        assert near(scales[name], size, size)


@given(graph=scalar_graphs())
@settings(max_examples=50)
def test_complex_numbers_go_the_same_way(graph: Graph):
    tape, arranged = tape_of(graph, points(3, complex)), arrange(graph)
    values = arranged.forward(points(3, complex))
    gradients = Named(arranged, arranged.backward(values))
    expected, sizes = backward(tape), absolute_backward(tape)
    for name, value in tape.values.items():
        there = Named(arranged, values)[name]
        finite = np.isfinite(value) & np.isfinite(there)  # a constant is a float elsewhere: its log may be NaN
        assert np.allclose(there[finite], value[finite], rtol=1e-12, atol=0)  # functions of complex numbers round
        assert near(gradients[name], expected[name], np.where(finite, sizes[name].real, np.inf), 1e-12)


@given(graph=scalar_graphs())
@settings(max_examples=50)
def test_neither_chunks_nor_blocks_change_anything(graph: Graph):
    whole = arrange(graph)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(levels, "CHUNK", 2)
        patch.setattr(levels, "BLOCK", 1)
        cut = arrange(graph)
        values = cut.forward(points(3))
        gradients = cut.backward(values)
    assert np.array_equal(values, whole.forward(points(3)), equal_nan=True)
    assert near(gradients, whole.backward(values), whole.absolute_backward(values))


@given(graph=scalar_graphs())
@settings(max_examples=25)
def test_the_gradients_of_the_inputs_can_be_had_alone(graph: Graph):
    arranged = arrange(graph)
    values, upstream = arranged.forward(points(3)), np.array([1.0, -2, 0.5])
    outputs, gradients = arranged.gradients(points(3), upstream)
    assert np.array_equal(outputs, values[:, arranged.output], equal_nan=True)
    assert np.array_equal(gradients, arranged.backward(values, upstream)[:, : len(INPUTS)], equal_nan=True)


def test_without_upstream_the_gradients_of_the_inputs_are_those_of_the_output():
    arranged = arrange(parse_equations("L = x * y", inputs=["x", "y"]))
    assert arranged.gradients(np.array([[2, 3]]))[1].tolist() == [[3, 2]]


@pytest.mark.parametrize("cases", [1, 5])
def test_many_neurons_have_the_gradient_that_numpy_gives_them(cases):
    inputs = np.random.default_rng(0).normal(size=(cases, 10 + 301 * 10))
    outputs, gradients = arrange(neurons(301)).gradients(inputs)
    expected, slopes = neurons_answer(inputs)
    assert np.allclose(outputs, expected, rtol=1e-13, atol=0)  # sums of 301 terms above 0
    assert np.allclose(gradients, slopes, rtol=1e-12, atol=1e-12)  # sums of 301 terms near 1


def test_neurons_are_computed_by_a_call_for_each_op_and_depth():
    assert len(arrange(neurons(1000)).groups) == 1 + 9 + 1 + 10


def test_a_large_group_is_computed_in_chunks(monkeypatch):
    monkeypatch.setattr(levels, "CHUNK", 400)
    sizes = [group.own.stop - group.own.start for group in arrange(neurons(100)).groups if group.op.name == "mul"]
    assert sizes == [400, 400, 200]


def test_a_chain_of_ten_thousand_nodes_is_ten_thousand_groups():
    names = ["x", *(f"a{number}" for number in range(10_000))]
    nodes = tuple(Node(name, OPS["add"], (before, "x")) for before, name in pairwise(names))
    arranged = arrange(Graph(("x",), nodes, names[-1]))
    outputs, gradients = arranged.gradients(np.array([[0.5]]))
    assert (len(arranged.groups), outputs.item(), gradients.item()) == (10_000, 5_000.5, 10_001)


def test_many_cases_take_the_memory_of_a_few_blocks():
    arranged, inputs = arrange(neurons(200)), np.ones((256, 10 + 200 * 10))
    tracemalloc.start()
    try:
        arranged.gradients(inputs)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < inputs.nbytes + 4 * 8 * levels.BLOCK < 8 * len(inputs) * arranged.width


def test_nothing_comes_of_what_the_output_does_not_depend_on():
    graph = Graph(("x", "y"), (Node("a", OPS["log"], ("x",)), Node("L", OPS["log"], ("y",))), "L")
    arranged = arrange(graph)
    gradients = Named(arranged, arranged.backward(arranged.forward(np.array([[0.0, 4.0]]))))
    assert {name: gradient.item() for name, gradient in gradients.items()} == {"x": 0, "y": 0.25, "a": 0, "L": 1}


def test_nothing_flows_back_through_a_comparison():
    arranged = arrange(parse_equations("m = log(x) > 1\nL = where(m, y, 2 * y)", inputs=["x", "y"]))
    assert arranged.gradients(np.array([[0.0, 4.0]]))[1].tolist() == [[0, 2]]


def test_the_output_may_be_used_further():
    arranged = arrange(parse_equations("a = x * x\nb = a * a", inputs=["x"]))
    inner = arrange(Graph(("x",), arranged.graph.nodes, "a"))
    assert inner.gradients(np.array([[3.0]]))[1].tolist() == [[6]]


def test_the_output_may_be_an_input():
    outputs, gradients = arrange(Graph(("x", "y"), (), "y")).gradients(np.array([[2.0, 3.0]]))
    assert (outputs.tolist(), gradients.tolist()) == ([3], [[0, 1]])


def test_constants_are_filled_in_once_and_have_gradients():
    arranged = arrange(parse_equations("L = x * 2 + 3", inputs=["x"]))
    values = Named(arranged, arranged.forward(np.array([[5.0], [7.0]])))
    gradients = Named(arranged, arranged.backward(values.array))
    constants = [node.name for node in arranged.graph.nodes if node.op.name == "constant"]
    assert [values[name].tolist() for name in constants] == [[2, 2], [3, 3]]
    assert [gradients[name].tolist() for name in constants] == [[5, 7], [1, 1]]


def test_options_may_come_from_elsewhere():
    graph = parse_equations("L = x / N", inputs=["x"], dims=["N"])
    arranged = arrange(graph, lambda node: dict.fromkeys(node.options, 4))
    assert arranged.gradients(np.array([[8.0]]))[0].tolist() == [2]


def test_nodes_of_one_op_with_other_options_are_of_other_groups():
    arranged = arrange(parse_equations("a = x ** 2\nb = x ** 3\nc = y ** 2\nL = a + b + c", inputs=["x", "y"]))
    powers = [(group.options["exponent"], group.own) for group in arranged.groups if group.op.name == "pow"]
    assert [(exponent, own.stop - own.start) for exponent, own in powers] == [(2, 2), (3, 1)]


def test_a_survey_tells_how_many_nodes_a_group_has():
    graph = parse_equations("a = x + y\nb = x + 1\nL = a * b", inputs=["x", "y"])
    assert survey(graph).crowd == 3 / 2
    assert survey(Graph(("x",), (), "x")).crowd == 0


def test_columns_are_found_by_name_in_the_order_of_the_graph():
    arranged = arrange(parse_equations("a = x + y\nL = 2 * a", inputs=["x", "y"]))
    named = Named(arranged, arranged.forward(np.array([[1.0, 2.0]])))
    assert {name: value.tolist() for name, value in named.items()} == {
        "x": [1],
        "y": [2],
        "a": [3],
        "L.1": [2],
        "L": [6],
    }
    assert len(named) == 5


def test_named_values_are_gathered_into_their_columns():
    arranged = arrange(parse_equations("a = x + 1\nb = x * 2\nL = b - a", inputs=["x"]))
    named = Named(arranged, arranged.forward(np.array([[1.0], [2.0]])))
    assert arranged.gather(named) is named.array
    assert np.array_equal(arranged.gather(dict(named)), named.array)


def test_outside_a_domain_nothing_is_raised_and_nothing_warned_of():
    arranged = arrange(parse_equations("L = log(x) / y", inputs=["x", "y"]))
    outputs, gradients = arranged.gradients(np.array([[-1.0, 0.0]]))
    assert np.isnan(outputs).all()
    assert np.isnan(gradients).any()


def test_only_ops_of_the_table_that_are_elementwise_can_be_arranged():
    assert {OPS["add"], OPS["where"], OPS["constant"], OPS["clip"]} <= ELEMENTWISE
    assert ELEMENTWISE.isdisjoint({OPS["sum"], OPS["softmax"], OPS["matmul"], OPS["concatenate"]})


def test_the_sides_of_kinks_are_those_found_node_by_node():
    graph = parse_equations("a = relu(x)\nb = relu(y)\nL = a * b", inputs=["x", "y"])
    inputs = np.array([[1.0, -1.0], [-1.0, 1.0]])
    arranged = arrange(graph)
    (group,) = [group for group in arranged.groups if group.op.kink]
    sides = group.apply(group.op.kink.branch, arranged.forward(inputs))
    assert np.array_equal(sides, np.concatenate(branches(tape_of(graph, inputs)), axis=1))
