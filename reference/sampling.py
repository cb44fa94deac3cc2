"""Points at which a graph tells right from wrong: inside every domain, away from kinks, the same on every machine.

Numbers are drawn from SHAKE-256 rather than from a library's generator, whose stream may change with its version.
They have two decimals, so that a failing case can be read and typed; more only in a narrow range, or in an array so
large that its elements would often be equal. Where the author gives no range, their size is between 0.2 and 2.5 and
never 1, which would hide a forgotten factor.

A case tells nothing of a branch that it does not take, nor of a gradient that is 0 on every path. So more cases are
drawn than are asked for, and as few of the first ones as possible are replaced, until each side of each kink is taken
often enough, and each gradient carries something often enough, as far as the cases drawn allow it.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from reference.chance import uniform
from reference.domain import sound_cases
from reference.errors import GraphError
from reference.graph import Graph
from reference.op import Array, Kink, Shape
from reference.rounding import sensitivity, sharp
from reference.solution import Inquiry, solve
from reference.tape import Tape, absolute_backward, forward, throughout

MARGIN = 1e-3  # from a kink, relative to the size of the operand: far above rounding, far below a typical draw
CROWD = 100  # numbers near kinks in one case; of more, some would always be inside the margin, so it shrinks with them
LEAST_SIZE = 1e-6  # of what meets a kink, relative to the inputs: so the margin stays far above their rounding
TRIES = 200
SPARES = 16  # times as many cases as are asked for, to choose from; a side that none of them takes is out of reach
FEWEST_SPARES = 256  # where few are asked for
SPARE_NUMBERS = 1 << 18  # that the values of all spare cases may hold: a few milliseconds
SIDE_SHARE = Fraction(1, 8)  # of the cases: so many take a side of a kink, at least, if it can be reached
CARRY_SHARE = Fraction(1, 2)  # of the cases: in so many, at least, some path to an input carries a gradient
FAR, FEW = 10**9, 8  # so much larger, an operand is beyond all kinks on either side; a few cases show it
STEP = Fraction(1, 100)  # between the numbers that are drawn, as a rule
FEWEST_STEPS, MOST_STEPS = 100, 10**12  # in a range, and from 0 to its farther end
STEPS_PER_ELEMENT = 8  # in the range of an array, at least: equal elements are ties, and most cases would have some
LEAST, MOST = 20, 250  # hundredths: sizes where the author gives no range
WIDTH = 2 * (MOST - LEAST) * STEP  # of what they are drawn from, both signs together

Want = tuple[str, int | None]
"""What cases are wanted for: a node's side of its kink, or (None) an input's gradient that is not 0 on every path."""


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


@dataclass(frozen=True, eq=False)
class Source:
    """Where cases come from: the arguments of `sample`."""

    graph: Graph
    ranges: Mapping[str, Range]
    seed: bytes
    dims: Mapping[str, int] | None


@dataclass(frozen=True, eq=False)
class Pool:
    """Cases at which everything is smooth and finite.

    Attributes:
        inputs: ``(K, *shape)`` each.
        serves: for each thing that cases are wanted for, which of them are good for it, ``(K,)``.
        numbers: how many numbers the values of one case hold.
    """

    inputs: Mapping[str, Array]
    serves: Mapping[Want, Array]
    numbers: int

    def __len__(self) -> int:
        return len(next(iter(self.inputs.values())))

    def served(self, want: Want) -> Array:
        """Return which cases are good for ``want``, ``(K,)``."""
        return self.serves.get(want, np.zeros(len(self), dtype=bool))


def sample(
    graph: Graph, ranges: Mapping[str, Range], cases: int, seed: bytes, dims: Mapping[str, int] | None = None
) -> dict[str, Array]:
    """Return inputs at which everything is smooth and finite, ``(cases, *shape)`` each; deterministic in ``seed``.

    At least an eighth of the cases take each side of each kink (with one element or more, if it has many), and in at
    least half of them each input has a gradient whose scale is not 0; as far as 16 times as many draws, fewer of a
    large graph, allow it. `side_counts` tells what came of it.

    Raises:
        GraphError: if hardly any draw is inside the domain of every op and away from every kink.
    """
    source = Source(graph, ranges, seed, dims)
    pools = list(_enough(source, cases))
    serves, quotas = _table(pools, cases)
    if (serves[:cases].sum(axis=0) < quotas).any():
        spares = min(max(SPARES * cases, FEWEST_SPARES), max(1, SPARE_NUMBERS // pools[0].numbers))
        pools.append(_pool(source, spares, "spare"))
        serves, quotas = _table(pools, cases)
    chosen = choose(serves, quotas, cases)
    return {name: np.concatenate([pool.inputs[name] for pool in pools])[chosen] for name in graph.inputs}


def side_counts(tape: Tape) -> dict[str, dict[int, int]]:
    """Return, for each node with a kink, how many cases take each of its sides, in one element at least.

    The sides are what `Kink.branch` calls them; those that no case takes are there too.
    """
    counts: dict[str, dict[int, int]] = {}
    for name, side, taken in _sides(tape):
        counts.setdefault(name, {})[side] = int(taken.sum())
    return counts


def draw(span: Range, cases: int, seed: bytes) -> Array:
    """Return ``cases`` arrays of numbers of few decimals from ``span``, ``(cases, *shape)``."""
    elements = math.prod(span.shape)
    shares = uniform(seed, cases * elements)
    shape = (cases, *span.shape)
    if span.low is None or span.high is None:
        return _either_sign(shares, _step(WIDTH, elements)).reshape(shape)
    step = _step(span.high - span.low, elements)
    while max(-span.low, span.high) > MOST_STEPS * step:
        step *= 10
    return _between(span.low, span.high, shares, step).reshape(shape)


def choose(serves: Array, quotas: Array, cases: int) -> Array:
    """Return which cases to take: the first ones, each replaced only where that brings them nearer to the quotas.

    Args:
        serves: whether each case that was drawn serves each want, ``(drawn, wants)``.
        quotas: for each want, how many should serve it, ``(wants,)``; there may not be so many.
        cases: how many to take.
    Returns:
        The index of each case taken; a replacement has the place of what it replaces.
    Error: cases are replaced one by one, so what only several replacements together would bring is missed.
    """
    table = serves.astype(float)  # small integers: floats add them up without rounding, and faster
    taken, spare = table[:cases], table[cases:]
    chosen = np.arange(cases)
    while swap := _swap(quotas - taken.sum(axis=0), taken, spare):
        outgoing, incoming = swap
        chosen[outgoing] = cases + incoming
        taken[outgoing] = spare[incoming]
        spare[incoming] = 0
    return chosen


def _step(width: Fraction, elements: int) -> Fraction:
    """Return the step between the numbers of a range: a hundredth, or less where that would be too few of them."""
    step = STEP
    while 0 < width < max(FEWEST_STEPS, STEPS_PER_ELEMENT * elements) * step:
        step /= 10
    return step


def _either_sign(shares: Array, step: Fraction) -> Array:
    """Return numbers from -2.5 to -0.2 and from 0.2 to 2.5, without ±1."""
    one = step.denominator  # steps to 1
    least, count = LEAST * one // 100, (MOST - LEAST) * one // 100  # the first of the sizes, and how many without 1
    numbers = np.floor(shares * 2 * count)
    negative = numbers < count
    sizes = np.where(negative, numbers, numbers - count) + least
    sizes += sizes >= one
    signed: Array = np.where(negative, -sizes, sizes)
    return signed / one


def _between(low: Fraction, high: Fraction, shares: Array, step: Fraction) -> Array:
    """Return numbers from ``low`` to ``high``, both included, that are multiples of ``step``."""
    first, last = math.ceil(low / step), math.floor(high / step)
    steps: Array = first + np.floor(shares * (last - first + 1))
    return steps * step.numerator / step.denominator


def _enough(source: Source, cases: int) -> Iterator[Pool]:
    """Yield pools until there are ``cases`` in them.

    Raises:
        GraphError: if they do not come to be.
    """
    found = 0
    for attempt in range(TRIES):
        pool = _pool(source, cases, str(attempt))
        yield pool
        found += len(pool)
        if found >= cases:
            return
    raise GraphError(
        f"only {found} of {TRIES * cases} random inputs are inside the domain of every operation and away from kinks",
        remedy="give the inputs a 'range' in which the graph can be computed",
    )


def _pool(source: Source, cases: int, label: str) -> Pool:
    """Return what is smooth and finite, and not all rounding, of ``cases`` draws."""
    graph, seed = source.graph, source.seed
    drawn = {name: draw(source.ranges[name], cases, seed + f"/{label}/{name}".encode()) for name in graph.inputs}
    tape = forward(graph, drawn, source.dims)
    scales = absolute_backward(tape)
    good = sound_cases(tape) & _away_from_kinks(tape)
    sensitive = sensitivity(tape, Inquiry(), solve(tape, Inquiry())).gradients
    for name, scale in scales.items():
        good &= throughout(np.isfinite(scale))
        if name in graph.inputs:
            good &= sharp(scale, sensitive[name])
    serves: dict[Want, Array] = {(name, side): taken[good] for name, side, taken in _sides(tape)}
    serves |= {(name, None): ~throughout(scales[name] == 0)[good] for name in graph.inputs}
    return Pool({name: value[good] for name, value in drawn.items()}, serves, _numbers(tape))


def _numbers(tape: Tape) -> int:
    """Return how many numbers the values of one case hold."""
    return sum(math.prod(value.shape[1:]) for value in tape.values.values())


def _sides(tape: Tape) -> Iterator[tuple[str, int, Array]]:
    """Yield each side of each node with a kink, and which cases take it, in one element at least, ``(K,)``."""
    for node in tape.graph.nodes:
        if node.op.kink is not None:
            branch = tape.apply(node.op.kink.branch, node)
            ends = [branch, *(tape.apply(_far(node.op.kink, by), node) for by in (-FAR, FAR))]
            for side in range(min(0, *map(np.min, ends)), max(1, *map(np.max, ends)) + 1):
                yield node.name, side, ~throughout(branch != side)


def _far(kink: Kink, by: int) -> Callable[..., Array]:
    """Return what tells which sides a few cases would take with a far larger operand: so the outermost sides show."""

    def branch(*operands: Array, **options: Any) -> Array:
        first, *rest = (operand[:FEW] for operand in operands)
        return kink.branch(by * first, *rest, **options)

    return branch


def _away_from_kinks(tape: Tape) -> Array:
    """Return whether each case keeps its distance from every kink, ``(K,)``.

    A distance is small or large beside the operand, or beside the largest distance there is where all are below 1.
    """
    nodes = [(node, node.op.kink) for node in tape.graph.nodes if node.op.kink is not None]
    distances = [(tape.operands(node)[0], tape.apply(kink.distance, node)) for node, kink in nodes]
    margin = MARGIN / max(1, sum(distance[0].size for _, distance in distances) / CROWD)
    least = LEAST_SIZE * max(np.abs(value).max() for value in tape.inputs.values())
    away = np.ones(len(tape.output), dtype=bool)
    for operand, distance in distances:
        size = min(1, max(least, np.fmax.reduce(distance, axis=None)))
        away &= throughout(distance > margin * np.maximum(np.abs(operand), size))
    return away


def _table(pools: list[Pool], cases: int) -> tuple[Array, Array]:
    """Return what each case of ``pools`` serves, and how many should serve each want: what `choose` needs."""
    wants = dict.fromkeys(want for pool in pools for want in pool.serves)
    serves = np.stack([np.concatenate([pool.served(want) for pool in pools]) for want in wants], axis=1)
    shares = [CARRY_SHARE if side is None else SIDE_SHARE for _, side in wants]
    return serves, np.array([math.ceil(share * cases) for share in shares])


def _swap(wanting: Array, taken: Array, spare: Array) -> tuple[int, int] | None:
    """Return which case to replace by which spare one, so that less is wanting; None where that cannot be."""
    lacking = np.maximum(wanting, 0)
    gains = spare @ np.sign(lacking)
    while gains.any():
        incoming = int(gains.argmax())
        left = np.maximum(wanting - spare[incoming] + taken, 0).sum(axis=1)  # without each of those taken
        outgoing = len(left) - 1 - int(left[::-1].argmin())  # the last of those that are missed least
        if left[outgoing] < lacking.sum():
            return outgoing, incoming
        gains[(spare == spare[incoming]).all(axis=1)] = 0
    return None
