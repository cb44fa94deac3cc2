"""What a source shows that its numbers do not; for instructors alone."""

import pytest

from grader.diagnosis import flagged
from grader.diagnosis.sources import LONGEST, MOST_FUNCTIONS
from grader.model import Submission
from tests.grader.in_process import ONE_WEIGHT, RIGHT, graded, problem_of, submitted

BEFORE = RIGHT.partition("def backward")[0]


def mistakes(backward: str) -> list[str]:
    found = flagged(problem_of(ONE_WEIGHT), submitted(f"{BEFORE}\n{backward}"))
    assert all(one.confidential and one.slip == 0 and not one.edge for one in found)
    return [one.mistake for one in found]


FORMULAS = "def backward(x, w, y):\n    s = w * x - y\n    return {'s': 2 * s, 'w': 2 * s * x}"
VALUES = "def backward(x, w, y):\n    s = forward(x, w, y)['s']\n    return {'s': 2 * s, 'w': 2 * s * x}"
DIFFERENCES = """
def backward(x, w, y):
    h = 1e-5
    return {"w": (forward(x, w + h, y)["L"] - forward(x, w - h, y)["L"]) / (2 * h)}
"""
QUOTIENT = """
H = 1e-6
def loss(w, x, y):
    return (w * x - y) ** 2
def backward(x, w, y):
    up, down = w + H, w - H
    return {"w": (loss(up, x, y) - loss(down, x, y)) / (2 * H)}
"""
COMPLEX = "def backward(x, w, y):\n    return {'w': forward(x, complex(w, 1e-20), y)['L'].imag / 1e-20}"
ATTRIBUTE = "def backward(x, w, y):\n    return {'w': forward(x, w, y)['L'].imag}"
UNIT = "def backward(x, w, y):\n    return {'w': forward(x, w * 1j, y)['L']}"
LOOP = "def backward(x, w, y):\n    for one in (w, x):\n        s = forward(x, w, y)['s']\n    return {'w': s}"
LISTED = "def backward(x, w, y):\n    return {'w': [forward(x, w, y) for _ in 'ab'][0]['s']}"
TWICE = "def backward(x, w, y):\n    return {'w': forward(x, w, y)['s'] * forward(x=x, w=w, y=y)['p']}"
NESTED = """
def shifted(x, w, y):
    return forward(x, w + 0.001, y)["L"]
def backward(x, w, y):
    return {"w": shifted(x, w, y)}
"""


@pytest.mark.parametrize(
    ("backward", "wanted"),
    [
        (FORMULAS, []),
        (VALUES, ["calls forward"]),
        (TWICE, ["calls forward repeatedly"]),
        (LOOP, ["calls forward repeatedly"]),
        (LISTED, ["calls forward repeatedly"]),
        (DIFFERENCES, ["finite differences"]),
        (QUOTIENT, ["finite differences"]),
        (NESTED, ["finite differences"]),
        (COMPLEX, ["complex step"]),
        (ATTRIBUTE, ["complex step"]),
        (UNIT, ["complex step"]),
        ("def backward(x, w, y):\n    return {'w': abs(forward(x, complex(w, 1e-20), y)['L'])}", ["complex step"]),
        ("def backward(x, w, y):\n    return {'w': (w - x) / 2}", []),
        ("def backward(x, w, y):\n    return {'w': w / (x - y), 's': (w - x) / y}", []),
        ("def backward(x, w, y):\n    return {'w': (w * x) / 1e-3}", []),
        ("def backwards(x, w, y):\n    return forward(x, w + 1, y)", []),
        ("def backward(x, w, y):\n    return backward(x, w, y)", []),
    ],
)
def test_what_looks_like_something_else_than_the_chain_rule_is_flagged(backward, wanted):
    assert mistakes(backward) == wanted


@pytest.mark.parametrize("source", ["def backward(:", "\0", "(" * 100_000 + ")" * 100_000, "x" * 200_000, "\ud800"])
def test_a_file_that_cannot_be_read_is_not_flagged(source):
    assert flagged(problem_of(ONE_WEIGHT), submitted(source)) == ()


def test_a_function_in_another_file_is_found():
    modules = {"steps.py": "def slope(x, w, y):\n    return (loss(w + 1e-4) - loss(w)) / 1e-4"}
    source = "from steps import slope\ndef backward(x, w, y):\n    return {'w': slope(x, w, y)}"
    (one,) = flagged(problem_of(ONE_WEIGHT), Submission("", "answer.py", source, "5" * 64, modules))
    assert one.mistake == "finite differences"


def test_a_flag_costs_nothing_and_is_there_even_where_all_is_right():
    source = BEFORE + VALUES + RIGHT[RIGHT.index("\ndef update") :]
    report = graded(ONE_WEIGHT, source)
    assert report.full_marks
    assert [one.mistake for one in report.diagnosis] == ["calls forward"]


def test_a_file_that_is_too_long_is_not_looked_at():
    assert mistakes(COMPLEX) == ["complex step"]
    assert mistakes(f"{COMPLEX}\n#{'x' * LONGEST}") == []


@pytest.mark.parametrize(("between", "wanted"), [(MOST_FUNCTIONS - 2, ["complex step"]), (MOST_FUNCTIONS, [])])
def test_so_many_functions_are_looked_at_and_no_more(between, wanted):
    chain = "\n".join(f"def f{number}(w):\n    return f{number + 1}(w)" for number in range(between))
    last = f"def f{between}(w):\n    return complex(w, 1e-20)"
    assert mistakes(f"{chain}\n{last}\ndef backward(x, w, y):\n    return {{'w': f0(w)}}") == wanted
