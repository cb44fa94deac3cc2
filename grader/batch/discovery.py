"""Which submissions there are: ``<student>/<problem id>.py`` below a folder."""

import re
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError, file_error, reason
from grader.printable import printable

LONGEST_NAME = 100
FORMULAS = "=+-@"
"""How a formula of a spreadsheet begins; no name may, for it becomes a cell of one."""
PROBLEM = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
"""What may name a problem: the student chose it, and it must be no path and no formula of a spreadsheet."""


@dataclass(frozen=True, order=True)
class Entry:
    """One file that a student handed in.

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
            reasons = {} if unfit else {file: _unfit_file(file) for file in _inside(path)}
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
    if not path.name.isprintable() or path.name[0] in FORMULAS or len(path.name) > LONGEST_NAME:
        return f"not a student's name: up to {LONGEST_NAME} characters, none of {FORMULAS} first"
    return ""


def _unfit_file(path: Path) -> str:
    """Return why ``path`` is not a submission; empty if it is."""
    if path.is_symlink():
        return "a link, which could lead anywhere"
    if path.suffix != ".py" or not path.is_file():
        return "not a .py file"
    if not PROBLEM.fullmatch(path.stem):
        likely = path.stem.lower().replace("_", "-").replace(" ", "-")
        hint = f"; did you mean '{likely}.py'?" if PROBLEM.fullmatch(likely) else ""
        return f"not the id of a problem: lower-case letters, digits and hyphens{hint}"
    return ""
