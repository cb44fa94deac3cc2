"""The shape rules of all families: what fits, and what is said where nothing does."""

import numpy as np
import pytest

from reference.errors import ShapeError
from reference.ops import OPS
from reference.ops.axes import array_axes, logical_axes
from reference.ops.broadcasting import broadcast_lift, broadcast_shape


@pytest.mark.parametrize(
    ("op", "shapes", "options", "problem"),
    [
        ("add", [(2, 3), (2,)], {}, "the shapes do not fit, counted from the right"),
        ("where", [(2,), (2,), (3,)], {}, "the shapes do not fit, counted from the right"),
        ("sum", [(2, 3)], {"axis": 2}, "axis 2 does not exist"),
        ("mean", [(2, 3)], {"axis": -3}, "axis -3 does not exist"),
        ("sum", [()], {"axis": 0}, "axis 0 does not exist: a number has no axes"),
        ("max", [(2, 3)], {"axis": (1, -1)}, "axis 1 is named twice"),
        ("softmax", [()], {}, "axis -1 does not exist: a number has no axes"),
        ("log_softmax", [(3,)], {"axis": 1}, "axis 1 does not exist"),
        ("logsumexp", [(3,)], {"axis": 1, "keepdims": True}, "axis 1 does not exist"),
        ("matmul", [(), (3,)], {}, "a number has no axis to multiply along"),
        ("matmul", [(3, 3), ()], {}, "a number has no axis to multiply along"),
        ("matmul", [(2, 3), (2, 3)], {}, "the inner sizes differ, 3 and 2"),
        ("matmul", [(2,), (3,)], {}, "the inner sizes differ, 2 and 3"),
        ("matmul", [(2, 4, 5), (3, 5, 4)], {}, "the shapes do not fit, counted from the right"),
        ("transpose", [(2, 3)], {"axes": (0,)}, "'axes' names 1 of 2 axes"),
        ("transpose", [(2, 3)], {"axes": (0, 0)}, "axis 0 is named twice"),
        ("transpose", [(2, 3)], {"axes": (0, 2)}, "axis 2 does not exist"),
        ("reshape", [(2, 3)], {"shape": (4, 2)}, "6 elements do not fill the shape (4, 2)"),
        ("reshape", [(2, 3)], {"shape": (4, -1)}, "6 elements do not fill the shape (4, -1)"),
        ("reshape", [(2, 3)], {"shape": (0, -1)}, "6 elements do not fill the shape (0, -1)"),
        ("reshape", [(2, 3)], {"shape": (-2, -3)}, "6 elements do not fill the shape (-2, -3)"),
        ("reshape", [(2, 3)], {"shape": ()}, "6 elements do not fill the shape ()"),
        ("reshape", [(2, 3)], {"shape": (-1, -1)}, "only one size can be -1"),
        ("broadcast_to", [(2, 3)], {"shape": (3,)}, "the operand does not stretch to (3,)"),
        ("broadcast_to", [(3,)], {"shape": (1,)}, "the operand does not stretch to (1,)"),
        ("broadcast_to", [(2,)], {"shape": (3,)}, "the operand does not stretch to (3,)"),
        ("broadcast_to", [()], {"shape": (2, -1)}, "the operand does not stretch to (2, -1)"),
        ("broadcast_to", [()], {"shape": (0,)}, "the operand does not stretch to (0,)"),
        ("concatenate", [(), ()], {}, "axis 0 does not exist: a number has no axes"),
        ("concatenate", [(2, 3), (2, 4)], {}, "the shapes differ elsewhere than along axis 0"),
        ("concatenate", [(2, 3), (2,)], {}, "the shapes differ elsewhere than along axis 0"),
        ("concatenate", [(2, 3), (2,)], {"axis": 1}, "the shapes differ elsewhere than along axis 1"),
        ("concatenate", [(2, 3), (3, 3)], {"axis": -1}, "the shapes differ elsewhere than along axis 1"),
        ("slice", [(3,)], {"index": (3,)}, "index 3 is out of range: axis 0 has 3 elements"),
        ("slice", [(3, 2)], {"index": (0, -3)}, "index -3 is out of range: axis 1 has 2 elements"),
        ("slice", [(3,)], {"index": (0, 0)}, "2 indices for 1 axes"),
        ("slice", [(3,)], {"index": (slice(3, 5),)}, "the slice of axis 0, which has 3 elements, is empty"),
        ("slice", [(3,)], {"index": (slice(0, 3, 0),)}, "the slice of axis 0 has step 0"),
    ],
)
def test_shapes_that_do_not_fit_are_named(op, shapes, options, problem):
    with pytest.raises(ShapeError) as caught:
        OPS[op].shape(*shapes, **options)
    assert caught.value.problem == problem


def test_axis_that_does_not_exist_is_answered_with_those_that_do():
    with pytest.raises(ShapeError) as caught:
        logical_axes(5, 2)
    assert caught.value.remedy == "the axes run from 0 to 1, or from -2 to -1"


def test_axes_are_counted_from_either_end_and_without_the_case_axis():
    assert logical_axes(None, 3) == (0, 1, 2)
    assert logical_axes((-1, 0), 3) == (2, 0)
    assert array_axes(-1, np.zeros((9, 2, 3))) == (2,)
    assert array_axes(None, np.zeros(9)) == ()


@pytest.mark.parametrize(
    ("shapes", "result"),
    [
        ([()], ()),
        ([(2, 3)], (2, 3)),
        ([(2, 3), (2, 3), (2, 3)], (2, 3)),
        ([(2, 3), (2, 3), (1, 3)], (2, 3)),
        ([(1, 3), (2, 3), (2, 3)], (2, 3)),
        ([(), (2,)], (2,)),
        ([(2, 1), (3,)], (2, 3)),
        ([(0,), (0,)], (0,)),
    ],
)
def test_shapes_stretch_to_each_other(shapes, result):
    assert broadcast_shape(*shapes) == result
    assert broadcast_shape(*map(list, shapes)) == result  # a tuple, whatever came


def test_shapes_that_are_alike_are_lifted_as_they_are():
    assert broadcast_lift((2, 3), (2, 3)) == ((2, 3), (2, 3), (2, 3))
    assert broadcast_lift((3,), (2, 3)) == ((1, 3), (2, 3), (2, 3))
