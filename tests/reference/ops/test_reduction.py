import math

import numpy as np
import pytest

from reference.ops import OPS

MAX = OPS["max"]


def test_max_shares_a_tie_evenly():
    x = np.array([[1.0, 3.0, 3.0]])
    assert MAX.vjps[0](np.array([[6.0]]), MAX.forward(x), x).tolist() == [[0.0, 3.0, 3.0]]


def test_max_finds_its_element_even_if_the_recorded_maximum_was_disturbed():
    x = np.array([[1.0, 3.0]])
    assert MAX.vjps[0](np.array([[6.0]]), MAX.forward(x) * (1 + 1e-8), x).tolist() == [[0.0, 6.0]]


@pytest.mark.parametrize(
    ("x", "distance"),
    [
        ([1.0, 5.0, 3.0], [4.0, 2.0, 2.0]),
        ([5.0, 1.0, 5.0], [0.0, 4.0, 0.0]),
        ([2.0, 2.0], [0.0, 0.0]),
        ([7.0], [math.inf]),
    ],
)
def test_kink_of_max_is_where_another_element_is_as_large(x, distance):
    assert MAX.kink.distance(np.array([x])).tolist() == [distance]


def test_kink_of_max_along_an_axis_is_within_each_row():
    x = np.array([[[1.0, 4.0], [3.0, 2.0]]])
    assert MAX.kink.distance(x, axis=1).tolist() == [[[3.0, 3.0], [1.0, 1.0]]]
    assert MAX.kink.distance(x, axis=0, keepdims=True).tolist() == [[[2.0, 2.0], [2.0, 2.0]]]


def test_branch_of_max_changes_when_another_element_becomes_the_largest():
    branch = MAX.kink.branch(np.array([[1.0, 2.0], [1.5, 2.5], [2.0, 1.0]]))
    assert (branch[0] == branch[1]).all()
    assert (branch[0] != branch[2]).any()


@pytest.mark.parametrize("shift", [-1000.0, 0.0, 1000.0])
def test_softmax_family_does_not_overflow(shift):
    x = np.array([[0.0, 1.0, 2.0]]) + shift
    exponentials = [math.exp(0), math.exp(1), math.exp(2)]
    shares = np.array([exponentials]) / math.fsum(exponentials)
    np.testing.assert_allclose(OPS["softmax"].forward(x), shares, rtol=1e-14)
    np.testing.assert_allclose(OPS["log_softmax"].forward(x), np.log(shares), rtol=1e-14)
    logsumexp = OPS["logsumexp"].forward(x)
    np.testing.assert_allclose(logsumexp, [[shift + math.log(math.fsum(exponentials))]], rtol=1e-14)
    np.testing.assert_allclose(OPS["logsumexp"].vjps[0](np.ones((1, 1)), logsumexp, x), shares, rtol=1e-12)


def test_numbers_far_apart_neither_overflow_nor_vanish():
    x = np.array([[-1000.0, 1000.0]])
    assert OPS["softmax"].forward(x).tolist() == [[0.0, 1.0]]
    assert OPS["log_softmax"].forward(x).tolist() == [[-2000.0, 0.0]]
    assert OPS["logsumexp"].forward(x).tolist() == [[1000.0]]


def test_log_softmax_keeps_the_digits_of_an_almost_certain_class():
    x = np.array([[0.0, -40.0]])
    np.testing.assert_allclose(OPS["log_softmax"].forward(x)[0, 0], -math.log1p(math.exp(-40)), rtol=1e-15)


def test_logsumexp_of_equal_numbers_adds_the_logarithm_of_their_count():
    np.testing.assert_allclose(OPS["logsumexp"].forward(np.full((1, 3), -2.0)), [[-2 + math.log(3)]], rtol=1e-15)
