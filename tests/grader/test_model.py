"""What the model works out by itself."""

from grader.model import distinct_sizes


def test_sizes_are_all_different_where_their_ranges_allow_it() -> None:
    assert distinct_sizes({"N": [2, 3, 4], "D": [2, 3], "K": [2]}) == {"N": 4, "D": 3, "K": 2}


def test_the_best_size_goes_to_who_has_the_least_choice() -> None:
    assert distinct_sizes({"N": [4, 3, 2], "D": [4, 3]}) == {"N": 3, "D": 4}


def test_who_holds_a_size_gives_it_up_where_another_needs_it() -> None:
    assert distinct_sizes({"A": [1, 2, 3], "B": [2, 1], "C": [1, 2]}) == {"A": 3, "B": 2, "C": 1}


def test_sizes_are_the_same_where_nothing_else_is_allowed() -> None:
    assert distinct_sizes({"N": [3, 2], "D": [3, 2], "K": [3, 2]}) == {"N": 2, "D": 3, "K": 3}
