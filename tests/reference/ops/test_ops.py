"""What holds for every operation: a new one is tested by standing in the table, with an example here."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from reference.graph import Graph, Node
from reference.lowering import FUNCTIONS
from reference.op import Array, Op, Shape, Vjp
from reference.ops import OPS
from reference.tape import Tape, absolute_backward, backward, forward

CASES = 3
BOUNDED_ONLY = {"softmax", "log_softmax"}  # their abs_vjps are bounds of |J|ᵀg, all others are |J|ᵀg itself


@dataclass(frozen=True)
class Example:
    """Operands that an op can be tried on.

    Attributes:
        op: its name.
        shapes: of its operands.
        plain: what it gives for one case, written without the case axis and without the engine.
        options: what is fixed in it.
    """

    op: str
    shapes: tuple[Shape, ...]
    plain: Callable[..., Any]
    options: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.op}{list(self.shapes)}{self.options or ''}"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"x{position}" for position in range(len(self.shapes)))

    @property
    def graph(self) -> Graph:
        return Graph(self.names, (Node("y", OPS[self.op], self.names, self.options),), "y")

    @property
    def exact(self) -> bool:
        return OPS[self.op].growth is not None and self.degree < math.inf

    @property
    def degree(self) -> float:
        """How many times the digits of its first operand the result may have, if the second has twice as many, ..."""
        return OPS[self.op].growth.degree(*range(1, len(self.shapes) + 1), **self.options)


def _elementwise(function: Callable[..., float]) -> Callable[..., Array]:
    return np.vectorize(function, otypes=[float])


def _softmax(x: Array, axis: int = -1) -> Array:
    return np.exp(x) / np.exp(x).sum(axis=axis, keepdims=True)


UNARY = {
    "identity": lambda x: x,
    "neg": lambda x: -x,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "abs": abs,
    "sin": math.sin,
    "cos": math.cos,
    "tanh": math.tanh,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "relu": lambda x: max(x, 0.0),
    "leaky_relu": lambda x: max(x, 0.01 * x),
    "softplus": lambda x: math.log(1 + math.exp(x)),
}
BINARY = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "maximum": max,
    "minimum": min,
    "less": lambda a, b: float(a < b),
    "less_equal": lambda a, b: float(a <= b),
    "greater": lambda a, b: float(a > b),
    "greater_equal": lambda a, b: float(a >= b),
}
STRETCHED = [((), ()), ((2, 3), (2, 3)), ((3,), (2, 3)), ((2, 1), (3,)), ((2, 3), ()), ((1, 3), (2, 1))]

EXAMPLES = [
    *(Example(op, (shape,), _elementwise(plain)) for op, plain in UNARY.items() for shape in [(), (2, 3)]),
    *(Example(op, shapes, _elementwise(plain)) for op, plain in BINARY.items() for shapes in STRETCHED),
    *(
        Example("pow", ((2, 3),), lambda x, n=exponent: x ** float(n), {"exponent": exponent})
        for exponent in [0, 1, 2, Fraction(3), -1, -2, Fraction(1, 2), Fraction(-5, 3)]
    ),
    Example("leaky_relu", ((4,),), lambda x: np.where(x > 0, x, 0.2 * x), {"slope": Fraction(1, 5)}),
    *(Example("where", ((shape), (2, 3), (3,)), np.where) for shape in [(), (3,), (2, 1), (2, 3)]),
    Example("where", ((), (), ()), np.where),
    Example("clip", ((2, 3),), lambda x: np.clip(x, -0.75, 0.55), {"low": Fraction(-3, 4), "high": Fraction(11, 20)}),
    *(
        Example(op, (shape,), lambda x, f=plain, o=options: f(x, **o), options)
        for op, plain in {"sum": np.sum, "mean": np.mean, "max": np.max}.items()
        for shape, options in [
            ((), {}),
            ((4,), {}),
            ((2, 3), {}),
            ((2, 3), {"axis": 0}),
            ((2, 3), {"axis": -1, "keepdims": True}),
            ((2, 3), {"keepdims": True}),
            ((2, 3, 4), {"axis": (0, -1)}),
            ((2, 3, 4), {"axis": (2, 1), "keepdims": True}),
            ((3, 1), {"axis": 1}),
        ]
    ),
    Example("softmax", ((4,),), _softmax),
    Example("softmax", ((3, 4),), _softmax),
    Example("softmax", ((3, 4),), lambda x: _softmax(x, 0), {"axis": 0}),
    Example("log_softmax", ((4,),), lambda x: np.log(_softmax(x))),
    Example("log_softmax", ((3, 2),), lambda x: np.log(_softmax(x, 0)), {"axis": 0}),
    Example("logsumexp", ((2, 3),), lambda x: np.log(np.exp(x).sum())),
    Example("logsumexp", ((),), lambda x: x),
    Example("logsumexp", ((2, 3),), lambda x: np.log(np.exp(x).sum(axis=1)), {"axis": 1}),
    Example("logsumexp", ((2, 3),), lambda x: np.log(np.exp(x).sum(0, keepdims=True)), {"axis": 0, "keepdims": True}),
    *(
        Example("matmul", shapes, np.matmul)
        for shapes in [
            ((3,), (3,)),
            ((2, 3), (3,)),
            ((3,), (3, 2)),
            ((2, 3), (3, 4)),
            ((2, 3, 4), (4, 2)),
            ((3, 4), (2, 4, 2)),
            ((2, 3, 4), (4,)),
            ((4,), (2, 4, 3)),
            ((2, 1, 2, 3), (2, 3, 2)),
        ]
    ),
    *(Example("transpose", (shape,), np.transpose) for shape in [(), (3,), (2, 3), (2, 3, 4)]),
    Example("transpose", ((2, 3, 4),), lambda x: x.transpose(1, 2, 0), {"axes": (1, -1, 0)}),
    *(
        Example("reshape", (old,), lambda x, new=new: x.reshape(new), {"shape": new})
        for old, new in [
            ((2, 3), (3, 2)),
            ((2, 3), (-1,)),
            ((6,), (2, -1)),
            ((), (1, 1)),
            ((1, 1), ()),
            ((2, 3), (6, -1)),
        ]
    ),
    *(
        Example("broadcast_to", (old,), lambda x, new=new: np.broadcast_to(x, new), {"shape": new})
        for old, new in [((), (2, 3)), ((3,), (2, 3)), ((2, 1), (2, 3)), ((1, 3), (2, 3)), ((2, 3), (2, 3)), ((), ())]
    ),
    Example("concatenate", ((3,),), lambda a: a),
    Example("concatenate", ((2,), (3,), (1,)), lambda *parts: np.concatenate(parts)),
    Example("concatenate", ((2, 3), (2, 1)), lambda *parts: np.concatenate(parts, axis=-1), {"axis": -1}),
    *(
        Example("slice", (shape,), lambda x, i=index: x[i], {"index": index})
        for shape, index in [
            ((4,), (2,)),
            ((4,), (-1,)),
            ((4,), (slice(1, 3),)),
            ((4,), (slice(None, None, -2),)),
            ((3, 4), (1,)),
            ((3, 4), (slice(None), 2)),
            ((3, 4), (slice(0, 2), slice(1, None, 2))),
            ((4,), (slice(2, 99),)),
            ((3, 4), ()),
        ]
    ),
]
BY_OP = {op: [example for example in EXAMPLES if example.op == op] for op in OPS if op != "constant"}

DIGITS = 40  # of the first operand, where digits are counted
CARRY = 4  # further digits that a sum of a few terms, or a division by their number, may have
SIZES = 24  # divides by every number of elements in the examples

each_exact_example = pytest.mark.parametrize("example", [example for example in EXAMPLES if example.exact], ids=str)
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=str)
each_op = pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)


def _operands(example: Example, seed: int = 1) -> dict[str, Array]:
    """Return operands inside the domain, at least 0.05 from every kink, with two decimals."""
    rng = np.random.default_rng(seed)
    ends = np.cumsum([0, *(math.prod(shape) for shape in example.shapes)])
    sizes = np.array([30 + 10 * rng.permutation(ends[-1]) for _ in range(CASES)]) / 100
    drawn = sizes * rng.choice([-1, 1], sizes.shape)
    if example.op == "where":
        drawn[:, : ends[1]] = drawn[:, : ends[1]] > 0
    if example.op in {"log", "sqrt"} or Fraction(example.options.get("exponent", 1)).denominator != 1:
        drawn = sizes
    parts = zip(example.names, example.shapes, ends[:-1], ends[1:], strict=True)
    return {name: drawn[:, start:end].reshape(CASES, *shape) for name, shape, start, end in parts}


def _long_operands(example: Example) -> dict[str, Array]:
    """Return decimals below 1, the first operand of `DIGITS` digits, the second of twice as many, and so on."""
    rng = np.random.default_rng(1)

    def decimal(digits: int) -> Fraction:
        written = "".join(map(str, rng.integers(1, 10, digits - 1))) + "7"  # so that nothing can be cancelled
        return Fraction(int(written) * int(rng.choice([-1, 1])), 10**digits)

    operands = {}
    for times, (name, shape) in enumerate(zip(example.names, example.shapes, strict=True), start=1):
        numbers = [decimal(times * DIGITS) for _ in range(math.prod(shape))]
        operands[name] = np.array(numbers, dtype=object).reshape(1, *shape)
    return operands


def _digits(number: Fraction) -> int:
    return max(len(str(abs(number.numerator))), len(str(number.denominator)))


def exact_operands(example: Example) -> dict[str, Array]:
    """Return the operands as the decimals that they are."""
    return {name: _fractions(value) for name, value in _operands(example).items()}


def _cotangent(tape: Tape, seed: int = 2) -> Array:
    """Return a random cotangent of the output with two decimals, never 0 or 1 and of either sign."""
    rng = np.random.default_rng(seed)
    return rng.integers(11, 95, tape.output.shape) / 100 * rng.choice([-1, 1], tape.output.shape)


def _fractions(values: Array) -> Array:
    return np.array([Fraction(round(100 * value), 100) for value in values.flat], dtype=object).reshape(values.shape)


def _jacobian(example: Example, operands: dict[str, Array], name: str) -> Array:
    """Return ∂output/∂operand by five-point differences of the forward pass, ``(K, output size, operand size)``."""
    step, columns = 5e-4, []
    for element in range(math.prod(operands[name].shape[1:])):
        move = np.zeros_like(operands[name]).reshape(CASES, -1)
        move[:, element] = step
        move = move.reshape(operands[name].shape)
        at = {k: forward(example.graph, {**operands, name: operands[name] + k * move}).output for k in (-2, -1, 1, 2)}
        columns.append((8 * (at[1] - at[-1]) - (at[2] - at[-2])).reshape(CASES, -1) / (12 * step))
    return np.stack(columns, axis=-1)


def differentiable(example: Example) -> list[str]:
    """Return the names of the operands to which something flows back."""
    vjps = OPS[example.op].vjps
    return [name for position, name in enumerate(example.names) if vjps[min(position, len(vjps) - 1)] is not None]


def test_every_op_has_an_example():
    assert [op for op, examples in BY_OP.items() if not examples] == []


@each_op
def test_op_is_found_under_its_own_name(op):
    assert OPS[op.name] is op


@each_op
def test_op_has_a_vjp_for_each_operand(op):
    least, most = op.arity
    assert len(op.vjps) == (1 if most is None else least == most and most)
    assert op.abs_vjps is None or len(op.abs_vjps) == len(op.vjps)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_options_are_those_that_its_formulas_take_and_the_required_ones_have_no_default(name):
    given = [set(example.options) for example in BY_OP[name]]
    assert set.union(*given) == set(OPS[name].options)
    assert set.intersection(*given) == {name for name, option in OPS[name].options.items() if option.required}


@each_op
def test_latex_names_every_operand(op):
    options = {"value": "V", "exponent": "N", "low": "L", "high": "H", "shape": "S", "index": "I"}
    operands = [f"<{position}>" for position in range(2 if op.arity[1] is None else op.arity[1])]
    written = op.latex.format(*operands, operands=", ".join(operands), **options)
    assert all(operand in written for operand in operands)
    assert written.count("{") == written.count("}")


@each_example
def test_forward_agrees_with_the_plain_formula(example):
    operands = _operands(example)
    output = forward(example.graph, operands).output
    for case in range(CASES):
        expected = example.plain(*(operand[case] for operand in operands.values()))
        assert output[case].shape == np.shape(expected)
        np.testing.assert_allclose(output[case], expected, rtol=1e-12, atol=1e-15)


@each_example
def test_shape_rule_gives_the_shape_of_the_plain_result(example):
    operands = _operands(example)
    expected = np.shape(example.plain(*(operand[0] for operand in operands.values())))
    assert OPS[example.op].shape(*example.shapes, **example.options) == expected


@each_example
def test_roundoff_is_no_smaller_than_the_result_and_shaped_like_it(example):
    tape = forward(example.graph, _operands(example))
    roundoff = OPS[example.op].roundoff
    if roundoff is not None:
        size = tape.apply(partial(roundoff, tape.output), example.graph.nodes[-1])
        assert size.shape == tape.output.shape
        assert (size >= np.minimum(np.abs(tape.output), 1)).all()


@each_example
def test_each_case_is_computed_by_itself(example):
    together = forward(example.graph, _operands(example))
    g = _cotangent(together)
    gradients = backward(together, g)
    for case in range(CASES):
        alone = forward(example.graph, {name: value[case : case + 1] for name, value in together.inputs.items()})
        np.testing.assert_allclose(alone.output[0], together.output[case], rtol=1e-14)
        for name, gradient in backward(alone, g[case : case + 1]).items():
            np.testing.assert_allclose(gradient[0], gradients[name][case], rtol=1e-13, atol=1e-15)


@each_example
def test_vjp_agrees_with_differences_of_forward(example):
    tape = forward(example.graph, _operands(example))
    g = _cotangent(tape)
    gradients = backward(tape, g)
    for name in differentiable(example):
        expected = np.einsum("ko,koi->ki", g.reshape(CASES, -1), _jacobian(example, tape.inputs, name))
        np.testing.assert_allclose(gradients[name].reshape(expected.shape), expected, rtol=1e-6, atol=1e-8)


@each_example
def test_vjp_agrees_with_the_complex_step(example):
    tape = forward(example.graph, _operands(example))
    g = _cotangent(tape)
    gradients = backward(tape, g)
    rng = np.random.default_rng(3)
    along = {name: rng.uniform(-1, 1, tape.values[name].shape) for name in differentiable(example)}
    moved = {name: value + 1e-100j * along.get(name, 0) for name, value in tape.inputs.items()}
    expected = (g * forward(example.graph, moved).output.imag).reshape(CASES, -1).sum(axis=1) * 1e100
    got = sum(((gradients[name] * along[name]).reshape(CASES, -1).sum(axis=1) for name in along), np.zeros(CASES))
    np.testing.assert_allclose(got, expected, rtol=1e-11, atol=1e-13)


@each_example
def test_scale_is_the_absolute_jacobian_or_a_bound_on_it(example):
    tape = forward(example.graph, _operands(example))
    g = np.abs(_cotangent(tape))
    scales = absolute_backward(tape, g)
    for name in differentiable(example):
        expected = np.einsum("ko,koi->ki", g.reshape(CASES, -1), np.abs(_jacobian(example, tape.inputs, name)))
        scale = scales[name].reshape(expected.shape)
        if example.op in BOUNDED_ONLY:
            assert (scale >= expected).all()
        else:
            np.testing.assert_allclose(scale, expected, rtol=1e-6, atol=1e-8)


@each_example
def test_vjp_is_linear_in_the_upstream(example):
    tape = forward(example.graph, _operands(example))
    first, second = _cotangent(tape), _cotangent(tape, seed=3)
    together = backward(tape, 2 * first - second)
    apart = backward(tape, first), backward(tape, second)
    for name in example.names:
        np.testing.assert_allclose(together[name], 2 * apart[0][name] - apart[1][name], rtol=1e-12, atol=1e-13)


@each_example
def test_zero_upstream_gives_zero(example):
    tape = forward(example.graph, _operands(example))
    gradients = backward(tape, np.zeros_like(tape.output))
    assert all((gradients[name] == 0).all() for name in example.names)


@each_exact_example
def test_rational_op_gives_the_same_in_fractions(example):
    operands = _operands(example)
    tape = forward(example.graph, operands)
    g = _cotangent(tape)
    exact = forward(example.graph, exact_operands(example))
    _assert_fractions_equal(exact.output, tape.output)
    for name in differentiable(example):
        _assert_fractions_equal(backward(exact, _fractions(g))[name], backward(tape, g)[name])


@each_exact_example
def test_fractions_get_no_more_digits_than_the_degree_allows(example):
    result = forward(example.graph, _long_operands(example)).output
    assert max(map(_digits, result.flat)) <= example.degree * DIGITS + CARRY


@each_exact_example
def test_decimals_stay_decimals_unless_the_op_divides(example):
    result = forward(example.graph, _long_operands(example)).output
    decimal = all(pow(10, 1000, (SIZES * number).denominator) == 0 for number in result.flat)
    assert decimal is not OPS[example.op].growth.divides(**example.options)


@each_exact_example
def test_rational_op_stays_exact_when_the_upstream_is_the_default_one(example):
    exact = forward(example.graph, exact_operands(example))
    gradients = backward(exact)
    assert all(isinstance(entry, Fraction | int) for name in example.names for entry in gradients[name].flat)


def _assert_fractions_equal(exact: Array, expected: Array) -> None:
    assert exact.dtype == object
    assert {type(entry) for entry in exact.flat} == {Fraction}
    np.testing.assert_allclose(exact.astype(float), expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    ("op", "misconception"),
    [
        pytest.param(op, misconception, id=f"{op.name}-{misconception.operand}-{misconception.name}")
        for op in OPS.values()
        for misconception in op.misconceptions
    ],
)
def test_misconception_fits_the_operand_and_differs_from_the_right_vjp(op, misconception):
    right = _gradients(op, misconception.operand, op.vjps[misconception.operand])
    wrong = _gradients(op, misconception.operand, misconception.vjp)
    assert [gradient.shape for gradient in wrong] == [gradient.shape for gradient in right]
    assert all(np.isfinite(gradient).all() for gradient in wrong)
    assert _differ(right, wrong)


@each_op
def test_misconceptions_of_an_operand_have_different_names_and_gradients(op):
    for one, other in combinations(op.misconceptions, 2):
        if one.operand == other.operand:
            assert one.name != other.name
            assert _differ(_gradients(op, one.operand, one.vjp), _gradients(op, other.operand, other.vjp))


def _gradients(op: Op, position: int, vjp: Vjp) -> list[Array]:
    """Return the gradient of the operand at ``position`` in every example, if ``vjp`` is taken for it."""
    changed = replace(op, vjps=(*op.vjps[:position], vjp, *op.vjps[position + 1 :]))
    gradients = []
    for example in BY_OP[op.name]:
        tape = forward(example.graph, _operands(example))
        graph = replace(example.graph, nodes=(replace(example.graph.nodes[0], op=changed),))
        gradients.append(backward(replace(tape, graph=graph), _cotangent(tape))[example.names[position]])
    return gradients


def _differ(some: list[Array], others: list[Array]) -> bool:
    """Whether any two gradients differ by more than one part in a thousand."""
    return not all(np.allclose(one, other, rtol=1e-3) for one, other in zip(some, others, strict=True))
