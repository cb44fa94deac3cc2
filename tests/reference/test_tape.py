"""Forward and backward: against hand-computed numbers, and against every path of a small graph, counted one by one."""

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings

from reference.equations import parse_equations
from reference.errors import DomainError, ShapeError
from reference.graph import Graph, Node
from reference.op import Array
from reference.ops import OPS
from reference.tape import (
    NUMBERS,
    PLANS,
    Tape,
    absolute_backward,
    backward,
    branches,
    downstream_tape,
    equation_tape,
    forward,
    jacobian,
    local_gradients,
    replay,
    side_by_side,
    throughout,
)
from tests.reference.random_graphs import RATIONAL, SMOOTH, Point, points

LARGE = "\n".join(
    [f"a{number} = relu(x * y - {number}) / N" for number in range(70)]
    + [f"s{tens} = {' + '.join(f'a{10 * tens + ones}' for ones in range(10))}" for tens in range(7)]
    + [f"L = {' + '.join(f's{tens}' for tens in range(7))}"]
)
"""A graph of scalars that is computed level by level."""

TWO_LAYERS = """
z1 = w1 * x + b1
a1 = relu(z1)
z2 = w2 * a1 + b2
L = (z2 - y) ** 2
"""

SLOPES = {  # the derivative by each operand, written apart from the engine's
    "add": lambda _a, _b: (1, 1),
    "sub": lambda _a, _b: (1, -1),
    "mul": lambda a, b: (b, a),
    "neg": lambda _a: (-1,),
    "relu": lambda a: (int(a > 0),),
    "abs": lambda a: ((a > 0) - (a < 0),),
    "maximum": lambda a, b: (Fraction((a > b) + (a >= b), 2), Fraction((b > a) + (b >= a), 2)),
    "pow": lambda a, exponent: (exponent * a ** (exponent - 1) if exponent else 0,),
}


def tape_of(text: str, dims: dict[str, int] | None = None, **inputs: object) -> Tape:
    """Return the values of the equations at one case."""
    graph = parse_equations(text, inputs=list(inputs), dims=list(dims or {}))
    return forward(graph, {name: np.array([value], dtype=float) for name, value in inputs.items()}, dims)


def exact_tape(text: str, **inputs: Fraction | int) -> Tape:
    graph = parse_equations(text, inputs=list(inputs))
    return forward(graph, {name: np.array([Fraction(value)], dtype=object) for name, value in inputs.items()})


def contributions(tape: Tape) -> dict[str, list[Fraction]]:
    """Return, for each name, what each path from the output to it contributes, with the paths counted out."""
    found = defaultdict(list)
    open_ends = [(tape.graph.output, Fraction(1))]
    while open_ends:
        name, so_far = open_ends.pop()
        found[name].append(so_far)
        node = tape.graph.by_name.get(name)
        if node is not None:
            slopes = SLOPES[node.op.name](*(tape.values[arg][0] for arg in node.args), **node.options)
            open_ends += [(arg, so_far * slope) for arg, slope in zip(node.args, slopes, strict=True)]
    return found


def test_forward_records_every_value_of_the_two_layer_network():
    tape = tape_of(TWO_LAYERS, x=1, y=4, w1=1, b1=0, w2=2, b2=0)
    assert {name: tape.values[name].item() for name in tape.graph.named} == {"z1": 1, "a1": 1, "z2": 2, "L": 4}
    assert tape.output.tolist() == [4]


def test_backward_gives_the_gradient_of_every_node_of_the_two_layer_network():
    gradients = backward(tape_of(TWO_LAYERS, x=1, y=4, w1=1, b1=0, w2=2, b2=0))
    named = {name: gradient.item() for name, gradient in gradients.items() if "." not in name}
    expected = {"L": 1, "z2": -4, "a1": -8, "z1": -8, "w2": -4, "b2": -4, "w1": -8, "b1": -8, "x": -8, "y": 4}
    assert named == expected


def test_anonymous_nodes_have_a_gradient_too():
    tape = tape_of(TWO_LAYERS, x=1, y=4, w1=1, b1=0, w2=2, b2=0)
    assert set(backward(tape)) == {*tape.graph.inputs, *(node.name for node in tape.graph.nodes)}


def test_a_dead_relu_passes_nothing_back():
    gradients = backward(tape_of(TWO_LAYERS, x=1, y=4, w1=-1, b1=0, w2=2, b2=0))
    assert [gradients[name].item() for name in ("w1", "b1", "z1", "w2", "a1", "b2")] == [0, 0, 0, 0, -16, -8]


def test_cases_do_not_see_one_another():
    graph = parse_equations("L = w * x ** 2", inputs=["w", "x"])
    gradients = backward(forward(graph, {"w": np.array([1.0, 2.0, 3.0]), "x": np.array([1.0, -2.0, 5.0])}))
    assert gradients["x"].tolist() == [2, -8, 30]


@pytest.mark.parametrize(
    ("text", "slope"),
    [
        ("L = a * a", 6),
        ("L = a + a", 2),
        ("p = 2 * a\nq = a ** 2\nL = p * q", 54),
        ("p = a * a\nL = p * p", 108),
        ("L = a - a", 0),
    ],
)
def test_a_name_that_is_used_more_than_once_gathers_from_every_use(text, slope):
    assert backward(tape_of(text, a=3))["a"].tolist() == [slope]


@given(point=points(RATIONAL))
@settings(max_examples=60)
def test_a_gradient_is_the_sum_over_all_paths(point: Point):
    tape = forward(point.graph, point.inputs(Fraction))
    paths = contributions(tape)
    assert {name: gradient.item() for name, gradient in backward(tape).items()} == {
        name: sum(paths[name]) for name in tape.values
    }


@given(point=points(RATIONAL))
@settings(max_examples=60)
def test_the_scale_is_the_sum_of_the_sizes_of_all_paths(point: Point):
    tape = forward(point.graph, point.inputs(Fraction))
    paths = contributions(tape)
    assert {name: scale.item() for name, scale in absolute_backward(tape).items()} == {
        name: sum(map(abs, paths[name])) for name in tape.values
    }


@given(point=points((*RATIONAL, *SMOOTH)))
@settings(max_examples=60)
def test_no_gradient_is_larger_than_its_scale(point: Point):
    tape = forward(point.graph, point.inputs())
    gradients, scales = backward(tape), absolute_backward(tape)
    for name, gradient in gradients.items():
        assert not np.abs(gradient) > scales[name]  # either may be NaN: exp of exp of exp


@pytest.mark.parametrize(
    "text",
    [
        "L = x @ w",
        "L = softmax(x @ w)",
        "L = log_softmax(x, axis=0) @ w",
        "L = mean((x - mean(x, axis=0)) ** 2)",
        "h = x @ w\nL = logsumexp(h - max(h, axis=1, keepdims=True), axis=1)",
        "L = concatenate(x, -x)[1:5] @ w",
    ],
)
def test_no_gradient_of_a_tensor_is_larger_than_its_scale(text):
    generator = np.random.default_rng(0)
    tape = tape_of(text, x=generator.normal(size=(3, 4)), w=generator.normal(size=(4, 2)))
    upstream = generator.normal(size=tape.output.shape)
    gradients, scales = backward(tape, upstream), absolute_backward(tape, upstream)
    for name, gradient in gradients.items():
        assert (np.abs(gradient) <= scales[name] * (1 + 1e-12)).all()


def test_a_scale_stays_where_a_gradient_cancels():
    tape = tape_of("p = 3 * a\nq = 3 * a\nL = p - q", a=2)
    assert (backward(tape)["a"].item(), absolute_backward(tape)["a"].item()) == (0, 6)


def test_a_chain_of_a_hundred_thousand_additions_can_be_walked():
    names = ["x", *(f"a{number}" for number in range(100_000))]
    nodes = tuple(Node(name, OPS["add"], (before, "x")) for before, name in pairwise(names))
    tape = forward(Graph(("x",), nodes, names[-1]), {"x": np.array([0.5])})
    assert tape.output.tolist() == [50_000.5]
    assert backward(tape)["x"].tolist() == [100_001]


def test_the_upstream_of_a_tensor_flows_back_through_it():
    x, w, g = np.array([[1.0, 2], [3, 4], [5, 6]]), np.array([[1.0, -1], [2, 0.5]]), np.arange(6.0).reshape(3, 2) - 2
    gradients = backward(tape_of("z = x @ w", x=x, w=w), g[None])
    assert np.array_equal(gradients["x"][0], g @ w.T)
    assert np.array_equal(gradients["w"][0], x.T @ g)
    assert np.array_equal(gradients["z"][0], g)


def test_no_upstream_gives_no_gradient():
    tape = tape_of("z = tanh(x) * w", x=[1, 2, 3], w=[0.5, 0.25, -3])
    assert all((gradient == 0).all() for gradient in backward(tape, np.zeros_like(tape.output)).values())


def test_without_upstream_a_tensor_counts_as_the_sum_of_its_elements():
    assert backward(tape_of("z = x ** 2", x=[1, 2, 3]))["x"].tolist() == [[2, 4, 6]]


@pytest.mark.parametrize(
    ("x", "b", "slope"),
    [
        (np.ones((2, 3)), [1.0, 2, 3], [3, 5, 7]),
        (np.ones((2, 3)), [[1.0], [2]], [[3], [12]]),
        (np.ones((2, 3)), 1.0, 15),
        (np.ones((2, 3)), [[1.0]], [[15]]),
        (np.ones((2, 3)), np.ones((2, 3)), [[0, 1, 2], [3, 4, 5]]),
        (np.ones((1, 3)), [[1.0], [2]], [[3], [12]]),
    ],
)
def test_what_was_stretched_is_summed_once(x, b, slope):
    tape = tape_of("z = x + b", x=x, b=b)
    assert backward(tape, np.arange(6.0).reshape(1, 2, 3))["b"].tolist() == [slope]


def test_the_terms_of_a_stretched_operand_are_paths_of_their_own():
    tape = tape_of("L = sum(x * b)", x=[1, -1, 2], b=3)
    assert (backward(tape)["b"].item(), absolute_backward(tape)["b"].item()) == (2, 4)


def test_names_that_nothing_flows_back_to_have_gradient_zero():
    tape = tape_of("m = x > 0\nL = sum(where(m, x, y))", x=[1, -1], y=[5, 7])
    gradients = backward(tape)
    assert (gradients["m"].tolist(), gradients["x"].tolist(), gradients["y"].tolist()) == ([[0, 0]], [[1, 0]], [[0, 1]])


def test_a_complex_step_sees_the_same_slope():
    graph = parse_equations("L = sigmoid(w * x) * exp(-w / x) + relu(x) ** 2", inputs=["w", "x"])
    real = forward(graph, {"w": np.array([0.7]), "x": np.array([1.3])})
    beside = forward(graph, {"w": np.array([0.7 + 1e-100j]), "x": np.array([1.3 + 0j])})
    assert beside.output.imag[0] / 1e-100 == pytest.approx(backward(real)["w"][0], rel=1e-14)


def test_a_local_gradient_belongs_to_an_equation_of_any_length():
    tape = tape_of(TWO_LAYERS, x=1, y=4, w1=1, b1=0, w2=2, b2=0)
    local = {edge: gradient.tolist() for edge, gradient in local_gradients(tape, tape.graph.named).items()}
    assert local == {
        ("z1", "w1"): [1],
        ("z1", "x"): [1],
        ("z1", "b1"): [1],
        ("a1", "z1"): [1],
        ("z2", "w2"): [1],
        ("z2", "a1"): [2],
        ("z2", "b2"): [1],
        ("L", "z2"): [-4],
        ("L", "y"): [4],
    }
    assert tuple(local) == tape.graph.edges


def test_an_operand_that_an_equation_uses_twice_has_one_local_gradient():
    tape = tape_of("h = x ** 2 + x\nL = h * h", x=3)
    assert local_gradients(tape, ["h", "L"]) == {("h", "x"): np.array([7.0]), ("L", "h"): np.array([24.0])}


def test_a_local_gradient_holds_all_else_fixed():
    assert local_gradients(tape_of("h = 2 * x\nL = h * x", x=3), ["L"]) == {("L", "h"): [3], ("L", "x"): [6]}


def test_the_scale_of_a_local_gradient_adds_sizes():
    tape = tape_of("L = 5 * x - 3 * x", x=1)
    assert local_gradients(tape, ["L"], absolute_backward) == {("L", "x"): np.array([8.0])}


def test_the_local_gradient_of_a_tensor_is_a_jacobian_for_each_case():
    graph = parse_equations("z = x @ w\nL = sum(z)", inputs=["x", "w"])
    x, w = np.arange(12.0).reshape(2, 2, 3), np.arange(24.0).reshape(2, 3, 4) - 5
    local = local_gradients(forward(graph, {"x": x, "w": w}), ["z"])
    assert {edge: part.shape for edge, part in local.items()} == {
        ("z", "x"): (2, 2, 4, 2, 3),
        ("z", "w"): (2, 2, 4, 3, 4),
    }
    assert np.array_equal(local["z", "x"], np.einsum("kbj,ia->kijab", w, np.eye(2)))
    assert np.array_equal(local["z", "w"], np.einsum("kia,jb->kijab", x, np.eye(4)))


def test_a_jacobian_of_fractions_stays_exact():
    graph = parse_equations("z = x / 3", inputs=["x"])
    tape = forward(graph, {"x": np.array([[Fraction(1), Fraction(2)]], dtype=object)})
    third = Fraction(1, 3)
    assert jacobian(tape, backward)["x"].tolist() == [[[third, 0], [0, third]]]


def test_the_tape_of_an_equation_holds_nothing_else():
    tape = equation_tape(tape_of(TWO_LAYERS, x=1, y=4, w1=1, b1=0, w2=2, b2=0), "a1")
    assert {name: value.tolist() for name, value in tape.values.items()} == {"z1": [1], "a1": [1]}


def test_the_tape_downstream_of_a_name_holds_what_depends_on_it_and_what_that_needs():
    tape = downstream_tape(tape_of(TWO_LAYERS, x=1, y=4, w1=1, b1=0, w2=2, b2=0), "z2")
    assert {name: value.tolist() for name, value in tape.inputs.items()} == {"z2": [2], "y": [4]}
    assert {name: value.tolist() for name, value in tape.values.items()} == {"z2": [2], "y": [4], "L.1": [-2], "L": [4]}


def test_a_rule_is_applied_to_the_operands_as_the_op_sees_them_and_warns_of_nothing():
    tape = tape_of("L = sum(log(x) ** 3)", x=[0, 1])
    seen = tape.apply(lambda x, exponent: x * float(exponent), tape.graph.by_name["L.2"])
    assert seen.tolist() == [[-np.inf, 0]]
    assert np.isnan(tape.apply(lambda x, **_: x - x, tape.graph.by_name["L.2"])[0, 0])


def test_a_claim_holds_throughout_a_case_if_it_is_true_of_every_element():
    assert throughout(np.array([[[True, True]], [[True, False]]])).tolist() == [True, False]
    assert throughout(np.array([True, False])).tolist() == [True, False]


def test_a_tape_can_be_replayed_at_other_points_and_another_number_of_them():
    tape = tape_of("L = (w * x) ** 2", w=2, x=3)
    again = replay(tape, {"w": np.array([1.0, 2, 3]), "x": np.array([1.0, 1, -1])})
    assert again.output.tolist() == [1, 4, 9]
    assert again.inputs["x"].tolist() == [1, 1, -1]
    assert tape.output.tolist() == [36]


def test_a_hook_replaces_values_before_they_are_used():
    tape = tape_of("h = 2 * x\nL = h ** 2", x=3)
    seen = {}

    def hook(node: Node, value: Array) -> Array:
        seen[node.name] = value.tolist()
        return value + 1 if node.name == "h" else value

    assert replay(tape, tape.inputs, hook).output.tolist() == [49]
    assert (seen["h"], seen["L"]) == ([6], [49])


def test_branches_say_on_which_side_of_each_kink_a_case_is():
    graph = parse_equations("L = sum(relu(x)) + abs(y)", inputs=["x", "y"])
    relu, size = branches(forward(graph, {"x": np.array([[1.0, -1], [2, 2]]), "y": np.array([1.0, -1])}))
    assert (relu.tolist(), size.tolist()) == ([[1, 0], [1, 1]], [[1], [0]])


def test_the_name_of_a_dimension_stands_for_its_size():
    assert tape_of("L = sum(x) / N", dims={"N": 3}, x=[1, 2, 6]).output.tolist() == [3]


def test_shapes_that_do_not_fit_are_an_error():
    with pytest.raises(ShapeError, match="inner sizes differ"):
        tape_of("L = x @ w", x=np.ones((2, 3)), w=np.ones((2, 3)))


@pytest.mark.parametrize(
    "text",
    [
        "L = -x + y - 2 * x / y",
        "L = x ** 3 + y ** -2 + x ** 0",
        "L = relu(x) + leaky_relu(-x) + abs(y) + clip(x, low=-1, high=0.1)",
        "L = maximum(x, y) * minimum(x, 0.5)",
        "L = where(x > y, x ** 2, y)",
    ],
)
def test_fractions_stay_fractions_from_end_to_end(text):
    tape = exact_tape(text, x=Fraction(7, 10), y=Fraction(-1, 3))
    arrays = [tape.values, backward(tape), absolute_backward(tape), local_gradients(tape, tape.graph.named)]
    assert {type(number) for named in arrays for array in named.values() for number in array} <= {Fraction, int}


def test_tensors_of_fractions_stay_fractions_from_end_to_end():
    text = "h = x @ w.T\nm = mean(h, axis=0) + max(h, axis=0)\nL = sum(concatenate(m, reshape(h, [-1]))[1:]) / N"
    graph = parse_equations(text, inputs=["x", "w"], dims=["N"])
    thirds = np.array([Fraction(number, 3) for number in range(-6, 6)], dtype=object)
    tape = forward(graph, {"x": thirds.reshape(1, 4, 3), "w": thirds[:6].reshape(1, 2, 3)}, {"N": 4})
    arrays = [*tape.values.values(), *backward(tape).values()]
    assert {type(number) for array in arrays for number in array.flat} <= {Fraction, int}


@pytest.mark.parametrize(
    ("text", "node", "says"),
    [
        ("h = x + y\nL = 1 / h", "L", "div needs a denominator other than 0"),
        ("L = (x + y) ** -2", "L", "pow needs a base other than 0"),
    ],
)
def test_fractions_outside_a_domain_are_an_error_that_names_the_node_and_the_case(text, node, says):
    graph = parse_equations(text, inputs=["x", "y"])
    x, y = ([Fraction(number) for number in numbers] for numbers in ([1, 2, 3], [1, -2, -3]))
    with pytest.raises(DomainError, match=f"in exact arithmetic '{node}' cannot be computed: {says}") as caught:
        forward(graph, {"x": np.array(x), "y": np.array(y)})
    assert (caught.value.node, caught.value.case) == (node, 1)


@pytest.mark.parametrize("text", ["L = 1 / x", "L = log(x)", "L = x ** -0.5", "L = exp(1000 + x) * x", "L = sqrt(x)"])
def test_floats_outside_a_domain_raise_nothing_and_warn_of_nothing(text):
    tape = tape_of(text, x=0)
    assert not all(np.isfinite(gradient).all() for gradient in backward(tape).values())
    branches(tape)


def large_tape(kind: type = float, **inputs: list[float]) -> Tape:
    """Return the values of `LARGE`, where ``N`` is 2."""
    arrays = {name: np.array([kind(number) for number in numbers]) for name, numbers in inputs.items()}
    return forward(parse_equations(LARGE, inputs=list(inputs), dims=["N"]), arrays, {"N": 2})


def one_by_one(tape: Tape) -> Tape:
    """Return the same values on a tape that goes node by node."""
    return replay(replace(tape, levels=None), tape.inputs)


def test_a_large_graph_of_scalars_has_the_values_of_its_nodes_one_by_one():
    tape = large_tape(x=[1.5, -2, 4, 0], y=[30, 5, 10.25, 1])
    assert tape.levels is not None
    assert one_by_one(tape).levels is None
    for name, value in one_by_one(tape).values.items():
        assert tape.values[name].tolist() == value.tolist()


@pytest.mark.parametrize("sweep", [backward, absolute_backward])
def test_a_large_graph_of_scalars_has_the_gradients_of_its_nodes_one_by_one(sweep):
    tape = large_tape(x=[1.5, -2, 4, 0], y=[30, 5, 10.25, 1])
    for upstream in (None, np.array([1.0, -2, 0.5, 0])):
        found, expected = sweep(tape, upstream), sweep(one_by_one(tape), upstream)
        assert list(found) == list(expected)
        for name, gradient in expected.items():
            assert found[name] == pytest.approx(gradient, rel=1e-14)  # a sum of 70 equal terms, in another order


def test_a_large_graph_of_scalars_has_the_local_gradients_of_its_nodes_one_by_one():
    tape = large_tape(x=[1.5, -2], y=[30, 5])
    found, expected = local_gradients(tape, ["a7", "s0"]), local_gradients(one_by_one(tape), ["a7", "s0"])
    assert {edge: part.tolist() for edge, part in found.items()} == {
        edge: part.tolist() for edge, part in expected.items()
    }


def test_a_complex_step_goes_through_a_large_graph():
    tape = large_tape(x=[1.5], y=[30])
    there = replay(tape, {"x": tape.inputs["x"] + 1e-100j, "y": tape.inputs["y"] + 0j})
    assert there.output.imag / 1e-100 == pytest.approx(backward(tape)["x"], rel=1e-14)  # sums of 45 equal terms


def test_the_part_downstream_of_a_name_of_a_large_graph_can_be_replayed():
    part = downstream_tape(large_tape(x=[1.5], y=[30]), "x")
    assert part.levels is not None
    assert replay(part, part.inputs).output.tolist() == part.output.tolist()


@pytest.mark.parametrize(
    "inputs",
    [
        {"x": np.array([Fraction(3, 2)]), "y": np.array([Fraction(30)])},
        {"x": np.array([1.5 + 1j]), "y": np.array([30.0])},
        {"x": np.array([[1.5, 2]]), "y": np.array([30.0])},
    ],
    ids=["Fractions", "numbers of two kinds", "tensors"],
)
def test_what_is_not_scalars_of_one_kind_goes_node_by_node(inputs):
    tape = forward(parse_equations(LARGE, inputs=["x", "y"], dims=["N"]), inputs, {"N": 2})
    assert isinstance(tape.values, dict)
    assert tape.output.shape[1:] == inputs["x"].shape[1:]


def test_levels_are_for_large_graphs_of_many_scalars_at_each_depth():
    tensors = {"x": np.ones((1, 2)), "y": np.ones((1, 2))}
    assert forward(parse_equations(LARGE, inputs=["x", "y"], dims=["N"]), tensors, {"N": 2}).levels is None
    assert tape_of(TWO_LAYERS, x=1, y=4, w1=1, b1=0, w2=2, b2=0).levels is None
    assert tape_of("\n".join(f"a{n + 1} = a{n} * a0" for n in range(300)), a0=1).levels is None


def test_a_large_graph_with_an_op_that_mixes_elements_goes_node_by_node():
    text = LARGE.replace("a0 = relu(x * y", "a0 = relu(sum(x) * y")
    tape = tape_of(text, {"N": 2}, x=1.5, y=30)
    assert (tape.levels, tape.output.item()) == (None, large_tape(x=[1.5], y=[30]).output.item())


def test_a_hook_sees_every_node_of_a_large_graph():
    tape = large_tape(x=[1.5], y=[30])
    seen = []

    def hook(node: Node, value: Array) -> Array:
        seen.append(node.name)
        return value + 1 if node.name == "L" else value

    assert replay(tape, tape.inputs, hook).output.tolist() == (tape.output + 1).tolist()
    assert seen == [node.name for node in tape.graph.nodes]


def test_branches_of_a_large_graph_are_alike_however_its_values_came_about():
    tape = large_tape(x=[1, 2], y=[30, 30.5])
    hooked = replay(tape, tape.inputs, lambda _node, value: value)
    assert [side.tolist() for side in branches(tape)] == [side.tolist() for side in branches(hooked)]
    relu, *_ = branches(tape)
    assert relu.sum(axis=1).tolist() == [30, 61]


def test_as_many_points_are_worked_on_at_once_as_fit_into_the_memory(monkeypatch):
    monkeypatch.setattr("reference.tape.NUMBERS", 100)
    assert tape_of("L = sum(x)", x=np.ones(19)).at_once == 5
    assert tape_of("L = sum(x)", x=np.ones(1000)).at_once == 1


def test_equations_side_by_side_have_the_local_gradients_of_each():
    tape = tape_of("z = w * x + b\na = tanh(z) * x\nL = (a - z) ** 2", w=0.5, x=1.5, b=0.1)
    union, own = side_by_side(tape, ["z", "a", "L"])
    swept = backward(union)
    assert union.output == pytest.approx(sum(tape.values[name] for name in ("z", "a", "L")))
    local = local_gradients(tape, ["z", "a", "L"])
    assert own.keys() == local.keys()
    for edge, gradient in local.items():
        assert swept[own[edge]] == pytest.approx(gradient, rel=1e-15)


def test_an_equation_alone_is_beside_nothing():
    union, own = side_by_side(tape_of("L = w * x", w=2, x=3), ["L"])
    assert [node.name for node in union.graph.nodes] == ["L"]
    assert {edge: backward(union)[name].tolist() for edge, name in own.items()} == {("L", "w"): [3], ("L", "x"): [2]}


def test_a_large_graph_of_scalars_has_as_much_worked_on_at_once_as_its_nodes_one_by_one():
    tape = large_tape(x=[1.5, -2], y=[30, 5])
    assert tape.at_once == one_by_one(tape).at_once == NUMBERS // len(tape.values)


@pytest.mark.parametrize("sweep", [backward, absolute_backward])
def test_the_jacobian_of_a_number_is_its_gradient(sweep):
    graph = parse_equations("L = sum(x * w) - b", inputs=["x", "w", "b"])
    tape = forward(graph, {"x": np.arange(6.0).reshape(2, 3), "w": np.ones((2, 3)), "b": np.array([7.0, 8])})
    found, expected = jacobian(tape, sweep), sweep(tape)
    assert {name: part.tolist() for name, part in found.items()} == {name: expected[name].tolist() for name in "xwb"}


def test_the_jacobian_of_one_element_keeps_its_axes():
    graph = parse_equations("z = 3 * x", inputs=["x"])
    assert jacobian(forward(graph, {"x": np.array([[[5.0]], [[6.0]]])}), backward)["x"].tolist() == [[[[[3]]]]] * 2


def test_a_graph_is_evaluated_at_inputs_of_any_number_of_shapes():
    graph = parse_equations("L = sum(x) / N", inputs=["x"], dims=["N"])
    sizes = [*range(1, 3 * PLANS), 1, 2, 3]
    means = [forward(graph, {"x": np.full((1, size), 6.0)}, {"N": size}).output.item() for size in sizes]
    assert means == [6] * len(sizes)
    assert len(graph.plans) <= PLANS


def test_the_same_shapes_with_another_dimension_are_another_matter():
    graph = parse_equations("L = sum(x) / N", inputs=["x"], dims=["N"])
    assert [forward(graph, {"x": np.ones((1, 4))}, {"N": size}).output.item() for size in (4, 2, 4)] == [1, 2, 1]
