from fractions import Fraction

import numpy as np
import pytest

from grader.pages.explanation.figures import decimal, fraction_and_decimal, nested, plain, rounded_off


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (Fraction(-2), "-2"),
        (Fraction(0), "0"),
        (Fraction(7, 4), "1.75"),
        (Fraction(-8072063904, 10**9), "-8.072063904"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-2, 3), "-2/3"),
        (Fraction(1, 1001), "0.000999001"),
        (Fraction(123456789012, 10), "1.23457e+10"),
        (Fraction(1000000), "1000000"),
        (1 / 3, "0.333333"),
        (-0.0, "0"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
    ],
)
def test_a_number_in_a_formula(number, expected):
    assert plain(number) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (Fraction(7, 4), ["7/4", "1.75"]),
        (Fraction(1, 2), ["0.5"]),
        (Fraction(1, 3), ["1/3", "0.333333"]),
        (1.75, ["1.75"]),
    ],
)
def test_a_result_is_a_fraction_first_where_that_says_more(number, expected):
    assert fraction_and_decimal(number) == expected


def test_fewer_digits_tell_how_large_a_number_is():
    assert rounded_off(Fraction(-8072063904, 10**9)) == "-8.0721"
    assert decimal(0.123456789) == "0.123457"


def test_an_array_is_lists_in_lists_and_a_long_one_is_cut():
    assert nested(np.array([[1.0, 0.5], [2.0, 3.0]])) == "[[1, 0.5], [2, 3]]"
    assert nested(np.arange(6.0)) == "[0, 1, 2, 3, 4, 5]"
    assert nested(np.arange(100.0)) == "[0, 1, 2, 3, 4, ...]"
