# ruff: noqa: T201  # printing is what is tested
import contextlib
import io
import logging
import sys
from array import array

import pytest

from grader.child.printing import KEPT_BYTES, Printed, printed


@contextlib.contextmanager
def keeping():
    """Give what keeps the prints, and put the streams back. No fixture: pytest has others in each phase of a test."""
    streams = sys.stdout, sys.stderr
    try:
        yield printed()
    finally:
        sys.stdout, sys.stderr = streams


def test_nothing_was_printed():
    with keeping() as sink:
        assert sink.take() == ""


def test_what_was_printed_is_taken_once():
    with keeping() as sink:
        print("one")
        print("two", end="")
        assert sink.take() == "one\ntwo"
        print("three")
        assert sink.take() == "three\n"
        assert sink.take() == ""


def test_both_streams_lead_there_in_the_order_of_what_was_said():
    with keeping() as sink:
        print("out")
        print("err", file=sys.stderr)
        sys.stdout.write("out again")
        sys.stdout.flush()
        sys.stderr.flush()
        assert sink.take() == "out\nerr\nout again"


def test_bytes_lead_there_too():
    with keeping() as sink:
        sys.stdout.buffer.write(b"one ")
        sys.stdout.buffer.writelines([b"two", bytearray(b" three")])
        sys.stdout.buffer.flush()
        assert sink.take() == "one two three"


def test_logs_lead_there():
    with keeping() as sink:
        logging.StreamHandler().emit(logging.makeLogRecord({"msg": "logged"}))
        assert sink.take() == "logged\n"


@pytest.mark.parametrize(
    ("said", "kept"),
    [("größe", "größe"), ("\ud800", r"\ud800"), ("\x1b[31m\0", "\x1b[31m\0"), ("a\r\nb", "a\r\nb")],
)
def test_any_text_can_be_printed(said, kept):
    with keeping() as sink:
        print(said, end="")
        assert sink.take() == kept


def test_bytes_that_are_no_text_are_marked():
    with keeping() as sink:
        sys.stdout.buffer.write(b"a\xffb")
        assert sink.take() == "a\ufffdb"


def test_as_much_as_there_is_room_for_is_kept():
    with keeping() as sink:
        print("x" * KEPT_BYTES, end="")
        assert sink.take() == "x" * KEPT_BYTES


def test_of_more_the_beginning_is_kept_and_how_much_there_is():
    with keeping() as sink:
        for _ in range(3):
            print("x" * (KEPT_BYTES - 1))
        assert sink.take() == "x" * (KEPT_BYTES - 1) + f"\n\n... and {2 * KEPT_BYTES} more bytes"
        print("afterwards there is room again", end="")
        assert sink.take() == "afterwards there is room again"


def test_a_character_that_is_cut_in_two_is_marked():
    with keeping() as sink:
        print("x" * (KEPT_BYTES - 1) + "ß", end="")
        assert sink.take() == "x" * (KEPT_BYTES - 1) + "\ufffd\n... and 1 more byte"


def test_a_flood_takes_no_memory():
    with keeping() as sink:
        line = memoryview(bytes(1 << 20))
        for _ in range(1 << 10):
            assert sys.stdout.buffer.write(line) == len(line)
        assert sink.take().endswith(f"... and {(1 << 30) - KEPT_BYTES} more bytes")


def test_an_array_is_written_byte_by_byte():
    with keeping() as sink:
        assert sys.stdout.buffer.write(array("H", [0x4141, 0x4242])) == 4
        assert sink.take() == "AABB"


@pytest.mark.parametrize("wrong", [5, "text", None])
def test_what_is_no_bytes_is_refused(wrong):
    with pytest.raises(TypeError):
        Printed().write(wrong)


def test_a_closed_stream_is_the_students_own_affair():
    with keeping() as sink:
        print("before")
        sys.stdout.close()
        with pytest.raises(ValueError, match="closed file"):
            print("after")
        assert sink.take() == "before\n"


def test_what_is_redirected_is_not_kept():
    with keeping() as sink:
        with contextlib.redirect_stdout(io.StringIO()) as redirected:
            print("elsewhere")
        sys.stdout = None
        print("nowhere")
        assert (sink.take(), redirected.getvalue()) == ("", "elsewhere\n")


def test_it_is_no_terminal_and_has_no_descriptor():
    with keeping() as sink:
        assert not sys.stdout.isatty()
        assert (sys.stdout.writable(), sys.stdout.readable(), sys.stdout.seekable()) == (True, False, False)
        with pytest.raises(OSError, match="fileno"):
            sys.stdout.fileno()
        assert sink.take() == ""
