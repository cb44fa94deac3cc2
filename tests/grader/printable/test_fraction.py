"""Which numbers are easier to read as fractions."""

import math
from fractions import Fraction

import pytest

from grader.printable.fraction import simple_fraction, with_fraction


@pytest.mark.parametrize("text", ["7/4", "1/3", "-2/7", "1/8", "5/6", "1/15", "9999/64", "1/99"])
def test_thirds_quarters_and_the_like_are_fractions(text):
    assert simple_fraction(float(Fraction(text))) == Fraction(text)


@pytest.mark.parametrize("text", ["0", "3", "-1/2", "1.08", "0.1", "-8.0721", "0.035", "1/101", "10001/3", "1e300"])
def test_wholes_halves_decimals_and_what_has_many_digits_are_not(text):
    assert simple_fraction(float(Fraction(text))) is None


@pytest.mark.parametrize("number", [1 / 3 + 1e-9, math.nextafter(1 / 3, 1), math.pi, math.nan, math.inf])
def test_what_is_only_near_a_fraction_is_none(number):
    assert simple_fraction(number) is None


def test_a_fraction_stands_before_its_decimal():
    assert with_fraction(1.75, "1.75") == "7/4 = 1.75"
    assert with_fraction(1 / 3, "0.3333333333") == "1/3 = 0.3333333333"
    assert with_fraction(2.5, "2.5") == "2.5"
