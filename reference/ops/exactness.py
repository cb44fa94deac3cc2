"""How one formula serves floats and exact numbers: its numbers take the kind of its operands.

Exact numbers are Fractions, and what functions make of them in 50 digits (`reference.ops.transcendental`): beside
these a Fraction becomes one of them, so that an array may hold both. What digits that costs is the op's `Growth`, of
which the usual ones stand here.
"""

from fractions import Fraction

import numpy as np

from reference.op import Array, Growth

LONGEST = Growth(lambda *degrees, **_options: max(degrees))
"""As many digits as the operand that has the most: for sums and choices."""

TOGETHER = Growth(lambda *degrees, **_options: sum(degrees))
"""The digits of all operands: for products."""


def number(value: Fraction | int, like: Array) -> Array:
    """Return ``value`` as what can stand beside the elements of ``like``: a Fraction beside exact ones, else a float.

    Never an int beside Fractions: a quotient of two ints is a float.
    """
    return np.array(Fraction(value) if like.dtype == object else float(value))


def indicator(claim: Array, like: Array) -> Array:
    """Return 1 where ``claim`` is true and 0 elsewhere, as numbers that can stand beside the elements of ``like``."""
    return np.where(claim, number(1, like), number(0, like))


def masked(g: Array, claim: Array) -> Array:
    """Return ``g`` where ``claim`` is true and 0 elsewhere."""
    return np.where(claim, g, number(0, g))
