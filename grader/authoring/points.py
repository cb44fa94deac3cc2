"""Cases that a person can follow: simple numbers at which a graph can be computed, and all that follows there."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, prod
from typing import Any

import numpy as np

from grader.authoring.choices import SAME, choose
from grader.authoring.outlines import Outline
from grader.errors import UsageError
from grader.model import Input, Role
from grader.spec.sketch import ends
from reference.chance import uniform
from reference.domain import sound_cases
from reference.errors import GraphError
from reference.exact import exact_inputs, rounded
from reference.kinks import on_kink
from reference.op import Array
from reference.sampling import Range, sample
from reference.solution import Inquiry, Solution, solve
from reference.tape import backward, forward, throughout

RATE = Fraction(1, 10)
DRAWN, DRAWN_NUMBERS = 256, 1 << 18
"""Cases to choose from, and how many numbers their values may hold together."""
STEPS = (Fraction(1), Fraction(1, 2), Fraction(1, 10), Fraction(1, 100), Fraction(1, 10**4))
"""Between the numbers of a case; the largest that leaves enough of them in a range."""
ENOUGH = 5  # numbers in a range
LARGEST = 3  # of a number where the author gives no range; in an array, sums of which are taken, one less
NAMES = ("worked example", "another point", "a third point")
FEWER = 2  # cases where there are arrays, which are long to read
MOST_DIGITS = 12  # on either side of the point of a decimal that is written to its end; Decimal keeps 28 in all


@dataclass(frozen=True, eq=False)
class Point:
    """One case, worked out.

    Attributes:
        name: of the case.
        inputs: exact, without the case axis.
        upstream: of the output, likewise; None where that is a number.
        solution: everything there, exactly as far as that goes; the case axis has length 1.
    """

    name: str
    inputs: Mapping[str, Array]
    upstream: Array | None
    solution: Solution


def points(outline: Outline) -> list[Point]:
    """Return a few cases of simple numbers, on different sides of kinks, at which wrong answers show.

    Raises:
        UsageError: if hardly any numbers are inside the domain of every operation.
    """
    sizes = ends(outline.dims)[0]
    drawn = _simple(outline, sizes) or _any(outline, sizes)
    tape = forward(outline.graph, drawn, sizes)
    upstream = _upstream(outline, len(tape.output), sizes)
    names = NAMES[:FEWER] if any(outline.shapes.values()) else NAMES
    rows = choose(outline, tape, _inquiry(outline, np.full(len(tape.output), float(RATE)), upstream), len(names))
    return [
        _worked(
            outline,
            name,
            {one: _decimals(value[row]) for one, value in drawn.items()},
            None if upstream is None else _decimals(upstream[row]),
            sizes,
        )
        for name, row in zip(names, rows, strict=False)
    ]


def figure(value: Any) -> str:
    """Return a number as a spec states it: all of it if it is a short decimal, else rounded to six digits."""
    if _ends(value):
        return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"
    number = float(value)
    short = f"{number:.6g}"
    return short if abs(float(short) - number) <= SAME * abs(number) else f"{number:#.6g}"


def is_rounded(value: Any) -> bool:
    """Return whether a `figure` does not show all of a number."""
    return abs(float(figure(value)) - float(value)) > SAME * abs(float(value))


def _ends(value: Any) -> bool:
    """Return whether a number is exact, and a decimal of few digits."""
    exact = isinstance(value, int | Fraction) and abs(value) < 10**MOST_DIGITS
    return exact and 10**MOST_DIGITS % value.denominator == 0


def _simple(outline: Outline, sizes: Mapping[str, int]) -> dict[str, Array] | None:
    """Return simple numbers at which everything is smooth and finite; None where there are hardly any."""
    numbers = sum(map(prod, outline.shapes.values()))
    count = max(len(NAMES), min(DRAWN, DRAWN_NUMBERS // numbers))
    drawn = {one.name: _draw(one, count, sizes) for one in outline.inputs}
    tape = forward(outline.graph, drawn, sizes)
    good = sound_cases(tape) & ~on_kink(tape)
    for gradient in backward(tape).values():
        good &= throughout(np.isfinite(gradient))
    return {name: value[good] for name, value in drawn.items()} if good.sum() >= len(NAMES) else None


def _any(outline: Outline, sizes: Mapping[str, int]) -> dict[str, Array]:
    """Return numbers of a few decimals at which everything is smooth and finite."""
    ranges = {one.name: Range(one.sized(sizes), one.low, one.high) for one in outline.inputs}
    try:
        return sample(outline.graph, ranges, len(NAMES), outline.wishes.id.encode(), sizes)
    except GraphError as error:
        remedy = "say where inputs are drawn from, as in: --range x=0.1..2"
        raise UsageError(error.problem, remedy=remedy) from error


def _upstream(outline: Outline, count: int, sizes: Mapping[str, int]) -> Array | None:
    """Return simple numbers for what arrives at the output; None where that is a number."""
    shape = outline.shapes_at(sizes)[outline.graph.output]
    return _draw(Input("upstream", Role.DATA, shape), count, sizes) if shape else None


def _inquiry(outline: Outline, rate: Array, upstream: Array | None) -> Inquiry:
    """Return what is asked, at one rate and one upstream a case."""
    equations = tuple(dict.fromkeys(node for node, _ in outline.edges))
    return Inquiry(upstream, equations, outline.parameters, rate if outline.updates else None)


def _draw(one: Input, count: int, sizes: Mapping[str, int]) -> Array:
    """Return simple numbers for one input, the same every time."""
    most = LARGEST - bool(one.shape)
    low, high = (Fraction(-most), Fraction(most)) if one.low is None or one.high is None else (one.low, one.high)
    allowed = np.array([float(number) for number in _allowed(low, high)])
    shape = (count, *one.sized(sizes))
    drawn: Array = allowed[(uniform(one.name.encode(), prod(shape)) * len(allowed)).astype(int)]
    return drawn.reshape(shape)


def _allowed(low: Fraction, high: Fraction) -> list[Fraction]:
    """Return the simplest numbers of a range, but for those that hide mistakes: 0, and 1 of either sign."""
    telling: list[Fraction] = []
    for step in STEPS:
        every = [number * step for number in range(ceil(low / step), floor(high / step) + 1)]
        telling = [number for number in every if abs(number) not in {0, 1}]
        if len(telling) >= ENOUGH:
            break
    return telling or [low, high]


def _decimals(values: Array) -> Array:
    """Return floats as the decimals that they are written as."""
    return np.array([Fraction(repr(value)) for value in values.ravel().tolist()], dtype=object).reshape(values.shape)


def _worked(
    outline: Outline, name: str, inputs: Mapping[str, Array], upstream: Array | None, sizes: Mapping[str, int]
) -> Point:
    """Return a case with all that follows."""
    written = {one: value[np.newaxis] for one, value in inputs.items()}
    tape = forward(outline.graph, {one: rounded(value) for one, value in written.items()}, sizes)
    exact = exact_inputs(tape, written)
    tape = tape if exact is None else forward(outline.graph, exact, sizes)
    rate = np.array([RATE if exact is not None else float(RATE)])
    arriving = None if upstream is None else upstream[np.newaxis]
    if arriving is not None and exact is None:
        arriving = rounded(arriving)
    return Point(name, inputs, upstream, solve(tape, _inquiry(outline, rate, arriving)))
