"""What goes wrong at one edge, by hand, and what is made of it for a whole rule."""

from collections.abc import Mapping
from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.mutants import Mutant
from reference.mutants.edges import MOST_CANDIDATES, edge_mutants
from reference.op import Array
from reference.tape import Tape
from tests.reference.mutants.tapes import ERROR, STRETCHED, found, tape_of
from tests.reference.random_graphs import TensorPoint, tensor_points

STRIDE = 12
"""Of the mutants of a random graph one in so many is looked at."""
RELU = "h = relu(z)\nL = k * h", {"z": 2, "k": -3}
MEAN = "m = mean(x)\nL = 4 * m", {"x": [1, 2, 3]}
COLUMN = "L = sum(x * b)", {"x": [[1, 2, 3], [4, 5, 6]], "b": [[10], [20]]}
"""dL/db = [[6], [15]]."""
CUBE = "L = sum(x * b)", {"x": np.arange(8).reshape(2, 2, 2), "b": [1, 1]}
"""dL/db = [0 + 2 + 4 + 6, 1 + 3 + 5 + 7]."""


def only(tape: Tape, mistake: str, node: str, operand: str) -> Mutant:
    """Return the one mutant with this mistake at an edge."""
    (one,) = (
        mutant
        for mutant in edge_mutants(tape)
        if (mutant.mistake, mutant.node, mutant.operand, mutant.wide) == (mistake, node, operand, False)
    )
    return one


def mistakes(tape: Tape, node: str, operand: str) -> list[str]:
    """Return the mistakes that can be made at an edge alone."""
    return [
        mutant.mistake
        for mutant in edge_mutants(tape)
        if (mutant.node, mutant.operand) == (node, operand) and not mutant.wide
    ]


@pytest.mark.parametrize(
    ("mistake", "node", "operand", "gradients"),
    [
        ("dropped", "s", "p", [10, 0, 0, 0, -10]),
        ("sign flipped", "s", "p", [10, -10, -20, -30, -10]),
        ("doubled", "L", "s", [20, 20, 40, 60, -20]),
        ("halved", "L", "s", [5, 5, 10, 15, -5]),
        ("wrong factor", "p", "w", [10, 10, 27.4, 30, -10]),
        ("upstream forgotten", "p", "w", [10, 10, 2, 30, -10]),
        ("upstream forgotten", "s", "y", [10, 10, 20, 30, -1]),
        ("local derivative forgotten", "p", "x", [10, 10, 20, 10, -10]),
        ("local derivative forgotten", "L", "s", [1, 1, 2, 3, -1]),
        ("chain rule applied twice", "s", "p", [10, 100, 200, 300, -10]),
        ("minus sign forgotten", "s", "y", [10, 10, 20, 30, 10]),
        ("exponent not brought down", "L", "s", [5, 5, 10, 15, -5]),
        ("power not lowered", "L", "s", [50, 50, 100, 150, -50]),
        ("own value instead of the other factor", "p", "w", [10, 10, 30, 30, -10]),
        ("y instead of x", "p", "w", [10, 10, 10, 30, -10]),
        ("p instead of s", "L", "s", [12, 12, 24, 36, -12]),
    ],
)
def test_one_mistake_at_one_edge(mistake, node, operand, gradients):
    tape = tape_of(*ERROR)
    assert found(only(tape, mistake, node, operand), tape, "s", "p", "w", "x", "y") == gradients


@pytest.mark.parametrize(
    ("problem", "mistake", "node", "operand", "gradient"),
    [
        (RELU, "mask of the upstream", "h", "z", 0),  # relu'(-3) rather than relu'(2), times -3
        (RELU, "mask forgotten", "h", "z", -3),
        (RELU, "derivative of sigmoid", "h", "z", round(-3 * 0.1049935854, 9)),
        (RELU, "derivative of tanh", "h", "z", round(-3 * 0.0706508249, 9)),
        (MEAN, "divided by N", "m", "x", [4 / 9] * 3),
        (MEAN, "multiplied by N", "m", "x", [4, 4, 4]),
        (STRETCHED, "averaged instead of summed", "L.1", "b", [2.5, 3.5, 4.5]),
        (STRETCHED, "first row only", "L.1", "b", [1, 2, 3]),
        (STRETCHED, "broadcast sum forgotten", "L.1", "b", [[1, 2, 3], [4, 5, 6]]),
        (STRETCHED, "axis kept", "L.1", "b", [[5, 7, 9]]),
        (STRETCHED, "summed along the wrong axis", "L.1", "b", [6, 15]),
        (COLUMN, "averaged instead of summed", "L.1", "b", [[2], [5]]),
        (COLUMN, "first row only", "L.1", "b", [[1], [4]]),
        (COLUMN, "summed along the wrong axis", "L.1", "b", [5, 7, 9]),
        (CUBE, "averaged instead of summed", "L.1", "b", [3, 4]),
        (CUBE, "first row only", "L.1", "b", [0, 1]),
        (CUBE, "axis kept", "L.1", "b", [[[12, 16]]]),
    ],
)
def test_one_mistake_with_one_operation(problem, mistake, node, operand, gradient):
    tape = tape_of(*problem)
    (got,) = found(only(tape, mistake, node, operand), tape, operand)
    np.testing.assert_allclose(got, gradient, rtol=1e-7)  # the numbers above have as many digits


def test_what_was_not_stretched_is_not_summed_wrongly():
    assert {"averaged instead of summed", "first row only", "axis kept"}.isdisjoint(mistakes(tape_of(*MEAN), "m", "x"))


def test_a_column_has_no_axis_that_could_be_kept():
    assert "axis kept" not in mistakes(tape_of(*COLUMN), "L.1", "b")


def test_which_of_two_axes_that_stay_is_summed_nobody_guesses():
    tape = tape_of("L = sum(x * b)", {"x": np.ones((2, 3, 4)), "b": np.ones((3, 4))})
    assert "summed along the wrong axis" not in mistakes(tape, "L.1", "b")


def test_only_the_gradient_of_an_input_can_have_a_wrong_shape():
    inner = tape_of("c = 2 * b\nL = sum(x * c)", STRETCHED[1])
    assert "first row only" in mistakes(inner, "L.1", "c")
    assert {"broadcast sum forgotten", "axis kept"}.isdisjoint(mistakes(inner, "L.1", "c"))


def test_a_derivative_that_depends_on_no_operand_is_taken_with_no_other():
    tape = tape_of(*ERROR)
    assert not [name for name in mistakes(tape, "s", "p") if "instead of" in name]


def test_a_value_is_taken_for_another_of_its_shape_alone():
    tape = tape_of("p = a * b\nL = sum(p) * c", {"a": [1, 2], "b": [3, 4], "c": 5})
    named = [name for name in mistakes(tape, "p", "a") if name.endswith("instead of b")]
    assert named == ["a instead of b"]


def test_in_a_large_graph_a_value_is_taken_for_its_neighbours_alone():
    names = [f"x{number}" for number in range(MOST_CANDIDATES)]
    text = "p = x0 * x1\nq = p * x2\nL = q + " + " + ".join(names[3:])
    tape = tape_of(text, {name: place + 1 for place, name in enumerate(names)})
    taken = [name for name in mistakes(tape, "q", "x2") if name.endswith("instead of p")]
    assert taken == [f"{name} instead of p" for name in ("x0", "x1")]


def test_through_a_comparison_nothing_goes_wrong():
    tape = tape_of("m = x > 0\nL = m * x", {"x": 3})
    assert mistakes(tape, "m", "x") == []


def test_what_arrives_can_be_passed_on_unchanged_only_where_it_has_the_shape():
    product = tape_of("L = a @ b", {"a": [[1, 2]], "b": [[3], [4]]})
    assert "upstream forgotten" in mistakes(product, "L", "a")
    assert "local derivative forgotten" not in mistakes(product, "L", "a")


def test_a_sub_expression_is_called_by_its_text():
    one = only(tape_of("L = (w * x) ** 2", {"w": 3, "x": 2}), "sign flipped", "L", "L.1")
    assert one.words == "the sign of dL/d(w * x) is flipped"


def wide(tape: Tape, mistake: str) -> list[tuple[str, Mutant]]:
    return [(mutant.words, mutant) for mutant in edge_mutants(tape) if mutant.wide and mutant.mistake == mistake]


def test_a_wrong_rule_is_wrong_wherever_it_is_applied():
    tape = tape_of("a = x ** 2\nb = y ** 3\nL = a * b", {"x": 3, "y": 2})
    ((words, one),) = wide(tape, "exponent not brought down")
    assert words == "exponent not brought down, in the derivative of every pow"
    assert found(one, tape, "x", "y") == [3 * 8, 4 * 9]


def test_a_wrong_rule_may_be_that_of_one_operand_alone():
    tape = tape_of("a = x / u\nb = y / v\nL = a + b", {"x": 8, "u": 2, "y": 12, "v": 4})
    of = dict(wide(tape, "sign flipped"))
    second = of["the sign of the derivative of every div by operand 2 is flipped"]
    assert found(second, tape, "x", "u", "y", "v") == [0.5, 2, 0.25, 0.75]


def test_every_derivative_of_one_value_may_be_wrong():
    tape = tape_of(*ERROR)
    of = dict(wide(tape, "dropped"))
    assert found(of["every derivative of p is taken for 0"], tape, "p", "w", "x", "y") == [10, 0, 0, -10]


def test_no_rule_is_said_to_be_wrong_that_is_applied_once():
    assert wide(tape_of("L = x ** 2", {"x": 3}), "doubled") == []


def test_no_two_wide_mutants_do_the_same():
    tape = tape_of(*ERROR)
    places = [
        (mutant.mistake, frozenset(mutant.wrongs.bends))
        for mutant in edge_mutants(tape)
        if mutant.wide and mutant.wrongs
    ]
    assert len(places) == len(set(places))


@settings(max_examples=20)  # there are several hundred mutants of each graph
@given(tensor_points(most=5), st.integers(0, STRIDE - 1))
def test_on_any_graph_every_mutant_is_the_same_for_each_case_by_itself(point: TensorPoint, offset: int):
    tape = point.tape
    for mutant in islice(edge_mutants(tape), offset, None, STRIDE):
        together = attempted(mutant, tape, point.upstream)
        for row in range(len(point.upstream)):
            own = slice(row, row + 1)
            alone = attempted(mutant, tape.at(own), point.upstream[own])
            assert alone.keys() == together.keys()
            for name, gradient in alone.items():
                np.testing.assert_allclose(gradient, together[name][own], rtol=1e-9, atol=1e-9, err_msg=mutant.words)


def attempted(mutant: Mutant, tape: Tape, upstream: Array) -> Mapping[str, Array]:
    """Return what a mutant finds; nothing where its wrong shapes do not fit one another."""
    try:
        return mutant.gradients(tape, upstream)
    except ValueError:
        return {}


@pytest.mark.parametrize("text", ["L = relu(a) + b", "L = abs(a) + b", "L = a ** 2 + b", "L = a ** 3 + b"])
def test_a_derivative_that_depends_on_its_operand_in_any_way_is_taken_with_another(text):
    tape = tape_of(text, {"a": 2, "b": 3})
    node = tape.graph.nodes[0].name
    assert "b instead of a" in mistakes(tape, node, "a")


def test_nobody_is_asked_for_the_gradient_of_a_number():
    tape = tape_of("L = 3 * x", {"x": 2})
    number = next(node.name for node in tape.graph.nodes if not node.args)
    assert {one.operand for one in edge_mutants(tape)} == {"x"}
    assert number not in {one.operand for one in edge_mutants(tape)}
