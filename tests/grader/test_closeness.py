import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.closeness import RELATIVE, ROUNDING, close, tolerance

NAN, INF = float("nan"), float("inf")


def judged(got: float, expected: float, within: float) -> bool:
    return bool(close(np.array(got), np.array(expected), np.array(within)))


def within(scale: float, sensitivity: float = 0.0) -> float:
    return float(tolerance(np.array(scale), np.array(sensitivity)))


@pytest.mark.parametrize(
    ("got", "expected", "allowed"),
    [(1.0, 1.0, 0.0), (1.5, 1.0, 0.5), (-0.0, 0.0, 0.0), (0.0, -0.0, 0.0), (1e308, 1e308, 0.0)],
)
def test_what_is_within_the_tolerance_is_close(got, expected, allowed):
    assert judged(got, expected, allowed)


@pytest.mark.parametrize("expected", [0.0, 1.0, -1e308, NAN])
@pytest.mark.parametrize("got", [NAN, INF, -INF])
@pytest.mark.parametrize("allowed", [0.0, 1.0, INF, NAN])
def test_neither_nan_nor_infinity_is_close_to_anything(got, expected, allowed):
    assert not judged(got, expected, allowed)


@pytest.mark.parametrize(("expected", "allowed"), [(NAN, INF), (1.0, NAN), (NAN, NAN)])
def test_nothing_is_close_to_nan_or_within_it(expected, allowed):
    assert not judged(1.0, expected, allowed)


@pytest.mark.parametrize("got", [5e-324, 1e-300, -1e-17])
def test_where_nothing_contributes_only_zero_itself_will_do(got):
    assert within(0.0) == 0.0
    assert judged(0.0, 0.0, within(0.0))
    assert not judged(got, 0.0, within(0.0))


@pytest.mark.parametrize("size", [1e-300, 1e-8, 1.0, 1e8, 1e300])
@pytest.mark.parametrize(("error", "is_close"), [(1e-12, True), (0.9e-9, True), (1.1e-9, False), (1e-6, False)])
def test_a_small_loss_is_judged_as_sharply_as_a_large_one(size, error, is_close):
    assert judged(size * (1 + error), size, within(size)) is is_close
    assert judged(-size * (1 - error), -size, within(size)) is is_close


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3), st.floats(0, 1), st.integers(-60, 60))
def test_a_change_of_units_changes_no_verdict(got, expected, allowed, power):
    unit = 2.0**power
    wide = [value for value in (got, expected, allowed, got - expected) if value]
    if all(abs(value) > 1e-200 for value in wide):
        assert judged(got, expected, allowed) == judged(got * unit, expected * unit, allowed * unit)


def test_rounding_is_allowed_for_beside_the_scale():
    assert within(3.0, 5.0) == 3 * RELATIVE + 5 * ROUNDING


def test_each_element_is_judged_by_itself():
    got, expected = np.array([1.0, NAN, 3.0]), np.array([1.0, 2.0, 4.0])
    assert close(got, expected, np.array([0.0, 9.0, 1.0])).tolist() == [True, False, True]


def test_the_last_digits_of_the_smallest_floats_are_forgiven_but_nothing_beside_zero():
    assert tolerance(np.array(1e-318), np.array(0.0)) > 1e-320
    assert tolerance(np.array(0.0), np.array(0.0)) == 0
