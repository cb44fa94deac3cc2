"""A folder -> Submission: the file that is run, and the modules that it imports. Links are never followed.

All that is read of a folder is a list of pieces in order. Its SHA-256, and whether it can be graded, both follow from
the pieces alone, and so no two folders of one SHA-256 fare differently.
"""

import errno
import hashlib
import keyword
import os
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from grader.errors import UsageError, file_error
from grader.model import Submission
from grader.printable import printable
from grader.submission.python_file import MAX_BYTES, UngradableSubmission, text_of

MAX_FILES = 100
MAX_DEPTH = 20  # folders in one another: each that is open takes a descriptor, and a frame of ours
LONGEST_PATH = 100  # characters that a message shows
FEW = 5  # paths that a message shows
SUFFIX = ".py"
PASSED_OVER = (".", "__pycache__")


class _Kind(Enum):
    """What can be in a folder; the value says of one that is not read why."""

    FILE = ""
    FOLDER = f"a folder in {MAX_DEPTH} others"
    LINK = "a link, which could lead anywhere"
    OTHER = "neither a file nor a folder"


@dataclass(frozen=True)
class Piece:
    """A Python file of a folder, or what should not be there.

    Attributes:
        path: in the folder, with ``/``.
        raw: its bytes.
        unfit: why it is not even read; empty for a file.
    """

    path: str
    raw: bytes = b""
    unfit: str = ""

    @property
    def shown(self) -> str:
        """The path, fit to be shown, in quotes."""
        return f"'{printable(self.path, LONGEST_PATH)}'"


def read_folder(path: Path, student: str, problem: str) -> Submission:
    """Read the folder that a student handed in.

    The file that is run is ``<problem>.py`` in it, or else the only Python file that is not in a folder of its own.

    Raises:
        UsageError: if it cannot be read, or changes meanwhile.
        UngradableSubmission: if there is too much in it, no file to run, or what Python could not import.
    """
    pieces = _read(path)
    unread = Submission(student, printable(path.absolute().name), "", _digest(pieces))
    _refuse(pieces, unread)
    main = _main(pieces, problem, unread)
    others = [piece for piece in pieces if piece is not main]
    for piece in others:
        _refuse_path(piece, unread)
    texts = {piece.path: text_of(piece.raw, unread, f"{piece.shown}: ") for piece in pieces}
    if not texts[main.path].strip():
        raise UngradableSubmission(f"the file {main.shown} is empty", submission=unread)
    modules = {piece.path: texts[piece.path] for piece in others}
    return replace(unread, file=printable(main.path), source=texts[main.path], modules=modules)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of all that is read of a folder; raises `UsageError` as `read_folder` does."""
    return _digest(_read(path))


def _read(path: Path) -> tuple[Piece, ...]:
    """Return the pieces of a folder, in order, up to the first that is too much."""
    if os.open not in os.supports_dir_fd:  # pragma: no cover  # Windows
        raise UsageError(f"'{path}' is a folder, which cannot be read safely here", remedy="name a file in it")
    reader = _Reader()
    try:
        with _opened(str(path), os.O_DIRECTORY) as folder:
            reader.read(folder, "", 0)
    except OSError as error:
        raise file_error("read", printable(str(path / reader.at)), error) from error
    return tuple(reader.pieces)


class _Reader:
    """Reads a folder through descriptors, so that nothing on the way to a file can be exchanged for a link.

    Attributes:
        pieces: what has been read.
        at: the path of what is being read.
    """

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.at = ""
        self._left = MAX_BYTES + 1

    def read(self, folder: int, inside: str, depth: int) -> None:
        """Read what is in an open folder that is ``inside`` others, so many of them."""
        with os.scandir(folder) as entries:
            kinds = sorted((entry.name, _kind(entry)) for entry in entries if not entry.name.startswith(PASSED_OVER))
        for name, kind in kinds:
            if self._left <= 0 or len(self.pieces) > MAX_FILES:
                return
            self.at = inside + name
            if kind is _Kind.FOLDER and depth < MAX_DEPTH:
                with _opened(name, os.O_DIRECTORY | os.O_NOFOLLOW, folder) as inner:
                    self.read(inner, f"{inside}{name}/", depth + 1)
            elif kind is not _Kind.FILE:
                self.pieces.append(Piece(inside + name, unfit=kind.value))
            elif name.endswith(SUFFIX):
                self.pieces.append(Piece(inside + name, self._bytes(folder, name)))

    def _bytes(self, folder: int, name: str) -> bytes:
        """Return the bytes of a file, or one more than there may be."""
        with _opened(name, os.O_NOFOLLOW, folder) as file, open(file, "rb", closefd=False) as stream:
            if not stat.S_ISREG(os.fstat(file).st_mode):
                raise OSError(errno.EINVAL, "not a regular file any more")
            raw = stream.read(self._left)
        self._left -= len(raw)
        return raw


def _kind(entry: os.DirEntry[str]) -> _Kind:
    if entry.is_symlink():
        return _Kind.LINK
    if entry.is_dir(follow_symlinks=False):
        return _Kind.FOLDER
    return _Kind.FILE if entry.is_file(follow_symlinks=False) else _Kind.OTHER


@contextmanager
def _opened(name: str, flags: int, folder: int | None = None) -> Iterator[int]:
    """Open a file or a folder, in an open folder; never waiting, as for a named pipe that has taken its place."""
    descriptor = os.open(name, os.O_RDONLY | os.O_NONBLOCK | flags, dir_fd=folder)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _digest(pieces: Sequence[Piece]) -> str:
    """Return the SHA-256 of the pieces: of each part of each its length, then the part."""
    digest = hashlib.sha256(b"folder")
    for piece in pieces:
        for part in (piece.path.encode("utf-8", "surrogatepass"), piece.unfit.encode(), piece.raw):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _refuse(pieces: Sequence[Piece], unread: Submission) -> None:
    """Raise `UngradableSubmission` if there is what cannot be read, or too much."""
    remedy = "hand in only the code that was asked for"
    for piece in pieces:
        if piece.unfit:
            raise UngradableSubmission(f"{piece.shown} is {piece.unfit}", submission=unread, remedy=remedy)
    if len(pieces) > MAX_FILES:
        raise UngradableSubmission(f"more than {MAX_FILES} {SUFFIX} files", submission=unread, remedy=remedy)
    if sum(len(piece.raw) for piece in pieces) > MAX_BYTES:
        problem = f"the {SUFFIX} files are larger than {MAX_BYTES} bytes together"
        raise UngradableSubmission(problem, submission=unread, remedy=remedy)


def _main(pieces: Sequence[Piece], problem: str, unread: Submission) -> Piece:
    """Return the file that is run, or raise `UngradableSubmission` if nothing says which it is."""
    top = [piece for piece in pieces if "/" not in piece.path]
    named = [piece for piece in top if piece.path == problem + SUFFIX]
    if named or len(top) == 1:
        return (named or top)[0]
    said = "which file is to be run" if top else f"no {SUFFIX} file at the top of the folder"
    files = [piece.shown for piece in top or pieces]
    candidates = f": {', '.join(files[:FEW])}{', ...' if len(files) > FEW else ''}" if files else ""
    which = f"call the one that is to be run '{problem}{SUFFIX}'" if problem else f"leave one {SUFFIX} file"
    remedy = f"{which} at the top of the folder"
    raise UngradableSubmission(said + candidates, submission=unread, remedy=remedy)


def _refuse_path(piece: Piece, unread: Submission) -> None:
    """Raise `UngradableSubmission` if no ``import`` can name a file."""
    for part in piece.path.removesuffix(SUFFIX).split("/"):
        # Python reads names in this form, and so would look for a file of another name.
        if not part.isidentifier() or keyword.iskeyword(part) or unicodedata.normalize("NFKC", part) != part:
            problem = f"{piece.shown} cannot be imported: '{printable(part, LONGEST_PATH)}' is no name in Python"
            remedy = "use letters, digits and '_' for files and folders, or take it out"
            raise UngradableSubmission(problem, submission=unread, remedy=remedy)
