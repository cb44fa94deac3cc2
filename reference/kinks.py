"""What else is right at a kink: the subgradients besides the one that convention takes.

At ``relu(0)`` any derivative from 0 to 1 is right, and students write ``z > 0`` and ``z >= 0`` alike. So a case on
a kink has not one right answer but a family. Each kink contributes a derivative between those of its two sides, and
the gradient is linear in each; so the family is spanned by the corners, where every kink takes one side.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from itertools import product
from typing import Any, TypeVar

import numpy as np

from reference.errors import GraphError
from reference.graph import Node
from reference.op import Array, Kink, Op, Vjp
from reference.solution import Inquiry, Solution, step
from reference.tape import Tape, backward, local_gradients, replay

Name = TypeVar("Name")

MOST_KINKS = 6  # three to the power of it are the mixtures that a case is judged by
TOUCH = 1e-12  # relative to all that went before: so near, rounding may decide the side, and it counts as on the kink
NUDGE = 4e-12  # beyond TOUCH; it only decides the side at which a derivative is taken, and enters no value
NOTICEABLE = 1e-9  # relative; mixtures are not told apart by what they change less than this
SHARES = np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]])


@dataclass(frozen=True)
class Tie:
    """One element of a node's first operand that sits on the node's kink.

    Attributes:
        node: the name of the node.
        element: the element's position in the flattened operand.
        nudge: how far from it the derivatives of the two sides are taken.
    """

    node: str
    element: int
    nudge: float


def ties(tape: Tape) -> list[Tie]:
    """Return what sits on a kink in a tape of one case."""
    tied: list[Tie] = []
    size = max(_size(value) for value in tape.inputs.values())
    for node in tape.graph.nodes:
        if node.op.kink is not None:
            tied += _ties_of(tape, node, node.op.kink, size)
        size = max(size, _size(tape.values[node.name]))
    return tied


def on_kink(tape: Tape) -> Array:
    """Return which cases have a number on a kink, but for rounding; boolean, ``(K,)``."""
    size = np.max([_sizes(value) for value in tape.inputs.values()], axis=0)
    found = np.zeros(len(size), dtype=bool)
    for node in tape.graph.nodes:
        if node.op.kink is not None:
            distance = tape.apply(node.op.kink.distance, node)
            found |= distance.reshape(len(size), -1).min(axis=1) <= TOUCH * size
        size = np.maximum(size, _sizes(tape.values[node.name]))
    return found


def subgradients(tape: Tape, inquiry: Inquiry) -> Solution | None:
    """Return the answers under every mixture of sides, leading axis the mixtures; None away from every kink.

    A mixture takes, for each kink by itself, one side, the other, or their mean.

    Args:
        tape: the values at one case.
        inquiry: what is asked, for that one case.
    Raises:
        GraphError: if there are more kinks than can be mixed.
    """
    tied = ties(tape)
    if not tied:
        return None
    if len(tied) > MOST_KINKS:
        problem = f"{len(tied)} numbers are on a kink at once, and no more than {MOST_KINKS} can be judged"
        raise GraphError(problem, remedy="change the inputs, or let only the convention be right")
    corners = _corners(tape, tied)
    asked = inquiry.repeated(len(corners.output))
    shares = reduce(np.kron, [SHARES] * len(tied))
    gradients = _mix(shares, backward(corners, asked.upstream))
    local = _mix(shares, local_gradients(corners, inquiry.equations))
    here = Tape(tape.graph, _repeat(tape.values, len(shares)), tape.layouts)
    return Solution(here.values, gradients, local, step(here, gradients, inquiry.repeated(len(shares))))


def nearest(mixtures: Array, got: Array) -> int:
    """Return which of ``mixtures`` (M, n) is nearest to ``got`` (n,); entries that no kink affects do not count."""
    with np.errstate(all="ignore"):  # an answer may be of any size
        spread = np.ptp(mixtures, axis=0)
        affected = spread > NOTICEABLE * np.abs(mixtures).max(axis=0)
        distance = np.abs(mixtures[:, affected] - got[affected]) / spread[affected]
    return int(np.argmin(distance.sum(axis=1)))


def _sizes(value: Array) -> Array:
    """Return the size of the largest element of each case, ``(K,)``."""
    largest: Array = np.abs(value).reshape(len(value), -1).max(axis=1)
    return largest


def _size(value: Array) -> float:
    """Return the size of the largest element."""
    return float(np.abs(value).max())


def _ties_of(tape: Tape, node: Node, kink: Kink, size: float) -> list[Tie]:
    """Return the elements of the first operand of ``node`` that sit on its kink, but for the rounding of ``size``."""
    distance = np.broadcast_to(tape.apply(kink.distance, node), tape.operands(node)[0].shape)
    touch, nudge = TOUCH * size, NUDGE * (size or 1.0)
    return [Tie(node.name, int(element), nudge) for element in np.flatnonzero(distance <= touch)]


def _corners(tape: Tape, tied: list[Tie]) -> Tape:
    """Return the tape with every kink taken at one side or the other, ``2 ** len(tied)`` cases."""
    sides = np.array(list(product((-1.0, 1.0), repeat=len(tied))))
    nudges: dict[str, Array] = {}
    for tie, side in zip(tied, sides.T, strict=True):
        operand = tape.operands(tape.graph.by_name[tie.node])[0]
        nudge = nudges.setdefault(tie.node, np.zeros((len(sides), operand.size)))
        nudge[:, tie.element] = side * tie.nudge
    nodes = (
        replace(node, op=_beside(node.op, nudges[node.name])) if node.name in nudges else node
        for node in tape.graph.nodes
    )
    graph = replace(tape.graph, nodes=tuple(nodes))
    return replay(Tape(graph, {}, tape.layouts), _repeat(tape.inputs, len(sides)))


def _beside(op: Op, nudge: Array) -> Op:
    """Return ``op`` with its derivatives taken ``nudge`` beside its first operand.

    Values stay as they are, but for an op through which nothing flows back: a comparison decides the side of others.
    """

    def moved(first: Array) -> Array:
        there: Array = first + np.repeat(nudge, len(first) // len(nudge), axis=0).reshape(first.shape)
        return there

    def beside(vjp: Vjp | None) -> Vjp | None:
        return vjp and (lambda g, out, first, *rest, **options: vjp(g, out, moved(first), *rest, **options))

    def forward(first: Array, *rest: Array, **options: Any) -> Array:
        return op.forward(moved(first), *rest, **options)

    return replace(op, forward=op.forward if any(op.vjps) else forward, vjps=tuple(map(beside, op.vjps)))


def _repeat(values: Mapping[str, Array], times: int) -> dict[str, Array]:
    return {name: np.repeat(value, times, axis=0) for name, value in values.items()}


def _mix(shares: Array, corners: Mapping[Name, Array]) -> dict[Name, Array]:
    """Return, for each answer, its mixtures over the corners."""
    return {name: np.tensordot(shares, value, axes=1) for name, value in corners.items()}
