"""Numbers of 50 digits: their arithmetic, their company, and the one rounding at the end."""

import math
import operator
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.digits import Digits, in_digits

MP = mpmath.mp.clone()
MP.dps = 80
THIRD, SEVENTH = Fraction(1, 3), Fraction(-1, 7)
TO_THE_LAST_DIGIT = MP.mpf(10) ** -49


def exactly(number) -> mpmath.mpf:
    """Return a number at 80 digits; a `Digits` without a loss."""
    if isinstance(number, Digits):
        return MP.make_mpf(number.raw)
    return MP.mpf(Fraction(number).numerator) / Fraction(number).denominator


def assert_right(got: Digits, expected) -> None:
    assert type(got) is Digits
    assert abs(exactly(got) - expected) <= TO_THE_LAST_DIGIT * abs(expected)


@pytest.mark.parametrize("compute", [operator.add, operator.sub, operator.mul, operator.truediv])
@pytest.mark.parametrize("other", [Digits.of(SEVENTH), SEVENTH, 3, 0.7], ids=lambda other: type(other).__name__)
def test_arithmetic_is_right_to_the_last_digit_whatever_the_company(compute, other):
    third = Digits.of(THIRD)
    assert_right(compute(third, other), compute(exactly(third), exactly(other)))
    assert_right(compute(other, third), compute(exactly(other), exactly(third)))


@pytest.mark.parametrize("exponent", [0, 3, -2, Fraction(4), THIRD, Digits.of(SEVENTH), 0.5])
def test_a_power_is_right_to_the_last_digit(exponent):
    assert_right(Digits.of(THIRD) ** exponent, exactly(THIRD) ** exactly(exponent))


def test_a_whole_power_of_a_negative_number_is_a_number():
    assert Digits.of(-2) ** 3 == -8


@pytest.mark.parametrize("name", ["exp", "expm1", "sin", "cos", "tanh", "log", "log1p", "sqrt"])
@pytest.mark.parametrize("number", [THIRD, Fraction(17), Fraction(1, 10**20), Fraction(1, 10**60)])
def test_a_function_is_right_to_the_last_digit_and_numpy_calls_it(name, number):
    (got,) = getattr(np, name)(np.array([Digits.of(number)]))
    with MP.workdps(200):
        expected = getattr(MP, name)(exactly(number))
    assert_right(got, expected)


def test_signs_come_off_and_on():
    number = Digits.of(THIRD)
    assert (-number, abs(-number), abs(number)) == (-1 * number, number, number)


def test_numbers_compare_with_every_kind_of_number():
    third = Digits.of(THIRD)
    assert third < 1
    assert third <= Digits.of(THIRD)
    assert third > 0.333
    assert third >= 0
    assert Fraction(1, 4) < third < Fraction(1, 2)
    assert third != SEVENTH
    assert Digits.of(0.5) == Fraction(1, 2)


@pytest.mark.parametrize("compare", [operator.lt, operator.le, operator.gt, operator.ge, operator.eq])
def test_nothing_compares_with_nan(compare):
    assert not compare(Digits.of(math.nan), Digits.of(1))


def test_only_zero_is_false():
    assert [bool(Digits.of(number)) for number in (0, THIRD, math.nan)] == [False, True, True]


@pytest.mark.parametrize("compute", [operator.add, operator.pow, operator.lt])
def test_there_is_no_arithmetic_with_what_is_no_number(compute):
    with pytest.raises(TypeError):
        compute(Digits.of(1), "1")
    assert Digits.of(1) != "1"


def test_only_a_number_has_digits():
    with pytest.raises(TypeError, match="'1' is no real number"):
        Digits.of("1")


def test_beside_an_array_each_element_is_computed_with():
    sums = Digits.of(THIRD) + np.array([Fraction(2, 3), 1], dtype=object)
    assert sums[0] == 1
    assert type(sums[1]) is Digits


def test_more_than_50_digits_are_rounded():
    long = Fraction(10**60 + 1, 10**60)
    assert Digits.of(long) == 1
    assert Digits.of(10**60 + 1) == 10**60


@given(st.floats(allow_nan=False))
def test_a_float_goes_in_and_out_unchanged(number):
    assert float(Digits.of(number)) == number


@given(st.fractions())
def test_a_fraction_comes_out_as_its_nearest_float(number):
    assert float(Digits.of(number)) == float(number)


def test_a_subnormal_number_is_rounded_once():
    step = Fraction(2) ** -1074
    just_past_the_middle = step * Fraction(3, 2) * (1 - Fraction(1, 2**60))  # with 53 bits it is the middle itself
    assert float(Digits.of(just_past_the_middle)) == float(step)


def test_what_no_float_can_hold_overflows_as_a_fraction_does():
    for huge in (Digits.of(10**400), Digits.of(-1) * 2**1024):
        with pytest.raises(OverflowError, match="too large"):
            float(huge)


def test_what_is_smaller_than_every_float_is_zero():
    assert float(Digits.of(Fraction(1, 10**330))) == 0
    assert float(Digits.of(-1) / 10**4000) == 0


def test_nan_comes_out_as_nan():
    assert math.isnan(float(Digits.of(math.nan)))


def test_functions_of_numbers_beyond_every_float_take_no_time():
    huge = Digits.of(10) ** (10**12)
    assert [float(number.exp()) for number in (huge, -huge)] == [math.inf, 0]
    assert [float(number.tanh()) for number in (huge, -huge)] == [1, -1]
    assert [math.isnan(float(angle)) for angle in (huge.sin(), huge.cos())] == [True, True]


def test_infinity_is_taken_as_floats_take_it():
    infinity = Digits.of(math.inf)
    assert [float(number.exp()) for number in (infinity, -infinity)] == [math.inf, 0]
    assert [float(number.expm1()) for number in (infinity, -infinity)] == [math.inf, -1]
    assert [float(infinity.log1p()), float(infinity.log())] == [math.inf, math.inf]
    assert math.isnan(float(infinity.sin()))


def test_the_precision_of_others_is_left_alone():
    before = mpmath.mp.prec
    (Digits.of(THIRD) / 7).exp()
    assert mpmath.mp.prec == before


def test_an_array_keeps_its_shape():
    numbers = in_digits(np.array([[0.5, 2.0, -1.0]]))
    assert (numbers.shape, numbers.dtype) == ((1, 3), object)
    assert {type(number) for number in numbers.flat} == {Digits}
    assert numbers.tolist() == [[0.5, 2, -1]]


def test_a_number_shows_its_digits():
    assert repr(Digits.of(THIRD)) == f"Digits(0.{'3' * 50})"
