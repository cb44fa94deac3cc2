"""What a mutant answers to everything that can be asked, and what things are called."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.equations import parse_equations
from reference.mutants import Mutant, Setting, Stage, mutants
from reference.mutants.mutant import called, derivative_text, equation_of
from reference.ops import OPS
from reference.solution import Inquiry, Solution
from reference.tape import local_gradients
from tests.reference.mutants.tapes import ERROR, all_of, tape_of
from tests.reference.random_graphs import TensorPoint, tensor_points

STRIDE = 12
"""Of the mutants of a random graph one in so many is looked at."""
ALL = Inquiry(equations=("p", "s", "L"), parameters=("w",), rate=np.array([0.1]))


def only(mistake: str, node: str, operand: str = "") -> Mutant:
    (one,) = (
        one
        for one in all_of(tape_of(*ERROR), parameters=("w",))
        if (one.mistake, one.node, one.operand, one.wide) == (mistake, node, operand, False)
        and one.stage is not Stage.ANSWER
    )
    return one


def answers(one: Mutant) -> Solution:
    return one.solution(tape_of(*ERROR), ALL)


def test_a_wrong_derivative_shows_in_gradients_in_the_local_one_and_in_the_step():
    found = answers(only("doubled", "p", "w"))
    assert found.values["L"].item() == 25
    assert (found.gradients["w"].item(), found.gradients["x"].item()) == (40, 30)
    assert {edge: gradient.item() for edge, gradient in found.local.items()} == {
        ("p", "w"): 4,
        ("p", "x"): 3,
        ("s", "p"): 1,
        ("s", "y"): -1,
        ("L", "s"): 10,
    }
    assert (found.updated["w"].item(), found.updated["L"].item()) == (-1, 9)


def test_a_local_gradient_may_be_taken_with_a_value_from_elsewhere():
    (one,) = (one for one in all_of(tape_of(*ERROR)) if one.mistake == "y instead of s")
    assert one.local(tape_of(*ERROR), ["L"])["L", "s"].item() == 2


def test_what_goes_wrong_between_edges_leaves_local_gradients_right():
    tape = tape_of(*ERROR)
    found = answers(only("seed doubled", "L"))
    assert found.gradients["w"].item() == 40
    assert found.local == local_gradients(tape, ALL.equations)


def test_wrong_values_leave_gradients_right():
    found = answers(only("sign flipped", "p"))
    assert (found.values["L"].item(), found.gradients["w"].item()) == (49, 20)


def test_what_is_returned_wrongly_moves_parameters_wrongly():
    given = all_of(tape_of(*ERROR), names=["w"])
    (one,) = (one for one in given if (one.mistake, one.stage) == ("returned as 0", Stage.ANSWER))
    assert answers(one).updated["w"].item() == 3


def test_without_a_rate_nothing_is_updated():
    assert only("doubled", "p", "w").updated(tape_of(*ERROR), Inquiry(parameters=("w",))) == {}


def test_the_simplest_mistakes_come_first():
    stages = [one.stage for one in all_of(tape_of(*ERROR), parameters=("w",))]
    assert stages == sorted(stages, key=[Stage.BACKWARD, Stage.ANSWER, Stage.FORWARD, Stage.UPDATE].index)


def test_things_are_called_as_people_write_them():
    graph = tape_of("L = 2 * (w * x - y) ** 2", ERROR[1]).graph
    inner = next(node.name for node in graph.nodes if node.op.name == "mul" and node.args == ("w", "x"))
    assert (called(graph, "w"), called(graph, "L"), called(graph, inner)) == ("w", "L", "(w * x)")
    assert derivative_text(graph, inner, "w") == "dL/dw"
    assert derivative_text(graph, "L", inner) == "dL/d(w * x)"
    assert (equation_of(graph, inner), equation_of(graph, "L"), equation_of(graph, "w")) == ("L", "L", "w")


@pytest.mark.parametrize("one", all_of(tape_of(*ERROR), parameters=("w", "x"), given=True), ids=lambda one: one.words)
def test_every_mistake_is_said_in_words_that_stand_for_themselves(one):
    assert one.mistake
    assert one.remedy
    assert "{" not in one.words + one.remedy
    assert not one.words.endswith(".")


def test_every_misconception_of_an_op_has_an_operand_that_something_flows_to():
    for op in OPS.values():
        for one in op.misconceptions:
            assert op.vjps[0 if op.arity[1] is None else one.operand] is not None


@settings(max_examples=20)  # there are several hundred mutants of each graph
@given(tensor_points(most=5), st.integers(0, STRIDE - 1))
def test_on_any_graph_mutants_raise_nothing_but_that_wrong_shapes_do_not_fit(point: TensorPoint, offset: int):
    tape = point.tape
    setting = Setting([*tape.graph.inputs, tape.graph.output], tape.graph.inputs, given=True)
    inquiry = Inquiry(point.upstream, parameters=tape.graph.inputs)
    for one in islice(mutants(tape, setting), offset, None, STRIDE):
        try:
            found = one.solution(tape, inquiry)
        except ValueError:
            continue
        assert found.gradients.keys() == found.values.keys() == tape.values.keys(), one.words


def test_a_size_is_called_by_its_name_alone():
    graph = parse_equations("L = sum(x) / N", inputs=["x"], dims=["N"])
    size = next(node.name for node in graph.nodes if not node.args)
    assert called(graph, size) == "N"
