"""A backward pass that goes wrong where it is told to, and is right everywhere else."""

import numpy as np
from hypothesis import given

from reference.graph import Graph, Node
from reference.mutants.walk import Flow, Wrongs, bent_backward, total
from reference.ops import OPS
from reference.tape import Tape, backward, forward
from tests.reference.mutants.tapes import ERROR, SHARED, STRETCHED, tape_of
from tests.reference.random_graphs import TensorPoint, tensor_points

NAMES = ("s", "p", "w", "x", "y")


def at_error(wrongs: Wrongs, upstream: list[float] | None = None) -> list[float]:
    """Return the gradients of `ERROR` by its names, from the loss down."""
    gradients = bent_backward(tape_of(*ERROR), None if upstream is None else np.array(upstream), wrongs)
    return [gradients[name].item() for name in NAMES]


def flow_of(tape: Tape, name: str, position: int) -> Flow:
    node = tape.graph.by_name[name]
    return Flow(tape, node, position, np.ones_like(tape.values[name]))


@given(tensor_points())
def test_without_mistakes_it_is_the_right_pass(point: TensorPoint):
    tape = point.tape
    found, right = bent_backward(tape, point.upstream, Wrongs()), backward(tape, point.upstream)
    assert found.keys() == right.keys()
    for name, gradient in right.items():
        np.testing.assert_array_equal(found[name], gradient, strict=True)


@given(tensor_points())
def test_putting_in_what_is_right_changes_nothing(point: TensorPoint):
    tape = point.tape
    bends = {(node.name, place): Flow.by for node in tape.graph.nodes for place in range(len(node.args))}
    names = (*tape.graph.inputs, *(node.name for node in tape.graph.nodes))
    every = Wrongs(bends, dict.fromkeys(names, total), dict.fromkeys(names, total), lambda _tape, right: right)
    found, right = bent_backward(tape, point.upstream, every), backward(tape, point.upstream)
    for name, gradient in right.items():
        np.testing.assert_array_equal(found[name], gradient, strict=True)


def test_what_is_not_given_an_upstream_begins_with_ones():
    assert at_error(Wrongs()) == at_error(Wrongs(), [1]) == [10, 10, 20, 30, -10]
    assert at_error(Wrongs(), [3]) == [30, 30, 60, 90, -30]


def test_what_goes_wrong_at_an_edge_goes_on_below_it_and_nowhere_else():
    assert at_error(Wrongs({("s", 0): lambda flow: 7 * flow.by()})) == [10, 70, 140, 210, -10]


def test_what_is_kept_is_also_what_flows_on():
    assert at_error(Wrongs(kept={"p": lambda _arrived: np.array([1.0])})) == [10, 1, 2, 3, -10]


def test_what_flows_on_may_be_another_thing_than_what_is_kept():
    assert at_error(Wrongs(passed={"p": lambda _arrived: np.array([1.0])})) == [10, 10, 2, 3, -10]
    both = Wrongs(kept={"p": lambda _arrived: np.array([7.0])}, passed={"p": lambda _arrived: np.array([1.0])})
    assert at_error(both) == [10, 7, 2, 3, -10]


def test_the_pass_begins_with_what_becomes_of_the_right_seed():
    assert at_error(Wrongs(seed=lambda tape, right: tape.output + right), [3]) == [280, 280, 560, 840, -280]


def test_contributions_arrive_in_the_order_of_the_walk():
    tape = tape_of(*SHARED)
    seen = []
    bent_backward(tape, None, Wrongs(kept={"s": lambda arrived: seen.append(arrived) or total(arrived)}))
    assert [[one.item() for one in arrived] for arrived in seen] == [[5, 3]] * 2


def test_contributions_of_wrong_shapes_are_stretched_at_each_case_by_itself():
    column, number = np.array([[[1.0], [2.0]], [[3.0], [4.0]]]), np.array([10.0, 20.0])
    assert total([column, number]).tolist() == [[[11], [12]], [[23], [24]]]


def test_what_the_output_does_not_depend_on_has_gradient_0_however_wrong_the_pass():
    nodes = (Node("u", OPS["neg"], ("x",)), Node("L", OPS["exp"], ("x",)))
    tape = forward(Graph(("x", "z"), nodes, "L"), {"x": np.array([[0.0, 0.0]]), "z": np.array([4.0])})
    gradients = bent_backward(tape, None, Wrongs({("u", 0): lambda flow: flow.by() + 1}))
    assert {name: gradient.tolist() for name, gradient in gradients.items()} == {
        "L": [[1, 1]],
        "x": [[1, 1]],
        "u": [[0, 0]],
        "z": [0],
    }


def test_nothing_flows_through_a_comparison_whatever_is_put_there():
    tape = tape_of("m = x > 0\nL = m * x", {"x": 3})
    gradients = bent_backward(tape, None, Wrongs({("m", 0): lambda _flow: np.array([99.0])}))
    assert gradients["x"].item() == 1
    assert flow_of(tape, "m", 0).by().tolist() == [0]


def test_a_flow_is_summed_along_the_axes_along_which_its_operand_was_stretched():
    flow = flow_of(tape_of(*STRETCHED), "L.1", 1)
    assert flow.lifted().tolist() == [[[1, 2, 3], [4, 5, 6]]]
    assert flow.by().tolist() == [[5, 7, 9]]


def test_a_flow_takes_another_rule_another_operand_or_another_upstream():
    flow = flow_of(tape_of(*ERROR), "p", 0)
    assert flow.by().item() == 2
    assert flow.by(lambda g, out, *_operands: 10 * g * out).item() == 60
    assert flow.by(exchanged={1: np.array([9.0])}).item() == 9
    assert flow.arrived(np.array([5.0])).by().item() == 10


def test_a_flow_knows_which_of_any_number_of_operands_it_is():
    flow = flow_of(tape_of("L = concatenate(a, b, axis=0)", {"a": [1, 2], "b": [3]}), "L", 1)
    assert flow.operand.tolist() == [[3]]
    assert flow.arrived(np.array([[5.0, 6.0, 7.0]])).by().tolist() == [[7]]
