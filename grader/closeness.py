"""When two arrays count as equal: the only place that decides."""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

RELATIVE = 1e-9
"""Of the scale: far above the rounding of any right float64 program, far below any wrong formula."""

ROUNDING = 64 * 2.0**-53
"""Of the sensitivity: what a program may lose that computes the same thing in another order."""

SMALLEST = 2.0**-1050
"""Of any number but 0: the smallest floats have few digits or none, and another formula may lose more of them."""


def tolerance(scale: Array, sensitivity: Array) -> Array:
    """Return how far an answer may be from the expected one.

    Args:
        scale: the sum of the sizes of all contributions to the expected number; where it is 0, so is the number,
            and only what rounding of other numbers can leak into it is allowed.
        sensitivity: how far the number moves per unit of relative disturbance of what it is computed from.
    """
    return RELATIVE * scale + ROUNDING * sensitivity + SMALLEST * (scale > 0)


def close(got: Array, expected: Array, within: Array) -> Array:
    """Return where ``got`` is within ``within`` of ``expected``, which is never infinite.

    Nothing is close to NaN, nor is infinity close to anything.
    """
    with np.errstate(all="ignore"):  # of what a student returned anything may be
        agree: Array = np.abs(got - expected) <= within  # a claim that NaN fails; never write it as ~(... > within)
        return agree & np.isfinite(got)
