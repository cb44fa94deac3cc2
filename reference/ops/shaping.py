"""Ops that move elements without changing them: transpose, reshape, broadcast_to."""

import math
from typing import Any

import numpy as np

from reference.errors import ShapeError
from reference.op import Array, Misconception, Op, Shape
from reference.ops.axes import Axis, logical_axes
from reference.ops.exactness import LONGEST
from reference.options import AXES, SHAPE, Option


def _order(axes: Axis, rank: int) -> tuple[int, ...]:
    """Return the axes of the operand in the order in which the result has them; reversed where none is given.

    Raises:
        ShapeError: unless each axis is named once.
    """
    if axes is None:
        return tuple(reversed(range(rank)))
    order = logical_axes(axes, rank)
    if len(order) != rank:
        raise ShapeError(f"'axes' names {len(order)} of {rank} axes", remedy="name every axis once")
    return order


def _permuted(x: Array, order: tuple[int, ...]) -> Array:
    """Return ``x`` with its axes in ``order``; the case axis stays in front."""
    return x.transpose(0, *(1 + axis for axis in order))


def _transpose_shape(shape: Shape, *, axes: Axis = None) -> Shape:
    """Return ``shape`` in the order of the result."""
    return tuple(shape[axis] for axis in _order(axes, len(shape)))


def _transpose(x: Array, *, axes: Axis = None) -> Array:
    """Return ``x`` with its axes permuted."""
    return _permuted(x, _order(axes, x.ndim - 1))


def _transpose_vjp(g: Array, _y: Array, x: Array, *, axes: Axis = None) -> Array:
    """Return ``g`` with every axis back where it came from."""
    order = _order(axes, x.ndim - 1)
    return _permuted(g, tuple(order.index(axis) for axis in range(len(order))))


def _permuted_again(g: Array, _y: Array, x: Array, *, axes: Axis = None) -> Array:
    """Return ``g`` with its axes permuted as in the forward pass; where that gives another shape, filled in anew."""
    return _transpose(g, axes=axes).reshape(x.shape)


def _reshape_shape(old: Shape, *, shape: Shape) -> Shape:
    """Return ``shape`` with its -1, if it has one, worked out.

    Raises:
        ShapeError: if that leaves elements over or wanting.
    """
    if shape.count(-1) > 1:
        raise ShapeError("only one size can be -1")
    size, known = math.prod(old), math.prod(length for length in shape if length != -1)
    resolved = tuple(size // known if length == -1 and known > 0 else length for length in shape)
    if min(resolved, default=1) < 1 or math.prod(resolved) != size:
        raise ShapeError(f"{size} elements do not fill the shape {shape}")
    return resolved


def _broadcast_shape(old: Shape, *, shape: Shape) -> Shape:
    """Return ``shape``.

    Raises:
        ShapeError: if the operand does not stretch to it.
    """
    stretches = all(size in (1, target) for size, target in zip(reversed(old), reversed(shape), strict=False))
    if not stretches or len(old) > len(shape) or min(shape, default=1) < 1:
        raise ShapeError(f"the operand does not stretch to {shape}")
    return shape


def _broadcast_lift(old: Shape, *, shape: Shape) -> tuple[Shape, Shape]:
    """Return the operand's shape at the rank of the result, ones in front, and the result's shape."""
    return (1,) * (len(shape) - len(old)) + tuple(old), shape


def _summed_altogether(g: Array, _y: Array, x: Array, **_options: Any) -> Array:
    """Return the sum of the whole of ``g`` for every element."""
    return np.broadcast_to(g.sum(axis=tuple(range(1, g.ndim)), keepdims=True), x.shape)


OPS = (
    Op(
        "transpose",
        _transpose,
        (_transpose_vjp,),
        shape=_transpose_shape,
        latex=r"{0}^\top",
        pulls=("transpose(g, axes={inverse})",),
        options={"axes": Option(AXES)},
        symbol="T",
        growth=LONGEST,
        misconceptions=(
            Misconception("reshaped instead of transposed back", 0, lambda g, _y, x, **_: g.reshape(x.shape)),
            Misconception("permuted the same way again", 0, _permuted_again),
        ),
    ),
    Op(
        "reshape",
        lambda x, *, shape: x.reshape(len(x), *_reshape_shape(x.shape[1:], shape=shape)),
        (lambda g, _y, x, **_: g.reshape(x.shape),),
        shape=_reshape_shape,
        latex=r"\operatorname{{reshape}}\left({0}, {shape}\right)",
        pulls=("reshape(g, {own})",),
        options={"shape": Option(SHAPE, required=True)},
        growth=LONGEST,
    ),
    Op(
        "broadcast_to",
        lambda x, *, shape: np.broadcast_to(x, (len(x), *shape)),
        (lambda g, _y, _x, **_: g,),  # the engine sums it along the axes that were stretched
        shape=_broadcast_shape,
        latex=r"\operatorname{{broadcast\_to}}\left({0}, {shape}\right)",
        pulls=("g",),
        options={"shape": Option(SHAPE, required=True)},
        lift=_broadcast_lift,
        growth=LONGEST,
        misconceptions=(Misconception("summed along every axis", 0, _summed_altogether),),
    ),
)
