"""Numbers, exactly as they are written; and the author's rounded ones."""

from fractions import Fraction

import pytest

from grader.errors import Place
from grader.spec.scalars import Figure, read_boolean, read_integer, read_number
from grader.spec.yaml_tree import ScalarNode, Style


def plain(text: str) -> ScalarNode:
    return ScalarNode(text, Style.PLAIN, Place("s.yaml", 1, 1))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", Fraction(1, 10)), ("1e-3", Fraction(1, 1000)), ("1E5", Fraction(100_000)), ("-.5", Fraction(-1, 2)),
        ("+3", Fraction(3)), ("0", Fraction(0)), ("-0", Fraction(0)), ("2.", Fraction(2)), ("00.5", Fraction(1, 2)),
        ("1.5e+300", 15 * Fraction(10) ** 299), ("1e-300", Fraction(1, 10**300)),
    ],
)  # fmt: skip
def test_a_number_is_the_decimal_that_is_written(text: str, value: Fraction) -> None:
    assert read_number(plain(text)) == value


def test_a_whole_number_can_be_written_in_any_way() -> None:
    assert [read_integer(plain(text)) for text in ("64", "64.0", "6.4e1")] == [64, 64, 64]


def test_a_boolean_is_true_or_false() -> None:
    assert [read_boolean(plain(text)) for text in ("true", "false")] == [True, False]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("-8.0721", -8.072063904),
        ("-8.072063904", -8.072063904),
        ("-8.072063904", Fraction("-8.072063904")),
        ("0.333", Fraction(1, 3)),
        ("3.33e-1", Fraction(1, 3)),
        ("0.125", Fraction(1245, 10_000)),
        ("1", 1 + 1e-10),
        ("0", 1e-17),
        ("12.0", 12),
    ],
)
def test_a_rounded_number_states_the_right_one(text: str, right: Fraction | float) -> None:
    assert Figure(Fraction(text), text).states(right)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("3", 3.2),
        ("0.5", 0.46),
        ("0.10", 0.1037),
        ("-8.0722", -8.072063904),
        ("8.0721", -8.072063904),
        ("1234", 1234.1),
        ("0", Fraction(1, 10**17)),
        ("1.00", float("nan")),
        ("1.00", float("inf")),
    ],
)
def test_another_number_does_not(text: str, right: Fraction | float) -> None:
    assert not Figure(Fraction(text), text).states(right)
