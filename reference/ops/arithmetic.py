"""Sums, products, quotients and powers."""

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np

from reference.op import Array, Domain, Growth, Misconception, Op
from reference.ops.broadcasting import binary, unary
from reference.ops.exactness import LONGEST, TOGETHER, number
from reference.ops.transcendental import inexact
from reference.options import EXPONENT, Option


def _power(base: Array, exponent: Fraction | int) -> Array:
    """Return ``base`` to a constant power, exactly where ``base`` is and ``exponent`` is whole."""
    whole = Fraction(exponent).denominator == 1
    if base.dtype.kind == "c" and whole:
        return _whole_power(base, int(exponent))
    power: Array = (base if whole else inexact(base)) ** number(exponent, base)
    return power


def _whole_power(base: Array, exponent: int) -> Array:
    """Return ``base`` to a whole power by multiplication alone.

    By exp and log the power of a negative number would get an imaginary part that drowns that of a complex step.
    """
    if exponent <= 0:
        return 1 / _whole_power(base, -exponent) if exponent else np.ones_like(base)
    while exponent % 2 == 0:
        base, exponent = base * base, exponent // 2
    power = base
    while exponent > 1:
        base, exponent = base * base, exponent // 2
        if exponent % 2:
            power = power * base
    return power


def _power_slope(base: Array, exponent: Fraction | int) -> Array:
    """Return n·xⁿ⁻¹; 0 for n = 0 even at x = 0, where the formula would give 0/0."""
    lowered = exponent - 1 if exponent else 0
    return number(exponent, base) * _power(base, lowered)


def _slope_at_upstream(g: Array, _y: Array, _a: Array, *, exponent: Fraction | int) -> Array:
    """Return n·gⁿ⁻¹; for a fractional n that of |g|, as there is no other."""
    return _power_slope(g if Fraction(exponent).denominator == 1 else np.abs(g), exponent)


def _power_holds(base: Array, exponent: Fraction | int) -> Array:
    """Return where a constant power is defined and differentiable."""
    if Fraction(exponent).denominator != 1:
        return base > 0
    return base != 0 if exponent < 0 else np.ones(base.shape, dtype=bool)


def _power_degree(degree: float, exponent: Fraction | int) -> float:
    """Return how many times the digits of ``base`` its power has: there is none among Fractions for a root."""
    return degree * abs(int(exponent)) if Fraction(exponent).denominator == 1 else math.inf


OPS = (
    Op(
        "constant",
        lambda *, value: np.asarray([value]),  # the engine knows the number of cases and fills them itself
        (),
        shape=lambda **_: (),
        latex="{value}",
        arity=(0, 0),
        symbol="{value}",
        growth=Growth(lambda **_options: 1),
    ),
    unary("identity", lambda a: a, (lambda g, _y, _a: g,), latex="{0}", symbol="=", growth=LONGEST, slopes=("1",)),
    binary(
        "add",
        lambda a, b: a + b,
        (lambda g, _y, _a, _b: g, lambda g, _y, _a, _b: g),
        latex="{0} + {1}",
        slopes=("1", "1"),
        symbol="+",
        growth=LONGEST,
        misconceptions=(
            Misconception("sum treated as a product", 0, lambda g, _y, _a, b: g * b),
            Misconception("sum treated as a product", 1, lambda g, _y, a, _b: g * a),
        ),
    ),
    binary(
        "sub",
        lambda a, b: a - b,
        (lambda g, _y, _a, _b: g, lambda g, _y, _a, _b: -g),
        latex="{0} - {1}",
        slopes=("1", "-1"),
        symbol="-",
        growth=LONGEST,
        misconceptions=(Misconception("minus sign forgotten", 1, lambda g, _y, _a, _b: g),),
    ),
    binary(
        "mul",
        lambda a, b: a * b,
        (lambda g, _y, _a, b: g * b, lambda g, _y, a, _b: g * a),
        latex=r"{0} \cdot {1}",
        slopes=("b", "a"),
        symbol="*",
        growth=TOGETHER,
        misconceptions=(
            Misconception("own value instead of the other factor", 0, lambda g, _y, a, _b: g * a),
            Misconception("own value instead of the other factor", 1, lambda g, _y, _a, b: g * b),
            Misconception("product instead of the other factor", 0, lambda g, y, _a, _b: g * y),
            Misconception("product instead of the other factor", 1, lambda g, y, _a, _b: g * y),
        ),
    ),
    binary(
        "div",
        lambda a, b: a / b,
        (lambda g, _y, _a, b: g / b, lambda g, _y, a, b: -g * a / b**2),
        latex=r"\frac{{{0}}}{{{1}}}",
        slopes=("1 / b", "-a / b ** 2"),
        symbol="/",
        domain=Domain(lambda _a, b: b != 0, "needs a denominator other than 0", side=lambda _a, b: (b > 0).astype(int)),
        growth=replace(TOGETHER, divides=lambda: True),
        misconceptions=(
            Misconception("multiplied by the denominator", 0, lambda g, _y, _a, b: g * b),
            Misconception("minus sign forgotten", 1, lambda g, _y, a, b: g * a / b**2),
            Misconception("denominator not squared", 1, lambda g, _y, a, b: -g * a / b),
            Misconception("numerator forgotten", 1, lambda g, _y, _a, b: -g / b**2),
        ),
    ),
    unary(
        "neg",
        lambda a: -a,
        (lambda g, _y, _a: -g,),
        latex="-{0}",
        slopes=("-1",),
        symbol="-",
        growth=LONGEST,
        misconceptions=(Misconception("minus sign forgotten", 0, lambda g, _y, _a: g),),
    ),
    unary(
        "pow",
        lambda a, *, exponent: _power(a, exponent),
        (lambda g, _y, a, *, exponent: g * _power_slope(a, exponent),),
        latex="{0}^{{{exponent}}}",
        slopes=("{exponent} * a ** ({exponent} - 1)",),
        options={"exponent": Option(EXPONENT, required=True)},
        symbol="** {exponent}",
        domain=Domain(
            lambda a, *, exponent: _power_holds(a, exponent),
            "needs a base other than 0 for a negative exponent, and a positive one for a fractional exponent",
            side=lambda a, *, exponent: ((a > 0) & (exponent < 0)).astype(int),
        ),
        growth=Growth(_power_degree, divides=lambda *, exponent: exponent < 0),
        misconceptions=(
            Misconception("exponent not brought down", 0, lambda g, _y, a, *, exponent: g * _power(a, exponent - 1)),
            Misconception("power not lowered", 0, lambda g, y, a, *, exponent: g * number(exponent, a) * y),
            Misconception("power dropped", 0, lambda g, _y, a, *, exponent: g * number(exponent, a) * a),
            Misconception("output instead of the base", 0, lambda g, y, _a, *, exponent: g * _power_slope(y, exponent)),
            Misconception("upstream instead of the base", 0, _slope_at_upstream),
        ),
    ),
)
