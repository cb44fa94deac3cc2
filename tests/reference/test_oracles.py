"""The oracles: they agree with the engine, each of them sees a wrong formula, and they know where not to judge."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings

from reference import oracles
from reference.domain import sound_cases
from reference.equations import parse_equations
from reference.graph import Graph
from reference.kinks import on_kink
from reference.op import Array
from reference.oracles import Dispute, Examination, examine
from reference.tape import forward
from tests.reference.random_graphs import RATIONAL, SMOOTH, Point, points

RATIONAL_GRAPH = """
z = w * x - 3
h = z / x
L = h ** 2
"""
SMOOTH_GRAPH = """
z = w * x - 3
h = tanh(z)
L = h ** 2
"""
TENSORS = """
Z = X @ w
A = relu(Z)
L = A * mean(A, axis=0)
"""
STEP, FRACTIONS, DIGITS = "complex step", "differences in Fractions", "differences in 50 digits"


def decimals(**values: object) -> dict[str, Array]:
    """Return exact inputs, from what is written of each, case axis leading."""
    return {
        name: np.vectorize(lambda text: Fraction(str(text)), otypes=[object])(value) for name, value in values.items()
    }


AT = decimals(w=[0.4, -1.3], x=[1.7, 0.6])
MATRIX = decimals(X=[[[0.3, -1.7], [2.1, 0.9], [-0.8, 1.2]]], w=[[[0.7, -0.4], [-1.9, 0.6]]])


def graph_of(text: str, inputs: Mapping[str, Array]) -> Graph:
    return parse_equations(text, inputs=list(inputs))


def sabotaged(graph: Graph, op: str, position: int = 0, factor: float = 1 + 1e-6) -> Graph:
    """Return ``graph`` with one vjp of an op wrong by a factor."""

    def change(node):
        if node.op.name != op:
            return node
        vjps = list(node.op.vjps)
        right = vjps[position]
        vjps[position] = lambda *args, **options: right(*args, **options) * factor
        return replace(node, op=replace(node.op, vjps=tuple(vjps)))

    nodes = tuple(map(change, graph.nodes))
    assert nodes != graph.nodes
    return replace(graph, nodes=nodes)


@pytest.mark.parametrize(
    ("text", "inputs"),
    [(RATIONAL_GRAPH, AT), (SMOOTH_GRAPH, AT), (TENSORS, MATRIX)],
    ids=["rational", "smooth", "tensors"],
)
def test_nothing_is_disputed_of_an_engine_that_is_right(text, inputs):
    assert examine(graph_of(text, inputs), inputs) == Examination((), ())


@pytest.mark.parametrize(
    ("text", "op", "position", "who"),
    [
        (RATIONAL_GRAPH, "pow", 0, {STEP, FRACTIONS}),
        (RATIONAL_GRAPH, "mul", 1, {STEP, FRACTIONS}),
        (RATIONAL_GRAPH, "div", 1, {STEP, FRACTIONS}),
        (SMOOTH_GRAPH, "tanh", 0, {STEP, DIGITS}),
        (SMOOTH_GRAPH, "mul", 0, {STEP, DIGITS}),
    ],
)
@pytest.mark.parametrize("factor", [0, -1, 1 + 1e-6])
def test_each_oracle_for_the_graph_sees_a_wrong_formula(text, op, position, who, factor):
    disputes = examine(sabotaged(graph_of(text, AT), op, position, factor), AT).disputes
    assert {dispute.oracle for dispute in disputes if dispute.output == "L"} == who


@pytest.mark.parametrize(("op", "position"), [("matmul", 0), ("matmul", 1), ("relu", 0), ("mean", 0)])
def test_formulas_of_tensors_are_seen_through_too(op, position):
    disputes = examine(sabotaged(graph_of(TENSORS, MATRIX), op, position), MATRIX).disputes
    assert {dispute.oracle for dispute in disputes} == {STEP, FRACTIONS}


def test_a_dispute_says_what_is_wrong_where():
    graph = sabotaged(graph_of("z = w * x\nL = z ** 2", AT), "mul", position=1, factor=3)
    disputes = examine(graph, AT).disputes
    assert Dispute(FRACTIONS, "L", "x", 0, (), pytest.approx(3 * 0.544), pytest.approx(0.544)) in disputes
    assert Dispute(FRACTIONS, "z", "x", 0, (), pytest.approx(1.2), pytest.approx(0.4)) in disputes
    assert {dispute.name for dispute in disputes} == {"x"}


def test_an_element_of_an_array_is_named():
    def halved(g, _out, x):
        cotangent = g * (x > 0)
        cotangent[:, 2, 1] = cotangent[:, 2, 1] / 2
        return cotangent

    graph = graph_of(TENSORS, MATRIX)
    nodes = tuple(
        replace(node, op=replace(node.op, vjps=(halved,))) if node.op.name == "relu" else node for node in graph.nodes
    )
    (first, *_) = examine(replace(graph, nodes=nodes), MATRIX).disputes
    assert (first.oracle, first.output, first.name, first.case, first.element) == (STEP, "L", "X", 0, (2, 0))


def test_an_engine_that_says_nan_is_wrong():
    graph = sabotaged(graph_of(SMOOTH_GRAPH, AT), "tanh", factor=float("nan"))
    assert {dispute.oracle for dispute in examine(graph, AT).disputes} == {STEP, DIGITS}


def test_a_forward_that_is_not_what_its_vjp_belongs_to_is_disputed():
    graph = graph_of(SMOOTH_GRAPH, AT)
    sine = graph_of("h = sin(x)", decimals(x=[1])).nodes[0].op
    nodes = tuple(
        replace(node, op=replace(node.op, forward=sine.forward)) if node.op.name == "tanh" else node
        for node in graph.nodes
    )
    assert {dispute.oracle for dispute in examine(replace(graph, nodes=nodes), AT).disputes} == {STEP, DIGITS}


def test_a_case_on_a_kink_is_skipped_and_said_to_be():
    inputs = decimals(w=[0.5, 2, 1], x=[3, 0, 2])
    graph = sabotaged(graph_of("L = relu(w * x) ** 2", inputs), "relu")
    found = examine(graph, inputs)
    assert found.skipped == (1,)
    assert {dispute.case for dispute in found.disputes} == {0}
    assert examine(graph, decimals(w=[2], x=[0])) == Examination((), (0,))


def test_the_case_of_a_dispute_is_counted_with_those_that_were_skipped():
    inputs = decimals(w=[2, 0.5], x=[0, 3])
    disputes = examine(sabotaged(graph_of("L = relu(w * x) ** 2", inputs), "relu"), inputs).disputes
    assert {dispute.case for dispute in disputes} == {1}


def test_the_zeros_of_a_mask_are_not_moved():
    inputs = decimals(mask=[0, 1], x=[0.7, -1.2])
    for text in ("L = where(mask, x ** 2, 5 * x)", "m = x > 0\nL = where(m, mask, exp(x))"):
        graph = graph_of(text, inputs)
        assert examine(graph, inputs) == Examination((), ())


def test_an_operand_to_which_nothing_flows_back_though_it_should_is_disputed():
    graph = graph_of(RATIONAL_GRAPH, AT)
    nodes = tuple(
        replace(node, op=replace(node.op, vjps=(None, node.op.vjps[1]))) if node.op.name == "mul" else node
        for node in graph.nodes
    )
    assert {(dispute.oracle, dispute.name) for dispute in examine(replace(graph, nodes=nodes), AT).disputes} == {
        (STEP, "w"),
        (FRACTIONS, "w"),
    }


def test_a_large_graph_of_scalars_is_examined_too():
    inputs = decimals(x=[0.7], w=[-1.3])
    products = [f"p{number} = w * x + {number}" for number in range(60)]
    text = "\n".join([*products, "L = tanh((" + " + ".join(f"p{number}" for number in range(60)) + ") / 9999)"])
    graph = graph_of(text, inputs)
    assert examine(graph, inputs) == Examination((), ())


def test_an_input_of_zero_is_moved():
    inputs = decimals(w=[0], x=[0])
    for text in ("L = w * x + 2 * x", "L = w * exp(x) + 2 * x"):
        assert examine(graph_of(text, inputs), inputs) == Examination((), ())
    disputes = examine(sabotaged(graph_of("L = exp(x) + w", inputs), "exp"), inputs).disputes
    assert {dispute.oracle for dispute in disputes} == {STEP, DIGITS}


def test_an_equation_of_nothing_that_moves_is_passed_over():
    inputs = decimals(x=[1.5], mask=[1])
    graph = graph_of("a = 2\nb = where(mask, 3, 4)\nL = a * b * x", inputs)
    assert examine(graph, inputs) == Examination((), ())


def test_what_is_too_much_for_exact_numbers_is_left_to_the_complex_step(monkeypatch):
    monkeypatch.setattr(oracles, "exact_inputs", lambda _tape, _inputs: None)
    disputes = examine(sabotaged(graph_of(SMOOTH_GRAPH, AT), "tanh"), AT).disputes
    assert {dispute.oracle for dispute in disputes} == {STEP}


def test_of_much_work_only_some_is_done(monkeypatch):
    monkeypatch.setattr(oracles, "MOST_NUMBERS", 1)
    graph = graph_of(TENSORS, MATRIX)
    assert examine(graph, MATRIX) == Examination((), ())
    disputes = examine(sabotaged(graph, "mean", factor=-1), MATRIX).disputes
    assert {dispute.name for dispute in disputes if dispute.oracle == FRACTIONS} == {"X", "A"}  # not w


def test_cases_are_worked_through_in_parts_that_fit_into_the_memory(monkeypatch):
    monkeypatch.setattr(oracles, "BULK", 10**12)
    assert examine(graph_of(SMOOTH_GRAPH, AT), AT) == Examination((), ())


@given(point=points((*RATIONAL, *SMOOTH), most=6))
@settings(max_examples=30)
def test_nothing_is_disputed_of_random_graphs(point: Point):
    tape = forward(point.graph, point.inputs())
    assume(sound_cases(tape).all() and max(np.abs(value).max() for value in tape.values.values()) < 1e3)
    tied = tuple(np.flatnonzero(on_kink(tape)).tolist())
    assert examine(point.graph, point.inputs(Fraction)) == Examination((), tied)


@pytest.mark.parametrize("equation", ["x ** 3", "sin(x) * x ** 2", "x ** 5 - x ** 3"])
def test_the_square_of_a_step_is_no_dispute_where_there_is_no_derivative(equation):
    assert examine(parse_equations(f"L = {equation}", inputs=["x"]), decimals(x=[Fraction(0)])).disputes == ()


@pytest.mark.parametrize("factor", ["0.4", "1", "2.5", "10"])
def test_a_derivative_below_what_digits_resolve_is_no_dispute(factor):
    inputs = decimals(x=[0.7])
    lines = [f"h0 = tanh({factor} * x)", *(f"h{after + 1} = tanh({factor} * h{after})" for after in range(39))]
    assert examine(graph_of("\n".join(lines), inputs), inputs) == Examination((), ())


def test_digits_still_see_a_wrong_formula_where_they_resolve_it():
    inputs = decimals(x=[0.7])
    lines = ["h0 = tanh(2.5 * x)", *(f"h{after + 1} = tanh(2.5 * h{after})" for after in range(5))]
    disputes = examine(sabotaged(graph_of("\n".join(lines), inputs), "tanh"), inputs).disputes
    assert (DIGITS, "h5", "x") in {(dispute.oracle, dispute.output, dispute.name) for dispute in disputes}


@pytest.mark.parametrize("text", ["z = x ** 3\nL = exp(x) + z", "L = log(x) ** 2"])
def test_an_input_far_below_1_is_moved_by_less_than_itself(text):
    inputs = decimals(x=["1e-31"])
    assert examine(graph_of(text, inputs), inputs) == Examination((), ())
