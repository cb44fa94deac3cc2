"""The text of a spec, and its lines."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from grader.errors import Mistake, Place, SpecError, UsageError, file_error

MAX_BYTES = 256 * 1024  # PyYAML reads about 200 kB a second, and the longest honest spec is a tenth of this


@dataclass(frozen=True)
class Source:
    """The text of a file.

    Attributes:
        file: as messages call it.
        text: with a newline for every end of line, and no byte-order mark.
        sha256: of the file's bytes.
    """

    file: str
    text: str
    sha256: str = ""

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of the text, without their ends."""
        return tuple(self.text.split("\n"))


def read_source(path: Path) -> Source:
    """Return the text of the file at ``path``.

    Raises:
        UsageError: if there is no such file, or it cannot be read.
        SpecError: if it is too large, or no UTF-8.
    """
    content = _read_bytes(path)
    if len(content) > MAX_BYTES:
        raise SpecError.at(Place(str(path), 1, 1), f"the file is larger than {MAX_BYTES // 1024} kB", "make it smaller")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise _not_utf8(str(path), content, error.start) from error
    return Source(str(path), text.removeprefix("\ufeff").replace("\r\n", "\n"), hashlib.sha256(content).hexdigest())


@contextmanager
def quoting(source: Source) -> Iterator[None]:
    """Give each mistake of a `SpecError` that passes through the line of ``source`` that it is in."""
    try:
        yield
    except SpecError as error:
        lines = source.lines
        raise SpecError(
            tuple(replace(mistake, source=lines[mistake.place.line - 1]) for mistake in error.mistakes)
        ) from error


def _read_bytes(path: Path) -> bytes:
    """Return the bytes of a file, or one more than are allowed."""
    try:
        if not path.is_file():  # nor a pipe, which would be waited for
            raise UsageError(f"no such file: '{path}'")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise file_error("read", path, error) from error


def _not_utf8(file: str, content: bytes, start: int) -> SpecError:
    """Return the error that names the first byte that is no UTF-8."""
    before = content[:start].decode().split("\n")
    line = content.decode(errors="replace").split("\n")[len(before) - 1]
    return SpecError(
        (
            Mistake(
                Place(file, len(before), len(before[-1]) + 1),
                f"the byte 0x{content[start]:02x} is not UTF-8",
                "save the file as UTF-8",
                line,
            ),
        )
    )
