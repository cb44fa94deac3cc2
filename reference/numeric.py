"""Derivatives from forward values alone: central differences that know their own error.

They share no vjp with the engine, so where the two agree a formula has been checked. Each entry gets a Romberg table
of halved steps and the smallest error that the table vouches for; a stencil that crosses a kink, leaves the domain of
an op, or is too wide to see what the function does (a pole between its points, a step that it jumps over), is shrunk
until it does not. Of a large array only some elements are looked at, for the differences are there to prove a formula,
and one that is wrong is wrong almost everywhere.

Source: Ridders' use of Richardson's extrapolation; the rounding term is first-order running error analysis, with the
sensitivities taken from reverse mode.
"""

from dataclasses import dataclass

import numpy as np

from reference.domain import sound_cases
from reference.op import Array
from reference.sampling import uniform
from reference.tape import Tape, backward, branches, downstream_tape, replay

ENTRIES = 2_048  # that are looked at, of all cases together: each takes a dozen replays of the graph
LEVELS = 6
FIRST_STEP = 2.0**-4
SMALLEST_STEP = 2.0**-30  # below this, relative to the point's size, rounding decides
UNIT_ROUNDOFF = 2.0**-53
RESOLVED = 2.0**-20  # of the derivative: a table with a larger error vouches for nothing, unless rounding is to blame
ROUNDOFFS = 8  # that a value may be off by: 4 ulp, as NumPy's functions of one number may
EXTRAPOLATED = 4  # > 2 * 1.71: a slope is made of two outputs, and extrapolation stretches its error by up to 1.71
TO_BLAME = 16  # > 3 * EXTRAPOLATED: two entries that rounding alone tells apart, and what is added to their distance


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


def differences(tape: Tape, name: str, upstream: Array | None = None) -> Differences:
    """Return the derivative of the output along ``upstream`` with respect to the elements of ``name``.

    All of them are looked at unless there are more than `ENTRIES`; then at least one of each case, and the same ones
    every time, spread over the array. The others stay undecided.

    Args:
        tape: the values.
        name: an input or a node; a node is moved by itself, with everything before it held fixed.
        upstream: weights of the output's elements, shaped like it; ones where nothing is given.
    """
    stencils = _Stencils(tape, name, np.ones_like(tape.output) if upstream is None else upstream)
    value = tape.values[name]
    derivative, error = np.full(value.size, np.nan), np.full(value.size, np.inf)
    step = np.full(value.size, FIRST_STEP)
    todo = _chosen(name, len(value), value[0].size)
    while len(todo):
        estimate, bound, good = stencils.evaluate(todo, step[todo])
        derivative[todo[good]], error[todo[good]] = estimate[good], bound[good]
        step[todo] /= 4
        todo = todo[~good & (step[todo] >= SMALLEST_STEP)]
    return Differences(derivative.reshape(value.shape), error.reshape(value.shape))


def _chosen(name: str, cases: int, elements: int) -> Array:
    """Return the entries that are looked at, in order: one at random of each of as many stretches of a case."""
    count = min(elements, max(1, ENTRIES // cases))
    ends = np.arange(count + 1) * elements // count
    shares = uniform(name.encode(), cases * count).reshape(cases, count)
    chosen = ends[:-1] + np.floor(shares * np.diff(ends)).astype(int)
    entries: Array = np.arange(cases)[:, None] * elements + chosen
    return entries.ravel()


class _Stencils:
    """The points around each entry of one name, and what the output does there; an entry is a (case, element)."""

    def __init__(self, tape: Tape, name: str, upstream: Array) -> None:
        self.tape, self.name, self.upstream = downstream_tape(tape, name), name, upstream
        self.value = tape.values[name].reshape(len(tape.output), -1)
        sizes = np.abs(self.value[np.isfinite(self.value) & (self.value != 0)])
        self.size = float(np.median(sizes)) if sizes.size else 1.0  # of a value of this name, for those that are near 0
        self.noise = rounding_noise(self.tape, upstream)
        self.branches = branches(self.tape)

    def evaluate(self, entries: Array, step: Array) -> tuple[Array, Array, Array]:
        """Return the derivative at ``entries``, its error bound, and whether the stencil was good."""
        at_once = max(1, self.tape.at_once // (2 * LEVELS))
        parts = [
            self._evaluate(entries[start : start + at_once], step[start : start + at_once])
            for start in range(0, len(entries), at_once)
        ]
        derivative, error, good = (np.concatenate(column) for column in zip(*parts, strict=True))
        return derivative, error, good

    def _evaluate(self, entries: Array, step: Array) -> tuple[Array, Array, Array]:
        cases, elements = np.divmod(entries, self.value.shape[1])
        centre = self.value[cases, elements]
        steps = step * np.maximum(np.abs(centre), self.size) / 2.0 ** np.arange(LEVELS)[:, None]
        with np.errstate(all="ignore"):
            above, below = centre + steps, centre - steps
        outputs, smooth = self._outputs(np.concatenate([above, below]).ravel(), cases, elements)
        with np.errstate(all="ignore"):  # at the far end of a stencil the output may be of quite another size
            noise = self.noise[cases] + ROUNDOFFS * UNIT_ROUNDOFF * np.abs(outputs).max(axis=0)
        derivative, error = _romberg(outputs[:LEVELS], outputs[LEVELS:], above - below, noise)
        with np.errstate(all="ignore"):
            rounding = TO_BLAME * noise / (above - below)[-1]
            resolved = error <= np.maximum(RESOLVED * np.abs(derivative), rounding)
        return derivative, error, np.logical_and.reduce(smooth, axis=0) & resolved

    def _outputs(self, points: Array, cases: Array, elements: Array) -> tuple[Array, Array]:
        """Return the output, and whether no kink was crossed, with each element at each of its points."""
        rows = 2 * LEVELS
        cases, elements = np.tile(cases, rows), np.tile(elements, rows)
        moved = self.value[cases]
        moved[np.arange(len(points)), elements] = points
        others = {name: value[cases] for name, value in self.tape.inputs.items() if name != self.name}
        there = replay(self.tape, {self.name: moved.reshape(-1, *self.tape.values[self.name].shape[1:]), **others})
        smooth = sound_cases(there)
        for here, now in zip(self.branches, branches(there), strict=True):
            smooth &= (now == here[cases]).all(axis=1)
        with np.errstate(all="ignore"):
            output = (there.output * self.upstream[cases]).reshape(len(points), -1).sum(axis=1)
        return output.reshape(rows, -1), smooth.reshape(rows, -1)


def rounding_noise(tape: Tape, upstream: Array) -> Array:
    """Return a bound on the rounding error of the output along ``upstream``, ``(K,)``: 8u Σ |value · gradient|."""
    total = np.zeros(len(tape.output))
    with np.errstate(all="ignore"):
        for name, gradient in backward(tape, upstream).items():
            total += np.abs(tape.values[name] * gradient).reshape(len(total), -1).sum(axis=1)
    return ROUNDOFFS * UNIT_ROUNDOFF * total


def _romberg(above: Array, below: Array, width: Array, noise: Array) -> tuple[Array, Array]:
    """Return the entry of each Romberg table with the smallest error bound, and that bound.

    Only the row of the finest step is asked: coarser ones may agree on a plateau that the centre does not stand on.

    Args:
        above, below: outputs at the centre plus and minus each step, ``(LEVELS, entries)``; steps halve.
        width: the distance between the two points, as it came out in binary.
        noise: a bound on the rounding error of one output, ``(entries,)``.
    """
    with np.errstate(all="ignore"):
        row: list[Array] = []
        for slope in (above - below) / width:
            coarser, row = row, [slope]
            for order, coarse in enumerate(coarser, start=1):
                row.append(row[-1] + (row[-1] - coarse) / (4.0**order - 1))
        best, error = row[0], np.full(len(noise), np.inf)
        for before, coarse, finer in zip(row, coarser, row[1:], strict=False):
            bound = np.maximum(np.abs(finer - before), np.abs(finer - coarse)) + EXTRAPOLATED * noise / width[-1]
            best, error = np.where(bound < error, finer, best), np.fmin(bound, error)
    return best, error
