"""A Python file -> Submission."""

import hashlib
from dataclasses import replace
from pathlib import Path

from grader.errors import GraderError, UsageError, did_you_mean, file_error
from grader.model import Submission
from grader.printable import printable

MAX_BYTES = 1 << 20


class UngradableSubmission(GraderError):
    """A file or a folder that was handed in, but cannot be graded; the student's to mend.

    Attributes:
        submission: all that is known of it; its source is empty.
    """

    def __init__(self, problem: str, *, submission: Submission, remedy: str = "") -> None:
        super().__init__(problem, remedy=remedy)
        self.submission = submission


def read_file(path: Path, student: str) -> Submission:
    """Read the file that a student handed in.

    Raises:
        UsageError: if there is no such file, or it cannot be read.
        UngradableSubmission: if it is empty, too large, or not text in UTF-8.
    """
    raw, sha256 = _read(path)
    submission = Submission(student, printable(path.name), "", sha256)
    if len(raw) > MAX_BYTES:
        problem, remedy = f"the file is larger than {MAX_BYTES} bytes", "hand in only the code that was asked for"
        raise UngradableSubmission(problem, submission=submission, remedy=remedy)
    source = text_of(raw, submission)
    if not source.strip():
        raise UngradableSubmission("the file is empty", submission=submission)
    return replace(submission, source=source)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of all bytes of a file; raises as `read_file` does where there is none."""
    return _read(path)[1]


def text_of(raw: bytes, submission: Submission, where: str = "") -> str:
    """Return the text of a file, without its byte-order mark.

    Args:
        raw: its bytes.
        submission: what it is part of.
        where: which file it is, to begin a message with.
    Raises:
        UngradableSubmission: of ``submission``, if it is no text.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # `error.object` rather than `raw`: a byte-order mark has been taken off it, and `start` counts without.
        line = error.object.count(b"\n", 0, error.start) + 1
        problem = f"{where}byte 0x{error.object[error.start]:02x} in line {line} is not UTF-8"
        raise UngradableSubmission(problem, submission=submission, remedy="save the file as UTF-8") from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        problem = f"{where}a NUL character in line {line}"
        raise UngradableSubmission(problem, submission=submission, remedy="save the file as plain text in UTF-8")
    return text


def _read(path: Path) -> tuple[bytes, str]:
    """Return the bytes of a file, or one more than it may have, and their SHA-256.

    Of a file that is too large the rest is not even looked at, as there may be any amount of it.
    """
    try:
        if not path.is_file():
            raise _no_file(path)
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
            return raw, hashlib.sha256(raw).hexdigest()
    except OSError as error:
        raise file_error("read", printable(str(path)), error) from error


def _no_file(path: Path) -> UsageError:
    shown = printable(str(path))
    if path.exists():
        return UsageError(f"'{shown}' is not a regular file")
    return UsageError(f"no such file: '{shown}'", remedy=did_you_mean(path.name, _files(path.parent)))


def _files(folder: Path) -> list[str]:
    """Return the names of the files in a folder; none where there is no such folder."""
    try:
        return sorted(printable(entry.name) for entry in folder.iterdir() if entry.is_file())
    except OSError:
        return []
