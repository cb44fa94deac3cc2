"""From a file, or the name of a problem, to the `Problem` that it states."""

import os
import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import UsageError, did_you_mean
from grader.spec.fields import ID, SPEC, SpecFields
from grader.spec.source import Source, quoting, read_source
from grader.spec.yaml_tree import read_tree

if TYPE_CHECKING:
    from grader.model import Problem

FILE_NAME = "problem.yaml"


@dataclass(frozen=True)
class Summary:
    """What a list of problems shows of one."""

    id: str
    title: str
    topic: str
    points: Fraction


def load_problem(path: Path) -> "Problem":
    """Return the problem that the spec at ``path`` states.

    Raises:
        UsageError: if the file cannot be read.
        SpecError: with all that is wrong with it, as far as one thing wrong does not hide another: fields before
            equations, equations before cases.
    """
    from grader.spec.building import build_problem  # noqa: PLC0415  # NumPy: a list of problems does not need it

    source = read_source(path)
    with quoting(source):
        return build_problem(_read(source), source, _folder(path))


def read_summary(path: Path) -> Summary:
    """Return what the spec at ``path`` says of itself; quickly, since its equations and cases are not checked.

    Raises:
        UsageError: if the file cannot be read.
        SpecError: if its fields are wrong.
    """
    source = read_source(path)
    with quoting(source):
        spec = _read(source)
    asks = [ask.value for ask in vars(spec.ask.value).values() if ask.value is not None]
    points = sum((ask.points.value for ask in asks), Fraction(0))
    return Summary(spec.id.value, spec.title.value, spec.topic.value, points)


def list_problems(root: Path) -> tuple[Path, ...]:
    """Return the path of every spec in a folder of ``root``, in the order of their ids."""
    return tuple(sorted(root.glob(f"*/{FILE_NAME}")))


def find_problem(reference: str, root: Path) -> Path:
    """Return the path of the spec that ``reference`` means.

    Args:
        reference: an id, whose folder is in ``root``; or a path to a spec or to its folder.
        root: the folder of all problems.
    Raises:
        UsageError: if there is no such spec.
    """
    places = [Path(reference, FILE_NAME), Path(reference)]
    if re.fullmatch(ID.pattern, reference):
        places.insert(0, root / reference / FILE_NAME)
    for path in places:
        if os.path.isfile(path):  # noqa: PTH113  # Path.is_file raises for a name that is too long
            return path
    ids = [path.parent.name for path in list_problems(root)]
    remedy = did_you_mean(reference, ids) or (f"choose from: {', '.join(ids)}" if ids else f"'{root}' has no problems")
    raise UsageError(f"unknown problem '{reference}'", remedy=remedy)


def _read(source: Source) -> SpecFields:
    """Return the fields of a spec."""
    spec: SpecFields = SPEC.read(read_tree(source))
    return spec


def _folder(path: Path) -> str:
    """Return the name of the folder that ``path`` is in."""
    return path.absolute().parent.name
