"""One step of gradient descent."""

from fractions import Fraction

import numpy as np

from reference.descent import descend
from reference.equations import parse_equations
from reference.graph import Node
from reference.op import Array
from reference.tape import backward, forward

VALUES = {"a": 2, "b": -3, "c": 10, "f": -2}
GRAPH = parse_equations("e = a * b\nd = e + c\nL = d * f", inputs=list(VALUES))


def test_a_step_moves_every_parameter_and_gives_the_new_loss():
    tape = forward(GRAPH, {name: np.array([value], dtype=float) for name, value in VALUES.items()})
    there = descend(tape, backward(tape), VALUES, np.array([0.001]))
    assert {name: value.item() for name, value in there.inputs.items()} == {
        "a": 1.994,
        "b": -2.996,
        "c": 10.002,
        "f": -2.004,
    }
    assert round(there.output.item(), 4) == -8.0721


def test_a_step_of_fractions_is_exact():
    tape = forward(GRAPH, {name: np.array([Fraction(value)], dtype=object) for name, value in VALUES.items()})
    there = descend(tape, backward(tape), VALUES, np.array([Fraction(1, 1000)]))
    a, b, c, f = (Fraction(number, 1000) for number in (1994, -2996, 10002, -2004))
    assert there.output.tolist() == [(a * b + c) * f]


def test_other_inputs_stay_and_the_tape_is_left_alone():
    tape = forward(GRAPH, {name: np.array([value], dtype=float) for name, value in VALUES.items()})
    there = descend(tape, backward(tape), ["a"], np.array([0.5]))
    assert {name: value.item() for name, value in there.inputs.items()} == {**VALUES, "a": -1}
    assert tape.inputs["a"].tolist() == [2]


def test_each_case_has_its_own_rate():
    graph = parse_equations("L = sum(w ** 2)", inputs=["w"])
    tape = forward(graph, {"w": np.array([[1.0, 2], [1, 2], [1, 2]])})
    there = descend(tape, backward(tape), ["w"], np.array([0.0, 0.25, 1.0]))
    assert there.values["w"].tolist() == [[1, 2], [0.5, 1], [-1, -2]]
    assert there.output.tolist() == [5, 1.25, 5]


def test_a_hook_sees_the_values_after_the_step():
    tape = forward(GRAPH, {name: np.array([value], dtype=float) for name, value in VALUES.items()})
    seen = []

    def hook(node: Node, value: Array) -> Array:
        seen.append(node.name)
        return value + 1

    assert descend(tape, backward(tape), [], np.array([0.1]), hook).output.tolist() == [(4 + 2) * -2 + 1]
    assert seen == ["e", "d", "L"]


def test_a_step_to_infinity_warns_of_nothing():
    graph = parse_equations("L = w ** 2", inputs=["w"])
    tape = forward(graph, {"w": np.array([1e200, 1e200])})
    there = descend(tape, {"w": np.array([1e308, np.inf])}, ["w"], np.array([1e10, 0.0]))
    assert not np.isfinite(there.values["w"]).any()
