"""How many operations on numbers forward and backward really do: numbers that count, run through the engine."""

import operator
from collections import Counter
from collections.abc import Callable
from typing import Any, Self

import numpy as np
from programs import Program

from reference.op import Array
from reference.tape import backward, forward

DONE: Counter[str] = Counter()
"""What has been done so far, by kind."""


class Counted:
    """A float that counts what is done to it; the engine takes it as it takes Fractions."""

    __slots__ = ("value",)

    def __init__(self, value: float) -> None:
        self.value = value

    def __float__(self) -> float:
        return float(self.value)

    def _done(self, kind: str, function: Callable[[float, float], Any], other: Any) -> Any:
        DONE[kind] += 1
        return function(self.value, float(other))

    def __add__(self, other: Any) -> Self:
        return type(self)(self._done("additions", operator.add, other))

    def __sub__(self, other: Any) -> Self:
        return type(self)(self._done("additions", operator.sub, other))

    def __mul__(self, other: Any) -> Self:
        return type(self)(self._done("multiplications", operator.mul, other))

    def __truediv__(self, other: Any) -> Self:
        return type(self)(self._done("multiplications", operator.truediv, other))

    __radd__, __rmul__ = __add__, __mul__

    def __le__(self, other: Any) -> bool:
        return bool(self._done("comparisons", operator.le, other))

    def __gt__(self, other: Any) -> bool:
        return bool(self._done("comparisons", operator.gt, other))


def by_reverse_mode(program: Program) -> Counter[str]:
    """Return what forward and backward do at one point, all gradients included."""
    point = program.points(1)
    DONE.clear()
    graph = program.graph()
    tape = forward(graph, dict(zip(graph.inputs, _counted(point).T, strict=True)))
    swept = backward(tape)
    done = Counter(DONE)
    gradient = np.array([float(swept[name][0]) for name in graph.inputs])
    _check(program, point, gradient, tolerance=1e-9)  # sums of 10,000 terms, in another order
    return done


def by_differences(program: Program) -> Counter[str]:
    """Return what one-sided differences do at one point: the forward pass once more for each input."""
    point, step = program.points(1), 1e-6
    moved = _counted(np.concatenate([point, point + step * np.eye(program.inputs)]))
    DONE.clear()
    graph = program.graph()
    losses = forward(graph, dict(zip(graph.inputs, moved.T, strict=True))).output
    slopes = (losses[1:] - losses[0]) / step
    done = Counter(DONE)
    _check(program, point, slopes.astype(float), tolerance=1e-6)  # the step's rounding, 1e-16 / 1e-6, of 100 terms
    return done


def _counted(numbers: Array) -> Array:
    """Return ``numbers`` as ones that count."""
    return np.array([[Counted(number) for number in row] for row in numbers.tolist()], dtype=object)


def _check(program: Program, point: Array, gradient: Array, *, tolerance: float) -> None:
    """Raise an error if ``gradient`` is wrong: then what was counted is of no interest."""
    _, right = program.answer(point)
    np.testing.assert_allclose(gradient, right[0], rtol=tolerance, atol=tolerance)
