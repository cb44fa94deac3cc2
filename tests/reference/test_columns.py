"""Arrays side by side: what is joined can be split again, and told apart meanwhile."""

import numpy as np
import pytest

from reference.columns import Columns, beside

ARRAYS = {"a": np.array([1, 2]), "b": np.array([[[3, 4], [5, 6]], [[7, 8], [9, 0]]]), "c": np.array([[10], [20]])}
JOINED = [[1, 3, 4, 5, 6, 10], [2, 7, 8, 9, 0, 20]]


def test_a_case_is_a_row_with_the_elements_of_one_array_after_the_other():
    assert beside(ARRAYS).join(ARRAYS).tolist() == JOINED


def test_of_more_arrays_those_are_joined_that_have_columns_in_their_order():
    assert Columns({"c": (1,), "a": ()}).join(ARRAYS).tolist() == [[10, 1], [20, 2]]


def test_the_number_of_cases_may_be_another():
    fewer = {name: array[1:] for name, array in ARRAYS.items()}
    assert beside(ARRAYS).join(fewer).tolist() == JOINED[1:]


def test_what_is_split_is_what_was_joined():
    split = beside(ARRAYS).split(np.array(JOINED))
    assert {name: array.tolist() for name, array in split.items()} == {
        name: array.tolist() for name, array in ARRAYS.items()
    }


def test_nothing_is_copied_to_split_it():
    joined = np.array(JOINED)
    assert all(np.shares_memory(array, joined) for array in beside(ARRAYS).split(joined).values())


@pytest.mark.parametrize(
    ("by", "reduced"), [(np.maximum, [[1, 6, 10], [2, 9, 20]]), (np.add, [[1, 18, 10], [2, 24, 20]])]
)
def test_each_array_is_reduced_by_itself(by, reduced):
    assert beside(ARRAYS).reduce(by, np.array(JOINED)).tolist() == reduced
