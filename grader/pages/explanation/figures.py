"""Numbers as people write them: exact ones as decimals that end, or as fractions, others with six digits."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from grader.printable.fraction import simple_fraction
from reference.op import Array

MOST_DIGITS = 10  # of a decimal that is written to its end
DIGITS = 6  # of any other
FEWER_DIGITS = 5  # where it is enough to see how large a number is
MOST_ENTRIES = 6  # along an axis of an array


def plain(value: Any) -> str:
    """Return a number as it stands in the middle of a formula: ``-2``, ``1.75``, ``1/3``, ``0.333333``."""
    fraction = None if _ends(value) else _simple(value)
    return decimal(value) if fraction is None else str(fraction)


def fraction_and_decimal(value: Any) -> list[str]:
    """Return 7/4 and 1.75 for exactly 1.75, which is easier to see through like that; of others the decimal alone."""
    fraction = _simple(value)
    return [decimal(value)] if fraction is None else [str(fraction), decimal(value)]


def decimal(value: Any, digits: int = DIGITS) -> str:
    """Return a number as a decimal: all of it if it is exact and ends soon, else so many ``digits``."""
    if digits == DIGITS and _ends(value):
        return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"
    return f"{float(value) + 0.0:.{digits}g}"  # no -0


def rounded_off(value: Any) -> str:
    """Return a number with as many digits as tell how large it is."""
    return decimal(value, FEWER_DIGITS)


def entries(value: Array) -> Iterator[Array | None]:
    """Yield what ``value`` holds along its first axis; None where more is left out than is shown."""
    shown = len(value) if len(value) <= MOST_ENTRIES else MOST_ENTRIES - 1
    yield from (value[index, ...] for index in range(shown))
    if shown < len(value):
        yield None


def nested(value: Array) -> str:
    """Return an array as lists in lists."""
    if not value.shape:
        return plain(value.item())
    return "[" + ", ".join("..." if entry is None else nested(entry) for entry in entries(value)) + "]"


def _ends(value: Any) -> bool:
    """Return whether ``value`` is exact, and a decimal of few digits."""
    if not isinstance(value, Fraction) or 10**MOST_DIGITS % value.denominator:
        return False
    return len(str(abs(value.numerator) * (10**MOST_DIGITS // value.denominator)).rstrip("0")) <= MOST_DIGITS


def _simple(value: Any) -> Fraction | None:
    return simple_fraction(float(value)) if isinstance(value, Fraction) else None
