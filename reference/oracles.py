"""The engine's derivatives held against forward-only ones: before a problem reaches anybody, all of it is looked at.

An oracle has forward values alone to go by and shares no vjp with the engine, so where the two agree a formula has
been checked. Central differences in exact numbers need no choice between truncation and rounding: a step as small as
theirs leaves neither in Fractions, and in 50 digits so little rounding that it counts for tiny derivatives alone, where
it is allowed for. The complex step goes the engine's own way, through floats.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import numpy as np

from reference.complex_step import complex_step, underflow
from reference.exact import exact_inputs, fractions, operations, rounded, runs_exactly
from reference.graph import Graph
from reference.kinks import on_kink
from reference.moved import Entries, along, chosen_elements
from reference.op import Array
from reference.rounding import sensitivity
from reference.sampling import Range, draw
from reference.solution import Inquiry, solve
from reference.tape import Tape, absolute_backward, equation_tape, forward

TINY = Fraction(1, 10**30)  # the step in Fractions, relative: they do not round, and its square is no part of a double
SMALL = Fraction(1, 10**15)  # the step in 50 digits, relative: of 35 that are left, 30 are right
FROM_ZERO = Fraction(1, 10**30)  # the same from 0: beside a number of size 1 it still counts
DIGITS_ROUNDING = 64e-50  # of the size of every value on the way, as ROUNDING is of the engine's
MOST_NUMBERS = 100_000  # computed for the differences of one output: a second; of more, some elements are taken
MOST_STEPS = 2_048  # of the elements of one name, by the complex step: they are worked out at once, as floats
BULK = 32  # times the memory of a float that an exact number takes

LEFT_OVER = 1e-20  # of the square of a step, where there is truly no derivative: x³ at 0
RELATIVE = 1e-9  # of S: far above what rounding does to the engine, far below any wrong formula
ROUNDING = 64 * 2.0**-53  # of how far a derivative moves where every value on the way is disturbed (`rounding`)


@dataclass(frozen=True)
class Dispute:
    """A derivative of which an oracle says something else than the engine.

    Attributes:
        oracle: the oracle's name.
        output: what is differentiated: the graph's output, or an equation for its local gradients; one that is no
            number is weighted with numbers that look random.
        name: by what.
        case: the index of the case.
        element: of ``name``; empty for a number.
        engine, right: what the engine says, and what the oracle.
    """

    oracle: str
    output: str
    name: str
    case: int
    element: tuple[int, ...]
    engine: float
    right: float


@dataclass(frozen=True)
class Examination:
    """What came of it: one dispute at most for each oracle, output and name.

    Attributes:
        disputes: where the engine is wrong, or an op's forward is not what its vjp belongs to.
        skipped: the indices of the cases on a kink, where there is more than one derivative.
    """

    disputes: tuple[Dispute, ...]
    skipped: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class _Matter:
    """One output that is differentiated by some names.

    Attributes:
        tape: the values, as floats.
        exact: the same exactly; None where that would take too long.
        rational: whether that is in Fractions.
        names: by what it is differentiated.
        weights: the cotangent of the output.
    """

    tape: Tape
    exact: Tape | None
    rational: bool
    names: tuple[str, ...]
    weights: Array


def examine(graph: Graph, inputs: Mapping[str, Array], dims: Mapping[str, int] | None = None) -> Examination:
    """Return where an oracle contradicts the gradients of ``graph``, or the local gradients of its equations.

    Of large arrays only some elements are looked at, of large graphs some names, and the same ones every time. Nor are
    the zeros of a mask: moved ever so little it would choose the other value.

    Args:
        graph: the graph.
        inputs: an array of Fractions ``(K, *shape)`` for each input, at which everything can be computed.
        dims: the size of each named dimension.
    Raises:
        DomainError: if exact numbers are outside an op's domain.
    """
    tied = on_kink(forward(graph, {name: rounded(value) for name, value in inputs.items()}, dims))
    smooth = np.flatnonzero(~tied)
    disputes: list[Dispute] = []
    if smooth.size:
        kept = {name: value[smooth] for name, value in inputs.items()}
        disputes = [dispute for matter in _matters(graph, kept, dims) for dispute in _disputes(matter, smooth)]
    return Examination(tuple(disputes), tuple(np.flatnonzero(tied).tolist()))


def _matters(graph: Graph, inputs: Mapping[str, Array], dims: Mapping[str, int] | None) -> Iterator[_Matter]:
    """Yield the whole graph, and each equation by itself."""
    tape = forward(graph, {name: rounded(value) for name, value in inputs.items()}, dims)
    numbers = exact_inputs(tape, inputs)
    exact = None if numbers is None else forward(graph, numbers, dims)
    whole = _matter(tape, exact, graph, tuple(name for name in tape.values if name in graph.ancestors))
    parts = (
        _matter(equation_tape(tape, name), exact and equation_tape(exact, name), graph, graph.equation(name).inputs)
        for name in graph.named
        if graph.equation(name).inputs
    )
    yield from (whole, *parts)


def _matter(tape: Tape, exact: Tape | None, graph: Graph, names: tuple[str, ...]) -> _Matter:
    """Return the output of ``tape``, a part of ``graph``, as it is differentiated by ``names``."""
    shape = tape.output.shape
    weights = draw(Range(shape[1:]), shape[0], tape.graph.output.encode()) if shape[1:] else np.ones(shape)
    return _Matter(tape, exact, runs_exactly(graph), names, weights)


def _masks(graph: Graph) -> set[str]:
    """Return the operands that, at 0, a value jumps with, and of which no kink says so."""
    return {
        arg
        for node in graph.nodes
        if node.op.kink is None and node.op.arity[1] is not None
        for arg, vjp in zip(node.args, node.op.vjps, strict=True)
        if vjp is None
    }


def _disputes(matter: _Matter, cases: Array) -> Iterator[Dispute]:
    """Yield the first element of each name that an oracle disputes; ``cases`` are what its cases are called."""
    masks = _masks(matter.tape.graph)
    inquiry = Inquiry(matter.weights)
    solution = solve(matter.tape, inquiry)
    scale = absolute_backward(matter.tape, matter.weights)
    moves = sensitivity(matter.tape, inquiry, solution).gradients
    lost = underflow(matter.tape, matter.names, solution.gradients)
    for called, oracle in ORACLES.items():
        blurred = oracle.blur(matter, scale)
        for name, right in oracle.derivatives(matter).items():
            engine, within = solution.gradients[name], RELATIVE * scale[name] + ROUNDING * moves[name]
            slack = np.where(within == 0, LEFT_OVER, within) + lost[name] + blurred.get(name, 0.0)
            with np.errstate(invalid="ignore"):  # what an oracle did not find shows nothing
                wrong = ~(np.abs(engine - right) <= slack) & np.isfinite(right)
            if name in masks:
                wrong &= matter.tape.values[name] != 0
            for case, *element in np.argwhere(wrong)[:1].tolist():
                at = (case, *element)
                output = matter.tape.graph.output
                number = int(cases[case])
                yield Dispute(called, output, name, number, tuple(element), float(engine[at]), float(right[at]))


def _by_complex_step(matter: _Matter) -> dict[str, Array]:
    """Return the derivatives by the complex step; NaN for what was not looked at, as for the others."""
    return complex_step(matter.tape, matter.names, matter.weights, MOST_STEPS)


def _by_fractions(matter: _Matter) -> dict[str, Array]:
    """Return the derivatives by central differences in Fractions; none of a graph that has other numbers."""
    if matter.exact is None or not matter.rational:
        return {}
    return _differences(matter, matter.exact, lambda value: TINY * (abs(value) or 1))


def _by_digits(matter: _Matter) -> dict[str, Array]:
    """Return the derivatives by central differences in 50 digits; none where Fractions do, which do not round."""
    if matter.exact is None or matter.rational:
        return {}
    return _differences(matter, matter.exact, lambda value: SMALL * abs(value) or FROM_ZERO)


def _blur_of_digits(matter: _Matter, scale: Mapping[str, Array]) -> dict[str, Array]:
    """Return how far rounding may put off differences in 50 digits.

    Every value on the way is rounded in proportion to its size, which reaches the output as its gradient says, and is
    then divided by the step: where a tanh saturates at 1, far more is left of it than of the derivative. What the step
    truncates is less than what the engine's own rounding does, as both grow with how finely the output depends on it.
    """
    if matter.exact is None or matter.rational:
        return {}
    values = matter.tape.values
    with np.errstate(all="ignore"):  # where there is no bound, nothing can be said
        sizes = sum((np.abs(values[name]) * size).reshape(len(size), -1).sum(axis=1) for name, size in scale.items())
        return {name: (DIGITS_ROUNDING * sizes / _float_step(values[name]).T).T for name in matter.names}


def _float_step(values: Array) -> Array:
    """Return the step in 50 digits as a float; the least one where it is none, as 0 blurs nothing."""
    step: Array = np.where(values == 0, float(FROM_ZERO), float(SMALL) * np.abs(values))
    return np.maximum(step, np.finfo(float).tiny)


def _no_blur(_matter: _Matter, _scale: Mapping[str, Array]) -> dict[str, Array]:
    """Return nothing: of an oracle that goes by floats it is a part of ROUNDING, and Fractions have none."""
    return {}


@dataclass(frozen=True)
class Oracle:
    """What knows derivatives of the output along its weights from forward values.

    Attributes:
        derivatives: returns them, by name; none, or NaN, where it has nothing to say.
        blur: returns how far they may be off by rounding of its own, given the scale of each gradient; by name, and
            nothing where they are not.
    """

    derivatives: Callable[[_Matter], dict[str, Array]]
    blur: Callable[[_Matter, Mapping[str, Array]], dict[str, Array]] = _no_blur


ORACLES: Mapping[str, Oracle] = MappingProxyType(
    {
        "complex step": Oracle(_by_complex_step),
        "differences in Fractions": Oracle(_by_fractions),
        "differences in 50 digits": Oracle(_by_digits, _blur_of_digits),
    }
)
"""All of them, by the names that disputes call them by."""


def _differences(matter: _Matter, exact: Tape, step: Callable[[Any], Any]) -> dict[str, Array]:
    """Return the derivatives by central differences of ``exact``, rounded once.

    Args:
        matter: what is differentiated.
        exact: its values, exactly.
        step: how far a number is moved, either way.
    """
    # in rows of elements, as a row of a scalar's values would be a Fraction, and no array of one
    rows = Tape(
        exact.graph, {name: value.reshape(len(value), -1) for name, value in exact.values.items()}, exact.layouts
    )
    replays = max(1, MOST_NUMBERS // operations(matter.tape))
    names = matter.names[:: -(-len(matter.names) // replays)]
    entries = Entries(rows, names)
    todo = entries.numbers({name: chosen_elements(name, rows.values[name], replays // len(names)) for name in names})
    derivatives = np.full(len(entries.values), np.nan)
    weights = fractions(matter.weights)
    at_once = max(1, matter.tape.at_once // BULK)
    for start in range(0, len(todo), at_once):
        chunk = todo[start : start + at_once]
        values, places = entries.values[chunk], entries.places(chunk)
        upstream = weights[places.cases]
        steps = np.array([step(value) for value in values], dtype=object)
        above, below = (along(entries.moved(places, to).output, upstream) for to in (values + steps, values - steps))
        derivatives[chunk] = rounded((above - below) / (2 * steps))
    found = entries.by_name(derivatives)
    return {name: found[name].reshape(exact.values[name].shape) for name in names}
