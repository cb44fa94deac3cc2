"""Derivatives from forward values alone: central differences that know their own error.

They share no vjp with the engine, so where the two agree a formula has been checked. Each entry gets a Romberg table
of halved steps and the smallest error that the table vouches for; a stencil that crosses a kink, leaves the domain of
an op, or is too wide to see what the function does (a pole between its points, a step that it jumps over), is shrunk
until it does not. Of a large array only some elements are looked at, for the differences are there to prove a formula,
and one that is wrong is wrong almost everywhere.

Source: Ridders' use of Richardson's extrapolation; the rounding term is first-order running error analysis, with the
sensitivities taken from reverse mode.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reference.domain import sound_cases
from reference.moved import Entries, Places, along, chosen_elements, together
from reference.op import Array
from reference.tape import Tape, backward, branches

ENTRIES = 2_048
"""Of a name that are looked at, of all cases together: each takes eight replays of the graph, or more."""
UNIT_ROUNDOFF = 2.0**-53
ROUNDOFFS = 8  # that a value may be off by: 4 ulp, as NumPy's functions of one number may
EXTRAPOLATED = 4  # > 2 * 1.71: a slope is made of two outputs, and extrapolation stretches its error by up to 1.71
ACCIDENT = 8  # times the distance between entries of a table: once in 20,000 tables they agree by accident
TO_BLAME = 72  # > (2 * ACCIDENT + 1) * EXTRAPOLATED: two entries that rounding alone tells apart, and what is added


@dataclass(frozen=True)
class Ladder:
    """The steps of a Romberg table: each is half of the one before.

    Attributes:
        steps: how many.
        first: the first, relative to the point's size.
    """

    steps: int
    first: float


QUICK = Ladder(4, 2.0**-5)
"""What is tried first: most functions are nearly a polynomial so near the point, and few kinks are crossed."""
THOROUGH = tuple(Ladder(6, 2.0**-power) for power in range(6, 31, 2))
"""What is tried after it, in turn; below the last, rounding decides."""
SETTLED = 2.0**-34  # of the derivative: with so small an error no closer look is taken
RESOLVED = 2.0**-20  # of the derivative: a table with a larger error vouches for nothing, unless rounding is to blame


@dataclass(frozen=True, eq=False)
class Differences:
    """A numerical derivative and how far it can be trusted.

    Attributes:
        derivative: ``(K, *shape)``; NaN where no stencil was good.
        error: a bound on its error, of the same shape; inf where no stencil was good. What swings to and fro many times
            within a stencil, sin(1000 x), can deceive it.
    """

    derivative: Array
    error: Array

    def where(self, trusted: Array) -> "Differences":
        """Return the same, undecided where they are not ``trusted``."""
        return Differences(self.derivative, np.where(trusted, self.error, np.inf))


def undecided(values: Array) -> Differences:
    """Return differences that decide nothing, shaped like ``values``."""
    return Differences(np.full(values.shape, np.nan), np.full(values.shape, np.inf))


def differences(
    tape: Tape,
    names: Sequence[str],
    upstream: Array | None = None,
    most: int | None = ENTRIES,
    cases: Array | None = None,
) -> dict[str, Differences]:
    """Return the derivative of the output along ``upstream`` with respect to the elements of ``names``.

    Of a name that has more than ``most`` only some are looked at (`moved.chosen_elements`); the others stay undecided.

    Args:
        tape: the values.
        names: inputs or nodes; a node is moved by itself, with everything before it held fixed.
        upstream: weights of the output's elements, shaped like it; ones where nothing is given.
        most: of the entries of one name, over all cases; None for no limit.
        cases: which cases are looked at, boolean ``(K,)``; all, where nothing is given.
    Memory: as much as `Tape.at_once` allows.
    """
    chosen = {name: chosen_elements(name, tape.values[name], most, cases) for name in names}
    return _differences(tape, chosen, upstream, (QUICK, *THOROUGH))


def quick_differences(
    tape: Tape,
    names: Sequence[str],
    upstream: Array | None = None,
    most: int | None = ENTRIES,
    cases: Array | None = None,
) -> dict[str, Differences]:
    """Return the same from the first stencil of each entry alone: undecided where that is no good."""
    chosen = {name: chosen_elements(name, tape.values[name], most, cases) for name in names}
    return _differences(tape, chosen, upstream, (QUICK,))


def _differences(
    tape: Tape, chosen: Mapping[str, Array], upstream: Array | None, ladders: Sequence[Ladder]
) -> dict[str, Differences]:
    """Return the derivatives with respect to the ``chosen`` elements, by the first ladders that will do."""
    points = 2 * max(ladder.steps for ladder in ladders)
    found: dict[str, Differences] = {}
    for group in together(tape, {name: points * elements.size for name, elements in chosen.items()}):
        found |= _of_group(Entries(tape, group), upstream, chosen, ladders)
    return {name: found[name] for name in chosen}


def _of_group(
    entries: Entries, upstream: Array | None, chosen: Mapping[str, Array], ladders: Sequence[Ladder]
) -> dict[str, Differences]:
    """Return the differences of names that are moved together."""
    count = len(entries.values)
    derivative, error = np.full(count, np.nan), np.full(count, np.inf)
    stencils = _Stencils(entries, upstream)
    todo = entries.numbers(chosen)
    for ladder in ladders:
        if not todo.size:
            break
        estimate, bound, settled = stencils.evaluate(todo, ladder)
        settled |= np.isfinite(error[todo]) & (bound >= error[todo])  # finer steps make it worse
        better = bound < error[todo]
        derivative[todo[better]], error[todo[better]] = estimate[better], bound[better]
        todo = todo[~settled]
    derivatives, errors = entries.by_name(derivative), entries.by_name(error)
    return {name: Differences(derivatives[name], errors[name]) for name in entries.names}


class _Stencils:
    """The points around each entry, and what the output does there."""

    def __init__(self, entries: Entries, upstream: Array | None) -> None:
        self.entries = entries
        self.weights = np.ones_like(entries.tape.output) if upstream is None else upstream
        self.noise = rounding_noise(entries.tape, upstream)
        self.branches = branches(entries.tape)
        self.sizes = np.abs(entries.values)
        for where in entries.per_name():  # what is near 0 is as large as the others of its name
            own = self.sizes[where]
            seen = own[np.isfinite(own) & (own != 0)]
            own[:] = np.maximum(own, _median(seen) if seen.size else 1.0)

    def evaluate(self, todo: Array, ladder: Ladder) -> tuple[Array, Array, Array]:
        """Return the derivative at the entries ``todo``, its error bound, and whether finer steps are pointless.

        The bound is inf where a stencil crosses a kink, leaves a domain, or does not show what the function does.
        """
        at_once = max(1, self.entries.tape.at_once // (2 * ladder.steps))
        parts = [self._evaluate(todo[start : start + at_once], ladder) for start in range(0, len(todo), at_once)]
        derivative, error, settled = (np.concatenate(column) for column in zip(*parts, strict=True))
        return derivative, error, settled

    def _evaluate(self, todo: Array, ladder: Ladder) -> tuple[Array, Array, Array]:
        centre = self.entries.values[todo]
        with np.errstate(all="ignore"):
            steps = ladder.first * self.sizes[todo] / 2.0 ** np.arange(ladder.steps)[:, None]
            above, below = centre + steps, centre - steps
        places = self.entries.places(todo)
        outputs, smooth = self._outputs(np.concatenate([above, below]), places)
        with np.errstate(all="ignore"):  # at the far end of a stencil the output may be of quite another size
            noise = self.noise[places.cases] + ROUNDOFFS * UNIT_ROUNDOFF * np.abs(outputs).max(axis=0)
            width = above - below
            derivative, error = _romberg(outputs[: ladder.steps], outputs[ladder.steps :], width, noise)
            rounding, size = TO_BLAME * noise / width[-1], np.abs(derivative)
            good = smooth & (error <= np.maximum(RESOLVED * size, rounding))
            settled = good & (error <= np.maximum(SETTLED * size, rounding))
        return derivative, np.where(good, error, np.inf), settled

    def _outputs(self, points: Array, places: Places) -> tuple[Array, Array]:
        """Return the output at each point of each stencil, and which stencils cross no kink and leave no domain."""
        rows = len(points)
        places = places.tiled(rows)
        there = self.entries.moved(places, points.ravel())
        smooth = sound_cases(there)
        for here, now in zip(self.branches, branches(there), strict=True):
            smooth &= (now == here[places.cases]).all(axis=1)
        output = along(there.output, self.weights[places.cases])
        return output.reshape(rows, -1), np.logical_and.reduce(smooth.reshape(rows, -1), axis=0)


def _median(values: Array) -> float:
    """Return the median: of an even number the larger of the two."""
    return float(np.partition(values, values.size // 2)[values.size // 2])


def rounding_noise(tape: Tape, upstream: Array | None = None) -> Array:
    """Return a bound on the rounding error of the output along ``upstream``, ``(K,)``: 8u Σ |value · gradient|."""
    total = np.zeros(len(tape.output))
    with np.errstate(all="ignore"):
        for name, gradient in (tape.gradients if upstream is None else backward(tape, upstream)).items():
            total += np.abs(tape.values[name] * gradient).reshape(len(total), -1).sum(axis=1)
    return ROUNDOFFS * UNIT_ROUNDOFF * total


def _romberg(above: Array, below: Array, width: Array, noise: Array) -> tuple[Array, Array]:
    """Return the entry of each Romberg table with the smallest error bound, and that bound.

    Only the row of the finest step is asked: coarser ones may agree on a plateau that the centre does not stand on.

    Args:
        above, below: outputs at the centre plus and minus each step, ``(steps, entries)``; steps halve.
        width: the distance between the two points, as it came out in binary.
        noise: a bound on the rounding error of one output, ``(entries,)``.
    """
    with np.errstate(all="ignore"):
        column = (above - below) / width
        best, error = column[-1], np.full(len(noise), np.inf)
        for order in range(1, len(column)):
            finer = column[1:] + (column[1:] - column[:-1]) / (4.0**order - 1)
            bound = ACCIDENT * np.abs(finer[-1] - column[-2:]).max(axis=0) + EXTRAPOLATED * noise / width[-1]
            best, error = np.where(bound < error, finer[-1], best), np.fmin(bound, error)
            column = finer
    return best, error
