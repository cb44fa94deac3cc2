"""How finely each answer can be known at all: what rounding alone does to it.

No float64 program computes ``w * x - y`` better than to the roundoff of its two terms, nor the gradient that is
proportional to it, and a grader that asks for more fails right answers. So every value on the way is disturbed
a little, with random signs, and what the answers do is watched.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

import numpy as np

from reference.chance import signs
from reference.columns import beside
from reference.graph import Graph, Node
from reference.op import Array, Op, Vjp
from reference.solution import Inquiry, Solution, step
from reference.tape import Tape, backward, local_gradients, replay

DISTURBANCE = 2.0**-26  # relative: small enough for everything to answer linearly, large enough to drown rounding
REPLICATES = 8  # two contributions of random signs cancel in all of them once in 256 times
MOST_SENSITIVE = 2.0**24
"""Per unit of its size: what moves more, the sine of a huge number, rounding leaves fewer than eight digits of."""

Name = TypeVar("Name", bound=Hashable)


def sensitivity(tape: Tape, inquiry: Inquiry, solution: Solution) -> Solution:
    """Return how far each answer moves per unit of relative disturbance of every value on the way to it.

    What is on one side of a kink is held there; disturbances after which an answer is not finite do not count. In the
    `Solution` stand these distances, then, and not answers.

    Args:
        tape: the values.
        inquiry: what is asked.
        solution: what `solve` gave for them.
    Memory: that of `REPLICATES` times as many cases as `Tape.at_once` allows, or of one.
    """
    cases = len(tape.output)
    at_once = max(1, tape.at_once // REPLICATES)
    blocks = [slice(start, start + at_once) for start in range(0, cases, at_once)]
    if len(blocks) == 1:
        return _distances(tape, inquiry, solution)
    found = [_distances(tape.at(rows), inquiry.at(rows), solution.at(rows)) for rows in blocks]
    return Solution(
        _joined([part.values for part in found]),
        _joined([part.gradients for part in found]),
        _joined([part.local for part in found]),
        _joined([part.updated for part in found]),
    )


def sharp(scale: Array, sensitive: Array) -> Array:
    """Return at which cases a derivative is known to enough digits to be asked for, ``(K,)``.

    Args:
        scale: the sum of the sizes of all path contributions.
        sensitive: its `sensitivity`.
    """
    size, loosest = (of_all.reshape(len(of_all), -1).max(axis=1) for of_all in (scale, sensitive))
    with np.errstate(over="ignore"):  # of a huge size nothing is too much
        known: Array = (loosest <= MOST_SENSITIVE * size) | (size == 0)
    return known


def _joined(parts: Sequence[Mapping[Name, Array]]) -> dict[Name, Array]:
    """Return the arrays of all ``parts``, one after the other."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _distances(tape: Tape, inquiry: Inquiry, solution: Solution) -> Solution:
    """Return the same for cases that are worked on at once."""
    sizes = {
        node.name: _repeat(tape.apply(partial(node.op.roundoff, tape.values[node.name]), node))
        for node in tape.graph.nodes
        if node.op.roundoff is not None
    }

    def hook(node: Node, value: Array) -> Array:
        return _disturbed(node.name, value, sizes.get(node.name))

    def after(node: Node, value: Array) -> Array:  # by other signs than before the step, or those could cancel these
        return _disturbed(f"{node.name} after", value, sizes.get(node.name))

    held = replace(tape, graph=_held(tape))
    there = replay(held, {name: _disturbed(name, _repeat(value)) for name, value in tape.inputs.items()}, hook)
    asked = inquiry.repeated(REPLICATES)
    gradients = backward(there, asked.upstream)
    local = local_gradients(there, asked.equations)
    updated = step(replace(there, graph=tape.graph), gradients, asked, after)
    return Solution(
        _farthest(solution.values, there.values),
        _farthest(solution.gradients, gradients),
        _farthest(solution.local, local),
        _farthest(solution.updated, updated),
    )


def _held(tape: Tape) -> Graph:
    """Return the graph of ``tape`` with every kink taken at the side on which it is there.

    Rounding may push a number over a kink that it sits on, but what then becomes of the derivative is no rounding.
    """
    nodes = (node if node.op.kink is None else _on_its_side(tape, node) for node in tape.graph.nodes)
    return replace(tape.graph, nodes=tuple(nodes))


def _on_its_side(tape: Tape, node: Node) -> Node:
    """Return ``node`` with derivatives taken at the operands that ``tape`` holds.

    Its values move, as they are continuous; but those of a comparison, which are nothing but a side, stay.
    """
    operands, value = tape.operands(node), tape.values[node.name]

    def there(array: Array, cases: int) -> Array:
        repeated: Array = np.repeat(array, cases // len(array), axis=0)
        return repeated

    def held(vjp: Vjp | None) -> Vjp | None:
        return vjp and (
            lambda g, out, *_, **options: vjp(g, out, *(there(operand, len(g)) for operand in operands), **options)
        )

    def forward(first: Array, *_rest: Array, **_options: Any) -> Array:
        return there(value, len(first))

    op: Op = node.op
    vjps = tuple(map(held, op.vjps))
    return replace(node, op=replace(op, vjps=vjps, forward=op.forward if any(vjps) else forward))


def _repeat(value: Array) -> Array:
    return np.repeat(value, REPLICATES, axis=0)


def _disturbed(name: str, value: Array, size: Array | None = None) -> Array:
    """Return ``value`` with each element moved by one disturbance, relative to ``size``, or else to itself.

    All cases are moved alike, and each replicate in its own way.
    """
    pattern = signs(name.encode(), (REPLICATES, *value.shape[1:]))
    with np.errstate(over="ignore"):
        disturbance = DISTURBANCE * pattern * (value if size is None else size).reshape(-1, *pattern.shape)
        return value + disturbance.reshape(value.shape)


def _farthest(answers: Mapping[Name, Array], moved: Mapping[Name, Array]) -> dict[Name, Array]:
    """Return, for each answer, how far its farthest replicate moved, per unit of disturbance."""
    if not answers:
        return {}
    columns = beside(answers)
    here = columns.join(answers)
    there = columns.join(moved).reshape(len(here), REPLICATES, -1)
    with np.errstate(all="ignore"):
        distance = np.abs(there - here[:, None]) / DISTURBANCE
    distance[~np.isfinite(distance)] = 0
    return columns.split(distance.max(axis=1))
