"""What goes wrong where gradients meet, where the pass begins, and with what is returned: by hand."""

import numpy as np
import pytest

from reference.mutants import Mutant, Stage
from reference.mutants.whole import MOST_SWAPS, MOST_TELLS, pass_mutants
from reference.tape import Tape
from tests.reference.mutants.tapes import ERROR, SHARED, STRETCHED, all_of, found, tape_of

NAMES = ("s", "p", "w", "x", "y")
BATCH = "out = w * x", {"w": 3, "x": [1, 2, 4]}


def only(tape: Tape, mistake: str, words: str = "", stage: Stage = Stage.BACKWARD, **setting) -> Mutant:
    """Return the one mutant of no edge with this mistake."""
    (one,) = (
        mutant
        for mutant in all_of(tape, **setting)
        if (mutant.mistake, mutant.stage, mutant.operand) == (mistake, stage, "") and words in mutant.words
    )
    return one


@pytest.mark.parametrize(
    ("mistake", "words", "gradients"),
    [
        ("overwritten instead of accumulated", "only the last one is kept", [3, 6]),
        ("overwritten instead of accumulated", "only the first one is kept", [5, 10]),
        ("passed on too early", "", [8, 10]),
        ("passed on more than once", "of s is passed on again", [8, 2 * 5 + 2 * (5 + 3)]),
        ("passed on more than once", "down to the inputs", [8, 2 * 3 + 2 * (3 + 5)]),
    ],
)
def test_contributions_that_meet_go_wrong(mistake, words, gradients):
    tape = tape_of(*SHARED)
    assert found(only(tape, mistake, words), tape, "s", "x") == gradients


def test_a_pass_without_order_tells_everything_at_every_arrival():
    tape = tape_of(*SHARED)
    (one,) = (one for one in all_of(tape) if one.wide and one.sweep)
    # a tells s of 3, and s tells x of 2 * 3; then b tells s of 5, and s, which has 8 by now, tells x of 2 * 8
    assert found(one, tape, "a", "b", "s", "x") == [1, 1, 8, 22]


def test_nothing_is_told_through_a_comparison():
    tape = tape_of("s = 2 * x\na = s > 0\nb = a * s\nL = b + s", {"x": 1})
    (one,) = (one for one in all_of(tape) if one.wide and one.sweep)
    assert found(one, tape, "a", "s") == [2, 2]


def test_in_a_tree_each_value_is_told_once():
    assert not [one for one in all_of(tape_of(*ERROR)) if one.wide and one.sweep]


def test_an_input_passes_nothing_on():
    tape = tape_of("L = x * x", {"x": 3})
    assert {one.mistake for one in all_of(tape) if one.node == "x" and one.wrongs and one.wrongs.kept} == {
        "overwritten instead of accumulated"
    }
    assert not [one for one in all_of(tape) if one.wrongs and one.wrongs.passed]


def test_everything_that_is_used_twice_may_be_overwritten():
    tape = tape_of("a = x * y\nL = a * x", {"x": 3, "y": 2})
    assert not [one for one in all_of(tape) if one.wide and one.wrongs and one.wrongs.kept]
    tape = tape_of("a = x * y\nb = a + a\nL = b * x", {"x": 3, "y": 2})  # dL/da = 3 + 3, dL/dx = 12 + 12
    of = {one.words: one for one in all_of(tape) if one.wide and one.wrongs and one.wrongs.kept}
    last = of[
        "of the contributions to the gradient of each value that is used more than once only the last one is kept"
    ]
    assert found(last, tape, "a", "x", "y") == [3, 6, 9]


def test_every_input_that_is_used_twice_may_be_overwritten():
    tape = tape_of("a = x * y\nb = a + x\nL = b * y", {"x": 3, "y": 2})  # dL/dx = 2 + 4, dL/dy = 9 + 6
    of = {one.words: one for one in all_of(tape) if one.wide and one.wrongs and one.wrongs.kept}
    first = next(one for words, one in of.items() if words.endswith("only the first one is kept"))
    assert found(first, tape, "x", "y") == [2, 9]


@pytest.mark.parametrize(
    ("mistake", "gradients"),
    [
        ("seed missing", [0, 0, 0, 0, 0]),
        ("seed is the output", [250, 250, 500, 750, -250]),
        ("seed negative", [-10, -10, -20, -30, 10]),
        ("seed doubled", [20, 20, 40, 60, -20]),
        ("chain rule forgotten", [10, 1, 2, 3, -1]),
    ],
)
def test_a_pass_goes_wrong_as_a_whole(mistake, gradients):
    tape = tape_of(*ERROR)
    assert [number + 0 for number in found(only(tape, mistake), tape, *NAMES)] == gradients


@pytest.mark.parametrize(
    ("mistake", "gradients"),
    [("upstream ignored", [7, [3, 3, 3]]), ("first of the batch only", [10, [30, 0, 0]])],
)
def test_a_given_upstream_is_not_heeded(mistake, gradients):
    tape = tape_of(*BATCH)
    assert found(only(tape, mistake, given=True), tape, "w", "x", upstream=np.array([[10.0, 20, 30]])) == gradients


def test_an_upstream_that_is_not_given_is_not_ignored():
    assert not {"upstream ignored", "first of the batch only"} & {one.mistake for one in all_of(tape_of(*ERROR))}


def test_it_begins_with_1_or_with_the_given_upstream():
    tape = tape_of(*ERROR)
    assert only(tape, "seed missing").remedy == "begin with dL/dL = 1"
    assert only(tape, "seed missing", given=True).remedy == "begin with the given upstream"


@pytest.mark.parametrize(
    ("moved", "gradients"),
    [  # after the step with rate 0.1 w is 1, and x is -1
        ("with w as", [10, 10, 20, 10, -10]),
        ("with x as", [10, 10, -10, 30, -10]),
        ("with w and x as", [10, 10, -10, 10, -10]),
    ],
)
def test_a_parameter_is_taken_from_after_the_step_and_nothing_else(moved, gradients):
    tape = tape_of(*ERROR)
    one = only(tape, "updated value used", f"{moved} after the step", parameters=("w", "x"))
    assert found(one, tape, *NAMES) == gradients


def test_a_single_parameter_moves_once_and_none_never():
    def count(*parameters: str) -> int:
        found = all_of(tape_of(*ERROR), parameters=parameters)
        return sum(one.mistake == "updated value used" and one.stage is Stage.BACKWARD for one in found)

    assert (count(), count("w"), count("w", "x")) == (0, 1, 3)


@pytest.mark.parametrize(
    ("mistake", "words", "gradients"),
    [
        ("swapped", "of w and x are", [10, 10, 30, 20, -10]),
        ("returned as 0", "of w is", [10, 10, 0, 30, -10]),
        ("returned as 1", "of x is", [10, 10, 20, 1, -10]),
        ("sign flipped", "of p is", [10, -10, 20, 30, -10]),
        ("doubled", "of w is", [10, 10, 40, 30, -10]),
        ("halved", "of x is", [10, 10, 20, 15, -10]),
        ("value returned", "w itself", [10, 10, 3, 30, -10]),
    ],
)
def test_right_gradients_are_returned_wrongly(mistake, words, gradients):
    tape = tape_of(*ERROR)
    assert found(only(tape, mistake, words, Stage.ANSWER), tape, *NAMES) == gradients


@pytest.mark.parametrize(
    ("mistake", "words", "gradient"),
    [
        ("transposed", "", [[1, 1], [2, 2], [3, 3]]),
        ("divided by N", "divided by the length of axis 0 of x", [[0.5, 1, 1.5]] * 2),
        ("multiplied by N", "multiplied by the length of axis 1 of x", [[3, 6, 9]] * 2),
    ],
)
def test_a_matrix_is_returned_wrongly(mistake, words, gradient):
    tape = tape_of(*STRETCHED)
    one = only(tape, mistake, words, Stage.ANSWER, names=["x"])
    assert found(one, tape, "x", "b") == [gradient, [5, 7, 9]]


def test_only_a_matrix_is_transposed():
    transposed = [one.node for one in all_of(tape_of(*STRETCHED), names=["x", "b"]) if one.mistake == "transposed"]
    assert transposed == ["x"]


def test_only_what_has_one_shape_is_swapped():
    assert not [one for one in all_of(tape_of(*STRETCHED), names=["x", "b"]) if one.mistake == "swapped"]


def test_of_many_names_not_every_pair_is_swapped():
    names = [f"x{number}" for number in range(40)]
    tape = tape_of("L = " + " + ".join(names), dict.fromkeys(names, 1))
    assert sum(one.mistake == "swapped" for one in all_of(tape, names=names)) == MOST_SWAPS


def test_two_axes_of_one_length_are_one_mistake():
    tape = tape_of("L = sum(a * b)", {"a": [1, 2], "b": [3, 4]})
    found = [one for one in all_of(tape, names=["a"]) if one.stage is Stage.ANSWER and one.mistake == "divided by N"]
    assert len(found) == 1


def test_a_pass_without_order_is_looked_at_in_small_graphs_alone():
    def sums(count: int) -> Tape:
        """Return the tape of a graph in which paths double with each of so many steps."""
        lines = [f"a{number + 1} = a{number} + a{number}" for number in range(count)]
        return tape_of("\n".join(["a0 = 2 * x", *lines]), {"x": 1})

    def unordered(tape: Tape) -> list[Mutant]:
        return [one for one in pass_mutants(tape, given=False) if one.sweep]

    assert 1 + 2 + 4 + 8 + 16 <= MOST_TELLS < 1 + 2 + 4 + 8 + 16 + 32 + 64
    assert len(unordered(sums(4))) == 1
    assert unordered(sums(6)) == []


def test_the_gradients_of_all_inputs_may_lack_one_length():
    tape = tape_of("L = sum(a * b)", {"a": [3, 6, 12], "b": [9, 15, 21]})
    one = only(tape, "divided by N", "the gradients of all inputs are", Stage.ANSWER, names=["a", "b"])
    assert one.wide
    assert found(one, tape, "a", "b") == [[3, 5, 7], [1, 2, 4]]


def test_of_one_input_nothing_is_said_of_all():
    tape = tape_of("L = sum(a * b)", {"a": [1, 2, 4], "b": [3, 5, 7]})
    assert not [one for one in all_of(tape, names=["a", "L"]) if "of all inputs" in one.words]
