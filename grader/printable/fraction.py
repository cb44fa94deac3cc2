"""Numbers as fractions, where these are easier to see through than decimals."""

from fractions import Fraction

MOST_PARTS = 100  # the largest denominator that says more to a reader than a decimal
LARGEST_COUNT = 10_000  # and what the numerator stays below, for the same reason


def with_fraction(number: float, decimal: str) -> str:
    """Return ``decimal`` with ``7/4 = `` before it, if ``number`` (worked out exactly) is easier to read like that."""
    fraction = simple_fraction(number)
    return decimal if fraction is None else f"{fraction} = {decimal}"


def simple_fraction(number: float) -> Fraction | None:
    """Return 7/4 for 1.75, a number that is easier to see through as a fraction; None for others.

    Halves, and what counts in fifths, tenths and hundredths, are decimals that everybody reads. To be asked of numbers
    that were worked out exactly; then a fraction needs no keeping, as those of so few digits are so far apart that only
    one can have been rounded to ``number``.
    """
    if not abs(number) < LARGEST_COUNT:
        return None
    fraction = Fraction(number).limit_denominator(MOST_PARTS)
    parts = fraction.denominator
    decimal = parts in {1, 2} or (parts % 5 == 0 and 10**6 % parts == 0)
    if decimal or float(fraction) != number or abs(fraction.numerator) >= LARGEST_COUNT:
        return None
    return fraction
