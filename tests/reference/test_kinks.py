"""The family of right answers at a kink."""

from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reference.equations import parse_equations
from reference.errors import GraphError
from reference.kinks import MOST_KINKS, SHARES, nearest, subgradients, ties
from reference.solution import Inquiry, Solution
from reference.tape import Tape, backward, forward
from tests.reference.random_graphs import Point, points


def tape_of(text: str, **inputs: object) -> Tape:
    """Return the values of the equations at one case."""
    graph = parse_equations(text, inputs=list(inputs))
    return forward(graph, {name: np.array([value], dtype=float) for name, value in inputs.items()})


def mixed(tape: Tape, inquiry: Inquiry | None = None) -> Solution:
    solution = subgradients(tape, inquiry or Inquiry())
    assert solution is not None
    return solution


def gradients(tape: Tape, names: Iterable[str]) -> set[tuple[float, ...]]:
    """Return what the gradients of ``names`` can be, together."""
    columns = [mixed(tape).gradients[name].ravel().round(9).tolist() for name in names]
    return set(zip(*columns, strict=True))


@pytest.mark.parametrize(
    "text", ["L = relu(x)", "L = abs(x - 4)", "L = maximum(x, 2)", "L = where(x > 0, x, 0)", "L = tanh(x) ** 2"]
)
def test_away_from_kinks_nothing_else_is_right(text):
    tape = tape_of(text, x=3)
    assert ties(tape) == []
    assert subgradients(tape, Inquiry()) is None


@pytest.mark.parametrize(
    ("text", "slopes"),
    [
        ("L = relu(x)", {0, 0.5, 1}),
        ("L = 5 * relu(-x)", {0, -2.5, -5}),
        ("L = abs(x)", {-1, 0, 1}),
        ("L = leaky_relu(x, slope=0.2)", {0.2, 0.6, 1}),
        ("L = maximum(x, 0)", {0, 0.5, 1}),
        ("L = maximum(0, x)", {0, 0.5, 1}),
        ("L = minimum(3 * x, x)", {1, 2, 3}),
        ("L = clip(x, low=0, high=1)", {0, 0.5, 1}),
        ("L = where(x > 0, x, 2 * x)", {1, 1.5, 2}),
        ("L = where(x >= 0, x, 2 * x)", {1, 1.5, 2}),
        ("L = where(0 < x, 3 * x, x)", {1, 2, 3}),
        ("L = where(x <= 0, 3 * x, x)", {1, 2, 3}),
        ("L = (x > 0) * x", {0, 0.5, 1}),
    ],
)
def test_at_a_kink_either_side_is_right_and_so_is_their_mean(text, slopes):
    assert gradients(tape_of(text, x=0), ["x"]) == {(slope,) for slope in slopes}


def test_in_a_tie_of_maximum_what_one_operand_loses_the_other_gets():
    assert gradients(tape_of("L = maximum(x, y)", x=3, y=3), "xy") == {(0, 1), (0.5, 0.5), (1, 0)}


def test_each_of_two_kinks_has_a_side_of_its_own():
    tape = tape_of("L = relu(x) + 10 * abs(y)", x=0, y=0)
    assert len(mixed(tape).gradients["x"]) == 9
    assert gradients(tape, "xy") == {(x, y) for x in (0, 0.5, 1) for y in (-10, 0, 10)}


def test_each_element_has_a_side_of_its_own():
    assert {tuple(row) for row in mixed(tape_of("L = sum(relu(x))", x=[0, -1, 0, 2])).gradients["x"].tolist()} == {
        (first, 0, third, 1) for first in (0, 0.5, 1) for third in (0, 0.5, 1)
    }


def test_the_largest_of_a_tie_may_be_any_of_it_or_share():
    rows = {tuple(row) for row in mixed(tape_of("L = max(x)", x=[3, 3, 1])).gradients["x"].tolist()}
    assert {(1, 0, 0), (0, 1, 0), (0.5, 0.5, 0)} <= rows
    assert {sum(row) for row in rows} == {1}


def test_ties_along_an_axis_are_found_row_by_row():
    tape = tape_of("L = sum(max(x, axis=1))", x=[[3, 1], [2, 2]])
    assert [tie.element for tie in ties(tape)] == [2, 3]
    assert {tuple(row) for row in mixed(tape).gradients["x"][:, 0].tolist()} == {(1, 0)}


@pytest.mark.parametrize("w", [2, -2, 0.5, 0])
def test_a_kink_behind_a_kink_has_a_side_of_its_own(w):
    tape = tape_of("a = relu(x)\nz = w * a + b\nL = relu(z)", x=0, w=w, b=0)
    assert gradients(tape, "ab") >= {(0, 0), (w, 1)}
    assert gradients(tape, "bx") >= {(0, 0), (1, 0), (1, w)}


def test_a_kink_that_two_operations_share_has_a_side_for_each():
    tape = tape_of("L = relu(x) + 10 * abs(x)", x=0)
    assert gradients(tape, "x") >= {(0,), (1,), (-10,), (11,), (10,)}


def test_rounding_does_not_hide_a_tie():
    tape = tape_of("z = a + b - c\nL = relu(z)", a=0.1, b=0.2, c=0.3)
    assert tape.values["z"][0] != 0
    assert gradients(tape, "a") == {(0,), (0.5,), (1,)}
    assert gradients(tape_of("L = maximum(a + b, c)", a=0.1, b=0.2, c=0.3), "c") == {(0,), (0.5,), (1,)}


def test_a_small_number_is_no_tie():
    assert subgradients(tape_of("L = relu(x)", x=1e-9), Inquiry()) is None


def test_values_and_what_is_asked_are_given_for_every_mixture():
    tape = tape_of("h = relu(w * x)\nL = (h - y) ** 2", w=0, x=3, y=2)
    inquiry = Inquiry(equations=("h", "L"), parameters=("w",), rate=np.array([0.5]))
    solution = mixed(tape, inquiry)
    assert solution.values["L"].tolist() == [4, 4, 4]
    assert sorted(solution.gradients["w"].tolist()) == [-12, -6, 0]
    assert sorted(solution.local["h", "w"].tolist()) == [0, 1.5, 3]
    assert solution.local["L", "h"].tolist() == [-4, -4, -4]


def test_an_update_follows_the_gradients_of_its_own_mixture():
    tape = tape_of("h = relu(w * x)\nL = (h - y) ** 2", w=0, x=3, y=2)
    solution = mixed(tape, Inquiry(parameters=("w",), rate=np.array([0.5])))
    updated = zip(solution.gradients["w"].tolist(), *(solution.updated[name].tolist() for name in "wL"), strict=True)
    assert set(updated) == {(0, 0, 4), (-6, 3, 49), (-12, 6, 256)}


def test_the_upstream_of_the_case_is_used():
    upstream = np.array([[3.0, -5.0]])
    solution = mixed(tape_of("z = relu(x)", x=[0, 0]), Inquiry(upstream=upstream))
    assert {tuple(row) for row in solution.gradients["x"].tolist()} == {
        (x, y) for x in (0, 1.5, 3) for y in (-5, -2.5, 0)
    }


def test_as_many_kinks_as_can_be_mixed_are_mixed():
    tape = tape_of("L = sum(relu(x))", x=[0] * MOST_KINKS)
    assert len(mixed(tape).gradients["x"]) == len(SHARES) ** MOST_KINKS


def test_more_kinks_are_an_error_with_a_remedy():
    tape = tape_of("L = sum(relu(x))", x=[0] * (MOST_KINKS + 1))
    with pytest.raises(GraphError, match=f"{MOST_KINKS + 1} numbers are on a kink at once") as caught:
        subgradients(tape, Inquiry())
    assert caught.value.remedy


def test_huge_operands_warn_of_nothing():
    assert subgradients(tape_of("L = maximum(x, y) / 1e308", x=1.7e308, y=-1.7e308), Inquiry()) is None


@given(point=points(("add", "sub", "mul", "neg", "relu", "abs", "maximum"), most=6), zero=st.booleans())
@settings(max_examples=60)
def test_what_convention_takes_is_one_of_the_mixtures(point: Point, zero: bool):  # noqa: FBT001  # drawn, not passed
    at = {name: value * (not zero) for name, value in point.inputs().items()}
    tape = forward(point.graph, at)
    assume(0 < len(ties(tape)) <= MOST_KINKS)
    names = point.graph.inputs
    mixtures = np.stack([mixed(tape).gradients[name] for name in names], axis=1)
    by_convention = np.array([backward(tape)[name][0] for name in names])
    chosen = nearest(mixtures, by_convention)
    assert mixtures[chosen] == pytest.approx(by_convention, rel=1e-9, abs=1e-9)


def test_the_nearest_mixture_is_chosen_by_what_the_kink_affects():
    mixtures = np.array([[0.0, 5.0, 0.0], [0.5, 5.0, 10.0], [1.0, 5.0, 20.0]])
    assert [nearest(mixtures, np.array(got)) for got in ([0, 5, 1], [0.6, 5, 10], [1, -900, 20])] == [0, 1, 2]


def test_mixtures_are_compared_in_units_of_their_spread():
    mixtures = np.array([[0.0, 0.0], [1.0, 1000.0]])
    assert nearest(mixtures, np.array([0.9, 400.0])) == 1


@pytest.mark.parametrize("got", [[np.inf, 0], [1e308, -1e308], [0, 0]])
def test_an_answer_of_any_size_has_a_nearest_mixture(got):
    assert nearest(np.array([[0.0, 0.0], [1e-8, 1.0]]), np.array(got)) in {0, 1}
