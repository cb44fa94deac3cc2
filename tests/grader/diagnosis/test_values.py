"""Wrong values, each judged from the student's own operands."""

import pytest

from grader.model import AskKind
from tests.grader.diagnosis.students import of_one_weight, told


def forward(p: str, s: str, output: str) -> list:
    before = f"p = {p}; s = {s}; L = {output}"
    return of_one_weight("forward", "{'p': p, 's': s, 'L': L}", before)


@pytest.mark.parametrize(
    ("p", "s", "output", "wanted"),
    [
        ("w + x", "p - y", "s ** 2", [(1, ("p",), "add instead of mul", None)]),
        ("w * x", "p + y", "s ** 2", [(1, ("s",), "add instead of sub", None)]),
        ("w * x", "p - y", "-s ** 2", [(1, ("L",), "sign flipped", None)]),
        ("w * x", "p - y", "2 * s ** 2", [(1, ("L",), "doubled", None)]),
        ("w * x", "p", "s ** 2", [(1, ("s",), "step left out", None)]),
        ("w * x", "p - y", "0.0", [(1, ("L",), "returned as 0", None)]),
        ("w * x", "p - y", "s ** 3", [(1, ("L",), "", None)]),
        (
            "w + x",
            "p + y",
            "s ** 2",
            [(1, ("p",), "add instead of mul", None), (2, ("s",), "add instead of sub", None)],
        ),
    ],
)
def test_one_wrong_equation_is_one_slip_whatever_follows_from_it(p, s, output, wanted):
    assert forward(p, s, output) == wanted


def test_an_equation_that_is_not_asked_for_is_looked_at_by_none():
    text = """
        inputs: {x: {role: data}, w: {role: parameter}}
        graph: |
          p = w * x
          L = p ** 2
        ask: {forward: {keys: [L], points: 1}}
        random: {cases: 4}
        """
    found = told(
        text.replace("{keys: [L], points: 1}", "{points: 1}"), "def forward(x, w): return {'L': 2 * (w * x) ** 2}"
    )
    assert found == [(1, ("L",), "doubled", None)]


def test_a_mistake_that_fits_no_shape_explains_nothing():
    text = """
        inputs: {x: {role: data, shape: [N, 2]}, b: {role: parameter, shape: [2]}}
        dims: {N: 2..3}
        graph: L = sum(x + b)
        ask: {forward: {points: 1}}
        random: {cases: 5}
        """
    assert told(text, "def forward(x, b): return {'L': 1 + (x + b).sum()}", AskKind.FORWARD) == [(1, ("L",), "", None)]


def test_a_key_that_is_missing_at_one_size_is_no_obstacle():
    text = """
        inputs: {x: {role: data, shape: [N]}}
        dims: {N: 2..4}
        graph: |
          m = mean(x)
          L = m ** 2
        ask: {forward: {points: 1}}
        random: {cases: 9}
        """
    source = """
        def forward(x):
            found = {"m": x.sum(), "L": x.sum() ** 2}
            if len(x) == 3:
                del found["m"]
            return found
        """
    assert ("m",) in {edge for _, edge, mistake, _ in told(text, source) if mistake == "sum instead of mean"}


def test_what_cancels_in_ones_own_large_values_may_be_off_by_their_rounding():
    text = """
        inputs: {x: {role: data}, w: {role: parameter}, y: {role: data}}
        graph: |
          p = w * x
          q = p + y
          d = q - p
        ask: {forward: {points: 1}}
        random: {cases: 4}
        """
    source = "def forward(x, w, y):\n    p = 1e12 * w * x\n    return {'p': p, 'q': p + y, 'd': y}"
    assert {edge for _, edge, *_ in told(text, source)} == {("p",)}
