import csv
import io
from pathlib import Path

import click
import pytest

from grader.batch import Entry, Row, RowStatus
from grader.batch.summary import as_table, grades_csv
from grader.printable import printable
from grader.printable.cells import cell
from tests.hostile_texts import HOSTILE_TEXTS

FULL = Row(Entry("a", "one", Path("a/one.py")), RowStatus.GRADED, 4.0, 4.0)
HALF = Row(Entry("b", "one", Path("b/one.py")), RowStatus.GRADED, 2.0, 4.0)
UNREADABLE = Row(
    Entry("c", "one", Path("c/one.py")), RowStatus.NOT_GRADABLE, 0.0, 4.0, 'SyntaxError, "quoted"\nand more'
)
STRANGE = Row(Entry("a", "zwei", Path("a/zwei.py")), RowStatus.NO_PROBLEM, message="unknown problem")
FAULT = Row(Entry("a", "another", Path("a/another.py")), RowStatus.GRADER_FAULT, message="no room")
ROWS = (FULL, STRANGE, HALF, FAULT, UNREADABLE)


def cells(text):
    lines = click.unstyle(text).splitlines()
    return [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines if line.startswith("│")]


def test_grades_are_a_line_each_in_the_order_of_the_rows():
    assert grades_csv(ROWS) == (
        "student,problem,score,max_score,status\n"
        "a,one,4.00,4.00,graded\n"
        "a,zwei,,,no_problem\n"
        "b,one,2.00,4.00,graded\n"
        "a,another,,,grader_fault\n"
        "c,one,0.00,4.00,not_gradable\n"
    )


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_a_hostile_name_is_one_cell_and_no_formula(text):
    row = Row(Entry(text, text, Path("x.py")), RowStatus.GRADED, -1.0, 4.0)
    _, (student, problem, *rest) = csv.reader(io.StringIO(grades_csv([row])))
    assert student == problem == cell(text)
    assert rest == ["-1.00", "4.00", "graded"]


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_a_hostile_name_is_text_to_the_table(monkeypatch, text):
    monkeypatch.setenv("COLUMNS", "20000")
    said = click.unstyle(as_table([Row(Entry("a", text, Path("x.py")), RowStatus.GRADED, 4.0, 4.0)]))
    assert f"│ {printable(text)} " in said
    assert all(line.isprintable() for line in said.split("\n"))


def test_the_table_has_a_line_for_each_problem_and_one_for_all():
    assert cells(as_table(ROWS)) == [
        ["another", "1", "0", "", "0", "1"],
        ["one", "3", "1", "50%", "1", "0"],
        ["zwei", "1", "0", "", "0", "1"],
        ["all", "5", "1", "50%", "1", "2"],
    ]


def test_a_problem_without_points_has_no_mean():
    assert cells(as_table([Row(FULL.entry, RowStatus.GRADED, 0.0, 0.0)])) == [["one", "1", "1", "", "0", "0"]] * 1 + [
        ["all", "1", "1", "", "0", "0"]
    ]


@pytest.mark.parametrize("width", [50, 80, 200])
def test_the_table_fits_the_terminal_and_keeps_the_ids_whole(monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    row = Row(Entry("a", "linear-regression-bias", Path("a.py")), RowStatus.GRADED, 4.0, 4.0)
    lines = click.unstyle(as_table([row])).splitlines()
    assert max(map(len, lines)) <= width
    assert any("linear-regression-bias" in line for line in lines)


def test_the_table_is_made_of_styles_that_can_be_taken_off(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b[1m" in as_table(ROWS)
