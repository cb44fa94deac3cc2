"""Axes as authors count them, without the case axis, and as arrays count them, with it."""

from collections import Counter

from reference.errors import ShapeError
from reference.op import Array

Axis = int | tuple[int, ...] | None
"""One axis, several, or None for all of them; negative ones count from the end."""


def logical_axes(axis: Axis, rank: int) -> tuple[int, ...]:
    """Return the axes that ``axis`` names in a shape of ``rank`` axes, none of them negative.

    Raises:
        ShapeError: if there is no such axis, or one is named twice.
    """
    if axis is None:
        return tuple(range(rank))
    resolved = tuple(_resolve(one, rank) for one in (axis if isinstance(axis, tuple) else (axis,)))
    for one, times in Counter(resolved).items():
        if times > 1:
            raise ShapeError(f"axis {one} is named twice")
    return resolved


def array_axes(axis: Axis, x: Array) -> tuple[int, ...]:
    """Return the axes that ``axis`` names, as they stand in ``x``, whose first axis is that of the cases."""
    return tuple(1 + one for one in logical_axes(axis, x.ndim - 1))


def _resolve(axis: int, rank: int) -> int:
    """Return ``axis`` counted from the front."""
    if rank == 0:
        raise ShapeError(f"axis {axis} does not exist: a number has no axes")
    if not -rank <= axis < rank:
        raise ShapeError(
            f"axis {axis} does not exist", remedy=f"the axes run from 0 to {rank - 1}, or from -{rank} to -1"
        )
    return axis % rank
