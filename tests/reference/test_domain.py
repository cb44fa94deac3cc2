"""Which node cannot be computed, at which case, and what merely follows from it."""

from dataclasses import replace

import numpy as np
import pytest

from reference.domain import faults, sound_cases
from reference.equations import parse_equations
from reference.tape import Tape, forward


def tape_of(text: str, **inputs: object) -> Tape:
    graph = parse_equations(text, inputs=list(inputs))
    return forward(graph, {name: np.array(value, dtype=float) for name, value in inputs.items()})


def found(tape: Tape) -> list[tuple[str, int, str]]:
    return [(fault.node.name, fault.case, fault.says) for fault in faults(tape)]


def test_a_graph_that_can_be_computed_has_no_faults():
    tape = tape_of("L = log(x) / y", x=[1, 2], y=[-1, 3])
    assert found(tape) == []
    assert sound_cases(tape).tolist() == [True, True]


@pytest.mark.parametrize(
    ("text", "bad", "says"),
    [
        ("L = log(x)", 0, "log needs a positive operand"),
        ("L = log(x)", -1, "log needs a positive operand"),
        ("L = sqrt(x)", 0, "sqrt needs a positive operand"),
        ("L = 1 / x", 0, "div needs a denominator other than 0"),
        ("L = x ** -1", 0, "pow needs a base other than 0 for a negative exponent"),
        ("L = x ** 0.5", 0, "pow needs a base other than 0 for a negative exponent"),
        ("L = exp(x)", 800, "is not finite: it overflows"),
        ("L = x ** 2", 1e200, "is not finite: it overflows"),
        ("L = exp(x)", np.nan, "is not finite: it overflows"),
    ],
)
def test_a_fault_names_the_node_the_first_case_and_the_reason(text, bad, says):
    ((node, case, words),) = found(tape_of(text, x=[1, bad, 2, bad]))
    assert (node, case, words[: len(says)]) == ("L", 1, says)


def test_one_element_of_a_tensor_is_enough():
    tape = tape_of("L = sum(log(x))", x=[[[1, 2], [3, 4]], [[1, 2], [3, -4]]])
    assert found(tape) == [("L.1", 1, "log needs a positive operand")]
    assert sound_cases(tape).tolist() == [True, False]


def test_what_follows_from_a_fault_is_no_fault():
    assert [name for name, *_ in found(tape_of("h = log(x)\nq = 1 / h\nL = exp(q)", x=[0, -1]))] == ["h"]


def test_faults_of_different_cases_are_each_named_in_order_of_evaluation():
    tape = tape_of("h = log(x)\nL = 1 / h", x=[1, 0, 2])
    assert [(name, case) for name, case, _ in found(tape)] == [("h", 1), ("L", 0)]
    assert sound_cases(tape).tolist() == [False, False, True]


def test_a_value_that_hides_the_fault_does_not_undo_it():
    tape = tape_of("L = where(x > 0, sqrt(x), 0)", x=[4, -4])
    assert tape.output.tolist() == [2, 0]
    assert sound_cases(tape).tolist() == [True, False]


def test_a_large_graph_of_scalars_is_sound_where_each_of_its_nodes_is():
    count = 100
    terms = "\n".join(f"a{i} = log(x + {i})\nb{i} = a{i} / (y - {i})" for i in range(count))
    total = " + ".join(f"b{i}" for i in range(count))
    tape = tape_of(f"{terms}\nL = {total}", x=[1, -3, 1, 1e309, np.nan, 2], y=[0.5, 0.5, 7, 0.5, 0.5, -1])
    assert tape.levels is not None
    assert sound_cases(tape).tolist() == [True, False, False, False, False, True]
    assert sound_cases(replace(tape, values=dict(tape.values))).tolist() == sound_cases(tape).tolist()
