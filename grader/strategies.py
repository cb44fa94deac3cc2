"""Hypothesis strategies for what a problem's functions are given, for anyone's tests; they shrink to simple numbers.

Simple is what is short to write: 1 and 2, then 0.5, then 1.37. Everything is drawn as answers to yes-or-no questions,
where no is simpler: into integers and floats Hypothesis mixes constants from the source of whatever has been imported,
and keeps those in a folder of its own, so that the same run would draw other cases elsewhere, and leave files behind.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor, prod
from typing import TypeVar

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from grader.model import Case, CaseKind, Problem
from reference.domain import sound_cases
from reference.kinks import on_kink
from reference.op import Array, Shape
from reference.sampling import LEAST, MOST
from reference.tape import forward

__all__ = ["cases", "drafts", "inputs", "sizes", "sound"]

SIMPLE = 4
"""Numbers that half of all drawn ones are; the others are from the whole range, in steps that are finer and finer."""
PLAIN, ALL = 1, 3  # of the grids of a range
FEWEST_STEPS = 5  # in a range: with fewer the step is a tenth of it
MOST_NUMBERS = 1000  # of a range that are looked through for simple ones
RATES = (Fraction(1), Fraction(1, 2), Fraction(2))  # of the spec's rate: one that is written into the answer then fails
NAME = "drawn"

Value = TypeVar("Value")
Ask = Callable[[], bool]
"""Answers a question; all answers being no gives the simplest case."""
Grids = tuple[tuple[float, ...], ...]
"""A few simple numbers, then more of them, then more and finer ones; each time the simplest first."""


@dataclass(frozen=True)
class Numbers:
    """What a number is drawn from.

    Attributes:
        simplest: drawn every other time: what fails then has few others, and shrinks sooner.
        sides: else these; those of 0 and above, and those below, where there are any.
    """

    simplest: float
    sides: tuple[Grids, ...]


@st.composite
def sizes(draw: st.DrawFn, problem: Problem) -> dict[str, int]:
    """Draw a size for each named dimension, in its range."""
    return _sizes(_asking(draw), problem)


@st.composite
def inputs(draw: st.DrawFn, problem: Problem) -> dict[str, float | Array]:
    """Draw the inputs as a student's ``forward`` takes them: numbers as floats, float64 arrays.

    Each is in its range, and the graph can be computed and differentiated there, away from kinks.
    """
    case = draw(cases(problem))
    return {name: case.argument(name) for name in case.inputs}


@st.composite
def cases(draw: st.DrawFn, problem: Problem) -> Case:
    """Draw a case: inputs as `inputs` draws them, their sizes, and the upstream or the rate that functions may take."""
    case = _case(_asking(draw), problem, ALL)
    assume(sound(problem, case))
    return case


@st.composite
def drafts(draw: st.DrawFn, problem: Problem, *, plain: bool = False) -> Case:
    """Draw what is a case if it is `sound`: for whoever would not have Hypothesis wait for those that are.

    Args:
        draw: given by Hypothesis.
        problem: whose cases.
        plain: whether to draw the few simplest numbers of each range alone.
    """
    return _case(_asking(draw), problem, PLAIN if plain else ALL)


def sound(problem: Problem, case: Case) -> bool:
    """Whether the graph can be computed and differentiated at a case, away from kinks."""
    tape = forward(problem.graph, {name: value[None] for name, value in case.inputs.items()}, case.dims)
    return bool(sound_cases(tape)[0] and not on_kink(tape)[0])


def _asking(draw: st.DrawFn) -> Ask:
    question = st.booleans()
    return lambda: draw(question)


def _case(ask: Ask, problem: Problem, grids: int) -> Case:
    """Return a case of numbers from the first ``grids`` of each range."""
    drawn = _sizes(ask, problem)
    shape = problem.output_shape(drawn)
    return Case(
        NAME,
        CaseKind.RANDOM,
        visible=True,
        inputs={one.name: _array(ask, one.sized(drawn), _numbers(one.low, one.high), grids) for one in problem.inputs},
        upstream=_array(ask, shape, _numbers(None, None), grids) if shape else None,
        rate=None if problem.rate is None else problem.rate * _one_of(ask, RATES),
        dims=drawn,
    )


def _sizes(ask: Ask, problem: Problem) -> dict[str, int]:
    return {dim: _one_of(ask, range(least, most + 1)) for dim, (least, most) in problem.dims.items()}


def _array(ask: Ask, shape: Shape, numbers: Numbers, grids: int) -> Array:
    """Return an array of drawn numbers; one number has no dimension."""
    return np.array([_number(ask, numbers, grids) for _ in range(prod(shape))]).reshape(shape)


def _number(ask: Ask, numbers: Numbers, grids: int) -> float:
    return _one_of(ask, _one_of(ask, _one_of(ask, numbers.sides)[:grids])) if ask() else numbers.simplest


def _one_of(ask: Ask, values: Sequence[Value]) -> Value:
    """Return one of ``values``: the nearer to the front, the simpler the answers that it comes of."""
    index = 0
    for _ in range((len(values) - 1).bit_length()):
        index = 2 * index + ask()
    return values[index % len(values)]


@lru_cache
def _numbers(low: Fraction | None, high: Fraction | None) -> Numbers:
    """Return what the numbers of a range are drawn from."""
    if low is None or high is None:
        either = _grids(Fraction(LEAST, 100), Fraction(MOST, 100))
        sides = [either, _negative(either)]
    else:
        sides = [_grids(max(low, Fraction(0)), high)] if high > 0 or low == 0 else []
        sides += [_negative(_grids(max(-high, Fraction(0)), -low))] if low < 0 else []
    (simplest, *others), *finer = sides[0]
    return Numbers(simplest, ((tuple(others) or (simplest,), *finer), *sides[1:]))


def _negative(grids: Grids) -> Grids:
    return tuple(tuple(-number + 0.0 for number in grid) for grid in grids)  # no -0.0


def _grids(low: Fraction, high: Fraction) -> Grids:
    """Return a few simple numbers from ``low`` to ``high``, neither negative; then a grid of all, and a finer one."""
    if low == high:
        return ((float(low),),)
    step = Fraction(10) ** len(str(floor(high)))
    while len(_multiples(low, high, step)) < FEWEST_STEPS:
        step /= 10
    simple, coarse, fine = (_multiples(low, high, width) for width in (min(step, Fraction(1)), step, step / 10))
    return simple[:SIMPLE], coarse, fine


def _multiples(low: Fraction, high: Fraction, step: Fraction) -> tuple[float, ...]:
    """Return the multiples of ``step`` from ``low`` to ``high``, the simplest first; of very many the first."""
    first, last = ceil(low / step), floor(high / step)
    numbers = (step * number for number in range(first, min(last + 1, first + MOST_NUMBERS)))
    return tuple(map(float, sorted(numbers, key=_complexity)))


def _complexity(number: Fraction) -> tuple[int, int, bool, bool, Fraction]:
    """Return what numbers are sorted by: digits, then length; of the same length halves come first, and 0 last."""
    written = f"{float(number):.12g}"
    return len(written.strip("0.")) or 1, len(written), (2 * number).denominator != 1, number == 0, number
