"""Points at which a graph tells right from wrong: inside every domain, away from kinks, the same on every machine.

Numbers are drawn from SHAKE-256 rather than from a library's generator, whose stream may change with its version.
They have two decimals, so that a failing case can be read and typed; more only in a narrow range. Where the author
gives no range, their size is between 0.2 and 2.5 and never 1, which would hide a forgotten factor.
"""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from reference.domain import sound_cases
from reference.errors import GraphError
from reference.graph import Graph
from reference.op import Array, Shape
from reference.tape import Tape, absolute_backward, forward, throughout

MARGIN = 1e-3  # from a kink, relative to the size of the operand: far above rounding, far below a typical draw
TRIES = 200
STEP = Fraction(1, 100)  # between the numbers that are drawn, as a rule
FEWEST_STEPS, MOST_STEPS = 100, 10**12  # in a range, and from 0 to its farther end
HALF = 0.5


@dataclass(frozen=True)
class Range:
    """The shape of one input, and where its values are drawn from.

    Attributes:
        shape: of one case.
        low, high: the least and the largest value; without them, sizes from 0.2 to 2.5 of either sign.
    """

    shape: Shape = ()
    low: Fraction | None = None
    high: Fraction | None = None


def sample(
    graph: Graph, ranges: Mapping[str, Range], cases: int, seed: bytes, dims: Mapping[str, int] | None = None
) -> dict[str, Array]:
    """Return inputs at which everything is smooth and finite, ``(cases, *shape)`` each; deterministic in ``seed``.

    Raises:
        GraphError: if hardly any draw is inside the domain of every op and away from every kink.
    """
    kept: list[dict[str, Array]] = []
    found = 0
    for attempt in range(TRIES):
        drawn = {name: draw(ranges[name], cases, seed + f"/{attempt}/{name}".encode()) for name in graph.inputs}
        tape = forward(graph, drawn, dims)
        good = sound_cases(tape) & _finite_gradients(tape) & _away_from_kinks(tape)
        kept.append({name: value[good] for name, value in drawn.items()})
        found += int(good.sum())
        if found >= cases:
            return {name: np.concatenate([part[name] for part in kept])[:cases] for name in graph.inputs}
    raise GraphError(
        f"only {found} of {TRIES * cases} random inputs are inside the domain of every operation and away from kinks",
        remedy="give the inputs a 'range' in which the graph can be computed",
    )


def draw(span: Range, cases: int, seed: bytes) -> Array:
    """Return ``cases`` arrays of numbers of few decimals from ``span``, ``(cases, *shape)``."""
    count = cases * int(np.prod(span.shape, dtype=int))
    shares = uniform(seed, count)
    shape = (cases, *span.shape)
    if span.low is None or span.high is None:
        return _either_sign(shares).reshape(shape)
    return _between(span.low, span.high, shares).reshape(shape)


def signs(seed: bytes, shape: Shape) -> Array:
    """Return random signs, -1.0 or 1.0, of the given shape."""
    return np.where(uniform(seed, int(np.prod(shape, dtype=int))) < HALF, -1.0, 1.0).reshape(shape)


def uniform(seed: bytes, count: int) -> Array:
    """Return ``count`` numbers from [0, 1)."""
    words = np.frombuffer(hashlib.shake_256(seed).digest(8 * count), dtype="<u8")
    return (words >> 11) / 2.0**53  # all bits would round up to 1 now and then


def _either_sign(shares: Array) -> Array:
    """Return numbers from -2.5 to -0.2 and from 0.2 to 2.5, without ±1."""
    sizes = np.array([*range(20, 100), *range(101, 251)], dtype=np.float64)
    hundredths: Array = np.concatenate([-sizes, sizes])[np.floor(shares * 2 * len(sizes)).astype(int)]
    return hundredths / 100


def _between(low: Fraction, high: Fraction, shares: Array) -> Array:
    """Return numbers from ``low`` to ``high``, both included: hundredths, or what else fits the range."""
    step = STEP
    while 0 < high - low < FEWEST_STEPS * step:
        step /= 10
    while max(-low, high) > MOST_STEPS * step:
        step *= 10
    first, last = math.ceil(low / step), math.floor(high / step)
    steps: Array = first + np.floor(shares * (last - first + 1))
    return steps * step.numerator / step.denominator


def _finite_gradients(tape: Tape) -> Array:
    """Return whether each case has finite gradients, along every path by itself too, ``(K,)``."""
    finite = np.ones(len(tape.output), dtype=bool)
    for scale in absolute_backward(tape).values():
        finite &= throughout(np.isfinite(scale))
    return finite


def _away_from_kinks(tape: Tape) -> Array:
    """Return whether each case keeps its distance from every kink, ``(K,)``."""
    away = np.ones(len(tape.output), dtype=bool)
    for node in tape.graph.nodes:
        if node.op.kink is not None:
            sizes = np.maximum(np.abs(tape.operands(node)[0]), 1)
            away &= throughout(tape.apply(node.op.kink.distance, node) > MARGIN * sizes)
    return away
