"""What is true: derivatives in 50 digits, from forward values alone.

The forward pass runs on numbers of 50 digits, a step of 1e-15 to each side: the difference is right to some 30 digits,
whatever the vjps say. Where a kink lies between the two points there is no truth, only one for each side.
"""

from itertools import pairwise

import numpy as np

from benchmarks.calibrating.flat import starts_of
from reference.digits import in_digits
from reference.errors import DomainError
from reference.moved import along
from reference.op import Array
from reference.tape import Tape, branches, replay

STEP = 1e-15
DROWNED = 1e-20  # truncation leaves some 1e-30 of what is truly 0: so small a number may be just that, or not


def truth(tape: Tape, upstream: Array, entries: int, rng: np.random.Generator) -> Array:
    """Return the derivatives of up to ``entries`` of the inputs' elements, others at each case.

    Args:
        tape: the values, as floats.
        upstream: weights of the output's elements.
        entries: how many of each case.
        rng: draws them.
    Returns:
        ``(K, entries)``; NaN for what was not looked at, has a kink within the step, or is too small to tell.
    """
    cases, total = len(tape.output), int(starts_of(tape)[-1])
    order = np.argsort(rng.random((cases, total)), axis=1)[:, :entries]
    points = np.stack([np.repeat(np.arange(cases), order.shape[1]), order.ravel()])
    derivative = np.full((cases, total), np.nan)
    values = {name: in_digits(value) for name, value in tape.inputs.items()}
    exact = Tape(tape.graph, values, tape.layouts)
    weights = in_digits(upstream)
    while points.size:
        try:
            above, below = (_moved(exact, points, side * STEP) for side in (1, -1))
        except DomainError as error:  # a comparison on its kink may send an operand anywhere
            points = np.delete(points, error.case, axis=1)
            continue
        rows, columns = points
        rise = along(above.output, weights[rows]) - along(below.output, weights[rows])
        slope = (rise / in_digits(np.array(2 * STEP))).astype(float)
        known = _smooth(above, below) & ((slope == 0) | (np.abs(slope) > DROWNED))
        derivative[rows, columns] = np.where(known, slope, np.nan)
        break
    return derivative


def _moved(tape: Tape, points: Array, step: float) -> Tape:
    """Return the tape whose case i has the i-th of ``points``, each a case and an entry, moved by ``step``."""
    rows, columns = points
    inputs = {name: value[rows] for name, value in tape.inputs.items()}
    for value, (start, stop) in zip(inputs.values(), pairwise(starts_of(tape)), strict=True):
        here = np.flatnonzero((columns >= start) & (columns < stop))
        value.reshape(len(rows), -1)[here, columns[here] - start] += in_digits(np.array(step))
    return replay(tape, inputs)


def _smooth(above: Tape, below: Tape) -> Array:
    """Return between which points of the two tapes there is no kink."""
    smooth = np.ones(len(above.output), dtype=bool)
    for left, right in zip(branches(below), branches(above), strict=True):
        smooth &= (left == right).all(axis=1)
    return smooth
