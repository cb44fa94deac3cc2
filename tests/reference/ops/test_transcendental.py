"""Functions that floats, complex numbers and exact numbers share."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from reference.digits import Digits
from reference.ops.transcendental import log1p

STEP = 2.0**-100


@pytest.mark.parametrize("x", [-0.999, -0.5, -1e-12, 1e-18, 1e-12, 1e-5, 0.7, 1.0, 1e9])
def test_log1p_of_a_complex_number_keeps_its_digits(x):
    right = mpmath.log1p(mpmath.mpf(x))
    (found,) = log1p(np.array([x + 1j * STEP]))
    assert found.real == pytest.approx(float(right), rel=1e-15, abs=0)
    assert found.imag / STEP == pytest.approx(float(1 / (1 + mpmath.mpf(x))), rel=1e-15, abs=0)


def test_log1p_of_zero_is_the_step_itself():
    assert log1p(np.array([0j, STEP * 1j, 2.0**-540 * 1j])).tolist() == [0, STEP * 1j, 2.0**-540 * 1j]


def test_log1p_of_other_numbers_stays_of_their_kind():
    assert log1p(np.array([1e-18])).tolist() == [1e-18]
    (found,) = log1p(np.array([Fraction(1)]))
    assert isinstance(found, Digits)
    assert float(found) == math.log(2)
