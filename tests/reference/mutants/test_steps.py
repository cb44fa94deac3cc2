"""What goes wrong with values, and with a step of gradient descent: by hand."""

import numpy as np
import pytest

from reference.mutants import Mutant
from reference.mutants.steps import forward_mutants, rewritten, update_mutants
from reference.solution import Inquiry
from reference.tape import Tape, backward, forward
from tests.reference.mutants.tapes import ERROR, STRETCHED, tape_of

SUMS = "r = sum(x, axis=1)\nL = sum(r * r)", {"x": [[1, 2], [3, 4]]}
"""r = [3, 7]."""
EARLY = "h = relu(z + b)\nL = 2 * h", {"z": 3, "b": -5}


def values(mutant: Mutant, tape: Tape, *names: str) -> list:
    return [np.round(mutant.values(tape)[name][0], 9).tolist() for name in names]


def only(tape: Tape, mistake: str, node: str, words: str = "") -> Mutant:
    (one,) = (one for one in forward_mutants(tape) if (one.mistake, one.node) == (mistake, node) and words in one.words)
    return one


@pytest.mark.parametrize(
    ("mistake", "node", "found"),
    [
        ("sign flipped", "p", [-6, -7, 49]),
        ("doubled", "s", [6, 10, 100]),
        ("returned as 0", "s", [6, 0, 0]),
        ("returned as 1", "p", [1, 0, 0]),
        ("step left out", "p", [3, 2, 4]),
        ("step left out", "L", [6, 5, 5]),
        ("add instead of mul", "p", [5, 4, 16]),
        ("add instead of sub", "s", [6, 7, 49]),
    ],
)
def test_what_is_computed_from_a_wrong_value_is_wrong_too(mistake, node, found):
    tape = tape_of(*ERROR)
    assert values(only(tape, mistake, node), tape, "p", "s", "L") == found


@pytest.mark.parametrize(
    ("problem", "mistake", "found"),
    [
        (STRETCHED, "mean instead of sum", 46 / 6),
        (("L = mean(x)", {"x": [1, 2, 6]}), "sum instead of mean", 9),
        (("L = a / b", {"a": 3, "b": 4}), "mul instead of div", 12),
        (("L = a + b", {"a": 3, "b": 4}), "sub instead of add", -1),
        (("L = a + b", {"a": 3, "b": 4}), "mul instead of add", 12),
    ],
)
def test_an_operation_is_taken_for_another(problem, mistake, found):
    tape = tape_of(*problem)
    assert values(only(tape, mistake, "L"), tape, "L") == [pytest.approx(found)]


def test_a_step_that_changes_the_shape_is_not_left_out():
    assert "step left out" not in {one.mistake for one in forward_mutants(tape_of(*STRETCHED)) if one.node == "L"}


def test_a_constant_is_not_computed_and_so_not_computed_wrongly():
    tape = tape_of("L = 3 * x", {"x": 2})
    assert {one.node for one in forward_mutants(tape)} == {"L"}


def test_sums_are_taken_along_another_axis():
    tape = tape_of(*SUMS)
    (one,) = (one for one in forward_mutants(tape) if one.mistake == "along another axis")
    assert one.words == "r is taken along axis 0"
    assert values(one, tape, "r", "L") == [[4, 6], 52]


def test_an_axis_that_fits_no_more_is_not_taken_for_another():
    tape = tape_of(SUMS[0], {"x": [[1, 2, 3], [4, 5, 6]]})
    other = tape_of(*SUMS)
    assert [one.words for one in forward_mutants(tape) if one.mistake == "along another axis"] == []
    (one,) = (one for one in forward_mutants(other) if one.mistake == "along another axis")
    assert values(one, tape, "r") == [[6, 15]]


def test_an_axis_that_what_follows_does_not_fit_is_not_taken_for_another():
    tape = tape_of("r = sum(x, axis=1)\nL = sum(r * v)", {"x": [[1, 2, 3], [4, 5, 6]], "v": [1, 2]})
    assert "along another axis" not in {one.mistake for one in forward_mutants(tape)}


def test_an_axis_that_changes_nothing_is_not_taken_for_another():
    tape = tape_of("r = sum(x, axis=0)\nL = sum(r)", {"x": [[1, 2], [2, 1]]})
    assert "along another axis" not in {one.mistake for one in forward_mutants(tape)}


def test_a_function_is_applied_before_the_sum_is_complete():
    tape = tape_of(*EARLY)
    one = only(tape, "relu too early", "h")
    assert one.words == "h applies relu to z alone"
    assert values(one, tape, "h", "L") == [-2, -4]


def test_what_is_summed_too_early_fits_or_says_that_it_does_not():
    tape = tape_of("L = sum(x + b)", {"x": [[1, 2], [3, 4]], "b": [5, 6]})
    for one in forward_mutants(tape):
        if one.mistake == "sum too early":
            with pytest.raises(ValueError, match="reshape"):
                one.values(tape)


def test_a_rewritten_graph_differs_in_one_op():
    graph = tape_of(*ERROR).graph
    other = rewritten(graph, "p", "add")
    assert [node.op.name for node in other.nodes] == ["add", "sub", "pow"]
    assert [(node.name, node.args) for node in other.nodes] == [(node.name, node.args) for node in graph.nodes]


RATES = np.array([0.1, 0.5])
"""At w = 3, x = 2, y = 1 with L = (w * x - y) ** 2: dL/dw = 20, dL/dx = 30."""


def step(
    mistake: str, words: str = "", parameters: tuple[str, ...] = ("w",), nominal: float = 0.25
) -> list[list[float]]:
    """Return the parameters, and the loss, after a wrong step at each rate."""
    (one,) = (one for one in update_mutants(parameters, nominal) if one.mistake == mistake and words in one.words)
    graph = tape_of(*ERROR).graph
    tape = forward(graph, {name: np.full(2, float(value)) for name, value in ERROR[1].items()})
    updated = one.updated(tape, Inquiry(parameters=parameters, rate=RATES))
    return [np.round(updated[name], 9).tolist() for name in (*parameters, "L")]


@pytest.mark.parametrize(
    ("mistake", "found"),
    [
        ("gradient ascent", [[5, 13], [81, 625]]),
        ("learning rate ignored", [[-17, -17], [1225, 1225]]),
        ("learning rate written in", [[-2, -2], [25, 25]]),
        ("doubled", [[-1, -17], [9, 1225]]),
        ("loss not recomputed", [[1, -7], [25, 25]]),
    ],
)
def test_a_step_goes_wrong(mistake, found):
    assert step(mistake) == found


def test_one_parameter_of_two_is_not_moved():
    assert step("parameter not moved", "w is", ("w", "x")) == [[3, 3], [-1, -13], [16, 1600]]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        # w moves to 1 and -7; there dL/dx = 2 (w x - y) w = 2 and 210
        ("in order", [[1, -7], [1.8, -103], [0.64, 720**2]]),
        # x moves to -1 and -13; there dL/dw = 2 (w x - y) x = 8 and 1040
        ("in reverse order", [[2.2, -517], [-1, -13], [10.24, 6720**2]]),
    ],
)
def test_parameters_move_one_after_the_other(words, found):
    assert step("updated value used", words, ("w", "x")) == found


def test_a_single_parameter_moves_at_its_turn_and_is_not_left_behind():
    assert {one.mistake for one in update_mutants(("w",), 0.1)}.isdisjoint(
        {"parameter not moved", "updated value used"}
    )


def test_where_no_step_is_asked_for_none_goes_wrong():
    tape = tape_of(*ERROR)
    for one in update_mutants(("w", "x"), 0.1):
        assert set(one.updated(tape, Inquiry(parameters=("w", "x")))) <= {"L"}


def test_a_wrong_step_leaves_the_gradients_right():
    tape = tape_of(*ERROR)
    assert all(one.gradients(tape, None) == backward(tape) for one in update_mutants(("w",), 0.1))
