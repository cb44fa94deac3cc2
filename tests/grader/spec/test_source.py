"""Bytes to text."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import Mistake, Place, SpecError, UsageError
from grader.spec.source import MAX_BYTES, read_source

Write = Callable[[str | bytes], Path]


def test_a_byte_order_mark_and_windows_line_ends_are_taken_away(written: Write) -> None:
    content = b"\xef\xbb\xbfa: 1\r\nb: \xc3\xa9\r\n"
    source = read_source(written(content))

    assert source.text == "a: 1\nb: é\n"
    assert source.lines == ("a: 1", "b: é", "")
    assert source.sha256 == hashlib.sha256(content).hexdigest()


def test_what_is_not_utf8_is_shown(written: Write) -> None:
    path = written("a: 1\né: gr".encode() + b"\xfc\xdf\nc: 2")

    with pytest.raises(SpecError) as caught:
        read_source(path)

    remedy = "save the file as UTF-8"
    place = Place(str(path), 2, 6)
    assert caught.value.mistakes == (Mistake(place, "the byte 0xfc is not UTF-8", remedy, "é: gr\ufffd\ufffd"),)


def test_utf16_is_not_utf8(written: Write) -> None:
    with pytest.raises(SpecError, match="the byte 0xff is not UTF-8"):
        read_source(written("a: 1".encode("utf-16")))


def test_a_file_may_be_just_so_large(written: Write) -> None:
    assert len(read_source(written("#" * MAX_BYTES)).text) == MAX_BYTES
    with pytest.raises(SpecError, match=":1:1: the file is larger than 256 kB"):
        read_source(written("#" * (MAX_BYTES + 1)))


def test_what_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no such file: '.*nowhere\.yaml'"):
        read_source(tmp_path / "nowhere.yaml")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        read_source(tmp_path)


def test_a_name_that_is_too_long_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read '.*': file name too long"):
        read_source(tmp_path / ("x" * 5000))
