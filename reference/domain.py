"""Where a graph can be computed: inside the domain of each op, and finite."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from reference.graph import Node
from reference.levels import Named
from reference.op import Array
from reference.tape import Tape, throughout


@dataclass(frozen=True)
class Fault:
    """A node that cannot be computed, or differentiated, at some case.

    Attributes:
        node: the node.
        case: the index of the first such case.
        says: why: ``log needs a positive operand``, ``is not finite``.
    """

    node: Node
    case: int
    says: str


def faults(tape: Tape) -> Iterator[Fault]:
    """Yield the nodes that go wrong by themselves, in order of evaluation: each with the first case where it does.

    What merely follows from an earlier fault is not a fault of its own.
    """
    sound = np.ones(len(tape.output), dtype=bool)
    for node in tape.graph.nodes:
        for bad, says in _badness(tape, node):
            if (bad & sound).any():
                yield Fault(node, int(np.argmax(bad & sound)), says)
            sound &= ~bad


def sound_cases(tape: Tape) -> Array:
    """Return, for each case, whether every node can be computed and differentiated there; boolean, ``(K,)``."""
    if isinstance(tape.values, Named):
        return _sound_levels(tape.values)
    sound = np.ones(len(tape.output), dtype=bool)
    for node in tape.graph.nodes:
        for bad, _ in _badness(tape, node):
            sound &= ~bad
    return sound


def _sound_levels(values: Named) -> Array:
    """Return the same for a graph that is computed level by level."""
    sound = throughout(np.isfinite(values.array[:, len(values.levels.graph.inputs) :]))
    with np.errstate(all="ignore"):
        for group in values.levels.groups:
            if group.op.domain is not None:
                sound &= throughout(group.apply(group.op.domain.holds, values.array))
    return sound


def _badness(tape: Tape, node: Node) -> Iterator[tuple[Array, str]]:
    """Yield, for each thing that can be wrong with ``node``, the cases where it is, ``(K,)``."""
    if node.op.domain is not None:
        yield ~throughout(tape.apply(node.op.domain.holds, node)), f"{node.op.name} {node.op.domain.says}"
    yield ~throughout(np.isfinite(tape.values[node.name])), "is not finite: it overflows"
