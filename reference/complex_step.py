"""Derivatives by the complex step: from forward values alone, exact but for rounding, one case for each entry.

``f(x + ih) = f(x) + ih f'(x) + O(h²)``: the derivative stands in the imaginary part, apart from the value, so nothing
is subtracted, and h can be so small that its square is gone. Ops choose their branches by the real part.

Source: Squire and Trapp, "Using complex variables to estimate derivatives of real functions", SIAM Review 40 (1998).
"""

from collections.abc import Mapping, Sequence

import numpy as np

from reference.moved import Entries, along, chosen_elements, together
from reference.op import Array
from reference.tape import Tape

STEP = 2.0**-100
"""Relative to the size of the entry. Its square is nothing beside the value, even where a function bends within 1e-20
of it; and it does not vanish in products of small numbers."""
STEP_FROM_ZERO = 2.0**-540
"""Its square is 0 in floats: beside a value of 0 any other would be left over, of x³ say."""
LOST = 2.0**-1068  # 64 times the smallest float: what an op may lose of an imaginary part that is hardly one


def complex_step(
    tape: Tape,
    names: Sequence[str],
    upstream: Array | None = None,
    most: int | None = None,
    cases: Array | None = None,
) -> dict[str, Array]:
    """Return the derivative of the output along ``upstream`` with respect to the elements of ``names``.

    Args:
        tape: the values, as floats.
        names: inputs or nodes; a node is moved by itself, with everything before it held fixed.
        upstream: weights of the output's elements, shaped like it; ones where nothing is given.
        most: of the elements of one name, over all cases, that are looked at (`moved.chosen_elements`).
        cases: which cases are looked at, boolean ``(K,)``; all, where nothing is given.
    Returns:
        For each name ``(K, *shape)``; NaN where nothing was looked at, infinity where nothing finite was found. At a
        case on a kink (`reference.kinks.on_kink`) it is the derivative of one side.
    Error: that of rounding, as in forward-mode differentiation, and of `underflow`.
    Memory: as much as `Tape.at_once` allows.
    """
    weights = np.ones_like(tape.output) if upstream is None else upstream
    chosen = {name: chosen_elements(name, tape.values[name], most, cases) for name in names}
    found: dict[str, Array] = {}
    for group in together(tape, {name: chosen[name].size for name in names}):
        entries = Entries(tape, group)
        found |= entries.by_name(_derivatives(entries, entries.numbers(chosen), weights))
    return {name: found[name] for name in names}


def underflow(tape: Tape, names: Sequence[str], gradients: Mapping[str, Array]) -> dict[str, Array]:
    """Return how far underflow on the way may have put off the derivative with respect to ``names``, shaped like them.

    The imaginary part of a small number may be smaller than any float; what is lost there counts as its gradient says.

    Args:
        tape: the values.
        names: inputs or nodes.
        gradients: of the output with respect to every name, along the same upstream.
    """
    cases = len(tape.output)
    with np.errstate(all="ignore"):
        amplified = LOST * sum(np.abs(gradient).reshape(cases, -1).sum(axis=1) for gradient in gradients.values())
        return {name: (amplified / _step(tape.values[name]).T).T for name in names}  # the case axis leads


def _step(values: Array) -> Array:
    """Return how far numbers are moved."""
    step: Array = np.where(values == 0, STEP_FROM_ZERO, STEP * np.abs(values))
    return step


def _derivatives(entries: Entries, todo: Array, weights: Array) -> Array:
    """Return the derivative along ``weights`` with respect to every entry; NaN but for those ``todo``."""
    derivatives = np.full(len(entries.values), np.nan)
    at_once = max(1, entries.tape.at_once // 2)  # a complex number is two
    for start in range(0, len(todo), at_once):
        chunk = todo[start : start + at_once]
        values = entries.values[chunk]
        step = _step(values)
        places = entries.places(chunk)
        with np.errstate(all="ignore"):
            there = entries.moved(places, values + 1j * step)
            found = along(there.output.imag, weights[places.cases]) / step
        derivatives[chunk] = np.where(np.isfinite(found), found, np.inf)
    return derivatives
