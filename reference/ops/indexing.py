"""Ops that put arrays together and take parts of them."""

import numpy as np

from reference.errors import ShapeError
from reference.op import Array, Op, Shape
from reference.ops.axes import array_axes, logical_axes
from reference.ops.exactness import LONGEST, number
from reference.options import AXIS, Option

Index = tuple[int | slice, ...]


def _concatenate_shape(*shapes: Shape, axis: int = 0) -> Shape:
    """Return the shape of ``shapes`` one after the other.

    Raises:
        ShapeError: unless they differ along ``axis`` alone.
    """
    (along,) = logical_axes(axis, len(shapes[0]))
    others = {(len(shape), shape[:along], shape[along + 1 :]) for shape in shapes}
    if len(others) > 1:
        raise ShapeError(f"the shapes differ elsewhere than along axis {along}")
    return (*shapes[0][:along], sum(shape[along] for shape in shapes), *shapes[0][along + 1 :])


def _concatenate(*operands: Array, axis: int = 0) -> Array:
    """Return the operands one after the other along ``axis``."""
    return np.concatenate(operands, axis=array_axes(axis, operands[0])[0])


def _concatenate_vjp(g: Array, _y: Array, *operands: Array, position: int, axis: int = 0) -> Array:
    """Return the part of ``g`` that belongs to the operand at ``position``."""
    (along,) = array_axes(axis, g)
    start = sum(operand.shape[along] for operand in operands[:position])
    part = slice(start, start + operands[position].shape[along])
    taken: Array = g[(slice(None),) * along + (part,)]
    return taken


def _slice_shape(shape: Shape, *, index: Index) -> Shape:
    """Return the shape of the part that ``index`` takes.

    Raises:
        ShapeError: if it takes nothing, or reaches where nothing is.
    """
    if len(index) > len(shape):
        raise ShapeError(f"{len(index)} indices for {len(shape)} axes")
    sizes = (_taken(axis, part, shape[axis]) for axis, part in enumerate(index))
    return (*(size for size in sizes if size is not None), *shape[len(index) :])


def _taken(axis: int, part: int | slice, size: int) -> int | None:
    """Return how many elements ``part`` takes of ``size``; None for a single one, which leaves no axis."""
    if isinstance(part, int):
        if not -size <= part < size:
            raise ShapeError(f"index {part} is out of range: axis {axis} has {size} elements")
        return None
    if part.step == 0:
        raise ShapeError(f"the slice of axis {axis} has step 0")
    count = len(range(*part.indices(size)))
    if count == 0:
        raise ShapeError(f"the slice of axis {axis}, which has {size} elements, is empty")
    return count


def _of_each_case(index: Index) -> Index:
    """Return ``index`` for an array with a case axis."""
    return (slice(None), *index)


def _slice(x: Array, *, index: Index) -> Array:
    """Return the part of ``x`` that ``index`` takes."""
    part: Array = x[_of_each_case(index)]
    return part


def _slice_vjp(g: Array, _y: Array, x: Array, *, index: Index) -> Array:
    """Return ``g`` in the places that it was taken from, and 0 elsewhere."""
    cotangent = np.full(x.shape, number(0, x))
    cotangent[_of_each_case(index)] = g
    return cotangent


OPS = (
    Op(
        "concatenate",
        _concatenate,
        (_concatenate_vjp,),
        shape=_concatenate_shape,
        latex=r"\left[{operands}\right]",
        pulls=("g[{part}]",),
        arity=(1, None),
        options={"axis": Option(AXIS)},
        growth=LONGEST,
    ),
    Op(
        "slice",
        _slice,
        (_slice_vjp,),
        shape=_slice_shape,
        latex=r"{0}\left[{index}\right]",
        pulls=("put(g)",),
        growth=LONGEST,
    ),
)
