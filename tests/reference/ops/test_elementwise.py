from fractions import Fraction

import numpy as np
import pytest

from reference.ops import OPS


def _slope(op, x, **options):
    """Return the derivative of a unary op at each element of ``x``."""
    y = OPS[op].forward(x, **options)
    return OPS[op].vjps[0](np.ones_like(x), y, x, **options)


@pytest.mark.parametrize(
    ("op", "options", "x", "slope"),
    [
        ("relu", {}, 0.0, 0.0),
        ("leaky_relu", {}, 0.0, 0.01),
        ("leaky_relu", {"slope": Fraction(1, 5)}, 0.0, 0.2),
        ("abs", {}, 0.0, 0.0),
        ("clip", {"low": -1, "high": 2}, -1.0, 1.0),
        ("clip", {"low": -1, "high": 2}, 2.0, 1.0),
    ],
)
def test_derivative_at_a_kink_is_the_convention(op, options, x, slope):
    assert _slope(op, np.array([x]), **options).tolist() == [slope]


@pytest.mark.parametrize("op", ["maximum", "minimum"])
def test_tie_is_split_evenly(op):
    g, a = np.array([6.0]), np.array([2.0])
    assert [vjp(g, a, a, a).tolist() for vjp in OPS[op].vjps] == [[3.0], [3.0]]


@pytest.mark.parametrize("op", ["relu", "leaky_relu", "abs"])
def test_kink_at_zero_is_as_far_as_the_operand_is_large(op):
    kink = OPS[op].kink
    x = np.array([-2.0, -1.0, 0.0, 3.0])
    assert kink.distance(x).tolist() == [2.0, 1.0, 0.0, 3.0]
    below, also_below, _, above = kink.branch(x)
    assert below == also_below != above


def test_clip_has_a_kink_at_each_bound():
    kink, bounds = OPS["clip"].kink, {"low": Fraction(-1), "high": Fraction(2)}
    x = np.array([-1.5, -1.0, 0.0, 1.5, 2.0, 4.0])
    assert kink.distance(x, **bounds).tolist() == [0.5, 0.0, 1.0, 0.5, 0.0, 2.0]
    below, _, inside, also_inside, _, above = kink.branch(x, **bounds)
    assert inside == also_inside
    assert len({below, inside, above}) == 3


KINKED_PAIRS = ["maximum", "minimum", "less", "less_equal", "greater", "greater_equal"]


@pytest.mark.parametrize("op", KINKED_PAIRS)
def test_kink_of_two_operands_is_where_they_meet(op):
    kink = OPS[op].kink
    a, b = np.array([1.0, 2.0, 5.0, 7.0]), np.array([3.0, 2.0, 1.0, 4.0])
    assert kink.distance(a, b).tolist() == [2.0, 0.0, 4.0, 3.0]
    smaller, _, larger, also_larger = kink.branch(a, b)
    assert larger == also_larger != smaller


@pytest.mark.parametrize("op", KINKED_PAIRS)
def test_stretched_first_operand_is_as_near_its_kink_as_the_nearest_that_it_meets(op):
    a, b = np.array([[[1.0]], [[2.0]]]), np.array([[[4.0, 0.5, 9.0]], [[-3.0, 8.0, 3.0]]])
    assert OPS[op].kink.distance(a, b).tolist() == [[[0.5]], [[1.0]]]


@pytest.mark.parametrize("op", KINKED_PAIRS)
def test_stretched_second_operand_gives_each_element_of_the_first_its_own_distance(op):
    a, b = np.array([[1.0, 2.0, 5.0]]), np.array([[2.0]])
    assert OPS[op].kink.distance(a, b).tolist() == [[1.0, 0.0, 3.0]]


@pytest.mark.parametrize(
    ("op", "values"),
    [("less", [1, 0, 0]), ("less_equal", [1, 1, 0]), ("greater", [0, 0, 1]), ("greater_equal", [0, 1, 1])],
)
def test_comparison_is_one_where_it_holds(op, values):
    assert OPS[op].forward(np.array([1.0, 2.0, 3.0]), np.full(3, 2.0)).tolist() == values


@pytest.mark.parametrize("op", ["log", "sqrt"])
def test_operand_must_be_positive(op):
    assert OPS[op].domain.holds(np.array([-1.0, 0.0, 1e-300])).tolist() == [False, False, True]
    assert OPS[op].domain.says == "needs a positive operand"


def test_bounds_must_not_be_the_wrong_way_round():
    holds, x = OPS["clip"].domain.holds, np.array([0.0, 9.0])
    assert holds(x, low=1, high=1).all()
    assert not holds(x, low=2, high=Fraction(3, 2)).any()


@pytest.mark.parametrize(
    ("op", "x", "value", "slope"),
    [
        ("sigmoid", 1000.0, 1.0, 0.0),
        ("sigmoid", -1000.0, 0.0, 0.0),
        ("sigmoid", -40.0, 4.248354255291589e-18, 4.248354255291589e-18),
        ("softplus", 1000.0, 1000.0, 1.0),
        ("softplus", -1000.0, 0.0, 0.0),
        ("softplus", -40.0, 4.248354255291589e-18, 4.248354255291589e-18),
        ("tanh", 1000.0, 1.0, 0.0),
        ("tanh", -1000.0, -1.0, 0.0),
    ],
)
def test_large_operands_neither_overflow_nor_lose_digits(op, x, value, slope):
    operand = np.array([x])
    np.testing.assert_allclose(OPS[op].forward(operand), [value], rtol=1e-15)
    np.testing.assert_allclose(_slope(op, operand), [slope], rtol=1e-15)


@pytest.mark.parametrize("op", ["relu", "leaky_relu", "abs", "sigmoid", "softplus"])
def test_nan_stays_nan(op):
    assert np.isnan(OPS[op].forward(np.array([np.nan]))).all()


@pytest.mark.parametrize("op", ["relu", "leaky_relu"])
def test_infinity_is_cut_like_any_number(op):
    assert OPS[op].forward(np.array([np.inf])).tolist() == [np.inf]


def test_where_takes_any_mask_but_zero_for_true():
    mask = np.array([0.0, 1.0, -2.0])
    assert OPS["where"].forward(mask, np.full(3, 5.0), np.full(3, 7.0)).tolist() == [7.0, 5.0, 5.0]


def test_branch_not_taken_may_be_infinite():
    g, mask, a = np.ones(2), np.array([1.0, 0.0]), np.array([1.0, np.inf])
    assert OPS["where"].vjps[1](g, a, mask, a, a).tolist() == [1.0, 0.0]
