"""Which submissions there are below a folder: ``<student>/<problem id>.py``, or a folder ``<student>/<problem id>``."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError, file_error, reason
from grader.printable import printable

LONGEST_NAME = 100
TAKEN = {"grades.csv"}
"""What stands among the students' folders in the results."""
FORMULAS = "=+-@"
"""How a formula of a spreadsheet begins; no name may, for it becomes a cell of one."""
PROBLEM = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
"""What may name a problem: the student chose it, and it must be no path and no formula of a spreadsheet."""


@dataclass(frozen=True, order=True)
class Entry:
    """One file, or one folder of files, that a student handed in.

    Attributes:
        student: the name of its folder.
        problem: the id of the problem it is for: its own name.
        file: where it is.
    """

    student: str
    problem: str
    file: Path


@dataclass(frozen=True)
class PassedOver:
    """What is no submission.

    Attributes:
        where: the file or the folder, fit to be shown.
        why: in words.
        lost: whether somebody may have meant it for a submission.
    """

    where: str
    why: str
    lost: bool


def discover(folder: Path) -> tuple[tuple[Entry, ...], tuple[PassedOver, ...]]:
    """Return the submissions below ``folder`` in order of student and problem, and what was passed over.

    Raises:
        UsageError: if there is no such folder, or it cannot be read.
    """
    try:
        if not folder.is_dir():
            raise UsageError(f"no folder '{folder}'", remedy="give the folder that has a folder for each student")
        students = _inside(folder)
    except OSError as error:
        raise file_error("read", folder, error) from error
    entries: list[Entry] = []
    passed_over: list[PassedOver] = []
    for path in students:
        try:
            unfit = _unfit_folder(path)
            reasons = {} if unfit else _reasons(path)
        except OSError as error:
            unfit, reasons = f"cannot be read: {reason(error)}", {}
        entries += [Entry(path.name, file.stem, file) for file, why in reasons.items() if not why]
        passed_over += [_passed_over(where, why) for where, why in {path: unfit, **reasons}.items() if why]
    return tuple(sorted(entries)), tuple(passed_over)


def _passed_over(path: Path, why: str) -> PassedOver:
    return PassedOver(printable(str(path)), why, lost=path.suffix == ".py" or path.is_dir())


def _inside(folder: Path) -> list[Path]:
    """Return what is in a folder, without what hides and what Python leaves behind."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith(("__pycache__", ".")))


def _unfit_folder(path: Path) -> str:
    """Return why ``path`` is not the folder of a student; empty if it is."""
    if path.is_symlink():
        return "a link, which could lead anywhere"
    if not path.is_dir():
        return "not a student's folder"
    if path.name.casefold() in TAKEN:
        return "a name that the results need for themselves"
    if not path.name.isprintable() or path.name[0] in FORMULAS or len(path.name) > LONGEST_NAME:
        return f"not a student's name: up to {LONGEST_NAME} characters, none of {FORMULAS} first"
    return ""


def _reasons(student: Path) -> dict[Path, str]:
    """Return for all that a student handed in why it is not a submission; empty if it is.

    Of a file and a folder for one problem neither is: whichever was graded, the student may have meant the other.
    """
    reasons = {path: _unfit(path) for path in _inside(student)}
    times = Counter(path.stem for path, why in reasons.items() if not why)
    twice = "handed in as a file and as a folder: take one of them away"
    return {path: why or (twice if times[path.stem] > 1 else "") for path, why in reasons.items()}


def _unfit(path: Path) -> str:
    """Return why ``path`` is not a submission; empty if it is."""
    if path.is_symlink():
        return "a link, which could lead anywhere"
    folder = path.is_dir()
    if not folder and not (path.suffix == ".py" and path.is_file()):
        return "not a .py file"
    name, suffix = (path.name, "") if folder else (path.stem, ".py")
    if not PROBLEM.fullmatch(name):
        likely = name.lower().replace("_", "-").replace(" ", "-")
        hint = f"; did you mean '{likely}{suffix}'?" if PROBLEM.fullmatch(likely) else ""
        return f"not the id of a problem: lower-case letters, digits and hyphens{hint}"
    return ""
