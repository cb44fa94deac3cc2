"""What the model works out by itself."""

from grader.model import distinct_sizes


def test_sizes_are_all_different_where_their_ranges_allow_it() -> None:
    dims = {"N": (2, 4), "D": (2, 3), "K": (2, 2)}

    assert distinct_sizes(dims, lambda _, free: free[0]) == {"K": 2, "D": 3, "N": 4}


def test_sizes_are_the_same_where_nothing_else_is_allowed() -> None:
    dims = {"N": (2, 3), "D": (2, 3), "K": (2, 3)}

    assert distinct_sizes(dims, lambda _, free: free[-1]) == {"N": 3, "D": 2, "K": 3}


def test_whoever_chooses_a_size_is_told_of_what() -> None:
    asked = []
    distinct_sizes({"N": (2, 3), "K": (3, 3)}, lambda dim, free: asked.append((dim, list(free))) or free[0])

    assert asked == [("K", [3]), ("N", [2])]
