"""Answers that are right, and answers that are wrong in one known way, at whatever points they are asked for."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.calibrating.flat import flat
from reference.graph import Graph
from reference.op import Array, Vjp
from reference.tape import Tape, absolute_backward, backward

Gradients = Callable[[Tape, Array], Array]
"""The gradients of all inputs, ``(K, entries)``, at the points of a tape along an upstream."""

Wrong = Callable[[Array, Array, Array], Array]

UNMISTAKABLE = 1e-6
"""Of the scale S of an entry: where a flip changes every entry by less, it is none, and does not count."""
LEAST_SHARE = {1e-2: 1e-2, 1e-6: 1e-2, 1e-8: 0.5}
"""For an error of each size in one entry, how large a share of its scale S the entry must be for it to count."""


@dataclass(frozen=True, eq=False)
class Answer:
    """A way to answer.

    Attributes:
        gradients: what it gives.
        says: where it comes from, or what is wrong with it.
        wrong: ``wrong(gradients, expected, scale)``: which entries are so wrong that it counts, ``(K, entries)``; None
            for a right answer.
    """

    gradients: Gradients
    says: str
    wrong: Wrong | None


def expected(tape: Tape, upstream: Array) -> Array:
    """Return the gradients of the engine."""
    return flat(backward(tape, upstream), tape)


def scale(tape: Tape, upstream: Array) -> Array:
    """Return the scale S of every gradient."""
    return flat(absolute_backward(tape, upstream), tape)


def off_in_one(size: float, tape: Tape, upstream: Array, rng: np.random.Generator) -> Answer | None:
    """Return an answer in which one entry, the same in all cases, is off by ``size`` of itself; None if none counts."""
    large = np.abs(expected(tape, upstream)) > LEAST_SHARE[size] * scale(tape, upstream)
    candidates = np.flatnonzero(large.any(axis=0))
    if not candidates.size:
        return None
    entry = int(rng.choice(candidates))

    def gradients(tape: Tape, upstream: Array) -> Array:
        off = expected(tape, upstream)
        off[:, entry] *= 1 + size
        return off

    def wrong(got: Array, right: Array, sizes: Array) -> Array:
        return (got != right) & (np.abs(right) > LEAST_SHARE[size] * sizes)

    return Answer(gradients, f"entry {entry} is off by {size:g} of itself", wrong)


def flipped(tape: Tape, upstream: Array, rng: np.random.Generator) -> Answer | None:
    """Return an answer for which the sign of one local derivative, drawn at random, is wrong; None if none counts."""
    sites = [
        (index, position)
        for index, node in enumerate(tape.graph.nodes)
        for position, vjp in enumerate(node.op.vjps)
        if vjp is not None
    ]
    right, sizes = expected(tape, upstream), scale(tape, upstream)
    for site in rng.permutation(len(sites)):
        answer = _flipped_at(tape.graph, *sites[site])
        if _visible(answer.gradients(tape, upstream), right, sizes).any():
            return answer
    return None


def _flipped_at(graph: Graph, index: int, position: int) -> Answer:
    """Return the answer for which one vjp of one node has the wrong sign."""
    node = graph.nodes[index]
    vjps = tuple(_negated(vjp) if place == position else vjp for place, vjp in enumerate(node.op.vjps))
    nodes = list(graph.nodes)
    nodes[index] = replace(node, op=replace(node.op, vjps=vjps))
    wrong_graph = replace(graph, nodes=tuple(nodes))

    def gradients(tape: Tape, upstream: Array) -> Array:
        return expected(Tape(wrong_graph, tape.values, tape.layouts), upstream)

    operand = node.args[position] if len(node.args) > position else node.args[0]
    return Answer(gradients, f"d{node.name}/d{operand} of {node.op.name} has the wrong sign", _visible)


def _visible(got: Array, right: Array, sizes: Array) -> Array:
    """Return which entries have changed enough to count."""
    return np.abs(got - right) > UNMISTAKABLE * sizes


def _negated(vjp: Vjp | None) -> Vjp | None:
    return vjp and (lambda *args, **options: -vjp(*args, **options))
