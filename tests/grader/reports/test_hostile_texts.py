"""Whatever students write, in every place where it is shown, it is text: no markup, no command, no line of ours."""

import json
import re
from dataclasses import replace
from functools import cache

import click
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.model import Submission
from grader.pipeline import mark
from grader.printable import printable, printable_lines
from grader.reports import RENDERERS, render
from tests.grader.in_process import ONE_WEIGHT, InProcess, exam_of, submitted
from tests.grader.reports.reading import read_html, read_markdown
from tests.hostile_texts import HOSTILE_TEXTS

SOURCE = """
def forward(x, w, y): return {{{text}: 1}}
def local_gradients(x, w, y): raise type({text}, (Exception,), {{}})({text})
def backward(x, w, y): return {{"s": type({text}, (), {{}})(), "w": {text}}}
def update(x, w, y, rate): raise ValueError({text})  # {line}
"""
BROKEN = "def forward(x): return )  # {line}"
FORGED = re.compile(
    r"""[#]{2}\w*\[ | ^\s*:: | ^(?: --- | [+]{3} | ~~~ | \^{3} | section_ | travis_ )
      | [\x00-\x09\x0b-\x1a\x1c-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]
    """,
    re.VERBOSE | re.MULTILINE,
)
"""What a CI server obeys, and what a terminal or a browser does; ESC is looked for by `click.unstyle`."""
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "h1", "h2", "section", "div", "table", "tr", "th", "td", "p"),
    *("pre", "code"),
}
CLASSES = {"right", "wrong", "to-do", "ungradable", "number", "scroll", "small", "student"}
KINDS = {
    *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "text", "code_inline", "fence"),
    *("table_open", "thead_open", "tbody_open", "tr_open", "th_open", "td_open", "strong_open", "em_open"),
    *("table_close", "thead_close", "tbody_close", "tr_close", "th_close", "td_close", "strong_close", "em_close"),
    *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
}
TEXTS = st.text(st.characters(exclude_categories=[]), max_size=200) | st.text(
    "`~<>&\"'[]()!|#:@*_\\ \n\r\t\x1b", max_size=80
)


def report_on(text: str, source: str = SOURCE):
    """Return a report in which a text stands as whatever a student can name or say."""
    line = re.split(r"[\r\n\0]", text)[0].encode("utf-8", "replace").decode()
    source = source.format(text=ascii(text), line=line)
    submission = Submission(text, printable(text, 200) or "x.py", source, "5" * 64)
    report = mark(exam_of(ONE_WEIGHT), submission, InProcess())
    printing = (
        replace(ask, attempts=tuple(replace(attempt, printed=printable_lines(text)) for attempt in ask.attempts))
        for ask in report.asks
    )
    return replace(report, asks=tuple(printing))


@cache
def reports_on(name: str):
    return [report_on(HOSTILE_TEXTS[name], source) for source in (SOURCE, BROKEN)]


def check_text(report):
    lines = click.unstyle(render(report, "text")).split("\n")
    assert all(line.isprintable() for line in lines)
    assert [line.split()[:2] for line in lines if re.match(" {2}[a-zA-Z]", line)] == [
        *(["not", "gradable:"] for _ in range(not report.asks)),
        *(["WRONG", ask.ask.value] for ask in report.asks),
        ["run", "without"],
    ]
    assert [line for line in lines if re.match(r"\S", line)] == lines[:1]


def check_markdown(report):
    written = render(report, "markdown")
    kinds, _, said = read_markdown(written)
    assert kinds <= KINDS
    assert set(said) & set("@#<>[]!$`~\\|") == set()
    assert len(written) < 65_536  # what GitHub takes for a comment


def check_html(report):
    written = render(report, "html")
    page = read_html(written)
    assert written.isascii()
    assert page.declarations == ["doctype html"]
    assert {tag for tag, _ in page.tags} <= TAGS
    for tag, attributes in page.tags:
        assert attributes.keys() <= (
            {"class"} if tag not in {"html", "meta"} else {"lang", "charset", "name", "http-equiv", "content"}
        )
        assert attributes.get("class", "right") in CLASSES


def check_json(report):
    written = render(report, "json")
    assert written.isascii()
    assert json.loads(written)["submission"]["student"] == report.student


CHECKS = {"text": check_text, "markdown": check_markdown, "html": check_html, "json": check_json}


def test_every_format_is_looked_at():
    assert CHECKS.keys() == RENDERERS.keys()


@pytest.mark.parametrize("name", HOSTILE_TEXTS)
@pytest.mark.parametrize("form", CHECKS)
def test_a_hostile_text_stays_text(name, form):
    for report in reports_on(name):
        CHECKS[form](report)


@pytest.mark.parametrize("name", HOSTILE_TEXTS)
@pytest.mark.parametrize("form", CHECKS)
def test_a_hostile_text_obeyed_by_no_terminal_and_no_server(name, form):
    for report in reports_on(name):
        assert FORGED.findall(click.unstyle(render(report, form))) == []


@given(TEXTS)
@example("")
def test_any_text_stays_text(text):
    for source in (SOURCE, BROKEN):
        report = report_on(text, source)
        for form, check in CHECKS.items():
            check(report)
            assert FORGED.findall(click.unstyle(render(report, form))) == []


@pytest.mark.parametrize("name", HOSTILE_TEXTS)
@pytest.mark.parametrize("form", CHECKS)
def test_a_hostile_text_that_is_really_printed_stays_text(name, form):
    printing = f"print({HOSTILE_TEXTS[name]!a})"
    source = f"{printing}\ndef backward(x, w, y):\n    {printing}\n    return {{'s': 1, 'w': 1}}"
    report = replace(mark(exam_of(ONE_WEIGHT), submitted(source), InProcess()), student="ada")
    assert report.asks[2].attempts[0].printed
    CHECKS[form](report)
    assert FORGED.findall(click.unstyle(render(report, form))) == []


@pytest.mark.parametrize("name", ["script", "link", "formula", "emoji", "other writing"])
@pytest.mark.parametrize("form", CHECKS)
def test_what_shows_itself_is_shown_as_it_was_written(name, form):
    (report, _) = reports_on(name)
    written = render(report, form)
    shown = {
        "text": lambda: written,
        "markdown": lambda: "\n".join(read_markdown(written)[1]),
        "html": lambda: read_html(written).text,
        "json": lambda: json.loads(written)["asks"][0]["attempts"][0]["printed"],
    }
    assert printable(HOSTILE_TEXTS[name]) in shown[form]()
