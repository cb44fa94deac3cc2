"""What elementwise ops share: their operands are stretched to each other, as in NumPy."""

from functools import partial
from typing import Any

import numpy as np

from reference.errors import ShapeError
from reference.op import Op, Shape


def broadcast_shape(*shapes: Shape, **_options: Any) -> Shape:
    """Return the shape that ``shapes`` stretch to.

    Raises:
        ShapeError: if they do not fit, counted from the right.
    """
    if shapes.count(shapes[0]) == len(shapes):
        return tuple(shapes[0])  # at once, as nearly all are
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        raise ShapeError("the shapes do not fit, counted from the right") from None


def broadcast_lift(*shapes: Shape, **_options: Any) -> tuple[Shape, ...]:
    """Return ``shapes`` at the rank of their result, ones in front, and the result's shape."""
    result = broadcast_shape(*shapes)
    return (*((1,) * (len(result) - len(shape)) + tuple(shape) for shape in shapes), result)


unary = partial(Op, shape=broadcast_shape)
"""An elementwise `Op` of one operand."""

binary = partial(Op, arity=(2, 2), shape=broadcast_shape, lift=broadcast_lift)
"""An elementwise `Op` of two operands, stretched to each other."""
