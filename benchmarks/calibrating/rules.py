"""How gradient checkers decide, written down as rules: their steps, directions and tolerances, not their code.

Each is asked about the loss, the output's elements weighted by an upstream, of one case at a time; torch compares whole
Jacobians of an output with axes, which makes no difference to its tolerances.
"""

from collections.abc import Callable
from functools import cache
from types import MappingProxyType

import numpy as np

from benchmarks.calibrating.flat import flat, starts_of
from reference.moved import Entries, along
from reference.op import Array
from reference.tape import Tape, replay

AUTOGRAD, PYTENSOR, NEEDLE = 1e-6, 1e-4, 1e-6
"""Their tolerances."""


class Probe:
    """A loss at K points, as a checker sees it: numbers in, a number out.

    Attributes:
        direction: a random one for each case, over all entries, ``(K, entries)``.
        chosen: for each case, one entry of each input.
    """

    def __init__(self, tape: Tape, upstream: Array, rng: np.random.Generator) -> None:
        self._tape, self._upstream = tape, upstream
        self._entries = Entries(tape, tape.graph.inputs)
        self._starts, cases = starts_of(tape), len(tape.output)
        self.direction = rng.standard_normal((cases, self._starts[-1]))
        self.chosen = rng.integers(self._starts[:-1], self._starts[1:], size=(cases, len(self._starts) - 1))
        self.slopes, self.slope_along = cache(self._slopes), cache(self._slope_along)

    def _slopes(self, ahead: float, behind: float) -> Array:
        """Return the difference quotient of every entry, ``(K, entries)``."""
        total = len(self._entries.values)
        everything = np.arange(total)
        points = [self._entries.values + ahead, self._entries.values - behind]
        places = self._entries.places(everything).tiled(2)
        there = self._entries.moved(places, np.concatenate(points))
        weights = self._upstream[places.cases]
        above, below = along(there.output, weights).reshape(2, total)
        return flat(self._entries.by_name((above - below) / (ahead + behind)), self._tape)

    def _slope_along(self, step: float) -> Array:
        """Return the central difference quotient along the direction, ``(K,)``."""
        above, below = (along(self._at(side * step), self._upstream) for side in (1, -1))
        slope: Array = (above - below) / (2 * step)
        return slope

    def _at(self, step: float) -> Array:
        """Return the output ``step`` along the direction."""
        parts = np.split(step * self.direction, self._starts[1:-1], axis=1)
        inputs = self._tape.inputs.items()
        moved = {name: value + part.reshape(value.shape) for (name, value), part in zip(inputs, parts, strict=True)}
        return replay(self._tape, moved).output


def _torch(probe: Probe, got: Array) -> Array:
    """Return what torch.autograd.gradcheck accepts, slow mode: 1e-6, every entry."""
    expected = probe.slopes(1e-6, 1e-6)
    return (np.abs(got - expected) <= 1e-5 + 1e-3 * np.abs(expected)).all(axis=1)


def _jax(probe: Probe, got: Array) -> Array:
    """Return what jax.test_util.check_grads accepts in float64: 1e-4 along one direction."""
    expected = probe.slope_along(1e-4)
    found = (got * probe.direction).sum(axis=1)
    return np.abs(found - expected) <= 1e-5 + 1e-5 * np.abs(expected)


def _autograd(probe: Probe, got: Array) -> Array:
    """Return what autograd.test_util.check_grads accepts: 5e-7 along one direction."""
    expected = probe.slope_along(5e-7)
    found = (got * probe.direction).sum(axis=1)
    distance = np.abs(found - expected)
    return (distance < AUTOGRAD) | (distance < AUTOGRAD * np.abs(found + expected))


def _pytensor(probe: Probe, got: Array) -> Array:
    """Return what pytensor.gradient.verify_grad accepts in float64: 1e-7, one-sided."""
    expected = probe.slopes(1e-7, 0.0)
    distance = np.abs(got - expected)
    relative = distance / np.maximum(np.abs(got) + np.abs(expected), 1e-8)
    return ((distance <= PYTENSOR) | (relative <= PYTENSOR)).all(axis=1)


def _minitorch(probe: Probe, got: Array) -> Array:
    """Return what minitorch's grad_check accepts: 1e-6, one entry of each input."""
    expected = np.take_along_axis(probe.slopes(1e-6, 1e-6), probe.chosen, axis=1)
    found = np.take_along_axis(got, probe.chosen, axis=1)
    return (np.abs(found - expected) <= 1e-2 + 1e-2 * np.abs(expected)).all(axis=1)


def _needle(probe: Probe, got: Array) -> Array:
    """Return what needle's gradient_check accepts: 1e-4, the distance of all entries together."""
    return np.linalg.norm(got - probe.slopes(1e-4, 1e-4), axis=1) < NEEDLE


RULES = MappingProxyType[str, Callable[[Probe, Array], Array]](
    {
        "torch gradcheck, slow": _torch,
        "jax check_grads, float64": _jax,
        "autograd check_grads": _autograd,
        "pytensor verify_grad": _pytensor,
        "minitorch grad_check": _minitorch,
        "needle gradient_check": _needle,
    }
)
"""For each rule, which cases it accepts, ``(K,)``, given gradients ``(K, entries)``."""
