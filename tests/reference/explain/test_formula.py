from fractions import Fraction

import pytest

from reference.equations import parse_equations
from reference.explain import Applied, Literal, Symbol
from reference.explain.formula import ONE, ZERO, formulas_of, is_number, neat, plus, product, times, total
from reference.ops import OPS

A, B = Symbol("a"), Symbol("b")
NAMES = {"a": A, "b": B, "c": Symbol("c")}


def number(text):
    return Literal(Fraction(text))


def shape_of(formula):
    """Return a formula as nested tuples, which can be compared."""
    if isinstance(formula, Applied):
        return (formula.op.name, *map(shape_of, formula.args), *formula.options.values())
    return str(formula.value) if isinstance(formula, Literal) else formula.name


def neatly(text):
    return shape_of(formulas_of(parse_equations(f"result = {text}", inputs=list(NAMES)), NAMES, neat)["result"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+a", "a"),
        ("a * 1", "a"),
        ("a * 0", "0"),
        ("a + 0", "a"),
        ("0 + a", "a"),
        ("a - 0", "a"),
        ("0 - a", ("neg", "a")),
        ("a - b", ("sub", "a", "b")),
        ("a / 1", "a"),
        ("a / 2", ("div", "a", "2")),
        ("a ** 1", "a"),
        ("a ** 0", "1"),
        ("a ** 2", ("pow", "a", 2)),
        ("--a", "a"),
        ("a * -1", ("neg", "a")),
        ("-a * -b", ("mul", "a", "b")),
        ("2 * a * (3 * b)", ("mul", ("mul", "6", "a"), "b")),
        ("1/2 * (2 * a)", "a"),
        ("a * (b * c)", ("mul", ("mul", "a", "b"), "c")),
        ("a * -2", ("mul", "-2", "a")),
        ("exp(a)", ("exp", "a")),
    ],
)
def test_what_goes_without_saying_is_left_out(text, expected):
    assert neatly(text) == expected


def test_numbers_are_worked_out():
    assert plus(number("1/2"), ONE) == number("3/2")
    assert times(number("1/2"), number(4)) == number(2)
    assert neat(OPS["div"], (ONE, number(4))) == number("1/4")
    assert shape_of(neat(OPS["div"], (ONE, ZERO))) == ("div", "1", "0")


def test_nothing_adds_up_to_0_and_multiplies_to_1():
    assert total([]) == ZERO
    assert product([]) == ONE
    assert shape_of(total([A, ZERO, B])) == ("add", "a", "b")
    assert shape_of(product([A, ONE, B])) == ("mul", "a", "b")


def test_a_formula_of_numbers_needs_no_value():
    assert is_number(Applied(OPS["add"], (ONE, ONE)))
    assert not is_number(Applied(OPS["add"], (ONE, A)))


def test_the_size_of_a_dimension_is_a_name():
    graph = parse_equations("result = a / N", inputs=["a"], dims=["N"])
    assert shape_of(formulas_of(graph, {"a": A})["result"]) == ("div", "a", "N")
