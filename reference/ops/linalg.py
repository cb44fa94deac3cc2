"""The matrix product, with NumPy's rules for vectors, matrices and stacks of matrices."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from reference.errors import ShapeError
from reference.op import Array, Misconception, Op, Shape
from reference.ops.broadcasting import broadcast_lift
from reference.ops.exactness import TOGETHER


def _lift(left: Shape, right: Shape) -> tuple[Shape, Shape, Shape]:
    """Return both operands and the result as stacks of matrices: a vector is a row on the left, a column on the right.

    Raises:
        ShapeError: if an operand is a number, the inner sizes differ, or the stacks do not stretch to each other.
    """
    if not left or not right:
        raise ShapeError("a number has no axis to multiply along", remedy="multiply by a number with '*'")
    *left_stack, rows, inner = (1, *left) if len(left) == 1 else left
    *right_stack, also_inner, columns = (*right, 1) if len(right) == 1 else right
    if inner != also_inner:
        raise ShapeError(
            f"the inner sizes differ, {inner} and {also_inner}",
            remedy="the last axis of the left operand must be as long as the last but one (or only one) of the right",
        )
    left_lifted, right_lifted, stack = broadcast_lift(tuple(left_stack), tuple(right_stack))
    return (*left_lifted, rows, inner), (*right_lifted, inner, columns), (*stack, rows, columns)


def _shape(left: Shape, right: Shape) -> Shape:
    """Return the shape of the product, without the axes that only stood in for vectors."""
    *stack, rows, columns = _lift(left, right)[-1]
    return (*stack, *((rows,) if len(left) > 1 else ()), *((columns,) if len(right) > 1 else ()))


def _transposed(matrices: Array) -> Array:
    """Return each matrix of a stack transposed."""
    return np.swapaxes(matrices, -1, -2)


def _refilled(matrices: Array) -> Array:
    """Return each matrix of a stack in the shape of its transpose, its elements in the order that they had."""
    return matrices.reshape(_transposed(matrices).shape)


VECTOR_PULLS: Mapping[tuple[int, ...], tuple[str, str]] = MappingProxyType(
    {
        (1, 1): ("g * b", "g * a"),
        (1, 2): ("g @ transpose(b, axes={swapped})", "reshape(a, (-1, 1)) @ reshape(g, (1, -1))"),
        (2, 1): ("reshape(g, (-1, 1)) @ reshape(b, (1, -1))", "transpose(a, axes={swapped}) @ g"),
    }
)
"""`Op.pulls` of the matrix product where an operand is a vector, by the number of axes of each."""

OPS = (
    Op(
        "matmul",
        np.matmul,
        (lambda g, _y, _a, b: g @ _transposed(b), lambda g, _y, a, _b: _transposed(a) @ g),
        shape=_shape,
        latex="{0} {1}",
        pulls=("g @ transpose(b, axes={swapped})", "transpose(a, axes={swapped}) @ g"),
        arity=(2, 2),
        lift=_lift,
        symbol="@",
        abs_vjps=(
            lambda g, _y, _a, b: g @ np.abs(_transposed(b)),
            lambda g, _y, a, _b: np.abs(_transposed(a)) @ g,
        ),
        growth=TOGETHER,
        misconceptions=(
            Misconception("reshaped instead of transposed", 0, lambda g, _y, _a, b: g @ _refilled(b)),
            Misconception("reshaped instead of transposed", 1, lambda g, _y, a, _b: _refilled(a) @ g),
        ),
    ),
)
