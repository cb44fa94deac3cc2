"""What can go wrong, said with its place and its remedy; the exit status belongs to the class."""

from dataclasses import dataclass
from typing import ClassVar

from reference.errors import did_you_mean

__all__ = [
    "GraderError",
    "GraderFault",
    "Mistake",
    "Place",
    "SpecError",
    "UsageError",
    "did_you_mean",
    "file_error",
    "reason",
]

EXCERPT = 100  # characters of a source line that are shown; a line of a hostile file may have 256,000


@dataclass(frozen=True, order=True)
class Place:
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Mistake:
    """One thing that is wrong in a file.

    Attributes:
        place: where.
        problem: what, lower case, no full stop.
        remedy: how to mend it; may be empty.
        source: the line of the file that the place is in; may be empty.
    """

    place: Place
    problem: str
    remedy: str = ""
    source: str = ""

    def __str__(self) -> str:
        lines = [f"{self.place}: {self.problem}"]
        if self.source.strip():
            hidden = max(0, self.place.column - EXCERPT // 2) if len(self.source) > EXCERPT else 0
            lines += [f"    {self.source[hidden : hidden + EXCERPT]}", " " * (4 + self.place.column - 1 - hidden) + "^"]
        if self.remedy:
            lines.append(f"  fix: {self.remedy}")
        return "\n".join(lines)


class GraderError(Exception):
    """Base of all that the command line reports in one line and ends with.

    Attributes:
        problem: what is wrong, lower case, no full stop.
        remedy: how to mend it; may be empty.
    """

    exit_status: ClassVar[int] = 2

    def __init__(self, problem: str, *, remedy: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem}\n  fix: {self.remedy}" if self.remedy else self.problem


class UsageError(GraderError):
    """What was asked for cannot be done: no such problem, no such file."""


class SpecError(GraderError):
    """A problem spec with mistakes; all of them, in the order of the file."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        self.mistakes = tuple(sorted(mistakes))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))

    @classmethod
    def at(cls, place: Place, problem: str, remedy: str = "") -> "SpecError":
        """Return the error of one mistake."""
        return cls((Mistake(place, problem, remedy),))


class GraderFault(GraderError):
    """The grader itself cannot go on; never the student's fault, and worth trying again."""

    exit_status: ClassVar[int] = 3


def file_error(verb: str, path: object, error: OSError) -> UsageError:
    """Return the error of a file or a folder that was named, and cannot be read, written or made."""
    return UsageError(f"cannot {verb} '{path}': {reason(error)}")


def reason(error: OSError) -> str:
    """Return what the system says is wrong, without the number and the path that go with it."""
    return (error.strerror or str(error)).lower()
