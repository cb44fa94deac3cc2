from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

from grader.pages.explanation.text import Text
from grader.pages.explanation.writing import write
from reference.equations import parse_equations
from reference.explain import Figure, Partial, Point, Symbol, explain
from reference.explain.rules import OPERANDS, slope
from reference.ops import OPS
from reference.tape import absolute_backward, backward, forward
from tests.reference.explain.evaluating import evaluated
from tests.reference.random_graphs import tensor_points

ELEMENTWISE = {
    "leaky_relu": [{}, {"slope": 0.25}],
    "pow": [{"exponent": 3}, {"exponent": -1}, {"exponent": 0}, {"exponent": 1}],
    "clip": [{"low": -0.5, "high": 0.5}],
}
POINTS = np.array([0.3, 0.7, 1.0, 1.9])


@pytest.mark.parametrize("op", OPS.values(), ids=list(OPS))
def test_every_vjp_of_every_op_is_written_down(op):
    assert len(op.slopes or op.pulls) == len(op.vjps)
    assert not (op.slopes and op.pulls)


@pytest.mark.parametrize(
    ("name", "options"),
    [(op.name, options) for op in OPS.values() if op.slopes for options in ELEMENTWISE.get(op.name, [{}])],
)
def test_a_slope_is_what_the_vjp_says_at_kinks_too(name, options):
    op = OPS[name]
    grids = np.meshgrid(*[np.concatenate([-POINTS, POINTS])] * op.arity[0])
    operands = [np.abs(grid).ravel() if op.domain and name in {"log", "sqrt"} else grid.ravel() for grid in grids]
    out = op.forward(*operands, **options)
    values = dict(zip(OPERANDS, operands, strict=False)) | {"y": out}
    for position, vjp in enumerate(op.vjps):
        formula = slope(op, position, tuple(map(Symbol, OPERANDS)), Symbol("y"), options)
        told = np.zeros_like(out) if vjp is None else vjp(np.ones_like(out), out, *operands, **options)
        np.testing.assert_allclose(
            np.broadcast_to(evaluated(formula, lambda leaf: values[leaf.name]), told.shape), told, rtol=1e-12
        )


@given(tensor_points())
def test_what_is_said_of_a_gradient_comes_to_that_gradient(point):
    first = {name: value[0] for name, value in point.inputs.items()}
    upstream = point.upstream[0] if point.upstream[0].shape else None
    worked = explain(point.graph, Point(first, point.dims, upstream))
    tape = forward(worked.graph, {name: value[np.newaxis] for name, value in first.items()}, point.dims)
    along = None if upstream is None else upstream[np.newaxis]
    gradients, scales = backward(tape, along), absolute_backward(tape, along)
    local = {gradient.edge: gradient.equality.sides[-1] for gradient in worked.local}

    def leaf(part):
        match part:
            case Symbol("upstream"):
                return upstream
            case Symbol(name):
                return point.dims[name] if name in point.dims else tape.values[name][0]
            case Partial(of, by) if of == worked.loss:
                return gradients[by][0]
            case Partial(of, by):
                return local[of, by].value

    for equality in worked.chain:
        name, formula = equality.sides[0].by, equality.sides[1]
        if isinstance(formula, Figure):
            continue
        told = np.broadcast_to(evaluated(formula, leaf, point.dims), gradients[name][0].shape)
        size = 1e-9 * scales[name][0].max(initial=1.0)  # what rounds: the terms that are added up, not their sum
        np.testing.assert_allclose(told, gradients[name][0], rtol=1e-9, atol=size)
    assert {equality.sides[0].by for equality in worked.chain} >= set(point.graph.inputs)


def formula_for(operand, equation, **shapes):
    """Return the chain rule for ``operand`` in one equation, written as a test can read it."""
    graph = parse_equations(f"y = {equation}", inputs=list(shapes))
    inputs = {name: np.ones(shape) for name, shape in shapes.items()}
    shape = forward(graph, {name: value[np.newaxis] for name, value in inputs.items()}).output.shape[1:]
    worked = explain(graph, Point(inputs, upstream=np.full(shape, 2.0) if shape else None))
    (equality,) = [equality for equality in worked.chain if equality.sides[0].by == operand]
    return write(equality.sides[1], Text()).body


@pytest.mark.parametrize(
    ("operand", "equation", "shapes", "expected"),
    [
        ("W", "X @ W", {"X": (4, 3), "W": (3, 2)}, "X.T @ dL/dy"),
        ("X", "X @ W", {"X": (4, 3), "W": (3, 2)}, "dL/dy @ W.T"),
        ("X", "X @ w", {"X": (4, 3), "w": (3,)}, "reshape(dL/dy, (-1, 1)) @ reshape(w, (1, -1))"),
        ("w", "X @ w", {"X": (4, 3), "w": (3,)}, "X.T @ dL/dy"),
        ("x", "x @ W", {"x": (3,), "W": (3, 2)}, "dL/dy @ W.T"),
        ("W", "x @ W", {"x": (3,), "W": (3, 2)}, "reshape(x, (-1, 1)) @ reshape(dL/dy, (1, -1))"),
        ("x", "x @ w", {"x": (3,), "w": (3,)}, "w"),
        ("X", "X @ W", {"X": (5, 4, 3), "W": (3, 2)}, "dL/dy @ transpose(reshape(W, (1, 3, 2)), axes=(0, 2, 1))"),
        ("b", "Z + b", {"Z": (4, 3), "b": (3,)}, "sum(dL/dy, axis=0)"),
        ("b", "Z + b", {"Z": (4, 3), "b": (4, 1)}, "sum(dL/dy, axis=1, keepdims=True)"),
        ("b", "Z * b", {"Z": (5, 4, 3), "b": (4, 1)}, "reshape(sum(dL/dy * Z, axis=(0, 2), keepdims=True), (4, 1))"),
        ("w", "w * x", {"x": (3,), "w": ()}, "sum(dL/dy * x)"),
        ("x", "sum(x)", {"x": (4, 3)}, "broadcast_to(1, (4, 3))"),
        ("x", "mean(x, axis=1)", {"x": (4, 3)}, "broadcast_to(reshape(dL/dy, (4, 1)) / 3, (4, 3))"),
        ("x", "mean(x, axis=0)", {"x": (4, 3)}, "broadcast_to(dL/dy / 4, (4, 3))"),
        ("x", "x.T", {"x": (4, 3)}, "dL/dy.T"),
        ("x", "transpose(x, axes=(1, 2, 0))", {"x": (4, 3, 2)}, "transpose(dL/dy, axes=(2, 0, 1))"),
        ("b", "concatenate(a, b, axis=1)", {"a": (4, 3), "b": (4, 2)}, "dL/dy[:, 3:5]"),
        ("x", "x[1:3, 0]", {"x": (4, 3)}, "put(dL/dy, [1:3, 0])"),
        ("x", "x * 2", {"x": (4,)}, "2 * dL/dy"),
    ],
)
def test_a_vjp_reads_as_people_write_it(operand, equation, shapes, expected):
    assert formula_for(operand, equation, **shapes) == expected


@pytest.mark.parametrize(
    ("template", "option", "expected"),
    [("a / {slope}", Fraction(1, 4), 12.0), ("{slope} ** 2", Fraction(-2), 4.0), ("a - {slope}", -2, 5.0)],
)
def test_a_number_stands_in_a_template_as_a_whole(template, option, expected):
    op = replace(OPS["leaky_relu"], slopes=(template,))
    formula = slope(op, 0, (Symbol("a"),), Symbol("y"), {"slope": option})
    assert evaluated(formula, lambda _leaf: 3.0) == expected
