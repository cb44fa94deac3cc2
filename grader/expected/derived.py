"""The derivatives that an ask is about, by ways that share no vjp with the engine."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from grader.closeness import close
from grader.model import Ask, AskKind, Key
from reference.columns import Columns
from reference.complex_step import complex_step, underflow
from reference.numeric import ENTRIES, Differences, differences, quick_differences
from reference.op import Array
from reference.tape import Tape, backward, side_by_side

POWERLESS = 1_000
"""Times the tolerance: with a larger error differences show nothing."""

WORK = 1 << 27
"""Numbers that each oracle may compute for one ask, in a second or so: of large arrays fewer elements are looked at."""
POINTS = 8
"""At which the graph is computed for one element, by differences; for a complex step twice the numbers of one."""

BESIDE = 3
"""Equations that are looked at in one go: that saves calls of NumPy, but each is computed for the operands of all."""


@dataclass(frozen=True, eq=False)
class Derived:
    """Derivatives, from forward values alone; of a large array only some elements.

    Attributes:
        stepped: by the complex step, ``(K, *shape)``; NaN where not looked at, infinity where it found nothing.
        lost: what underflow may have put it off by.
        differences: by central differences, within their own error.
    """

    stepped: Array
    lost: Array
    differences: Differences

    def conclusive(self, columns: Columns[Key], within: Array) -> Array:
        """Return at which cases anything was found out of each key, or nothing was looked at, ``(K, keys)``.

        Args:
            columns: where the keys stand in these numbers.
            within: how far an answer may be from the truth; an oracle that knows it much less well has no power.
        """
        found = _known(self.stepped, self.lost, within) | (self.differences.error <= POWERLESS * within)
        unseen = columns.reduce(np.logical_and, np.isnan(self.stepped))
        return unseen | columns.reduce(np.logical_or, found)

    def refutes(self, value: Array, within: Array) -> Array:
        """Return where ``value`` is shown to be wrong.

        Where the two say different things, the complex step is believed: differences can be deceived.

        Args:
            value: what the derivative is said to be.
            within: how far it may be from the truth; each oracle may be as far off by itself.
        """
        error = self.differences.error
        stepped, differ = np.isfinite(self.stepped), np.isfinite(error)
        by_step = stepped & ~close(value, self.stepped, self.lost + 2 * within)
        refuted: Array = by_step | (~stepped & differ & ~close(value, self.differences.derivative, error + 2 * within))
        return refuted


def derive(
    tape: Tape, ask: Ask, upstream: Array | None, kinked: Array, within: Mapping[Key, Array]
) -> Mapping[Key, Derived]:
    """Return what the oracles say of each key of ``ask``; nothing for what is no derivative.

    Args:
        tape: the values.
        ask: what is asked.
        upstream: the cotangent of the output; ones where nothing is given.
        kinked: which cases have a number on a kink: there an oracle would see one side alone.
        within: how far an answer for each key may be from the truth.
    """
    found: dict[Key, Derived] = {}
    if ask.kind is AskKind.BACKWARD:
        found.update(_of(tape, {key: within[key] for key in ask.keys if isinstance(key, str)}, upstream, ~kinked))
    edges = [key for key in ask.keys if isinstance(key, tuple)] if ask.kind is AskKind.LOCALS else []
    equations = list(dict.fromkeys(node for node, _ in edges))
    for start in range(0, len(equations), BESIDE):
        union, own = side_by_side(tape, equations[start : start + BESIDE])
        asked = {edge: name for edge, name in own.items() if edge in edges}
        local = _of(union, {name: within[edge] for edge, name in asked.items()}, None, ~kinked)
        found.update({edge: local[name] for edge, name in asked.items()})
    return found


def joined(columns: Columns[Key], derived: Mapping[Key, Derived]) -> Derived:
    """Return the derivatives of all keys side by side."""
    return Derived(
        columns.join({key: one.stepped for key, one in derived.items()}),
        columns.join({key: one.lost for key, one in derived.items()}),
        Differences(
            columns.join({key: one.differences.derivative for key, one in derived.items()}),
            columns.join({key: one.differences.error for key, one in derived.items()}),
        ),
    )


def _of(tape: Tape, within: Mapping[str, Array], upstream: Array | None, cases: Array) -> Mapping[str, Derived]:
    """Return the derivatives of the output along ``upstream`` with respect to the names of ``within``, at ``cases``."""
    names = list(within)
    most = max(1, min(ENTRIES, WORK // (POINTS * tape.width * len(names))))
    stepped = complex_step(tape, names, upstream, most, cases)
    lost = underflow(tape, names, tape.gradients if upstream is None else backward(tape, upstream))
    decided = all((np.isnan(stepped[name]) | _known(stepped[name], lost[name], within[name])).all() for name in names)
    look = quick_differences if decided else differences
    differing = look(tape, names, upstream, most, cases)
    return {name: Derived(stepped[name], lost[name], differing[name]) for name in names}


def _known(stepped: Array, lost: Array, within: Array) -> Array:
    """Return where the complex step has found a derivative, and can have lost little of it."""
    known: Array = np.isfinite(stepped) & ((lost <= POWERLESS * within) | (within == 0))
    return known
