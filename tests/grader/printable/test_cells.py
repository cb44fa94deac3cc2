import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.printable.cells import cell
from tests.hostile_texts import HOSTILE_TEXTS

STARTS = st.text(list(" \t\r\n\"'`;,|=+-@\uff1d1ae"), max_size=12)


@pytest.mark.parametrize("number", ["0", "-1", "-0.25", "4.00", "-1e-05"])
def test_a_number_stays_a_number(number):
    assert cell(number) == number


@pytest.mark.parametrize(
    "name", ["ada", "Jean-Luc", "O'Brien", "größer", "a=b", "two-layer-relu", "someone@example.org"]
)
def test_a_plain_text_stays_as_it_is(name):
    assert cell(name) == name


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\uff1d1+1", "-", "-x", "--1", "- 1"])
@pytest.mark.parametrize("before", ["", " ", '"', " ' ", "ada;", "ada, ", "ada|"])
def test_a_formula_becomes_text(before, text):
    start = re.match(r"ada.", before)
    at = start.end() if start else 0
    assert cell(before + text) == before[:at] + "'" + before[at:] + text


@pytest.mark.parametrize("before", ["\t", "\r", "\n"])
def test_a_formula_behind_a_control_character_is_text_behind_an_escape(before):
    assert cell(before + "=1+1") == f"\\x{ord(before):02x}=1+1"


@given(st.text() | STARTS | st.sampled_from([*HOSTILE_TEXTS.values()]))
def test_no_cell_is_a_formula_however_the_file_is_cut_into_cells(text):
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerow([cell(text), "end"])
    for delimiter in ",;\t|":
        for row in csv.reader(io.StringIO(written.getvalue()), delimiter=delimiter):
            for part in row:
                assert re.match(r"""[\s"]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]""", part) is None or cell(text) == text
                assert re.fullmatch(r"-?\d+(\.\d+)?(e[-+]?\d+)?", text, re.ASCII) or part[:1] not in tuple("=+-@")
