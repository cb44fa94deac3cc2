"""The language: `reference.equations`, and the parts that it is made of (tokens, options, lowering)."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reference.equations import parse_equations
from reference.errors import GraphErrors, Span
from reference.graph import infer_shapes
from reference.tape import forward
from reference.tokens import REMEDIES

INPUTS = ("x", "y", "w", "b", "w1", "b1", "w2", "b2")
DIMS = ("N", "D")


def parsed(text, output=None):
    return parse_equations(text, inputs=INPUTS, dims=DIMS, output=output)


def listing(text):
    """Return each node as (name, op, args)."""
    return [(node.name, node.op.name, node.args) for node in parsed(text).nodes]


def last(text):
    return parsed(text).nodes[-1]


def mistakes(text, output=None):
    with pytest.raises(GraphErrors) as caught:
        parsed(text, output)
    return [(error.span, error.problem, error.remedy) for error in caught.value.errors]


def mistake(text, output=None):
    """Return line, column, problem and remedy of the only mistake."""
    [(span, problem, remedy)] = mistakes(text, output)
    return span.line, span.column, problem, remedy


# What is right


def test_an_equation_becomes_its_operations_in_order_of_evaluation():
    assert listing("z = w * x + b\nL = (z - y) ** 2") == [
        ("z.1", "mul", ("w", "x")),
        ("z", "add", ("z.1", "b")),
        ("L.1", "sub", ("z", "y")),
        ("L", "pow", ("L.1",)),
    ]


@pytest.mark.parametrize(
    ("expression", "op"),
    [
        ("x + y", "add"),
        ("x - y", "sub"),
        ("x * y", "mul"),
        ("x / y", "div"),
        ("x @ y", "matmul"),
        ("x ** 2", "pow"),
        ("-x", "neg"),
        ("+x", "identity"),
        ("x", "identity"),
        ("x < y", "less"),
        ("x <= y", "less_equal"),
        ("x > y", "greater"),
        ("x >= y", "greater_equal"),
        ("x.T", "transpose"),
        ("x[0]", "slice"),
        ("maximum(x, y)", "maximum"),
        ("where(x > 0, x, y)", "where"),
        ("3", "constant"),
    ],
)
def test_each_form_of_expression_stands_for_an_operation(expression, op):
    assert last(f"L = {expression}").op.name == op


def test_constants_are_numbered_with_the_other_operations():
    assert listing("L = 2 * x + 1") == [
        ("L.1", "constant", ()),
        ("L.2", "mul", ("L.1", "x")),
        ("L.3", "constant", ()),
        ("L", "add", ("L.2", "L.3")),
    ]


def test_a_name_used_twice_is_one_operand_used_twice():
    assert listing("z = x * y\nL = z * z") == [("z", "mul", ("x", "y")), ("L", "mul", ("z", "z"))]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0.1", Fraction(1, 10)),
        ("1e-3", Fraction(1, 1000)),
        (".5", Fraction(1, 2)),
        ("2.", Fraction(2)),
        ("1_000", Fraction(1000)),
        ("1E5", Fraction(100_000)),
        ("1/2", Fraction(1, 2)),
        ("-1", Fraction(-1)),
        ("+1", Fraction(1)),
        ("2*3 - 0.5", Fraction(11, 2)),
        ("2 ** -2", Fraction(1, 4)),
        ("(-2) ** 3", Fraction(-8)),
        ("1e308", Fraction(10**308)),
        ("1e-00308", Fraction(1, 10**308)),
    ],
)
def test_numbers_are_exact_and_their_arithmetic_is_done_at_once(written, number):
    [node] = parsed(f"L = {written}").nodes
    assert node.options["value"] == number
    assert node.text == written


def test_an_irrational_power_of_a_number_stays_an_operation():
    graph = parsed("L = 2 ** 0.5")
    assert [node.op.name for node in graph.nodes] == ["constant", "pow"]
    assert graph.nodes[-1].options["exponent"] == Fraction(1, 2)


def test_a_matrix_product_of_numbers_is_left_to_the_shapes():
    assert [node.op.name for node in parsed("L = 2 @ 3").nodes] == ["constant", "constant", "matmul"]


@pytest.mark.parametrize(
    ("call", "options"),
    [
        ("x ** 3", {"exponent": Fraction(3)}),
        ("x ** (-1/2)", {"exponent": Fraction(-1, 2)}),
        ("pow(x, 2)", {"exponent": Fraction(2)}),
        ("sum(x)", {}),
        ("sum(x, axis=0)", {"axis": 0}),
        ("sum(x, axis=None)", {"axis": None}),
        ("sum(x, -1, True)", {"axis": -1, "keepdims": True}),
        ("mean(x, axis=(0, 1), keepdims=False)", {"axis": (0, 1), "keepdims": False}),
        ("clip(x, 0, high=1.5)", {"low": Fraction(0), "high": Fraction(3, 2)}),
        ("leaky_relu(x, 0.1)", {"slope": Fraction(1, 10)}),
        ("reshape(x, (N, 2*3))", {"shape": ("N", 6)}),
        ("reshape(x, [2, -1])", {"shape": (2, -1)}),
        ("broadcast_to(x, N)", {"shape": ("N",)}),
        ("transpose(x, (1, 0))", {"axes": (1, 0)}),
        ("concatenate(x, y, w, axis=1)", {"axis": 1}),
        ("x[0]", {"index": (0,)}),
        ("x[-1, 0:2]", {"index": (-1, slice(0, 2))}),
        ("x[:, 1]", {"index": (slice(None), 1)}),
        ("x[1:N:2]", {"index": (slice(1, "N", 2),)}),
    ],
)
def test_options_are_read_with_their_kinds(call, options):
    read = last(f"L = {call}").options
    assert dict(read) == options
    assert {name: type(value) for name, value in read.items()} == {name: type(it) for name, it in options.items()}


def test_a_function_of_any_number_takes_all_that_stand_there_as_operands():
    assert last("L = concatenate(x, y, w)").args == ("x", "y", "w")


def test_the_size_of_a_dimension_is_a_number_in_arithmetic():
    graph = parsed("L = sum(x) / N + 0 * (y + w + b + w1 + w2 + b1 + b2)")
    [size] = [node for node in graph.nodes if node.options.get("value") == "N"]
    assert size.op.name == "constant"
    tape = forward(graph, {name: np.ones((1, 4) if name == "x" else 1) for name in INPUTS}, {"N": 4})
    assert tape.output == [1]


def test_sizes_in_slices_are_resolved_with_the_shapes():
    graph = parse_equations("L = x[1:N]", inputs=["x"], dims=["N"])
    assert infer_shapes(graph, {"x": (5,)}, {"N": 3})["L"] == (2,)


def test_equations_are_sorted_and_otherwise_keep_the_order_of_the_text():
    graph = parsed("L = c + a\nb0 = x\na = x * b0\nc = x + y", "L")
    assert graph.named == ("b0", "a", "c", "L")
    assert parsed("c = x\na = y\nL = a + c").named == ("c", "a", "L")


def test_the_last_equation_of_the_text_is_the_output_unless_another_is_asked_for():
    assert parsed("a = x\nb0 = a").output == "b0"
    assert parsed("b0 = a\na = x", "b0").output == "b0"


def test_comments_blank_lines_and_open_brackets_lay_out_the_text():
    graph = parsed("\n# a comment (\n  L = (x * y  # here 'too'\r\n\n       + sum(w,\n\taxis=0))\n\n")
    assert [(node.name, node.text, node.span) for node in graph.nodes] == [
        ("L.1", "x * y", Span(3, 8)),
        ("L.2", "sum(w, axis=0)", Span(5, 10)),
        ("L", "x * y + sum(w, axis=0)", Span(3, 8)),
    ]


def test_columns_count_characters():
    graph = parsed("ŷ = w*x\nL = ŷ * ŷ + y")
    assert [(node.name, node.text, node.span) for node in graph.nodes][1:] == [
        ("L.1", "ŷ * ŷ", Span(2, 5)),
        ("L", "ŷ * ŷ + y", Span(2, 5)),
    ]
    assert mistake("L = ŷ + x^2\nŷ = w")[:2] == (1, 10)


def test_names_are_one_where_python_takes_them_for_one():
    graph = parse_equations("L = ﬁ + y\u0302", inputs=["fi", "y\u0302"])
    assert graph.inputs == ("fi", "ŷ")
    assert graph.nodes[-1].args == ("fi", "ŷ")


def test_long_sums_are_no_trouble():
    graph = parsed("L = " + " + ".join(["x"] * 240))
    assert len(graph.nodes) == 239
    assert forward(graph, {name: np.ones(1) for name in INPUTS}).output == [240]


# What is wrong

NO_TEXT = "an equation is made of names and numbers, without quotes"
ON_OVER = "write 'name = expression'; to go on over the next line, open a bracket"
ONE_BY_ONE = "a function takes its operands one by one, as concatenate(a, b)"
PART = "give a part of it a name of its own"
TOO_LARGE = "the number is too large, or too close to 0"
WHERE = "use where(condition, a, b)"


def refused(what):
    return f"{what} cannot stand in an equation"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # signs and words
        ("L = x^2", (1, 6, refused("'^'"), "use ** for a power")),
        ("L = x % y", (1, 7, refused("'%'"), REMEDIES["%"])),
        ("L = x // y", (1, 7, refused("'//'"), "use / to divide")),
        ("L == x", (1, 3, refused("'=='"), REMEDIES["=="])),
        ("L = x == y", (1, 7, refused("'=='"), REMEDIES["=="])),
        ("L = x != y", (1, 7, refused("'!='"), REMEDIES["!="])),
        ("L = (y := x)", (1, 8, refused("':='"), REMEDIES[":="])),
        ("L = x; y", (1, 6, refused("';'"), "write one equation a line")),
        ("L = 'x'", (1, 5, refused("'''"), NO_TEXT)),
        ('L = f"{x}"', (1, 6, refused("'\"'"), NO_TEXT)),
        ("L = {x}", (1, 5, refused("'{'"), "use ( and )")),
        ("L = $x", (1, 5, refused("'$'"), "")),
        ("L = x\0", (1, 6, refused("U+0000"), "")),
        ("L = \ud800", (1, 5, refused("U+D800"), "")),
        ("L = x\xa0+ y", (1, 6, refused("U+00A0"), "")),
        ("L = x\ry", (1, 6, refused("U+000D"), "")),
        ("L = w·x", (1, 6, refused("'·'"), "write *")),
        ("L = w\N{MULTIPLICATION SIGN}x", (1, 6, refused("'\N{MULTIPLICATION SIGN}'"), "write *")),
        ("L = x²", (1, 6, refused("'²'"), "write ** 2")),
        ("L = θ₁", (1, 6, refused("'₁'"), "write 1")),
        ("L = x and y", (1, 7, refused("'and'"), REMEDIES["and"])),
        ("L = not x", (1, 5, refused("'not'"), REMEDIES["not"])),
        ("L = x if y else w", (1, 7, refused("'if'"), WHERE)),
        ("L = lambda x: x", (1, 5, refused("'lambda'"), "")),
        ("L = [x for x in y]", (1, 8, refused("'for'"), "")),
        ("L = \N{MATHEMATICAL BOLD SMALL I}\N{MATHEMATICAL BOLD SMALL F}", (1, 5, refused("'if'"), WHERE)),
        ("L = 2x", (1, 6, "an operator is missing between '2' and 'x'", "write 2 * x to multiply")),
        ("L = 1j", (1, 6, "an operator is missing between '1' and 'j'", "write 1 * j to multiply")),
        ("L = x y", (1, 7, "an operator is missing between 'x' and 'y'", "write x * y to multiply")),
        ("L = 2(x + 1)", (1, 6, "an operator is missing between '2' and '('", "write 2 * (...) to multiply")),
        ("L = (x)y", (1, 8, "an operator is missing between ')' and 'y'", "write (...) * y to multiply")),
        # the frame of an equation
        ("L", (1, 1, "'=' is missing", ON_OVER)),
        ("sum(x, axis=0)", (1, 1, "'=' is missing", ON_OVER)),
        ("x + 1 = L", (1, 1, "on the left of '=' there must be one name", "")),
        ("= x", (1, 1, "on the left of '=' there must be one name", "")),
        ("True = x", (1, 1, "on the left of '=' there must be one name", "")),
        ("2 = x", (1, 1, "on the left of '=' there must be one name", "")),
        ("L = a = x", (1, 7, "an equation has one '='", "write two equations")),
        ("L =", (1, 3, "the equation breaks off after '='", "")),
        ("L = x + # more", (1, 7, "the equation breaks off after '+'", "")),
        ("L = x + * y", (1, 9, "'*' is not expected here", "")),
        ("L = 010", (1, 5, "'010' is not expected here", "")),
        ("L = (x", (1, 5, "'(' is never closed", "")),
        ("L = x]", (1, 6, "']' closes nothing", "")),
        ("L = (x]", (1, 5, "'(' is never closed", "")),
        ("x = y", (1, 1, "'x' is an input", "choose another name")),
        ("N = y", (1, 1, "'N' is a dimension", "choose another name")),
        ("max = y", (1, 1, "'max' is a function", "choose another name")),
        ("L = x\n\nL = y", (3, 1, "'L' is already defined, as 'x'", "choose another name")),
        # expressions
        ("L = x.t", (1, 5, refused("'x.t'"), ".T is the only attribute there is")),
        ("L = x < y < w", (1, 5, refused("'x < y < w'"), "compare two things at a time")),
        ("L = True", (1, 5, refused("'True'"), "")),
        ("L = (x, y)", (1, 5, refused("'(x, y)'"), ONE_BY_ONE)),
        ("L = concatenate([x, y])", (1, 17, refused("'[x, y]'"), ONE_BY_ONE)),
        ("L = relu(*x)", (1, 10, refused("'*x'"), "")),
        ("L = 1e400", (1, 5, TOO_LARGE, "")),
        ("L = 1e-400", (1, 5, TOO_LARGE, "")),
        ("L = 1e999999999", (1, 5, TOO_LARGE, "")),
        ("L = 1e308 * 10", (1, 5, TOO_LARGE, "")),
        ("L = 9 ** 9 ** 9", (1, 5, TOO_LARGE, "")),
        ("L = x + 1/0", (1, 9, "division by zero", "")),
        ("L = 0 ** -1", (1, 5, "division by zero", "")),
        ("L = relu", (1, 5, "'relu' is a function", "write relu(...)")),
        ("L = w3 * x", (1, 5, "undefined name 'w3'", "did you mean 'w'?")),
        ("L = inf", (1, 5, "undefined name 'inf'", "choose from: D, N, b, b1, b2, w, w1, w2, x, y")),
        ("L = W * x", (1, 5, "undefined name 'W'", "did you mean 'w'?")),
        # calls
        ("L = Rleu(x)", (1, 5, "unknown function 'Rleu'", "did you mean 'relu'?")),
        ("L = x(y)", (1, 5, "'x' is not a function", "write * to multiply")),
        ("L = relu(x)(y)", (1, 5, "'relu(x)' is not a function", "write * to multiply")),
        ("L = max(0, w * x)", (1, 5, "'max' takes 1 operand", "write maximum(a, b), or name the axis: max(a, axis=0)")),
        ("L = min(w, x)", (1, 5, "unknown function 'min'", "write minimum(a, b)")),
        ("L = x.dot(w)", (1, 5, "there is no '.dot' here", "write a @ b")),
        ("L = np.exp(x)", (1, 5, "a function is called by its name alone", "write exp(...)")),
        ("L = constant(x)", (1, 5, "unknown function 'constant'", "")),
        ("L = relu()", (1, 5, "'relu' takes 1 operand; it got 0", "")),
        ("L = relu(x, y)", (1, 5, "'relu' takes 1 operand; it got 2", "")),
        ("L = where(x, y)", (1, 5, "'where' takes 3 operands; it got 2", "")),
        ("L = clip(x, 0, 1, 2)", (1, 5, "'clip' takes 1 operand, low, high; it got 4", "")),
        ("L = clip(x)", (1, 5, "'clip' needs 'low' and 'high'", "")),
        ("L = sum(x, axs=0)", (1, 16, "'sum' has no option 'axs'", "did you mean 'axis'?")),
        ("L = relu(x, **y)", (1, 15, "'relu' has no option '**'", "")),
        ("L = sum(x, 0, axis=0)", (1, 20, "option 'axis' is given twice", "")),
        ("L = sum(x, y)", (1, 12, "'axis' of 'sum' must be a whole number, or several in brackets, not 'y'", "")),
        ("L = sum(x, 0.5)", (1, 12, "'axis' of 'sum' must be a whole number, or several in brackets, not '0.5'", "")),
        ("L = sum(x, keepdims=1)", (1, 21, "'keepdims' of 'sum' must be True or False, not '1'", "")),
        (
            "L = reshape(x, 9999999)",
            (1, 16, "'shape' of 'reshape' must be sizes in brackets, as (2, 3), not '9999999'", ""),
        ),
        ("L = clip(x, 0, True)", (1, 16, "'high' of 'clip' must be a number, not 'True'", "")),
        (
            "L = x ** y",
            (1, 10, "an exponent must be a number, not 'y'", "write exp(b * log(a)) for a power that varies"),
        ),
        ("L = x[y]", (1, 7, "an index must be a whole number or the name of a dimension, not 'y'", "")),
        ("L = x[0:y]", (1, 9, "an index must be a whole number or the name of a dimension, not 'y'", "")),
        # the whole
        ("a = b0\nb0 = a", (1, 5, "the equations run in a circle: a -> b0 -> a", "")),
        ("L = x\nc = d + x\nd = a\na = c", (2, 5, "the equations run in a circle: c -> d -> a -> c", "")),
        ("L = L + x", (1, 5, "the equations run in a circle: L -> L", "")),
        ("z3 = x\nL = y", (1, 1, "'z3' is not used: 'L' does not depend on it", "use it, or take it out")),
        ("", (1, 1, "there is no equation", "write 'name = expression', one a line")),
        ("# nothing\n", (1, 1, "there is no equation", "write 'name = expression', one a line")),
    ],
)
def test_a_mistake_is_named_with_its_place_and_its_remedy(text, expected):
    assert mistake(text) == expected


@pytest.mark.parametrize("output", ["M", "x"])
def test_the_output_must_be_an_equation(output):
    [(span, problem, _)] = mistakes("L = x", output)
    assert (span, problem) == (None, f"no equation defines the output '{output}'")


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 51 + "x" + ")" * 51,
        "-" * 51 + "x",
        "**".join(["x"] * 52),
        "(-" * 26 + "x" + ")" * 26,
        "x" + " ** x.T" * 51,
    ],
)
def test_deep_nesting_is_refused_before_it_is_parsed(expression):
    assert mistake(f"L = {expression}")[2:] == ("nested more than 50 deep", PART)


@pytest.mark.parametrize(
    "expression",
    ["(" * 50 + "x" + ")" * 50, "-" * 50 + "x", "-x ** 2 + (-x) * -x - " * 20 + "x"],
)
def test_nesting_up_to_the_bound_is_read(expression):
    assert last(f"L = {expression}").name == "L"


@pytest.mark.parametrize("expression", ["+".join(["x"] * 251), "x" * 2000])
def test_long_equations_are_refused(expression):
    assert mistake(f"L = {expression}")[2].startswith("an equation can have 2000 characters")


def test_long_texts_are_refused():
    assert mistake("# " + "x" * 20_000)[2] == "the equations are longer than 20000 characters"


def test_all_mistakes_are_told_at_once_in_the_order_of_the_text():
    found = mistakes("L = a1 + rleu(x)\na1 = 2x\nb0 = missing + other\nb0 = x\n")
    assert [(span.line, span.column) for span, _, _ in found] == [(1, 10), (2, 7), (3, 6), (3, 16), (4, 1)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 2x\nL = a", 1),
        ("a = (x + 1\nL = a * (a + 1)", 1),
        ("a = (x + 1\nL = 2 * (a + 1))\nM = L + a", 2),
        ("a == x\nL = a", 1),
        ("a = rleu(x)\nL = a", 1),
    ],
)
def test_one_mistake_does_not_lead_to_others(text, line):
    assert mistake(text)[0] == line


# Properties


def problems_of(text, inputs):
    try:
        parse_equations(text, inputs=inputs, dims=DIMS)
    except GraphErrors as mistaken:
        return {error.problem for error in mistaken.errors}
    return set()


FRAGMENTS = st.sampled_from(
    [*"xyLab=+-*/@()[],.:<>^#'\n 019\\", "**", " = ", "sum(", "x.T", "1e9", "ŷ", "²", "axis=0", "N"]
)


@given(st.one_of(st.text(max_size=60), st.lists(FRAGMENTS, max_size=40).map("".join).map("L = x + {}".format)))
def test_any_text_gives_a_graph_or_its_mistakes(text):
    problems = problems_of(text, INPUTS)
    assert all(problems)
    assert problems or parsed(text).named


def binary(children):
    sign = st.sampled_from(["+", "-", "*", "/"])
    return st.tuples(children, sign, children).map(lambda parts: f"({parts[0]} {parts[1]} {parts[2]})")


EXPRESSIONS = st.recursive(
    st.sampled_from(["x", "y", "w", "2", "0.5", "1e-1"]),
    lambda children: st.one_of(
        binary(children),
        children.map("-{}".format),
        children.map("tanh({})".format),
        st.tuples(children, st.integers(0, 3)).map(lambda parts: f"{parts[0]} ** {parts[1]}"),
        st.tuples(children, children).map(lambda parts: f"maximum({parts[0]}, {parts[1]})"),
    ),
    max_leaves=12,
)
POINT = {"x": 1.25, "y": -0.75, "w": 3.0}


@settings(max_examples=60)
@given(EXPRESSIONS)
def test_an_expression_has_the_value_that_python_gives_it(expression):
    problems = problems_of(f"L = {expression}", tuple(POINT))
    assert problems <= {"division by zero", TOO_LARGE}
    assume(not problems)
    names = {"tanh": np.tanh, "maximum": np.maximum, **{name: np.float64(value) for name, value in POINT.items()}}
    with np.errstate(all="ignore"):
        expected = eval(expression, {"__builtins__": {}}, names)  # noqa: S307  # built above, from our own words
    graph = parse_equations(f"L = {expression}", inputs=tuple(POINT))
    got = forward(graph, {name: np.array([value]) for name, value in POINT.items()}).output
    assert not np.isfinite(expected) or got == pytest.approx(float(expected), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("broken", ["s -= y", "s := w * x", "s w * x"])
def test_a_name_whose_line_is_broken_is_no_mistake_where_it_is_used(broken):
    with pytest.raises(GraphErrors) as caught:
        parse_equations(f"{broken}\nL = s * w * x * y", inputs=("w", "x", "y"))
    assert [error.span.line for error in caught.value.errors] == [1]
