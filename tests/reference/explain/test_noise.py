from fractions import Fraction

import numpy as np
import pytest

from reference.equations import parse_equations
from reference.exact import fractions
from reference.explain import Point, explain
from reference.explain.noise import settled


def explained(text, inputs, **options):
    return explain(parse_equations(text, inputs=list(inputs)), Point(inputs, **options))


def exact(*numbers):
    return {"x": fractions(np.array(numbers))}


def number(text):
    return {"x": np.array(Fraction(text), dtype=object)}


def rows(worked):
    return {row.name: row for row in worked.rows}


def test_a_gradient_that_cancels_is_0():
    worked = explained("p = softmax(x)\nL = sum(p)", exact(*[1.0] * 7))
    assert rows(worked)["x"].gradient.tolist() == [0] * 7


def test_a_value_that_cancels_is_0_and_what_comes_of_it_too():
    worked = rows(explained("y = log(exp(x)) - x\nL = 1000 * y", number("0.3")))
    assert [worked[name].value.item() for name in "yL"] == [0, 0]


def test_a_sum_that_cancels_is_0():
    values = rows(explained("s = sum(softmax(x)) - 1\nL = s ** 2", exact(*[1.0] * 7)))
    assert values["L"].value.item() == 0


def test_the_logarithm_of_1_is_0():
    worked = rows(explained("y = exp(log(x)) * exp(-log(x))\nL = log(y)", number("5")))
    assert worked["L"].value.item() == 0


def test_floats_that_cancel_are_0():
    worked = explained("L = x + 0.2 - 0.3", {"x": np.array(0.1)})
    assert worked.rows[-1].value.item() == 0


def test_a_local_gradient_that_cancels_is_0():
    (gradient,) = explained("L = exp(x) / exp(x)", number("5")).local
    assert gradient.equality.sides[-1].value.item() == 0


def test_a_step_that_cancels_ends_at_0():
    worked = explained("L = log(exp(x)) ** 2 / 2", number("0.3"), parameters=("x",), rate=Fraction(1), steps=1)
    assert (worked.descent.moves[0].sides[-1].value.item(), worked.descent.after.item()) == (0, 0)


def test_what_is_small_but_known_stays():
    worked = rows(explained("p = softmax(x)\nL = p[0]", exact(0.0, 100.0)))
    assert [float(it) for it in worked["x"].gradient] == pytest.approx([3.7e-44, -3.7e-44], rel=0.01)
    assert rows(explained("L = x + 1 - 1", number("1e-60")))["L"].value.item() == Fraction("1e-60")


def test_fractions_stay_as_they_are_among_numbers_of_50_digits():
    values, sizes = np.array([Fraction("1e-60")], dtype=object), np.array([Fraction(1)], dtype=object)
    assert settled(values, sizes).item() == Fraction("1e-60")


def test_what_is_not_finite_stays():
    assert not np.isfinite(settled(np.array([np.nan, np.inf]), np.array([1.0, np.inf]))).any()
