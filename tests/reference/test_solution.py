"""All answers at once."""

import numpy as np

from reference.equations import parse_equations
from reference.graph import Node
from reference.op import Array
from reference.solution import Inquiry, solve, step
from reference.tape import backward, forward

TAPE = forward(
    parse_equations("h = w * x\nL = h ** 2", inputs=["w", "x"]), {"w": np.array([1.0, 2]), "x": np.array([3.0, -1])}
)


def lists(arrays: dict[str, Array]) -> dict[str, list[float]]:
    return {name: array.tolist() for name, array in arrays.items()}


def test_values_and_gradients_are_always_answered():
    solution = solve(TAPE, Inquiry())
    assert lists(solution.values) == {"w": [1, 2], "x": [3, -1], "h": [3, -2], "L": [9, 4]}
    assert lists(solution.gradients) == {"w": [18, 4], "x": [6, -8], "h": [6, -4], "L": [1, 1]}
    assert (solution.local, solution.updated) == ({}, {})


def test_local_gradients_are_those_of_the_equations_asked_for():
    assert lists(solve(TAPE, Inquiry(equations=("h",))).local) == {("h", "w"): [3, -1], ("h", "x"): [1, 2]}


def test_the_upstream_scales_gradients_but_not_local_ones():
    solution = solve(TAPE, Inquiry(upstream=np.array([2.0, 0.0]), equations=("L",)))
    assert solution.gradients["w"].tolist() == [36, 0]
    assert lists(solution.local) == {("L", "h"): [6, -4]}


def test_an_update_gives_the_parameters_and_the_new_output():
    solution = solve(TAPE, Inquiry(parameters=("w",), rate=np.array([0.5, 0.25])))
    assert lists(solution.updated) == {"w": [-8, 1], "L": [576, 1]}


def test_the_hook_is_for_the_values_after_the_step():
    def hook(node: Node, value: Array) -> Array:
        return value + (node.name == "L")

    inquiry = Inquiry(parameters=("w",), rate=np.array([0.5, 0.25]))
    assert solve(TAPE, inquiry, hook).updated["L"].tolist() == [577, 2]
    assert step(TAPE, backward(TAPE), inquiry, hook)["L"].tolist() == [577, 2]


def test_an_inquiry_is_repeated_case_by_case():
    inquiry = Inquiry(np.array([[1.0, 2], [3, 4]]), ("h",), ("w",), np.array([0.1, 0.2])).repeated(2)
    assert inquiry.upstream is not None
    assert inquiry.rate is not None
    assert inquiry.upstream.tolist() == [[1, 2], [1, 2], [3, 4], [3, 4]]
    assert inquiry.rate.tolist() == [0.1, 0.1, 0.2, 0.2]
    assert (inquiry.equations, inquiry.parameters) == (("h",), ("w",))


def test_what_is_not_asked_stays_not_asked_when_repeated():
    assert vars(Inquiry().repeated(3)) == vars(Inquiry())
