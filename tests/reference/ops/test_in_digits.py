"""Every operation in 50 digits, held against plain formulas in 200: values, and gradients by differences of those."""

import math
from collections.abc import Callable
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from reference.digits import in_digits
from reference.exact import fractions
from reference.graph import Graph, Node
from reference.op import Array
from reference.ops import OPS
from reference.tape import backward, forward
from tests.reference.ops.test_ops import BINARY, EXAMPLES, Example, differentiable, exact_operands

MP = mpmath.mp.clone()
MP.dps = 200
STEP = MP.mpf(10) ** -70  # its square is beyond 100 digits, and what is left of 200 is too
RIGHT = MP.mpf(10) ** -45  # of 50 digits a few may go in a sum


def precise(number) -> mpmath.mpf:
    """Return an exact number, or an int, as one of 200 digits, without a loss if it has 50."""
    if isinstance(number, Fraction | int | float):
        return MP.mpf(Fraction(number).numerator) / Fraction(number).denominator
    return MP.make_mpf(number.raw)


PRECISE = np.frompyfunc(precise, 1, 1)
EXP, LOG = np.frompyfunc(MP.exp, 1, 1), np.frompyfunc(MP.log, 1, 1)


def clip(x: Array, low: Fraction, high: Fraction) -> Array:
    return np.minimum(np.maximum(x, precise(low)), precise(high))


def logsumexp(x: Array, axis=None, *, keepdims: bool = False) -> Array:
    return LOG(np.sum(np.asarray(EXP(x)), axis=axis, keepdims=keepdims))


UNARY = {
    "identity": lambda x: x,
    "neg": lambda x: -x,
    "abs": abs,
    "relu": lambda x: max(x, 0),
    "sigmoid": lambda x: 1 / (1 + MP.exp(-x)),
    "softplus": lambda x: MP.log(1 + MP.exp(x)),
    **{name: getattr(MP, name) for name in ("exp", "log", "sqrt", "sin", "cos", "tanh")},
}
PLAIN: dict[str, Callable[..., Array]] = {
    **{op: np.frompyfunc(function, 1, 1) for op, function in UNARY.items()},
    **{op: np.frompyfunc(function, 2, 1) for op, function in BINARY.items()},
    "leaky_relu": lambda x, slope=Fraction(1, 100): np.maximum(x, precise(slope) * x),
    "pow": lambda x, exponent: np.frompyfunc(MP.power, 2, 1)(x, precise(exponent)),
    "clip": clip,
    "softmax": lambda x, axis=-1: EXP(x) / EXP(x).sum(axis=axis, keepdims=True),
    "log_softmax": lambda x, axis=-1: x - logsumexp(x, axis, keepdims=True),
    "logsumexp": logsumexp,
}
"""Formulas for one case, as `Example.plain` has them for floats; the others serve numbers of every kind."""


def of_one_case(values: Array) -> Array:
    """Return the values at the only case; NumPy makes an element of a number, not an array."""
    return values.reshape(values.shape[1:])


def plain(example: Example, operands: list[Array]) -> Array:
    if example.op in PLAIN:
        return np.asarray(PLAIN[example.op](*operands, **example.options), dtype=object)
    return np.asarray(example.plain(*operands), dtype=object)


def slopes(example: Example, operands: list[Array], position: int, g: Array) -> Array:
    """Return the gradient of one operand along ``g`` by central differences of the plain formula."""
    found = np.empty(operands[position].size, dtype=object)
    for element in range(found.size):
        move = np.full(found.size, MP.mpf(0))
        move[element] = STEP
        moves = [0] * len(operands)
        moves[position] = move.reshape(operands[position].shape)
        above, below = (
            plain(example, [np.asarray(x + side * by) for x, by in zip(operands, moves, strict=True)])
            for side in (1, -1)
        )
        found[element] = np.sum((above - below) * g) / (2 * STEP)
    return found.reshape(operands[position].shape)


def assert_right(got: Array, expected: Array) -> None:
    assert got.shape == expected.shape
    for one, right in zip(got.flat, expected.flat, strict=True):
        assert abs(precise(one) - right) <= RIGHT * max(1, abs(right))


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_values_and_gradients_have_45_right_digits(example):
    operands = {name: in_digits(value[:1]) for name, value in exact_operands(example).items()}
    tape = forward(example.graph, operands)
    precise_operands = [of_one_case(PRECISE(value)) for value in operands.values()]
    assert_right(of_one_case(tape.output), plain(example, precise_operands))
    g = fractions(np.linspace(0.3, -1.7, tape.output.size)).reshape(tape.output.shape)
    gradients = backward(tape, g)
    for name in differentiable(example):
        expected = slopes(example, precise_operands, example.names.index(name), of_one_case(PRECISE(g)))
        assert_right(of_one_case(gradients[name]), expected)


@pytest.mark.parametrize("exponent", [Fraction(1, 2), Fraction(-2, 3)])
@pytest.mark.parametrize("op", ["log", "sqrt", "exp", "softplus", "pow"])
def test_a_fraction_goes_into_a_function_that_no_fraction_has(op, exponent):
    options = {"exponent": exponent} if op == "pow" else {}
    graph = Graph(("x",), (Node("two", OPS["constant"], (), {"value": 2}), Node("y", OPS[op], ("two",), options)), "y")
    (got,) = forward(graph, {"x": np.array([Fraction(1)], dtype=object)}).output
    (expected,) = plain(Example(op, ((),), math.nan, options), [np.array([MP.mpf(2)])])
    assert abs(precise(got) - expected) <= RIGHT


def test_numbers_that_share_the_maximum_are_counted_exactly():
    x = fractions(np.array([[1.5, 1.5, 1.5, 0.25]]))
    graph = Graph(("x",), (Node("y", OPS["logsumexp"], ("x",)),), "y")
    (got,) = forward(graph, {"x": x}).output
    assert abs(precise(got) - logsumexp(PRECISE(x))) <= RIGHT
