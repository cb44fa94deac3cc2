import hashlib
import os

import pytest

from grader.errors import UsageError
from grader.model import Submission
from grader.submission import UngradableSubmission, read_submission, sha256_of
from grader.submission.python_file import MAX_BYTES


@pytest.fixture
def path(tmp_path):
    return tmp_path / "backward.py"


def test_a_file_becomes_a_submission(path):
    path.write_bytes("größe = 1\r\n".encode())
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert read_submission(path, "student-01") == Submission("student-01", "backward.py", "größe = 1\r\n", sha256)


def test_a_byte_order_mark_is_no_part_of_the_text(path):
    path.write_bytes(b"\xef\xbb\xbfx = 1")
    submission = read_submission(path)
    assert submission.source == "x = 1"
    assert submission.student == ""
    assert submission.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_name_of_a_file_is_made_printable(tmp_path):
    path = tmp_path / "a\x1b[31m.py"
    path.write_text("x = 1")
    assert read_submission(path).file == r"a\x1b[31m.py"


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf \n\t\n", "the file is empty"),
        (b"x = 1\ny = '\xe9'\n", "byte 0xe9 in line 2 is not UTF-8"),
        (b"\xef\xbb\xbfx = 1\n\xff", "byte 0xff in line 2 is not UTF-8"),
        ("x = 1".encode("utf-16"), "byte 0xff in line 1 is not UTF-8"),
        (b"x = 1\ny = 2\0", "a NUL character in line 2"),
        (b"#" * (MAX_BYTES + 1), "the file is larger than 1048576 bytes"),
    ],
)
def test_a_file_that_cannot_be_graded_still_says_what_it_is(path, raw, problem):
    path.write_bytes(raw)
    with pytest.raises(UngradableSubmission) as caught:
        read_submission(path, "student-01")
    assert caught.value.problem == problem
    sha256 = hashlib.sha256(raw).hexdigest()
    assert caught.value.submission == Submission("student-01", "backward.py", "", sha256)


def test_a_file_of_just_the_largest_size_is_read(path):
    path.write_bytes(b"#" * MAX_BYTES)
    assert len(read_submission(path).source) == MAX_BYTES


def test_a_missing_file_is_refused_with_the_nearest_name(path):
    path.touch()
    with pytest.raises(UsageError, match=r"no such file: '.*bakward\.py'") as caught:
        read_submission(path.with_name("bakward.py"))
    assert caught.value.remedy == "did you mean 'backward.py'?"


def test_a_file_in_a_missing_folder_is_refused(path):
    with pytest.raises(UsageError, match="no such file") as caught:
        read_submission(path / "backward.py")
    assert caught.value.remedy == ""


@pytest.mark.parametrize("size", [9, MAX_BYTES + 1, MAX_BYTES + 2])
def test_the_sha256_of_a_file_is_that_of_its_bytes_as_far_as_they_are_read(path, size):
    path.write_bytes(b"\xff" * size)
    assert sha256_of(path) == hashlib.sha256(path.read_bytes()[: MAX_BYTES + 1]).hexdigest()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_is_no_regular_file_is_refused(path):
    os.mkfifo(path)
    with pytest.raises(UsageError, match="is not a regular file"):
        read_submission(path)


@pytest.mark.parametrize("method", ["is_dir", "is_file", "open"])
def test_a_file_that_cannot_be_read_is_refused(path, monkeypatch, method):
    path.write_text("x = 1")

    def refuse(*_arguments):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), method, refuse)
    with pytest.raises(UsageError, match=r"cannot read '.*backward\.py': permission denied"):
        read_submission(path)
