import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.printable import MAX_TEXT, MOST_MARKS, Excerpt, excerpt, printable, printable_lines
from tests.hostile_texts import HOSTILE_TEXTS

ANY_TEXT = st.text(st.characters(exclude_categories=[]))
COMMANDS = st.lists(st.sampled_from(["#", "##", "[", "vso[", ":", "::", " ", "\t", "\n", "error"])).map("".join)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, and größer ∂L/∂w", "plain, and größer ∂L/∂w"),
        ("a\nb\0", r"a\x0ab\x00"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\u202egnorw", r"\u202egnorw"),
        ("\ud800", r"\ud800"),
        ("\U000e0001", r"\U000e0001"),
        ("a\u3164b", r"a\u3164b"),
        ("\u26a0\ufe0f", "\u26a0\ufe0f"),
        ("e\u0301", "e\u0301"),
    ],
)
def test_only_what_shows_itself_is_left(text, shown):
    assert printable(text) == shown


@given(ANY_TEXT)
def test_any_text_becomes_one_line_that_can_be_written(text):
    shown = printable(text)
    assert shown.isprintable()
    shown.encode()


@given(ANY_TEXT | COMMANDS)
def test_printing_twice_changes_nothing(text):
    assert printable(printable(text)) == printable(text)


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_printing_a_hostile_text_twice_changes_nothing(text):
    assert printable(printable(text)) == printable(text)


@pytest.mark.parametrize("character", ["a", "\n", "\U000e0001"])
def test_a_long_text_is_cut_and_says_so(character):
    shown = printable(character * (MAX_TEXT + 1))
    assert len(shown) == MAX_TEXT
    assert shown.endswith("...")


def test_a_text_of_just_the_right_length_is_not_cut():
    assert printable("a" * 10, most=10) == "a" * 10


def test_accents_are_heaped_only_so_high():
    assert printable("z" + "\u0301" * 6) == "z" + "\u0301" * MOST_MARKS + r"\u0301\u0301"


def test_an_accent_at_the_start_falls_upon_nothing():
    assert printable("\u0338\u0301=") == r"\u0338\u0301="


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("##[error]right", r"#\x23[error]right"),
        ("right ##vso[task.complete]", r"right #\x23vso[task.complete]"),
        ("###teamcity[x]", r"##\x23teamcity[x]"),
        ("::error::right", r"\x3a:error::right"),
        ("  ::error::right", r"  \x3a:error::right"),
        ("## heading", "## heading"),
        ("x[::2] a::b", "x[::2] a::b"),
    ],
)
def test_no_server_takes_a_line_of_text_for_a_command(text, shown):
    assert printable(text) == shown


@given(COMMANDS)
def test_no_text_is_a_command(text):
    assert not re.search(r"##\w*\[|^\s*::", printable(text))


@pytest.mark.parametrize(
    ("text", "lines", "left_out"),
    [
        ("", (), ""),
        ("\n\r\n", (), ""),
        ("one", ("one",), ""),
        ("one\ntwo\r\nthree\r", ("one", "two", "three"), ""),
        ("\none", ("", "one"), ""),
        ("a\tb", ("a       b",), ""),
        ("a\x0bb", (r"a\x0bb",), ""),
        ("1\n2\n3\n4\n", ("1", "2", "3"), "... and 1 more line"),
        ("1\n2\r3\r\n4\n5", ("1", "2", "3"), "... and 2 more lines"),
        ("1" * 21, ("1" * 7 + "...",), "... and 1 more character"),
        ("1\n" * 500, ("1", "1", "1"), "... and 497 more lines"),
        ("1\n" + "2" * 20, ("1", "2" * 7 + "..."), "... and 2 more characters"),
        ("::error::\n::error::", (r"\x3a:er...", r"\x3a:er..."), ""),
    ],
)
def test_an_excerpt_is_the_first_lines_and_says_how_much_is_left_out(text, lines, left_out):
    assert excerpt(text, most_lines=3, most=20, widest=10) == Excerpt(lines, left_out)


@given(ANY_TEXT | COMMANDS)
def test_any_text_becomes_lines_that_can_be_written(text):
    for line in printable_lines(text).split("\n"):
        assert printable(line) == line
        line.encode()


@given(st.text("ab\n\t\x1b#[", max_size=300))
def test_making_lines_twice_changes_nothing(text):
    assert printable_lines(printable_lines(text)) == printable_lines(text)


@pytest.mark.parametrize("unit", ["x", "\n", "x\n", "\x1b", "\t", "\r\n"])
def test_lines_of_an_endless_text_are_few_and_the_last_one_says_what_is_left_out(unit):
    lines = printable_lines("begin\n" + unit * 10_000_000 + "end", most_lines=10, most=100).split("\n")
    assert len(lines) <= 11
    assert sum(map(len, lines)) <= 1000
    assert re.fullmatch(r"\.\.\. and \d+ more (lines|characters)", lines[-1])


def test_what_is_kept_of_a_call_goes_through_whole():
    text = "line\n" * 390 + "... and 123456789 bytes more"
    assert printable_lines(text) == text
