"""Wrong local gradients, each explained by itself."""

import pytest

from tests.grader.diagnosis.students import of_one_weight, told

RIGHT = {"pw": "x", "px": "w", "sp": "1", "sy": "-1", "Ls": "2 * s"}


def local(**wrong: str) -> list:
    by = RIGHT | wrong
    of_p, of_s = f"{{'w': {by['pw']}, 'x': {by['px']}}}", f"{{'p': {by['sp']}, 'y': {by['sy']}}}"
    answer = f"{{'p': {of_p}, 's': {of_s}, 'L': {{'s': {by['Ls']}}}}}"
    return of_one_weight("local_gradients", answer)


@pytest.mark.parametrize(
    ("wrong", "wanted"),
    [
        ({}, []),
        ({"pw": "w"}, [(1, ("p", "w"), "own value instead of the other factor", None)]),
        ({"pw": "y"}, [(1, ("p", "w"), "y instead of x", None)]),
        ({"pw": "2 * s * x"}, [(1, ("p", "w"), "upstream multiplied in", None)]),
        ({"sy": "1"}, [(1, ("s", "y"), "minus sign forgotten", None)]),
        ({"Ls": "s"}, [(1, ("L", "s"), "exponent not brought down", None)]),
        ({"sp": "3"}, [(1, ("s", "p"), "wrong factor", 3.0)]),
        ({"Ls": "-2 * s"}, [(1, ("L", "s"), "sign flipped", -1.0)]),
        ({"px": "w + 1"}, [(1, ("p", "x"), "", None)]),
    ],
)
def test_one_wrong_local_gradient_is_one_slip(wrong, wanted):
    assert local(**wrong) == wanted


def test_each_is_a_slip_of_its_own():
    assert local(Ls="s", sy="1") == [
        (1, ("L", "s"), "exponent not brought down", None),
        (2, ("s", "y"), "minus sign forgotten", None),
    ]


def test_a_derivative_that_is_always_0_has_no_factor():
    text = """
        inputs: {x: {role: data}, w: {role: parameter}}
        graph: L = x + 0 * w
        ask: {locals: {points: 1}}
        random: {cases: 3}
        """
    source = "def local_gradients(x, w): return {'L': {'x': 1, 'w': x}}"
    found = told(text, source)
    assert found
    assert {(slip, edge, factor) for slip, edge, _, factor in found} == {(1, ("L", "w"), None)}


def test_a_key_that_is_missing_at_one_size_is_no_obstacle():
    text = """
        inputs: {x: {role: data, shape: [N]}, b: {role: parameter}}
        dims: {N: 2..4}
        graph: |
          m = mean(x)
          L = m * b
        ask: {locals: {edges: [[L, m], [L, b]], points: 1}}
        random: {cases: 9}
        """
    source = """
        def local_gradients(x, b):
            return {"L": {"m": 3 * b} | ({} if len(x) == 3 else {"b": x.mean()})}
        """
    assert (1, ("L", "m"), "wrong factor", 3.0) in told(text, source)
