"""The report as a page: what it says, and that it needs and does nothing else."""

import base64
import hashlib
import re
from dataclasses import replace

import pytest

from grader.isolation import Isolation
from grader.model import Audience, Report
from grader.reports import render
from grader.reports.audience import for_audience
from tests.grader.in_process import ONE_WEIGHT, RIGHT, graded
from tests.grader.reports.reading import read_html
from tests.grader.reports.test_text import CHAIN

WRONG = RIGHT.replace('"w": 2 * s * x', '"w": 2 * s, "dw": 0').replace(
    "    w = w - rate", "    return\n    w = w - rate"
)

LEVEL = "isolation: L2"


def page(report: Report, audience: Audience = Audience.STUDENT) -> str:
    return render(for_audience(replace(report, isolation=Isolation.L2, diagnosis=()), audience), "html")


def cells(written: str) -> list[list[str]]:
    """Return the text of each cell, row by row."""
    rows = re.findall(r"<tr>(.*?)</tr>", written)
    return [[read_html(cell).text for cell in re.findall(r"<t[dh].*?</t[dh]>", row)] for row in rows]


def blocks(written: str, tag: str) -> list[str]:
    return [read_html(found).text for found in re.findall(rf"<{tag}\b.*?</{tag}>", written, re.DOTALL)]


def test_a_line_for_each_ask():
    written = page(graded(ONE_WEIGHT, RIGHT))
    assert blocks(written, "h1") == blocks(written, "title") == ["example: 8 of 8 points"]
    assert cells(written) == [
        ["verdict", "asked", "points", ""],
        ["right", "forward", "1/1", ""],
        ["right", "locals", "2/2", ""],
        ["right", "backward", "4/4", ""],
        ["right", "update", "1/1", ""],
    ]


def test_of_a_wrong_ask_the_numbers_the_prints_and_the_call(printing):
    report = printing(graded(ONE_WEIGHT, WRONG), "x = 2\n" * 8)
    written = page(replace(report, student="Ada", asks=report.asks[2:3]))
    assert blocks(written, "h1") == ["Ada: example: 3 of 8 points"]
    assert cells(written)[1:] == [
        ["wrong", "backward", "0/4", "wrong in 8 of 8 cases"],
        ["", "got", "expected", "ratio"],
        ["dL/dw", "10", "20", "0.5"],
    ]
    assert blocks(written, "h2") == ["backward, case \u2018worked example\u2019"]
    assert blocks(written, "pre") == ["x = 2\n" * 5 + "x = 2", "backward(x=2.0, w=3.0, y=1.0)"]
    assert blocks(written, "p") == [
        "It printed:",
        "... and 2 more lines",
        "Try it:",
        "note: 'dw' was not asked for",
        LEVEL,
    ]


def test_what_students_print_is_marked_as_theirs(printing):
    assert '<pre class="student"><code>x = 2</code></pre>' in page(printing(graded(ONE_WEIGHT, WRONG), "x = 2"))


def test_of_several_wrong_numbers_the_first_is_named_and_few_are_shown():
    written = page(graded(CHAIN, "def forward(x): return dict.fromkeys('abcdefL', -1)"))
    assert len(cells(written)) == 2 + 1 + 6
    assert blocks(written, "p") == ["The first to go wrong is a.", "and 1 more", "Try it:", LEVEL]


def test_an_exception():
    written = page(graded(ONE_WEIGHT, "def forward(x, w, y):\n    return 1 < x @ w"))
    said, _, *_ = blocks(written, "pre")
    assert said.split("\n") == [
        "TypeError: unsupported operand type(s) for @: 'float' and 'float'",
        "answer.py, line 2: return 1 < x @ w",
    ]


def test_not_gradable():
    written = page(graded(ONE_WEIGHT, "x = 1\nif x\n"))
    assert blocks(written, "p") == ["not gradable", LEVEL]
    assert blocks(written, "pre") == ["SyntaxError: expected ':' (column 5)\nanswer.py, line 2: if x"]
    assert cells(written) == []


def test_a_right_ask_with_a_note_has_it_under_its_name():
    written = page(graded(ONE_WEIGHT, RIGHT.replace('"w": 2 * s * x', '"w": 2 * s * x, "dw": 0')))
    assert blocks(written, "h2") == ["backward"]
    assert blocks(written, "p") == ["note: 'dw' was not asked for", LEVEL]


def test_the_smallest_case_takes_the_place_of_the_first(with_smallest):
    report = with_smallest(graded(ONE_WEIGHT, RIGHT.replace('"w": 2 * s * x', '"w": 0')))
    written = page(report)
    assert blocks(written, "h2") == ["backward, smallest case that fails"]
    assert blocks(written, "pre") == ["backward(x=1.0)"]


def test_only_hidden_cases_fail():
    source = RIGHT.replace('"w": 2 * s * x', '"w": 20.0 if x == 2 and w == 3 else x')
    written = page(graded(ONE_WEIGHT, source, salt="secret"))
    assert blocks(written, "p") == ["every case that you can see is right; the wrong ones are hidden.", LEVEL]
    assert blocks(written, "pre") == ["dL/dw: a number is wrong"]


@pytest.mark.parametrize(("level", "said"), [(Isolation.L0, True), (Isolation.L3, False)])
def test_it_is_said_that_nothing_kept_the_code_in(level, said):
    report = replace(graded(ONE_WEIGHT, RIGHT), isolation=level)
    assert ("run without isolation" in render(report, "html")) is said


def test_the_browser_is_told_to_take_its_own_style_and_nothing_else():
    written = page(graded(ONE_WEIGHT, WRONG))
    (style,) = re.findall(r"<style>(.*?)</style>", written, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policies = [attributes["content"] for tag, attributes in read_html(written).tags if "http-equiv" in attributes]
    assert policies == [f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"]
    assert "url(" not in style


def test_nothing_comes_before_the_policy_that_it_would_not_hold_for():
    tags = [tag for tag, _ in read_html(page(graded(ONE_WEIGHT, RIGHT))).tags]
    assert tags[:4] == ["html", "head", "meta", "meta"]
    assert tags.index("style") > 3
