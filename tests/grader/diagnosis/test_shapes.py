"""Answers in a wrong shape."""

import pytest

from tests.grader.diagnosis.students import some, told

LAYER = """
    inputs: {x: {role: data, shape: [N, 3]}, b: {role: parameter, shape: [3]}, w: {role: parameter, shape: [2, 3]}}
    dims: {N: 4..5}
    graph: |
      h = x * b
      L = sum(h ** 2) + sum(w ** 2)
    ask: {backward: {gradients: [b, w], points: 1}}
    random: {cases: 6}
    """


def layer(b: str = "(g * x).sum(axis=0)", w: str = "2 * w") -> list:
    return told(
        LAYER, f"import numpy as np\ndef backward(x, b, w):\n    g = 2 * x * b\n    return {{'b': {b}, 'w': {w}}}"
    )


def test_right_shapes_are_told_nothing():
    assert layer() == []


@pytest.mark.parametrize(
    ("b", "mistake"),
    [
        ("g * x", "broadcast sum forgotten"),
        ("(g * x).sum(axis=0, keepdims=True)", "axis kept"),
        ("(g * x).sum(axis=1)", "summed along the wrong axis"),
    ],
)
def test_a_sum_goes_wrong(b, mistake):
    assert some(layer(b), (1, ("h", "b"), mistake, None))


def test_a_matrix_is_transposed():
    assert layer(w="2 * w.T") == [(1, ("w",), "transposed", None)]


def test_right_numbers_stand_in_the_wrong_shape():
    assert layer("(g * x).sum(axis=0)[:, None]") == [(1, ("b",), "wrong shape", None)]


@pytest.mark.parametrize("b", ["np.zeros((7, 2))", "np.zeros(0)", "np.full((1, 3), 1e308)", "1.0"])
def test_a_shape_that_nothing_explains_has_a_place(b):
    assert layer(b) == [(1, ("b",), "", None)]


def test_a_shape_that_changes_from_case_to_case_is_no_evidence():
    assert layer("np.zeros(int(abs(x[0, 0] * 100)) % 7 + 4)") == []


def test_a_wrong_shape_and_a_wrong_number_are_two_slips():
    found = layer("g * x", "3 * w")
    assert some(found, (1, ("h", "b"), "broadcast sum forgotten", None))
    assert {slip for slip, edge, *_ in found if "w" in edge[-1]} == {2}


def test_wrong_shapes_that_do_not_even_fit_explain_nothing():
    text = LAYER.replace("+ sum(w ** 2)", "+ sum(w * b)").replace("gradients: [b, w]", "gradients: [b]")
    source = "import numpy as np\ndef backward(x, b, w): return {'b': np.ones((4, 7))}"
    assert told(text, source) == [(1, ("b",), "", None)]
