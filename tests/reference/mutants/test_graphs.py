"""What comes of a backward pass that takes one node for another: by hand."""

import numpy as np
import pytest

from reference.mutants import Mutant
from reference.mutants.graphs import graph_mutants
from reference.tape import Tape
from tests.reference.mutants.tapes import found, tape_of

CENTRED = "out = x - mean(x, axis=1, keepdims=True)", {"x": [[1, 2, 4], [3, 5, 9]]}
CORNER = np.array([[[6.0, 0, 0], [0, 0, 0]]])
"""As an upstream of CENTRED, gives x the gradient [[4, -2, -2], [0, 0, 0]]."""


def only(tape: Tape, mistake: str, words: str = "") -> Mutant:
    """Return the one mutant with this mistake whose words end so."""
    (one,) = (one for one in graph_mutants(tape) if one.mistake == mistake and one.words.endswith(words))
    return one


@pytest.mark.parametrize(
    ("along", "gradient"),
    [
        ("along axis 0", [[3, 0, 0], [-3, 0, 0]]),
        ("along axis 0, and divided by the right length", [[4, 0, 0], [-2, 0, 0]]),
        ("along axis 0 and 1", [[5, -1, -1], [-1, -1, -1]]),
        ("along axis 0 and 1, and divided by the right length", [[4, -2, -2], [-2, -2, -2]]),
    ],
)
def test_a_mean_is_differentiated_along_other_axes(along, gradient):
    tape = tape_of(*CENTRED)
    assert found(only(tape, "summed along the wrong axis", along), tape, "x", upstream=CORNER) == [gradient]


def test_a_sum_has_no_length_to_divide_by():
    tape = tape_of("out = x - sum(x, axis=1, keepdims=True)", CENTRED[1])
    words = [one.words for one in graph_mutants(tape) if one.mistake == "summed along the wrong axis"]
    assert len(words) == 2
    assert not [one for one in words if "length" in one]


def test_a_comparison_is_differentiated():
    tape = tape_of("m = a > b\ny = m * a", {"a": 2, "b": 1})
    assert found(only(tape, "comparison differentiated"), tape, "a", "b") == [3, 2]


def test_the_gradient_of_a_factor_stands_where_its_value_belongs():
    tape = tape_of("p = w * x\nL = p ** 2", {"w": 3, "x": 2})  # dL/dp = 12, dL/dx = 36
    of_w, of_x = (one for one in graph_mutants(tape) if one.mistake == "gradient instead of the value")
    assert found(of_w, tape, "w", "x") == [12 * 36, 36]
    assert found(of_x, tape, "w", "x") == [24, 12 * 24]


def test_a_constant_is_left_out_of_the_values():
    tape = tape_of("y = log(x + 1)", {"x": 4})
    assert found(only(tape, "constant left out"), tape, "x") == [0.25]


def test_only_a_constant_can_be_left_out():
    assert list(graph_mutants(tape_of("y = log(x + z)", {"x": 4, "z": 1}))) == []
