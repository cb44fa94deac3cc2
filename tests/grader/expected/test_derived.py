"""What the oracles say, and which of them is believed."""

from fractions import Fraction

import numpy as np
import pytest

from grader.expected import derived as module
from grader.expected.derived import Derived, derive, joined
from grader.model import Ask, AskKind
from reference.columns import Columns
from reference.equations import parse_equations
from reference.numeric import Differences
from reference.tape import absolute_backward, forward

NOWHERE = np.inf
ONE = Columns({"w": ()})


def derived(stepped: float, derivative: float, error: float, lost: float = 0) -> Derived:
    """Return what is derived of one key, a number, at one case."""
    numbers = ([[number]] for number in (stepped, lost, derivative, error))
    found, put_off, differing, within = map(np.array, numbers)
    return Derived(found, put_off, Differences(differing, within))


@pytest.mark.parametrize(
    ("stepped", "derivative", "error", "refuted"),
    [
        (1, 1, 1e-9, False),
        (1 + 1e-6, 1, 1e-9, True),
        (1, 1 + 1e-6, 1e-9, False),  # differences can be deceived
        (np.nan, 1, 1e-9, False),
        (np.nan, 1 + 1e-6, 1e-9, True),
        (np.nan, 1 + 1e-6, 1e-5, False),
        (np.nan, np.nan, NOWHERE, False),
        (np.inf, np.nan, NOWHERE, False),
    ],
)
def test_the_complex_step_is_believed_and_where_it_is_silent_differences_are(stepped, derivative, error, refuted):
    assert derived(stepped, derivative, error).refutes(np.ones((1, 1)), np.full((1, 1), 1e-9)).tolist() == [[refuted]]


def test_what_underflow_may_have_lost_refutes_nothing():
    right, within = np.ones((1, 1)), np.full((1, 1), 1e-9)
    assert not derived(1 + 1e-6, np.nan, NOWHERE, lost=1e-5).refutes(right, within)
    assert derived(1 + 1e-4, np.nan, NOWHERE, lost=1e-5).refutes(right, within)


@pytest.mark.parametrize(
    ("stepped", "error", "lost", "conclusive"),
    [
        (1, 1e-9, 0, True),
        (1, NOWHERE, 0, True),
        (1, NOWHERE, 1e-5, False),  # no power
        (1, 1e-9, 1e-5, True),
        (np.inf, 1e-9, 0, True),
        (np.inf, 1e-5, 0, False),  # no power
        (np.inf, NOWHERE, 0, False),
        (np.nan, NOWHERE, 0, True),  # was not looked at
    ],
)
def test_a_case_of_which_neither_knows_anything_is_inconclusive(stepped, error, lost, conclusive):
    assert derived(stepped, 1, error, lost).conclusive(ONE, np.full((1, 1), 1e-9)).tolist() == [[conclusive]]


def test_where_nothing_is_added_up_underflow_has_nothing_to_lose():
    assert derived(0, 0, NOWHERE, lost=1e-290).conclusive(ONE, np.zeros((1, 1)))


def test_one_element_of_a_key_is_enough_to_conclude():
    stepped = np.array([[1, np.nan, np.nan], [np.inf, np.nan, 1]])
    one = Derived(stepped, np.zeros((2, 3)), Differences(np.ones((2, 3)), np.full((2, 3), NOWHERE)))
    conclusive = one.conclusive(Columns({"w": (2,), "b": ()}), np.full((2, 3), 1e-9))
    assert conclusive.tolist() == [[True, True], [False, True]]


def test_each_element_is_refuted_by_itself():
    stepped = np.array([[1, np.nan], [2, np.inf]])
    one = Derived(stepped, np.zeros((2, 2)), Differences(np.ones((2, 2)), np.full((2, 2), NOWHERE)))
    assert one.refutes(np.full((2, 2), 2.0), np.full((2, 2), 1e-9)).tolist() == [[True, False], [False, False]]


def test_keys_are_joined_in_the_order_of_their_columns():
    keys = {"w": derived(1, 2, 3, 4), "b": derived(5, 6, 7, 8)}
    both = joined(Columns({"b": (1,), "w": (1,)}), keys)
    parts = (both.stepped, both.differences.derivative, both.differences.error, both.lost)
    assert [part.tolist() for part in parts] == [[[5, 1]], [[6, 2]], [[7, 3]], [[8, 4]]]


def looked(monkeypatch, text: str, x: float) -> list[str]:
    """Return by which differences the derivative of ``text`` is looked at."""
    used = []

    def noting(name: str):
        look = getattr(module, name)

        def noted(*args):
            used.append(name)
            return look(*args)

        return noted

    for name in ("differences", "quick_differences"):
        monkeypatch.setattr(module, name, noting(name))
    tape = forward(parse_equations(text, inputs=["x"]), {"x": np.array([1.0, x])})
    ask = Ask(AskKind.BACKWARD, Fraction(1), "backward", ("x",))
    derive(tape, ask, None, np.zeros(2, dtype=bool), {"x": 1e-9 * absolute_backward(tape)["x"]})
    return used


@pytest.mark.parametrize("x", [2, 0, 1e-9])
def test_where_the_complex_step_knows_everything_differences_take_one_look(monkeypatch, x):
    assert looked(monkeypatch, "L = relu(x) ** 3", x) == ["quick_differences"]


@pytest.mark.parametrize(("text", "x"), [("L = exp(x ** 2)", 30), ("L = exp(x)", -700)])
def test_where_it_found_nothing_or_lost_too_much_they_look_closer(monkeypatch, text, x):
    assert looked(monkeypatch, text, x) == ["differences"]
