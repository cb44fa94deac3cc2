"""The numbers of an equation: how they are read, and the arithmetic that is done with them, exactly, in reading it."""

import ast
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType

LARGEST = 10**308  # of a numerator or a denominator: what float64 can hold, at both ends
LARGEST_EXPONENT = 1_024  # 2**1024 is beyond LARGEST


def literal(text: str) -> Fraction:
    """Return the number that ``text`` writes, as an exact decimal.

    Raises:
        OverflowError: if its exponent alone puts it out of bounds.
    """
    _, _, exponent = text.lower().partition("e")
    if len(exponent.lstrip("+-0")) > len("308"):
        raise OverflowError
    return bounded(Fraction(text))


def bounded(number: Fraction) -> Fraction:
    """Return ``number``.

    Raises:
        OverflowError: if float64 could not hold it, or not tell it from 0.
    """
    if max(abs(number.numerator), number.denominator) > LARGEST:
        raise OverflowError
    return number


def _power(base: Fraction, exponent: Fraction) -> Fraction | None:
    """Return a power of two numbers, or None where it may be irrational."""
    if exponent.denominator != 1:
        return None
    if abs(exponent) > LARGEST_EXPONENT:
        raise OverflowError
    return Fraction(base**exponent)


FOLDS: Mapping[type[ast.AST], Callable[..., Fraction | None]] = MappingProxyType(
    {
        ast.Add: operator.add,
        ast.Sub: operator.sub,
        ast.Mult: operator.mul,
        ast.Div: operator.truediv,
        ast.Pow: _power,
        ast.UAdd: operator.pos,
        ast.USub: operator.neg,
    }
)
"""The arithmetic of numbers that is done, exactly, when an equation is read."""
