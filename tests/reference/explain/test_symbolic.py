import numpy as np
import pytest
from hypothesis import given, settings

from grader.pages.explanation.text import Text
from grader.pages.explanation.writing import write
from reference.equations import parse_equations
from reference.explain import Partial, Point, Symbol, explain, symbolic
from reference.explain.symbolic import MOST_OPERATIONS, general
from reference.tape import absolute_backward, backward, forward
from tests.reference.explain.evaluating import evaluated
from tests.reference.random_graphs import points

OPERATIONS = ("add", "sub", "mul", "neg", "relu", "pow", "maximum", "tanh", "sigmoid", "exp", "sin", "cos", "abs")


@pytest.fixture(autouse=True)
def _sympy():
    pytest.importorskip("sympy", reason="an extra: what is done without it is tested below")


def test_without_sympy_there_are_no_formulas(monkeypatch):
    monkeypatch.setattr(symbolic, "find_spec", lambda _name: None)
    assert general(parse_equations("L = x ** 2", inputs=["x"]), ()) is None


def formulas(text, inputs, dims=()):
    found = general(parse_equations(text, inputs=inputs.split(), dims=dims), ())
    return [write(equality.sides[1], Text()).body for equality in found]


@pytest.mark.parametrize(
    ("text", "inputs", "expected"),
    [
        (
            "p = w * x\ns = p - y\nL = s ** 2",
            "w x y",
            ["(w * x - y) ** 2", "2 * x * (w * x - y)", "2 * w * (w * x - y)", "-2 * (w * x - y)"],
        ),
        ("L = relu(w * x)", "w x", ["relu(w * x)", "x * (w * x > 0)", "w * (w * x > 0)"]),
        ("L = x + x + x", "x", ["3 * x", "3"]),
        ("L = log(x)", "x", ["log(x)", "1 / x"]),
        ("L = sqrt(x)", "x", ["sqrt(x)", "1 / (2 * sqrt(x))"]),
        ("L = x ** -2", "x", ["1 / x ** 2", "-2 / x ** 3"]),
        ("L = clip(x, -1, 2)", "x", ["clip(x, -1, 2)", "(x >= -1) * (x <= 2)"]),
        ("L = x ** (3/2)", "x", ["x ** (3/2)", "3 * sqrt(x) / 2"]),
        ("L = leaky_relu(x, slope=1/4)", "x", ["leaky_relu(x, slope=1/4)", "where(x > 0, 1, 0.25)"]),
        ("L = tanh(x)", "x", ["tanh(x)", "1 - tanh(x) ** 2"]),
        ("L = exp(y * log(x))", "x y", ["exp(y * log(x))", "y * exp(y * log(x)) / x", "exp(y * log(x)) * log(x)"]),
        ("L = exp(1 + 0 * x)", "x", ["exp(1)", "0"]),
        ("L = x ** 2", "x y", ["x ** 2", "2 * x", "0"]),
        ("L = -x - y", "x y", ["-x - y", "-1", "-1"]),
    ],
)
def test_formulas_are_short(text, inputs, expected):
    assert formulas(text, inputs) == expected


def test_a_size_stays_a_name():
    assert formulas("L = x ** 2 / N", "x", dims=["N"]) == ["x ** 2 / N", "2 * x / N"]


@given(points(OPERATIONS, most=6))
@settings(max_examples=40)  # SymPy takes its time
def test_general_formulas_come_to_the_gradients(point):
    inputs = point.inputs()
    tape = forward(point.graph, inputs)
    if (
        not np.isfinite(tape.output).all() or abs(tape.output[0]) > 1e6
    ):  # beyond, a formula in another order rounds elsewhere
        return
    gradients, scales = backward(tape), absolute_backward(tape)
    told = general(point.graph, ())
    for equality in told[1:]:
        name = equality.sides[0].by
        value = evaluated(equality.sides[1], lambda leaf: inputs[leaf.name][0])
        assert value == pytest.approx(gradients[name][0], rel=1e-9, abs=1e-9 * max(1.0, scales[name][0]))


@pytest.mark.parametrize("text", ["L = " + " + ".join("x" * (MOST_OPERATIONS + 2)), "L = sum(x)"])
def test_there_is_none_for_what_is_too_long_or_not_of_single_numbers(text):
    assert explain(parse_equations(text, inputs=["x"]), Point({"x": np.array(1.0)})).general == ()
    assert general(parse_equations("L = x + x", inputs=["x"]), {"x"}) == ()


def test_a_derivative_that_nobody_would_read_is_left_out():
    text = "a = tanh(w * x + b)\nc = tanh(w * a + b)\nL = tanh(w * c + b)"
    found = general(parse_equations(text, inputs=["x", "w", "b"]), ())
    assert [equality.sides[0] for equality in found] == [Symbol("L"), Partial("L", "x")]


def test_only_what_a_graph_is_made_of_is_given_to_sympy():
    algebra = symbolic._Algebra(parse_equations("L = x ** 2", inputs=["x"]))
    with pytest.raises(TypeError):
        algebra.expression(Partial("L", "x"))
