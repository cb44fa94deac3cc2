"""What goes wrong before and after the backward pass: in the values, and in the step of gradient descent."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, combinations

import numpy as np

from reference.errors import ShapeError
from reference.graph import Graph, Node
from reference.mutants.mutant import Mutant, Stage, called
from reference.op import Array
from reference.ops import OPS
from reference.options import AXES
from reference.solution import Inquiry, step
from reference.tape import Tape, backward, forward, replay

TAKEN_FOR = {
    "add": ("sub", "mul"),
    "sub": ("add",),
    "mul": ("add",),
    "div": ("mul",),
    "mean": ("sum",),
    "sum": ("mean",),
}
"""Ops that are written in place of others."""


def forward_mutants(tape: Tape) -> Iterator[Mutant]:
    """Yield wrong ways to compute each value."""
    graph = tape.graph
    for node in graph.nodes:
        if not node.args:
            continue
        what = called(graph, node.name)
        for mistake, words, hook in (
            ("sign flipped", f"{what} has the wrong sign", lambda value, _operand: -value),
            ("doubled", f"{what} is twice what it should be", lambda value, _operand: 2 * value),
            ("returned as 0", f"{what} is 0 throughout", lambda value, _operand: np.zeros_like(value)),
            ("returned as 1", f"{what} is 1 throughout", lambda value, _operand: np.ones_like(value)),
        ):
            yield _of_values(mistake, words, node, partial(hooked, node.name, hook))
        shapes = {tape.values[node.name].shape, tape.values[node.args[0]].shape}
        if len(shapes) == 1:
            words = f"{what} is {called(graph, node.args[0])} itself: a step is left out"
            yield _of_values("step left out", words, node, partial(hooked, node.name, lambda _value, operand: operand))
        for name in TAKEN_FOR.get(node.op.name, ()):
            words = f"{what} is computed by {name} instead of {node.op.name}"
            yield _of_values(f"{name} instead of {node.op.name}", words, node, partial(_rewritten, node.name, name))
        yield from _along_others(tape, node)
        yield from _too_early(tape, node)


def _of_values(mistake: str, words: str, node: Node, replayed: Callable[[Tape], Tape]) -> Mutant:
    return Mutant(mistake, Stage.FORWARD, words, "compute it as the equation says", node.name, replayed=replayed)


def hooked(name: str, change: Callable[[Array, Array], Array], tape: Tape) -> Tape:
    """Return the values that follow if that of ``name`` is changed."""
    found: dict[str, Array] = dict(tape.inputs)

    def hook(node: Node, value: Array) -> Array:
        found[node.name] = change(value, found[node.args[0]]) if node.name == name else value
        return found[node.name]

    return replay(tape, tape.inputs, hook)


def rewritten(graph: Graph, name: str, op: str) -> Graph:
    """Return ``graph`` with another op at the node ``name``."""
    nodes = tuple(replace(node, op=OPS[op]) if node.name == name else node for node in graph.nodes)
    return Graph(graph.inputs, nodes, graph.output)


def _rewritten(name: str, op: str, tape: Tape) -> Tape:
    """Return the values of the graph with another op at ``name``."""
    return replay(Tape(rewritten(tape.graph, name, op), {}, tape.layouts), tape.inputs)


def _along_others(tape: Tape, node: Node) -> Iterator[Mutant]:
    """Yield the values if an op is applied along other axes than its own."""
    for axes, along in realignments(tape, node):
        words = f"{called(tape.graph, node.name)} is taken along {along}"
        yield _of_values("along another axis", words, node, partial(realigned, node.name, axes))


def realignments(tape: Tape, node: Node) -> Iterator[tuple[tuple[int, ...], str]]:
    """Yield the axes along which an op could be taken by mistake, where all shapes fit all the same, and in words."""
    if "axis" not in node.op.options or node.op.options["axis"].kind is not AXES:
        return
    rank = tape.values[node.args[0]].ndim - 1
    for axes in chain.from_iterable(combinations(range(rank), count) for count in range(1, rank + 1)):
        if not np.array_equal(realigned(node.name, axes, tape).output, tape.output, equal_nan=True):
            yield axes, "axis " + " and ".join(map(str, axes))


def realigned(name: str, axes: tuple[int, ...], tape: Tape) -> Tape:
    """Return the values if the node ``name`` is taken along ``axes``; the right ones where the shapes do not fit."""
    changed = {name: {"axis": axes}}
    nodes = [
        replace(node, options={**tape.layouts[node.name].options, **changed.get(node.name, {})})
        for node in tape.graph.nodes
    ]
    try:
        moved = forward(Graph(tape.graph.inputs, tuple(nodes), tape.graph.output), tape.inputs)
    except ShapeError:
        return tape
    fits = all(moved.values[own].shape == tape.values[own].shape for own in tape.graph.named)
    return moved if fits else tape


def _too_early(tape: Tape, node: Node) -> Iterator[Mutant]:
    """Yield f(a) + b for f(a + b)."""
    inner = tape.graph.by_name.get(node.args[0])
    if inner is None or len(node.args) > 1 or inner.op.name not in {"add", "sub"}:
        return
    words = f"{called(tape.graph, node.name)} applies {node.op.name} to {called(tape.graph, inner.args[0])} alone"
    yield _of_values(f"{node.op.name} too early", words, node, partial(_swapped, node, inner))


def _swapped(node: Node, inner: Node, tape: Tape) -> Tape:
    """Return the values if ``node`` is applied to the first operand of ``inner``, and ``inner`` to what comes out."""
    found: dict[str, Array] = dict(tape.inputs)

    def hook(this: Node, value: Array) -> Array:
        if this.name == node.name:
            first, second = Tape(tape.graph, found, tape.layouts).operands(inner)
            early = node.op.forward(first, **tape.layouts[node.name].options)
            value = inner.op.forward(early, second).reshape(value.shape)
        found[this.name] = value
        return value

    return replay(tape, tape.inputs, hook)


def update_mutants(parameters: Sequence[str], nominal: float) -> Iterator[Mutant]:
    """Yield wrong steps of gradient descent.

    Args:
        parameters: the inputs that move.
        nominal: the learning rate that the problem states.
    """
    for mistake, words, remedy, stepped in _steps(parameters, nominal):
        yield Mutant(mistake, Stage.UPDATE, words, remedy, stepped=stepped)
    for name in parameters:
        if len(parameters) > 1:
            yield Mutant(
                "parameter not moved",
                Stage.UPDATE,
                f"{name} is returned as it was",
                f"move {name} too",
                name,
                stepped=partial(_without, name),
            )


Stepped = Callable[[Tape, Mapping[str, Array], Inquiry], Mapping[str, Array]]


def _steps(parameters: Sequence[str], nominal: float) -> Iterator[tuple[str, str, str, Stepped]]:
    """Yield the steps that go wrong for all parameters: mistake, words, remedy, and what comes out."""
    yield "gradient ascent", "the step goes uphill", "subtract the gradient", _scaled(lambda rate: -rate)
    yield "learning rate ignored", "the step is the whole gradient", "multiply it by the rate", _scaled(np.ones_like)
    yield (
        "learning rate written in",
        "the step takes the same rate in all cases",
        "take the rate that is given",
        _scaled(lambda rate: np.full_like(rate, nominal)),
    )
    yield "doubled", "the step is twice as long as it should be", "halve it", _scaled(lambda rate: 2 * rate)
    yield "loss not recomputed", "the loss is that from before the step", "compute it again after the step", _stale
    for order, words in ((tuple(parameters), "in order"), (tuple(reversed(parameters)), "in reverse order")):
        if len(order) > 1:
            yield (
                "updated value used",
                f"the parameters move one after the other, {words}, each with the gradient after the last move",
                "compute all gradients before any parameter moves",
                partial(_in_turn, order),
            )


def _scaled(change: Callable[[Array], Array]) -> Stepped:
    """Return the step with another learning rate."""

    def stepped(tape: Tape, gradients: Mapping[str, Array], inquiry: Inquiry) -> Mapping[str, Array]:
        rate = None if inquiry.rate is None else change(inquiry.rate)
        return step(tape, gradients, replace(inquiry, rate=rate))

    return stepped


def _stale(tape: Tape, gradients: Mapping[str, Array], inquiry: Inquiry) -> Mapping[str, Array]:
    return {**step(tape, gradients, inquiry), tape.graph.output: tape.output}


def _without(name: str, tape: Tape, gradients: Mapping[str, Array], inquiry: Inquiry) -> Mapping[str, Array]:
    return step(tape, {**gradients, name: np.zeros_like(gradients[name])}, inquiry)


def _in_turn(
    order: Sequence[str], tape: Tape, _gradients: Mapping[str, Array], inquiry: Inquiry
) -> Mapping[str, Array]:
    """Return the parameters if each moves along the gradient where the others have moved already."""
    if inquiry.rate is None:
        return {}
    moved = tape
    for name in order:
        gradient = backward(moved, inquiry.upstream)[name]
        rates = inquiry.rate.reshape(-1, *(1,) * (gradient.ndim - 1))
        moved = replay(moved, {**moved.inputs, name: moved.values[name] - rates * gradient})
    return {name: moved.values[name] for name in (*inquiry.parameters, tape.graph.output)}
