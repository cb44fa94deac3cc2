"""Functions of each element by itself: activations, choices and comparisons.

Where a function is made of branches, the real part chooses, so that a complex step stays on the branch of its point.
The formulas for sigmoid and softplus never take the exponential of a positive number, so nothing overflows.
"""

import operator
from collections.abc import Callable
from fractions import Fraction

import numpy as np

from reference.op import Array, Domain, Growth, Kink, Misconception, Op
from reference.ops.broadcasting import binary, broadcast_lift, broadcast_shape, unary
from reference.ops.exactness import LONGEST, indicator, masked, number
from reference.ops.transcendental import cos, exp, log, log1p, sin, sqrt, tanh
from reference.options import NUMBER, Option

SLOPE = Fraction(1, 100)
"""The slope of leaky_relu below 0 where an equation names none."""
ABOVE, BELOW = "((a > b) + (a >= b)) / 2", "((a < b) + (a <= b)) / 2"
"""1 where one operand is larger, or smaller, and 1/2 in a tie."""


def _abs(x: Array) -> Array:
    """Return ``x`` without its sign; unlike `np.abs`, a complex step keeps its imaginary part."""
    return np.where(x.real < 0, -x, x)


def _sigmoid(x: Array) -> Array:
    """Return 1 / (1 + exp(-x))."""
    decay = exp(-_abs(x))
    value: Array = np.where(x.real < 0, decay, 1) / (1 + decay)
    return value


def _softplus(x: Array) -> Array:
    """Return log(1 + exp(x)); at 0 both terms are of one side, or a complex step would see a kink there."""
    return np.where(x.real < 0, number(0, x), x) + log1p(exp(-_abs(x)))


def _relu(x: Array) -> Array:
    """Return ``x`` where it is positive, else 0; NaN stays NaN."""
    return np.where(x.real <= 0, number(0, x), x)


def _leaky_relu(x: Array, *, slope: Fraction | int = SLOPE) -> Array:
    """Return ``x`` where it is positive, else ``slope`` times ``x``."""
    return x * _leaky_slope(x.real, slope)


def _leaky_slope(x: Array, slope: Fraction | int) -> Array:
    """Return the derivative of leaky_relu; ``slope`` at 0."""
    return np.where(x > 0, number(1, x), number(slope, x))


def _clip(x: Array, *, low: Fraction | int, high: Fraction | int) -> Array:
    """Return ``x``, or the bound that it is beyond."""
    least, most = number(low, x), number(high, x)  # floats compare with Fractions a hundred times more slowly
    return np.where(x.real < least, least, np.where(x.real > most, most, x))


def _side(x: Array, *, low: Fraction | int, high: Fraction | int) -> Array:
    """Return 0 below the bounds, 1 from one to the other, 2 above them."""
    return (x >= number(low, x)).astype(int) + (x > number(high, x))


def _wins(a: Array, b: Array) -> Array:
    """Return the share of ``a`` in the derivative of the larger of two: 1 where it is larger, 1/2 in a tie."""
    return (indicator(a > b, a) + indicator(a >= b, a)) / number(2, a)


def _gap(a: Array, b: Array) -> Array:
    """Return how far each element of ``a`` is from the nearest element of ``b`` that it meets."""
    distance = np.abs(a - b)
    stretched = tuple(axis for axis, size in enumerate(a.shape) if size != distance.shape[axis])
    nearest: Array = distance.min(axis=stretched, keepdims=True)
    return nearest


def _where(mask: Array, a: Array, b: Array) -> Array:
    """Return ``a`` where ``mask`` is not 0, else ``b``."""
    return np.where(mask != 0, a, b)


def _at_zero(convention: str) -> Kink:
    """Return the kink of a function that bends at 0."""
    return Kink(lambda x, **_: x > 0, lambda x, **_: np.abs(x), convention)


def _choice(
    name: str,
    latex: str,
    first: Callable[[Array, Array], Array],
    share: Callable[[Array, Array], Array],
    slopes: tuple[str, str],
) -> Op:
    """Return an op that takes one of two numbers.

    Args:
        name: its name.
        latex: its template.
        first: where its first operand is taken.
        share: the derivative with respect to the first of two operands.
        slopes: the derivatives as people write them.
    """

    def forward(a: Array, b: Array) -> Array:
        return np.where(first(a.real, b.real), a, b)

    return binary(
        name,
        forward,
        (lambda g, _y, a, b: g * share(a, b), lambda g, _y, a, b: g * share(b, a)),
        latex=latex,
        kink=Kink(first, _gap, "in a tie each operand gets half"),
        growth=LONGEST,
        slopes=slopes,
        misconceptions=(
            Misconception("mask forgotten", 0, lambda g, _y, _a, _b: g),
            Misconception("mask forgotten", 1, lambda g, _y, _a, _b: g),
            Misconception("mask inverted", 0, lambda g, _y, a, b: g * share(b, a)),
            Misconception("mask inverted", 1, lambda g, _y, a, b: g * share(a, b)),
        ),
    )


def _comparison(name: str, holds: Callable[[Array, Array], Array], symbol: str, latex: str) -> Op:
    """Return an op that is 1 where ``holds`` is true and 0 elsewhere; nothing flows back through it."""
    return binary(
        name,
        lambda a, b: indicator(holds(a.real, b.real), a),
        (None, None),
        latex=latex,
        symbol=symbol,
        kink=Kink(holds, _gap, "the derivative of a comparison is 0 everywhere"),
        growth=LONGEST,
        slopes=("0", "0"),
    )


OPS = (
    unary(
        "exp",
        exp,
        (lambda g, y, _x: g * y,),
        latex="e^{{{0}}}",
        slopes=("y",),
        misconceptions=(
            Misconception("passed on unchanged", 0, lambda g, _y, _x: g),
            Misconception("exponential of the output", 0, lambda g, y, _x: g * exp(y)),
            Misconception("differentiated as a power", 0, lambda g, y, x: g * x * y / np.e),
        ),
    ),
    unary(
        "log",
        log,
        (lambda g, _y, x: g / x,),
        latex=r"\ln\left({0}\right)",
        slopes=("1 / a",),
        domain=Domain(lambda x: x > 0, "needs a positive operand"),
        misconceptions=(
            Misconception("not the reciprocal", 0, lambda g, _y, x: g * x),
            Misconception("output instead of the derivative", 0, lambda g, y, _x: g * y),
            Misconception("reciprocal of the output", 0, lambda g, y, _x: g / y),
        ),
    ),
    unary(
        "sqrt",
        sqrt,
        (lambda g, y, _x: g / (2 * y),),
        latex=r"\sqrt{{{0}}}",
        slopes=("1 / (2 * y)",),
        domain=Domain(lambda x: x > 0, "needs a positive operand"),
        misconceptions=(
            Misconception("1/2 forgotten", 0, lambda g, y, _x: g / y),
            Misconception("not the reciprocal", 0, lambda g, y, _x: g * y / 2),
            Misconception("input instead of its root", 0, lambda g, _y, x: g / (2 * x)),
        ),
    ),
    unary(
        "abs",
        _abs,
        (lambda g, _y, x: g * (indicator(x > 0, x) - indicator(x < 0, x)),),
        latex=r"\left|{0}\right|",
        slopes=("(a > 0) - (a < 0)",),
        kink=_at_zero("abs'(0) = 0"),
        growth=LONGEST,
        misconceptions=(Misconception("sign forgotten", 0, lambda g, _y, _x: g),),
    ),
    unary(
        "sin",
        sin,
        (lambda g, _y, x: g * cos(x),),
        latex=r"\sin\left({0}\right)",
        slopes=("cos(a)",),
        misconceptions=(
            Misconception("minus sign added", 0, lambda g, _y, x: -g * cos(x)),
            Misconception("output instead of the derivative", 0, lambda g, y, _x: g * y),
        ),
    ),
    unary(
        "cos",
        cos,
        (lambda g, _y, x: -g * sin(x),),
        latex=r"\cos\left({0}\right)",
        slopes=("-sin(a)",),
        misconceptions=(
            Misconception("minus sign forgotten", 0, lambda g, _y, x: g * sin(x)),
            Misconception("output instead of the derivative", 0, lambda g, y, _x: g * y),
        ),
    ),
    unary(
        "tanh",
        tanh,
        (lambda g, y, _x: g * (1 - y**2),),
        latex=r"\tanh\left({0}\right)",
        slopes=("1 - y ** 2",),
        misconceptions=(
            Misconception("input instead of the output", 0, lambda g, _y, x: g * (1 - x**2)),
            Misconception("tanh taken twice", 0, lambda g, y, _x: g * (1 - tanh(y) ** 2)),
            Misconception("output not squared", 0, lambda g, y, _x: g * (1 - y)),
        ),
    ),
    unary(
        "sigmoid",
        _sigmoid,
        (lambda g, y, _x: g * y * (1 - y),),
        latex=r"\sigma\left({0}\right)",
        slopes=("y * (1 - y)",),
        misconceptions=(
            Misconception("input instead of the output", 0, lambda g, _y, x: g * x * (1 - x)),
            Misconception("sigmoid taken twice", 0, lambda g, y, _x: g * _sigmoid(y) * (1 - _sigmoid(y))),
            Misconception("1 - y forgotten", 0, lambda g, y, _x: g * y),
            Misconception("y forgotten", 0, lambda g, y, _x: g * (1 - y)),
        ),
    ),
    unary(
        "relu",
        _relu,
        (lambda g, _y, x: masked(g, x > 0),),
        latex=r"\operatorname{{relu}}\left({0}\right)",
        slopes=("a > 0",),
        kink=_at_zero("relu'(0) = 0"),
        growth=LONGEST,
        misconceptions=(
            Misconception("mask forgotten", 0, lambda g, _y, _x: g),
            Misconception("output instead of the mask", 0, lambda g, y, _x: g * y),
        ),
    ),
    unary(
        "leaky_relu",
        _leaky_relu,
        (lambda g, _y, x, *, slope=SLOPE: g * _leaky_slope(x, slope),),
        latex=r"\operatorname{{leaky\_relu}}\left({0}\right)",
        slopes=("where(a > 0, 1, {slope})",),
        options={"slope": Option(NUMBER)},
        kink=_at_zero("leaky_relu'(0) is the slope below 0"),
        growth=Growth(lambda degree, **_options: degree + 1),  # the digits of the slope
        misconceptions=(
            Misconception("slope forgotten", 0, lambda g, _y, x, **_: masked(g, x > 0)),
            Misconception("mask forgotten", 0, lambda g, _y, _x, **_: g),
        ),
    ),
    unary(
        "softplus",
        _softplus,
        (lambda g, _y, x: g * _sigmoid(x),),
        roundoff=lambda _y, x: np.maximum(np.abs(x), 1),  # log(1 + exp(x)) rounds next to 1
        latex=r"\operatorname{{softplus}}\left({0}\right)",
        slopes=("sigmoid(a)",),
        misconceptions=(Misconception("sigmoid of the output", 0, lambda g, y, _x: g * _sigmoid(y)),),
    ),
    _choice("maximum", r"\max\left({0}, {1}\right)", operator.ge, _wins, (ABOVE, BELOW)),
    _choice("minimum", r"\min\left({0}, {1}\right)", operator.le, lambda a, b: _wins(b, a), (BELOW, ABOVE)),
    Op(
        "where",
        _where,
        (
            None,
            lambda g, _y, mask, _a, _b: masked(g, mask != 0),
            lambda g, _y, mask, _a, _b: masked(g, mask == 0),
        ),
        shape=broadcast_shape,
        latex=r"\operatorname{{where}}\left({0}, {1}, {2}\right)",
        slopes=("0", "where(a, 1, 0)", "where(a, 0, 1)"),
        arity=(3, 3),
        lift=broadcast_lift,
        growth=LONGEST,
        misconceptions=(
            Misconception("mask forgotten", 1, lambda g, _y, _mask, _a, _b: g),
            Misconception("mask forgotten", 2, lambda g, _y, _mask, _a, _b: g),
            Misconception("mask inverted", 1, lambda g, _y, mask, _a, _b: masked(g, mask == 0)),
            Misconception("mask inverted", 2, lambda g, _y, mask, _a, _b: masked(g, mask != 0)),
        ),
    ),
    unary(
        "clip",
        _clip,
        (lambda g, _y, x, *, low, high: masked(g, _side(x, low=low, high=high) == 1),),
        latex=r"\operatorname{{clip}}\left({0}, {low}, {high}\right)",
        slopes=("(a >= {low}) * (a <= {high})",),
        options={"low": Option(NUMBER, required=True), "high": Option(NUMBER, required=True)},
        domain=Domain(
            lambda x, *, low, high: np.full(x.shape, low <= high), "needs a 'low' that is not above its 'high'"
        ),
        kink=Kink(
            _side,
            lambda x, *, low, high: np.minimum(np.abs(x - number(low, x)), np.abs(x - number(high, x))),
            "the derivative of clip is 1 at its bounds",
        ),
        growth=LONGEST,
        misconceptions=(Misconception("mask forgotten", 0, lambda g, _y, _x, **_: g),),
    ),
    _comparison("less", operator.lt, "<", "{0} < {1}"),
    _comparison("less_equal", operator.le, "<=", r"{0} \le {1}"),
    _comparison("greater", operator.gt, ">", "{0} > {1}"),
    _comparison("greater_equal", operator.ge, ">=", r"{0} \ge {1}"),
)
