import io
import sys

import pytest

from grader.cli.options import emit, require_isolation
from grader.errors import UsageError
from grader.isolation import Isolation


@pytest.mark.parametrize(
    ("encoding", "printed"), [("ascii", b"? 5\n"), ("latin-1", b"\xb1 5\n"), ("utf-8", b"\xc2\xb1 5\n")]
)
def test_what_a_terminal_cannot_show_becomes_a_question_mark(monkeypatch, encoding, printed):
    terminal = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")
    monkeypatch.setattr(sys, "stdout", terminal)
    emit("± 5")
    terminal.flush()
    assert terminal.buffer.getvalue() == printed


def test_a_stream_of_unknown_encoding_gets_everything(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    emit("± 5\n\n")
    assert stream.getvalue() == "± 5\n"


def test_a_file_is_utf_8_and_ends_with_one_line_break(tmp_path):
    emit("± \udcff\n\n", tmp_path / "text")
    assert (tmp_path / "text").read_bytes() == b"\xc2\xb1 ?\n"


ORDER = [Isolation.L0, Isolation.L1, Isolation.L2, Isolation.L3]


@pytest.mark.parametrize("place", range(4))
def test_a_level_is_refused_where_a_later_one_is_required(place):
    for required in ORDER[place + 1 :]:
        with pytest.raises(UsageError) as caught:
            require_isolation(ORDER[place], required, remedy="mend it")
        assert caught.value.remedy == "mend it"


@pytest.mark.parametrize("place", range(4))
def test_a_level_is_enough_where_it_or_an_earlier_one_is_required(place):
    for required in ORDER[: place + 1]:
        require_isolation(ORDER[place], required, remedy="mend it")
