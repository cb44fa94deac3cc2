"""What the oracles say, and which of them is believed."""

import numpy as np
import pytest

from grader.expected.derived import Derived
from reference.numeric import Differences

NOWHERE = np.inf


def derived(stepped: float, derivative: float, error: float, lost: float = 0) -> Derived:
    return Derived(np.array([stepped]), np.array([lost]), Differences(np.array([derivative]), np.array([error])))


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
    assert derived(stepped, derivative, error).refutes(np.ones(1), np.full(1, 1e-9)).tolist() == [refuted]


def test_what_underflow_may_have_lost_refutes_nothing():
    assert derived(1 + 1e-6, np.nan, NOWHERE, lost=1e-5).refutes(np.ones(1), np.full(1, 1e-9)).tolist() == [False]
    assert derived(1 + 1e-4, np.nan, NOWHERE, lost=1e-5).refutes(np.ones(1), np.full(1, 1e-9)).tolist() == [True]


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
    assert derived(stepped, 1, error, lost).conclusive(np.full(1, 1e-9)).tolist() == [conclusive]


def test_where_nothing_is_added_up_underflow_has_nothing_to_lose():
    assert derived(0, 0, NOWHERE, lost=1e-290).conclusive(np.zeros(1)).tolist() == [True]


def test_one_element_is_enough_to_refute_and_to_conclude():
    stepped = np.array([[1, np.nan], [np.inf, np.nan]])
    one = Derived(stepped, np.zeros((2, 2)), Differences(np.ones((2, 2)), np.full((2, 2), np.inf)))
    assert one.refutes(np.full((2, 2), 2.0), np.full((2, 2), 1e-9)).tolist() == [True, False]
    assert one.conclusive(np.full((2, 2), 1e-9)).tolist() == [True, False]
