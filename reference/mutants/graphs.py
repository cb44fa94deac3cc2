"""Backward passes of a wrong graph at the right values: another axis, another rule, another operand."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from reference.graph import Graph, Node
from reference.mutants.mutant import Mutant, Stage, called, derivative_text
from reference.mutants.steps import hooked, realigned, realignments
from reference.mutants.walk import Flow, Wrongs, bent_backward
from reference.op import Array
from reference.tape import Tape, backward

SUMS = {"add", "sub"}
PRODUCTS = {"mul", "matmul"}
"""Ops of two operands of which each is the other one's derivative."""


def graph_mutants(tape: Tape) -> Iterator[Mutant]:
    """Yield the passes that take one node for another.

    Args:
        tape: the graph at some points: which axes can be taken for others is seen there.
    """
    for node in tape.graph.nodes:
        yield from _along_others(tape, node)
        if node.args and not any(node.op.vjps):
            yield _differentiated(tape.graph, node)
        if node.op.name in SUMS and tape.graph.by_name.get(node.args[1], node).op.name == "constant":
            yield _without_constant(tape.graph, node)
        if node.op.name in PRODUCTS:
            yield from (_of_gradient(tape.graph, node, position) for position in (0, 1))


def _along_others(tape: Tape, node: Node) -> Iterator[Mutant]:
    """Yield the passes that sum along other axes than the forward pass; a mean may still know the right length."""
    for axes, along in realignments(tape, node):
        for divided in ("", ", and divided by the right length") if node.op.name == "mean" else ("",):
            yield Mutant(
                "summed along the wrong axis",
                Stage.BACKWARD,
                f"the derivative of {called(tape.graph, node.name)} is taken along {along}{divided}",
                "take it along the axes of the forward pass",
                node.name,
                sweep=partial(_swept_along, node.name, axes, length=bool(divided)),
            )


def _swept_along(
    name: str, axes: tuple[int, ...], tape: Tape, upstream: Array | None, *, length: bool
) -> Mapping[str, Array]:
    """Return the gradients of a pass in which the node ``name`` goes along ``axes``; ``length`` if its own is kept."""
    moved = realigned(name, axes, tape)
    values = {
        own: tape.values[own] if found.shape == tape.values[own].shape else found for own, found in moved.values.items()
    }
    share = tape.values[name].size / moved.values[name].size if length else 1.0
    return bent_backward(replace(moved, values=values), upstream, Wrongs({(name, 0): lambda flow: share * flow.by()}))


def _without_constant(graph: Graph, node: Node) -> Mutant:
    """Return the pass at the values that there are without a constant which the forward pass adds."""
    constant, what = called(graph, node.args[1]), called(graph, node.name)
    return Mutant(
        "constant left out",
        Stage.BACKWARD,
        f"the values of the backward pass are those with {called(graph, node.args[0])} where {what} belongs",
        f"do not leave {constant} out of {what}",
        node.name,
        sweep=partial(_swept_without, node.name),
    )


def _swept_without(name: str, tape: Tape, upstream: Array | None) -> Mapping[str, Array]:
    """Return the gradients at the values that there are if ``name`` is its first operand."""
    return backward(hooked(name, lambda _value, operand: operand, tape), upstream)


def _differentiated(graph: Graph, node: Node) -> Mutant:
    """Return the pass in which the derivative of a comparison is the comparison itself."""
    what = called(graph, node.name)
    return Mutant(
        "comparison differentiated",
        Stage.BACKWARD,
        f"a gradient flows back through {what}, though that is a step: its derivative is 0",
        f"let nothing flow back through {what}",
        node.name,
        sweep=partial(_through, node.name),
    )


def _through(name: str, tape: Tape, upstream: Array | None) -> Mapping[str, Array]:
    """Return the gradients of a pass that differentiates the comparison ``name``."""
    nodes = [
        replace(node, op=replace(node.op, vjps=(_itself,) * len(node.args))) if node.name == name else node
        for node in tape.graph.nodes
    ]
    graph = Graph(tape.graph.inputs, tuple(nodes), tape.graph.output)
    return backward(Tape(graph, dict(tape.values), tape.layouts), upstream)


def _itself(g: Array, out: Array, *_operands: Array) -> Array:
    return g * out


def _of_gradient(graph: Graph, node: Node, position: int) -> Mutant:
    """Return the pass in which the gradient of the other factor stands where its value belongs."""
    operand, other = node.args[position], called(graph, node.args[1 - position])
    return Mutant(
        "gradient instead of the value",
        Stage.BACKWARD,
        f"{derivative_text(graph, node.name, operand)} is taken with the gradient of {other} where {other} belongs",
        f"put {other} in",
        node.name,
        operand,
        sweep=partial(_with_gradient, node.name, position),
    )


def _with_gradient(name: str, position: int, tape: Tape, upstream: Array | None) -> Mapping[str, Array]:
    """Return the gradients of a pass that takes a factor's gradient for its value."""
    found = backward(tape, upstream)
    return bent_backward(tape, upstream, Wrongs({(name, position): partial(_exchanged, found, 1 - position)}))


def _exchanged(found: Mapping[str, Array], other: int, flow: Flow) -> Array:
    """Return what flows if the gradient of the operand at ``other`` stands in its place."""
    return flow.by(exchanged={other: found[flow.node.args[other]]})
