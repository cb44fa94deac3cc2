"""The page that a student reads, word by word."""

import textwrap
from dataclasses import replace

import click
import pytest

from grader.isolation import Isolation
from grader.model import Audience, Finding, Outcome
from grader.reports import render
from grader.reports.audience import for_audience
from grader.reports.gist import (
    ALL_HIDDEN,
    MOST_FINDINGS,
    MOST_NOTES,
    MOST_PRINTED_LINES,
    PLAIN_WORDS,
    WIDEST_PRINTED,
    points,
)
from tests.grader.in_process import ONE_WEIGHT, RIGHT, graded

LAYER = """
    inputs: {x: {role: data, shape: [N, 2]}, b: {role: parameter, shape: [2]}}
    dims: {N: 2..4}
    graph: L = sum(x * b)
    ask: {backward: {gradients: [x, b], points: 2.5}}
    cases: [{name: written, inputs: {x: [[1, 2], [3, 4]], b: [-1, 2]}}]
    random: {cases: 1}
    """
CHAIN = """
    inputs: {x: {role: parameter}}
    graph: |
      a = 2 * x
      b = 3 * a
      c = 5 * b
      d = 7 * c
      e = 2 * d
      f = 3 * e
      L = 5 * f
    ask: {forward: {points: 1}}
    cases: [{name: one, inputs: {x: 1}}]
    random: {cases: 1}
    """
FOOT = "  run without isolation (L0): fine for your own code, not for anyone else's"


def rendered(report, audience: Audience = Audience.STUDENT) -> str:
    bare = replace(report, diagnosis=())  # of which test_hints knows
    return click.unstyle(render(for_audience(bare, audience), "text"))


def page(source: str, text: str = ONE_WEIGHT, salt: str = "") -> str:
    """Return the page on a student's source, without its foot."""
    whole = rendered(graded(text, source, salt))
    assert whole.endswith(FOOT)
    return whole.removesuffix(FOOT)


def lines(text: str, indent: int = 0) -> str:
    return textwrap.indent(textwrap.dedent(text).lstrip("\n"), indent * " ")


def test_full_marks():
    assert page(RIGHT) == lines("""
        example: 8 of 8 points
          right  forward       1/1
          right  locals        2/2
          right  backward      4/4
          right  update        1/1
        """)


def test_one_wrong_gradient():
    assert page(RIGHT.replace('"w": 2 * s * x', '"w": 2 * s, "dw": 0')) == lines("""
        example: 4 of 8 points
          right  forward       1/1
          right  locals        2/2
          WRONG  backward      0/4   wrong in 8 of 8 cases
                 case 'worked example':
                           got   expected   ratio
                   dL/dw    10         20     0.5
                 try it: backward(x=2.0, w=3.0, y=1.0)
                   note: 'dw' was not asked for
          right  update        1/1
        """)


def test_several_wrong_numbers_with_the_first_one_named():
    source = RIGHT.replace('"y": -1}, "L": {"s": 2 * (w * x - y)}', '"y": 1}, "L": {"s": 5}')
    assert page(source) == lines("""
        example: 6 of 8 points
          right  forward       1/1
          WRONG  locals        0/2   wrong in 8 of 8 cases
                 case 'worked example': the first to go wrong is dL/ds
                           got   expected   ratio
                   dL/ds     5         10     0.5
                   ds/dy     1         -1      -1
                 try it: local_gradients(x=2.0, w=3.0, y=1.0)
          right  backward      4/4
          right  update        1/1
        """)


def test_unfinished():
    source = RIGHT.replace('{"s": 2 * s, "w": 2 * s * x}', '{"s": 0, "w": 0}')
    source = source.replace("    w = w - rate", "    raise NotImplementedError('write update')\n    w = w - rate")
    assert page(source) == lines("""
        example: 3 of 8 points
          right  forward       1/1
          right  locals        2/2
          to do  backward      0/4   wrong in 8 of 8 cases
                 case 'worked example': the first to go wrong is dL/ds
                   every number is 0: is this still to be written?
                           got   expected   ratio
                   dL/ds     0         10       0
                   dL/dw     0         20       0
                 try it: backward(x=2.0, w=3.0, y=1.0)
          to do  update        0/1   wrong in 8 of 8 cases
                 case 'worked example':
                   NotImplementedError: write update
                   answer.py, line 13: raise NotImplementedError('write update')
                   update is still to be written
                 try it: update(x=2.0, w=3.0, y=1.0, rate=0.1)
        """)


def test_an_exception():
    assert lines(
        """
        WRONG  forward       0/1   wrong in 8 of 8 cases
               case 'worked example':
                 TypeError: unsupported operand type(s) for @: 'float' and 'float'
                 answer.py, line 2: return {'p': x @ w}
               try it: forward(x=2.0, w=3.0, y=1.0)
        WRONG  locals        0/2   wrong in 8 of 8 cases
        """,
        indent=2,
    ) in page("def forward(x, w, y):\n    return {'p': x @ w}")


def test_a_wrong_shape_beside_a_wrong_number():
    source = """
        def backward(x, b):
            return {"x": x * 0 + b * [1, 3], "b": x.sum(axis=0, keepdims=True)}
        """
    assert page(source, LAYER) == lines("""
        example: 0 of 2.5 points
          WRONG  backward    0/2.5   wrong in 3 of 3 cases
                 case 'written':
                   dL/db has the right values in the wrong shape: it is an array of shape (1, 2); expected an array of shape (2,)
                                 got   expected   ratio
                   dL/dx[0, 1]     6          2       3
                 try it: backward(x=np.array([[1.0, 2.0], [3.0, 4.0]]), b=np.array([-1.0, 2.0]))
        """)  # noqa: E501  # as it is printed


def test_the_smallest_case_takes_the_place_of_the_first(with_smallest):
    report = with_smallest(graded(ONE_WEIGHT, RIGHT.replace('"w": 2 * s * x', '"w": 0 * x')))
    assert rendered(report).removesuffix(FOOT) == lines("""
        example: 4 of 8 points
          right  forward       1/1
          right  locals        2/2
          WRONG  backward      0/4   wrong in 8 of 8 cases
                 smallest case that fails:
                           got   expected   ratio
                   dL/dw     0         20       0
                 try it: backward(x=1.0)
          right  update        1/1
        """)


def test_the_smallest_case_is_shown_where_only_hidden_cases_fail(with_smallest):
    source = RIGHT.replace('"w": 2 * s * x', '"w": 2 * s * x if x == 2 else 0')
    whole = rendered(with_smallest(graded(ONE_WEIGHT, source, "secret")))
    assert f"{' ' * 11}{ALL_HIDDEN}\n{' ' * 9}smallest case that fails:\n" in whole
    assert "         try it: backward(x=1.0)\n" in whole


def test_only_hidden_cases_fail():
    source = RIGHT.replace('"w": 2 * s * x', '"w": 20.0 if x == 2 and w == 3 else x, "dw": 0')
    assert page(source, salt="secret") == lines("""
        example: 4 of 8 points
          right  forward       1/1
          right  locals        2/2
          WRONG  backward      0/4   wrong in 7 of 9 cases
                   every case that you can see is right; the wrong ones are hidden:
                 case 'random 1':
                   dL/dw: a number is wrong
                   note: 'dw' was not asked for
          right  update        1/1
        """)


def test_not_gradable():
    assert page("x = 1\nif x\n") == lines("""
        example: 0 of 8 points
          not gradable: SyntaxError: expected ':' (column 5)
                   answer.py, line 2: if x
        """)


def test_what_the_call_printed(printing):
    report = printing(graded(ONE_WEIGHT, RIGHT.replace('"w": 2 * s * x', '"w": 2 * s')), "x = 2.0\n\ngrad:\t10\n")
    assert rendered(report).removesuffix(FOOT) == lines("""
        example: 4 of 8 points
          right  forward       1/1
          right  locals        2/2
          WRONG  backward      0/4   wrong in 8 of 8 cases
                 case 'worked example':
                           got   expected   ratio
                   dL/dw    10         20     0.5
                 it printed:
                   | x = 2.0
                   |
                   | grad:   10
                 try it: backward(x=2.0, w=3.0, y=1.0)
          right  update        1/1
        """)


def test_of_much_that_was_printed_the_first_lines_and_how_much_is_left_out(printing):
    report = printing(graded(ONE_WEIGHT, "def forward(x, w, y): return {}"), "y" * 200 + "\nline" * 40)
    said = rendered(report).splitlines()
    at = said.index("         it printed:")
    assert MOST_PRINTED_LINES == 6
    assert said[at + 1 : at + 9] == [
        f"           | {'y' * (WIDEST_PRINTED - 3)}...",
        *["           | line"] * 5,
        "           ... and 35 more lines",
        "         try it: forward(x=2.0, w=3.0, y=1.0)",
    ]


def test_students_hear_nothing_of_what_a_hidden_case_printed(printing):
    source = RIGHT.replace('"w": 2 * s * x', '"w": 20.0 if x == 2 and w == 3 else x')
    report = printing(graded(ONE_WEIGHT, source, "secret"), "w = 3")
    assert "printed" not in rendered(report)
    assert "           | w = 3\n" in rendered(report, Audience.INSTRUCTOR)


def test_of_many_notes_the_first_few_are_shown():
    source = RIGHT.replace('"w": 2 * s * x}', '"w": 2 * s * x, str(x): 0}')
    notes = [line for line in page(source).splitlines() if "note: " in line]
    assert MOST_NOTES == 5
    assert len(notes) == 6
    assert notes[5] == "           note: and 2 more of this kind"


def test_of_a_long_message_the_beginning_is_shown():
    said = page("def forward(x, w, y): raise ValueError('x' * 1000)").splitlines()
    assert f"           ValueError: {'x' * 385}..." in said


def test_of_many_wrong_numbers_the_first_few_are_shown():
    said = page("def forward(x): return dict.fromkeys('abcdefL', -1)", CHAIN).splitlines()
    assert MOST_FINDINGS == 6
    assert said[2:] == [
        "         case 'one': the first to go wrong is a",
        "               got   expected          ratio",
        "           a    -1          2           -0.5",
        "           b    -1          6      -0.166667",
        "           c    -1         30     -0.0333333",
        "           d    -1        210     -0.0047619",
        "           e    -1        420    -0.00238095",
        "           f    -1       1260   -0.000793651",
        "           and 1 more",
        "         try it: forward(x=1.0)",
    ]


@pytest.mark.parametrize(
    ("value", "cells"),
    [
        ("20 + 5e-8", ["20.00000005", "20", repr((20 + 5e-8) / 20)]),
        ("-1e300", ["-1e+300", "20", "-5e+298"]),
        ("float('nan')", ["nan", "20"]),
        ("float('-inf')", ["-inf", "20"]),
    ],
)
def test_a_number_shows_the_digits_that_tell_it_apart(value, cells):
    said = page(f"def backward(x, w, y): return {{'s': 2 * (w * x - y), 'w': {value}}}")
    assert ["dL/dw", *cells] in [line.split() for line in said.splitlines()]


def test_numbers_alike_in_ten_digits_are_shown_in_full():
    finding = Finding("reference", "w", "", expected=1.0, got=1.000000000001, label="dL/dw")
    report = graded(ONE_WEIGHT, "def backward(x, w, y): return {'s': 2 * (w * x - y), 'w': 1}")
    backward = report.asks[2]
    attempt = replace(backward.attempts[0], findings=(finding,))
    said = rendered(replace(report, asks=(replace(backward, attempts=(attempt,)),)))
    assert ["dL/dw", "1.000000000001", "1.0", "1.000000000001"] in [line.split() for line in said.splitlines()]


def test_there_is_no_ratio_to_nothing():
    text = ONE_WEIGHT.replace("w: 3, y: 1", "w: 3, y: 6")
    said = page("def backward(x, w, y): return {'s': 2 * (w * x - y), 'w': 1}", text).splitlines()
    assert "           dL/dw     1          0" in said


def test_a_student_is_named():
    report = replace(graded(ONE_WEIGHT, RIGHT), student="ada")
    assert rendered(report).startswith("ada: example: 8 of 8 points\n")


@pytest.mark.parametrize(
    "name", ["~~~ x", "travis_fold:start:x", "ada: example: 8 of 8 points", "--- x", "\u05d0: x", "|", "x\udcff", "x\n"]
)
def test_a_strange_name_is_in_quotes(name):
    report = replace(graded(ONE_WEIGHT, "x = ("), student=name)
    assert rendered(report).startswith(f"{name!r}: example: 0 of 8 points\n")


@pytest.mark.parametrize("name", ["Jean-Luc O'Brien", "student-01", "s_123", "Łukasz, José", "Jose\u0301 (2)", "李"])
def test_a_name_is_not(name):
    assert rendered(replace(graded(ONE_WEIGHT, RIGHT), student=name)).startswith(f"{name}: example: ")


@pytest.mark.parametrize("level", [Isolation.L1, Isolation.L2, Isolation.L3])
def test_isolation_is_named(level):
    assert f"\n  isolation: {level.name}\n" in rendered(replace(graded(ONE_WEIGHT, RIGHT), isolation=level)) + "\n"


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_said(outcome):
    report = graded(ONE_WEIGHT, "def forward(x, w, y): return 1 / 0")
    forward = report.asks[0]
    first = replace(forward.attempts[0], outcome=outcome, message="what happened")
    report = replace(report, asks=(replace(forward, attempts=(first, *forward.attempts[1:])),))
    assert f"           {PLAIN_WORDS[outcome]}what happened\n" in rendered(report)


def test_colours_only_repeat_what_the_words_say():
    styled = render(graded(ONE_WEIGHT, RIGHT.replace('"w": 2 * s * x', '"w": 2 * s')), "text")
    plain = click.unstyle(styled)
    assert "\x1b[" in styled
    assert "\x1b" not in plain
    assert ("WRONG" in plain, "right" in plain) == (True, True)


def test_what_a_student_writes_cannot_colour_the_page():
    source = (
        "def forward(x, w, y): return {'\\x1b[32m': 1}\ndef backward(x, w, y): raise ValueError('\\x1b[32mright\\x07')"
    )
    plain = click.unstyle(render(graded(ONE_WEIGHT, source), "text"))
    assert all(line.isprintable() for line in plain.splitlines())
    assert r"\x1b[32mright\x07" in plain


@pytest.mark.parametrize(
    ("value", "text"), [(5, "5"), (2.5, "2.5"), (0, "0"), (10, "10"), (1 / 3, "0.33"), (100.0, "100")]
)
def test_points_are_written_as_people_write_them(value, text):
    assert points(value) == text
