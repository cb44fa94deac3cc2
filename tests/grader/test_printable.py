import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.printable import MAX_TEXT, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, and größer ∂L/∂w", "plain, and größer ∂L/∂w"),
        ("a\nb\0", r"a\x0ab\x00"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\u202egnorw", r"\u202egnorw"),
        ("\ud800", r"\ud800"),
        ("\U000e0001", r"\U000e0001"),
    ],
)
def test_only_what_shows_itself_is_left(text, shown):
    assert printable(text) == shown


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_becomes_one_line_that_can_be_written(text):
    shown = printable(text)
    assert shown.isprintable()
    shown.encode()


@given(st.text(st.characters(exclude_categories=[])))
def test_printing_twice_changes_nothing(text):
    assert printable(printable(text)) == printable(text)


@pytest.mark.parametrize("character", ["a", "\n", "\U000e0001"])
def test_a_long_text_is_cut_and_says_so(character):
    shown = printable(character * (MAX_TEXT + 1))
    assert len(shown) == MAX_TEXT
    assert shown.endswith("...")


def test_a_text_of_just_the_right_length_is_not_cut():
    assert printable("a" * 10, most=10) == "a" * 10
