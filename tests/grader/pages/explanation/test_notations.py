"""Formulas in each notation; what is written as text is read back by the equation language."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given

from grader.pages.explanation.latex import Latex
from grader.pages.explanation.mathml import MathMl
from grader.pages.explanation.text import Text
from grader.pages.explanation.writing import sides, write
from reference.equations import parse_equations
from reference.explain import Applied, Figure, Literal, Partial, Symbol
from reference.explain.formula import formulas_of
from reference.explain.rules import PUT
from reference.ops import OPS
from reference.tape import forward
from tests.reference.random_graphs import points, tensor_points

NAMES = list("abcwxyXW")


def formula(text, dims=()):
    graph = parse_equations(f"result = {text}", inputs=NAMES, dims=dims)
    return formulas_of(graph, {name: Symbol(name) for name in NAMES})["result"]


def figure(value):
    return Figure(np.array(value, dtype=object if isinstance(value, Fraction) else None))


@pytest.mark.parametrize(
    "text",
    [
        "a + b - c",
        "a - (b + c)",
        "a - (b - c)",
        "a * (b + c)",
        "a / (b * c)",
        "a / b * c",
        "a * (b / c)",
        "(a + b) ** 2",
        "-a ** 2",
        "(-a) ** 2",
        "a ** (-1)",
        "a ** (1/2)",
        "-(a + b)",
        "a - (-b)",
        "-a * b",
        "a * (-b)",
        "(a ** 2) ** 3",
        "1/2 * a",
        "a / (1/2)",
        "(1/2 * a) ** 2",
        "(a > 0) * b",
        "a >= -1",
        "a * (b < c)",
        "where(a > 0, a, 0.01 * a)",
        "relu(w * x + b)",
        "exp(-(a + b))",
        "clip(a, -1, 2)",
        "leaky_relu(a, slope=1/4)",
        "sum(X, axis=0, keepdims=True)",
        "mean(X)",
        "(X + W).T @ x",
        "X.T ** 2",
        "transpose(X, axes=(0, 2, 1))",
        "reshape(X, (2, -1))",
        "X[0, 1:, ::2]",
        "(a + b)[0]",
        "concatenate(a, b, axis=1)",
        "X @ (W @ x)",
    ],
)
def test_text_is_what_an_author_writes(text):
    assert write(formula(text), Text()).body == text


@given(points(("add", "sub", "mul", "neg", "relu", "pow", "div", "abs", "maximum", "exp")))
def test_text_of_numbers_is_read_back_as_the_same_formula(point):
    check_reading(point.graph, point.inputs(), {})


@given(tensor_points(most=5))
def test_text_of_tensors_is_read_back_as_the_same_formula(point):
    assume(all(node.options.get("index") != () for node in point.graph.nodes))  # which no author can write
    check_reading(point.graph, point.inputs, point.dims)


def check_reading(graph, inputs, dims):
    whole = formulas_of(graph, {name: Symbol(name) for name in graph.inputs})[graph.output]
    text = write(whole, Text()).body
    if len(text) > 2000:  # a value that is used again and again doubles the text
        return
    read = parse_equations(f"result = {text}", inputs=graph.inputs, dims=list(dims))
    np.testing.assert_allclose(
        forward(read, inputs, dims).output, forward(graph, inputs, dims).output, rtol=1e-9, atol=1e-9, equal_nan=True
    )


LATEX = {
    "a / (b + c)": r"\frac{a}{b + c}",
    "(a / b) ** 2": r"\left(\frac{a}{b}\right)^{2}",
    "a * (b / c)": r"a \cdot \frac{b}{c}",
    "a - (-b)": r"a - \left(-b\right)",
    "a < b": r"a \lt b",
    "exp(-a)": r"e^{-a}",
    "1/2 * a": r"\frac{1}{2} \cdot a",
    "0.25 * a": r"0.25 \cdot a",
    "sum(a + b)": r"\sum \left(a + b\right)",
    "sum(a, axis=0)": r"\sum_{\text{axis } 0}\left(a\right)",
    "log_softmax(a, axis=1)": r"\operatorname{log\_softmax}_{\text{axis } 1}\left(a\right)",
    "X.T @ W": r"X^\top W",
    "X.T ** 2": r"\left(X^\top\right)^{2}",
    "a[0, 1:3]": r"a\left[0, 1:3\right]",
    "concatenate(a, b)": r"\left[a, b\right]",
    "sigmoid(w * x)": r"\sigma\left(w \cdot x\right)",
    "+a": "a",
}


@pytest.mark.parametrize("text", LATEX)
def test_latex(text):
    assert write(formula(text), Latex()).body == LATEX[text]


MATHML = {
    "a + b": "<mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow>",
    "a < b": "<mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow>",
    "-a": "<mrow><mo>\u2212</mo><mi>a</mi></mrow>",
    "a / b": "<mfrac><mi>a</mi><mi>b</mi></mfrac>",
    "a ** 2": "<msup><mi>a</mi><mn>2</mn></msup>",
    "a ** (1/2)": "<msup><mi>a</mi><mfrac><mn>1</mn><mn>2</mn></mfrac></msup>",
    "exp(a)": "<msup><mi>e</mi><mi>a</mi></msup>",
    "sqrt(a)": "<msqrt><mi>a</mi></msqrt>",
    "abs(a)": "<mrow><mo>|</mo><mi>a</mi><mo>|</mo></mrow>",
    "X.T": "<msup><mi>X</mi><mo>\u22a4</mo></msup>",
    "a[0]": "<msub><mi>a</mi><mtext>[0]</mtext></msub>",
    "relu(a)": "<mrow><mi>relu</mi><mrow><mo>(</mo><mrow><mi>a</mi></mrow><mo>)</mo></mrow></mrow>",
    "sum(a)": "<mrow><mo>\u2211</mo><mi>a</mi></mrow>",
    "sum(a, axis=0)": "<mrow><msub><mo>\u2211</mo><mtext>axis 0</mtext></msub><mi>a</mi></mrow>",
    "a * (b + c)": "<mrow><mi>a</mi><mo>\u22c5</mo><mrow><mo>(</mo><mrow><mi>b</mi><mo>+</mo><mi>c</mi></mrow>"
    "<mo>)</mo></mrow></mrow>",
    "reshape(a, (2,))": "<mrow><mi>reshape</mi><mrow><mo>(</mo><mrow><mi>a</mi><mo>,</mo><mtext>(2,)</mtext></mrow>"
    "<mo>)</mo></mrow></mrow>",
}


@pytest.mark.parametrize("text", MATHML)
def test_mathml(text):
    assert write(formula(text), MathMl()).body == MATHML[text]


@pytest.mark.parametrize("notation", [Text(), Latex(), MathMl()])
@pytest.mark.parametrize("op", [op for op in OPS.values() if op.vjps], ids=lambda op: op.name)
def test_every_operation_can_be_written(notation, op):
    options = {"exponent": 2, "low": 0, "high": 1, "shape": (2, 1), "index": (0,)}
    given = {name: value for name, value in options.items() if f"{{{name}}}" in op.latex}
    operands = tuple(map(Symbol, "abc"[: op.arity[0]]))
    body = write(Applied(op, operands, given), notation).body
    assert all(operand.name in body for operand in operands)
    assert "{" not in body or isinstance(notation, Latex)


PIECES = {
    Text: ["dL/dw", "new w", "-0.5", "(1/3)", "[1, 2]", "put(a, [0])", "2 * (-1)", "[1, 2] + [1, 2]"],
    Latex: [
        r"\frac{\partial L}{\partial w}",
        r"w_{\mathrm{new}}",
        "-0.5",
        r"\frac{1}{3}",
        r"\begin{bmatrix}1 & 2\end{bmatrix}",
        r"\operatorname{put}_{[0]}\left(a\right)",
        r"2 \cdot \left(-1\right)",
        r"\begin{bmatrix}1 & 2\end{bmatrix} + \begin{bmatrix}1 & 2\end{bmatrix}",
    ],
}


@pytest.mark.parametrize("notation", PIECES)
def test_derivatives_numbers_and_arrays(notation):
    row = figure([1.0, 2.0])
    two, third = Literal(Fraction(2)), figure(Fraction(1, 3))
    formulas = [
        Partial("L", "w"),
        Symbol("w", new=True),
        Literal(Fraction(-1, 2)),
        third,
        row,
        Applied(PUT, (Symbol("a"),), {"index": (0,), "shape": (3,)}),
        Applied(OPS["mul"], (two, Literal(Fraction(-1)))),
        Applied(OPS["add"], (row, row)),
    ]
    written = [write(it, notation()).body for it in formulas]
    assert [body.strip("()") if body == "1/3" else body for body in written] == [
        it.strip("()") if it == "(1/3)" else it for it in PIECES[notation]
    ]


def test_a_fraction_among_factors_of_text_is_in_brackets():
    product = Applied(OPS["mul"], (Symbol("a"), figure(Fraction(1, 3))))
    assert write(product, Text()).body == "a * (1/3)"


@pytest.mark.parametrize(
    ("notation", "expected"),
    [
        (Text(), ["x", "7/4", "1.75"]),
        (Latex(), ["x", r"\frac{7}{4}", "1.75"]),
        (MathMl(), ["<mi>x</mi>", "<mfrac><mn>7</mn><mn>4</mn></mfrac>", "<mn>1.75</mn>"]),
    ],
)
def test_a_result_is_a_fraction_and_a_decimal(notation, expected):
    assert sides((Symbol("x"), figure(Fraction(7, 4))), notation) == expected


def test_nothing_stands_twice_in_a_row_and_a_comparison_in_brackets():
    assert sides((Symbol("x"), formula("1 / 3"), figure(Fraction(1, 3))), Text()) == ["x", "1/3", "0.333333"]
    assert sides((Symbol("x"), formula("a > 0"), figure(1.0)), Text()) == ["x", "(a > 0)", "1"]
    assert sides((Symbol("x"), formula("a + 0")), Text()) == ["x", "a + 0"]


def test_arrays_of_every_rank():
    matrix, cube = np.ones((2, 2)), np.ones((2, 2, 2))
    assert sides((Figure(matrix),), Latex()) == [r"\begin{bmatrix}1 & 1 \\ 1 & 1\end{bmatrix}"]
    assert sides((Figure(cube),), Latex())[0].count("bmatrix") == 6
    assert sides((Figure(matrix),), MathMl())[0].count("<mtr>") == 2
    assert sides((Figure(cube),), MathMl())[0].count("<mtable") == 3
    assert sides((Figure(np.ones((100, 100))),), Latex())[0].count(r"\vdots") == 1
    assert sides((Figure(np.ones((100, 100))),), MathMl())[0].count("\u22ee") == 1
    assert sides((Figure(matrix),), Text()) == ["[[1, 1], [1, 1]]"]


def test_powers_of_ten_in_latex():
    assert sides((figure(1.5e-7),), Latex()) == [r"1.5 \cdot 10^{-7}"]
    assert sides((figure(-1.5e20),), Latex()) == [r"-1.5 \cdot 10^{20}"]
    assert write(figure(1.5), MathMl()).body == "<mn>1.5</mn>"


def test_a_size_is_a_name():
    assert write(formula("a / N", dims=["N"]), Text()).body == "a / N"
