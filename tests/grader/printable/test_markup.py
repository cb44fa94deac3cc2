import html

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from grader.printable import printable, printable_lines
from grader.printable.markup import Html, code_block, code_span, element
from tests.grader.reports.reading import read_html
from tests.hostile_texts import HOSTILE_TEXTS

MARKDOWN = MarkdownIt("gfm-like", {"linkify": False})
TEXTS = st.text() | st.text("`~ \n|\\<>[]()!#*_a", max_size=40) | st.sampled_from([*HOSTILE_TEXTS.values()])


@given(TEXTS)
def test_text_in_an_element_is_text(text):
    page = read_html(element("p", text))
    assert (page.tags, page.text) == ([("p", {})], text)


@given(TEXTS)
def test_text_in_an_attribute_is_text(text):
    assert read_html(element("p", class_=text)).tags == [("p", {"class": text} if text else {})]


def test_an_element_in_an_element_is_no_text():
    inner = element("b", "<i>", class_="x")
    assert element("p", "a & ", inner) == '<p>a &amp; <b class="x">&lt;i&gt;</b></p>'
    assert type(inner) is Html


def test_what_is_made_from_html_is_text_again():
    assert element("p", element("b", "x").upper()) == "<p>&lt;B&gt;X&lt;/B&gt;</p>"


@given(TEXTS.map(printable))
@example(" a ")
@example("`a")
@example("a``")
@example("  ")
@example("")
def test_a_span_is_code_and_nothing_but_the_text(text):
    (_, inline, _) = MARKDOWN.parse(f"before {code_span(text)} after")
    before, code, after = inline.children
    assert (before.content, code.type, after.content) == ("before ", "code_inline", " after")
    assert code.content == text or (code.content.strip(" ") == "" == text.strip(" "))


@given(TEXTS.map(printable_lines), st.sampled_from(["", "# heading\n\n", "text\n\n", "| a |\n|---|\n| b |\n\n"]))
def test_a_block_is_code_and_nothing_but_the_lines(lines, before):
    *_, block, start, inline, end = MARKDOWN.parse(f"{before}{code_block(lines)}\n\nafter")
    assert (block.type, block.info, html.unescape(block.content)) == ("fence", "text", html.unescape(lines) + "\n")
    assert (start.type, inline.content, end.type) == ("paragraph_open", "after", "paragraph_close")


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_no_line_of_a_block_begins_with_text_of_others(text):
    assert all(line.startswith("   ") for line in code_block(printable_lines(text)).split("\n"))
