"""Ops along axes: sums, means, maxima, and the softmax family.

A result is seen with its reduced axes kept, of length 1 (see `Op.lift`), so it fits its operand as it is; ``keepdims``
only decides the shape that the author gets. The softmax family subtracts the maximum first, so nothing overflows.
"""

import math
from functools import partial
from typing import Any

import numpy as np

from reference.op import Array, Kink, Misconception, Op, Shape
from reference.ops.axes import Axis, array_axes, logical_axes
from reference.ops.exactness import LONGEST, indicator, number
from reference.ops.transcendental import exp, expm1, log, log1p
from reference.options import AXES, FLAG, Option


def _reduced(shape: Shape, *, axis: Axis = None, keepdims: bool = False) -> Shape:
    """Return ``shape`` without the axes that are reduced, or with length 1 in their places."""
    gone = logical_axes(axis, len(shape))
    return tuple(1 if at in gone else size for at, size in enumerate(shape) if keepdims or at not in gone)


def _lift(shape: Shape, *, axis: Axis = None, **_options: Any) -> tuple[Shape, Shape]:
    """Return the operand's shape as it is, and the result's with its reduced axes kept."""
    return shape, _reduced(shape, axis=axis, keepdims=True)


def _kept(shape: Shape, *, axis: Axis = -1) -> Shape:
    """Return ``shape``, having made sure that it has the axes of ``axis``."""
    logical_axes(axis, len(shape))
    return shape


def _sum(x: Array, axis: Axis) -> Array:
    """Return the sums along ``axis``, which keeps its place."""
    total: Array = x.sum(axis=array_axes(axis, x), keepdims=True)
    return total


def _max(x: Array, axis: Axis) -> Array:
    """Return the maxima along ``axis``, which keeps its place; complex numbers are ordered by their real parts."""
    top: Array = x.max(axis=array_axes(axis, x), keepdims=True)
    return top


def _length(x: Array, axis: Axis) -> Array:
    """Return how many elements are reduced to one."""
    return number(math.prod(x.shape[at] for at in array_axes(axis, x)), x)


def _spread(g: Array, x: Array) -> Array:
    """Return ``g`` for every element that was reduced."""
    return np.broadcast_to(g, x.shape)


def _on_top(x: Array, axis: Axis) -> Array:
    """Return where the largest are; asked of ``x`` itself, as a recorded maximum may have been disturbed."""
    claim: Array = x == _max(x, axis)
    return claim


def _max_vjp(g: Array, _y: Array, x: Array, *, axis: Axis = None, **_options: Any) -> Array:
    """Return ``g`` where the maximum is, in equal parts where it is more than once."""
    share = indicator(_on_top(x, axis), x)
    return g * share / _sum(share, axis)


def _max_distance(x: Array, *, axis: Axis = None, **_options: Any) -> Array:
    """Return how far each element is from the top, and the top itself from the next best."""
    gap = _max(x, axis) - x
    on_top = _on_top(x, axis)
    lead = np.where(on_top, np.inf, gap).min(axis=array_axes(axis, x), keepdims=True)
    alone = _sum(on_top, axis) == 1
    return np.where(on_top, np.where(alone, lead, number(0, x)), gap)


def _log_sum(shifted: Array, axis: Axis) -> Array:
    """Return the logarithm of the sum of the exponentials of numbers of which the largest is 0.

    The largest stand apart, as a count: beside their 1 a small exponential would lose its digits. What ``expm1`` adds
    for them is 0 but for the imaginary part of a complex step.
    """
    largest = shifted.real == 0
    count = _sum(indicator(largest, shifted.real), axis)
    rest = _sum(np.where(largest, expm1(shifted), exp(shifted)), axis)
    total: Array = log(count) + log1p(rest / count)
    return total


def _logsumexp(x: Array, axis: Axis) -> Array:
    """Return the logarithms of the sums of the exponentials along ``axis``, which keeps its place."""
    top = _max(x.real, axis)
    return top + _log_sum(x - top, axis)


def _log_softmax(x: Array, axis: Axis) -> Array:
    """Return ``x`` less its logsumexp along ``axis``."""
    shifted = x - _max(x.real, axis)
    return shifted - _log_sum(shifted, axis)


def _softmax(x: Array, axis: Axis) -> Array:
    """Return the exponentials divided by their sums along ``axis``."""
    exponentials: Array = exp(x - _max(x.real, axis))
    return exponentials / _sum(exponentials, axis)


reducing = partial(Op, shape=_reduced, options={"axis": Option(AXES), "keepdims": Option(FLAG)}, lift=_lift)
"""An `Op` that turns the axes of ``axis`` into one number each."""

OPS = (
    reducing(
        "sum",
        lambda x, *, axis=None, **_: _sum(x, axis),
        (lambda g, _y, x, **_: _spread(g, x),),
        latex=r"\sum {0}",
        pulls=("broadcast_to(g, {own})",),
        symbol="sum",
        growth=LONGEST,
        misconceptions=(
            Misconception("divided by n", 0, lambda g, _y, x, *, axis=None, **_: _spread(g / _length(x, axis), x)),
        ),
    ),
    reducing(
        "mean",
        lambda x, *, axis=None, **_: _sum(x, axis) / _length(x, axis),
        (lambda g, _y, x, *, axis=None, **_: _spread(g / _length(x, axis), x),),
        latex=r"\operatorname{{mean}}\left({0}\right)",
        pulls=("broadcast_to(g / {count}, {own})",),
        growth=LONGEST,
        misconceptions=(
            Misconception("1/n forgotten", 0, lambda g, _y, x, **_: _spread(g, x)),
            Misconception(
                "divided by the number of all elements", 0, lambda g, _y, x, **_: _spread(g / _length(x, None), x)
            ),
            Misconception(
                "divided by the length of the other axes",
                0,
                lambda g, _y, x, *, axis=None, **_: _spread(g * _length(x, axis) / _length(x, None), x),
            ),
            Misconception(
                "not all axes counted",
                0,
                lambda g, _y, x, *, axis=None, **_: _spread(
                    g / number(math.prod(x.shape[at] for at in array_axes(axis, x)[:1]), x), x
                ),
            ),
        ),
    ),
    reducing(
        "max",
        lambda x, *, axis=None, **_: _max(x, axis),
        (_max_vjp,),
        latex=r"\max\left({0}\right)",
        pulls=("g * (a >= y) / sum(a >= y, axis={axis}, keepdims=True)",),
        kink=Kink(
            lambda x, *, axis=None, **_: _on_top(x, axis),
            _max_distance,
            "in a tie the largest elements share the gradient evenly",
        ),
        growth=LONGEST,
        misconceptions=(
            Misconception("mask forgotten", 0, lambda g, _y, x, **_: _spread(g, x)),
            Misconception("maximum instead of the mask", 0, lambda g, y, x, **_: _spread(g * y, x)),
        ),
    ),
    Op(
        "softmax",
        lambda x, *, axis=-1: _softmax(x, axis),
        (lambda g, y, _x, *, axis=-1: y * (g - _sum(g * y, axis)),),
        shape=_kept,
        latex=r"\operatorname{{softmax}}\left({0}\right)",
        pulls=("y * (g - sum(g * y, axis={axis}, keepdims=True))",),
        options={"axis": Option(AXES)},
        abs_vjps=(lambda g, y, _x, *, axis=-1: y * (g + _sum(g * y, axis)),),  # a bound: the diagonal is y - y²
        misconceptions=(
            Misconception("only the diagonal of the Jacobian", 0, lambda g, y, _x, **_: g * y * (1 - y)),
            Misconception("output instead of the derivative", 0, lambda g, y, _x, **_: g * y),
        ),
    ),
    Op(
        "log_softmax",
        lambda x, *, axis=-1: _log_softmax(x, axis),
        (lambda g, y, _x, *, axis=-1: g - exp(y) * _sum(g, axis),),
        shape=_kept,
        latex=r"\operatorname{{log\_softmax}}\left({0}\right)",
        pulls=("g - exp(y) * sum(g, axis={axis}, keepdims=True)",),
        options={"axis": Option(AXES)},
        abs_vjps=(lambda g, y, _x, *, axis=-1: g + exp(y) * _sum(g, axis),),  # a bound, as for softmax
        roundoff=lambda y, x, **_: np.maximum(np.maximum(np.abs(x), np.abs(x - y)), 1),  # x - log(sum(exp(x)))
        misconceptions=(
            Misconception("softmax not subtracted", 0, lambda g, _y, _x, **_: g),
            Misconception("upstream not summed", 0, lambda g, y, _x, **_: g * (1 - exp(y))),
        ),
    ),
    reducing(
        "logsumexp",
        lambda x, *, axis=None, **_: _logsumexp(x, axis),
        (lambda g, y, x, **_: g * exp(x - y),),
        roundoff=lambda y, _x, **_: np.maximum(np.abs(y), 1),  # log(sum(exp(x))) rounds next to 1
        latex=r"\operatorname{{logsumexp}}\left({0}\right)",
        pulls=("g * exp(a - y)",),
        misconceptions=(
            Misconception("softmax not normalised", 0, lambda g, _y, x, **_: g * exp(x)),
            Misconception("passed on unchanged", 0, lambda g, _y, x, **_: _spread(g, x)),
        ),
    ),
)
