"""How finely each answer can be known at all: what rounding alone does to it.

No float64 program computes ``w * x - y`` better than to the roundoff of its two terms, nor the gradient that is
proportional to it, and a grader that asks for more fails right answers. So every value on the way is disturbed
a little, with random signs, and what the answers do is watched.
"""

from collections.abc import Mapping
from functools import partial
from typing import TypeVar

import numpy as np

from reference.graph import Node
from reference.op import Array
from reference.sampling import signs
from reference.solution import Inquiry, Solution, solve
from reference.tape import Tape, branches, replay

DISTURBANCE = 2.0**-26  # relative: small enough for everything to answer linearly, large enough to drown rounding
REPLICATES = 8  # two contributions of random signs cancel in all of them once in 256 times

Name = TypeVar("Name")


def sensitivity(tape: Tape, inquiry: Inquiry, solution: Solution) -> Solution:
    """Return how far each answer moves per unit of relative disturbance of every value on the way to it.

    Disturbances that push a case over a kink do not count, nor those after which an answer is not finite. In the
    `Solution` stand these distances, then, and not answers.

    Args:
        tape: the values.
        inquiry: what is asked.
        solution: what `solve` gave for them.
    """
    sizes = {
        node.name: _repeat(tape.apply(partial(node.op.roundoff, tape.values[node.name]), node))
        for node in tape.graph.nodes
        if node.op.roundoff is not None
    }

    def hook(node: Node, value: Array) -> Array:
        return _disturbed(node.name, value, sizes.get(node.name))

    there = replay(tape, {name: _disturbed(name, _repeat(value)) for name, value in tape.inputs.items()}, hook)
    moved = solve(there, inquiry.repeated(REPLICATES), hook)
    smooth = _same_side(tape, there)
    return Solution(
        _farthest(solution.values, moved.values, smooth),
        _farthest(solution.gradients, moved.gradients, smooth),
        _farthest(solution.local, moved.local, smooth),
        _farthest(solution.updated, moved.updated, smooth),
    )


def _repeat(value: Array) -> Array:
    return np.repeat(value, REPLICATES, axis=0)


def _disturbed(name: str, value: Array, size: Array | None = None) -> Array:
    """Return ``value`` with each element moved by one disturbance, relative to ``size``, or else to itself.

    All cases are moved alike, and each replicate in its own way.
    """
    shape = (REPLICATES, *value.shape[1:])
    pattern = np.tile(signs(name.encode(), shape), (len(value) // REPLICATES, *(1,) * (value.ndim - 1)))
    with np.errstate(over="ignore"):
        return value + DISTURBANCE * pattern * (value if size is None else size)


def _same_side(tape: Tape, moved: Tape) -> Array:
    """Return which replicates of each case are on the same side of every kink as the case itself, boolean."""
    same = np.ones(len(moved.output), dtype=bool)
    for before, after in zip(branches(tape), branches(moved), strict=True):
        same &= (_repeat(before) == after).all(axis=1)
    return same


def _farthest(answers: Mapping[Name, Array], moved: Mapping[Name, Array], smooth: Array) -> dict[Name, Array]:
    """Return, for each answer, how far its farthest smooth replicate moved, per unit of disturbance."""
    farthest = {}
    for name, answer in answers.items():
        with np.errstate(all="ignore"):
            distance = np.abs(moved[name] - _repeat(answer)) / DISTURBANCE
        distance[~smooth] = 0
        distance[~np.isfinite(distance)] = 0
        farthest[name] = distance.reshape(len(answer), REPLICATES, *answer.shape[1:]).max(axis=1)
    return farthest
