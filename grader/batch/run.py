"""Grade many submissions: what is stored already is not run again, and one that breaks never stops the rest."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path
from threading import Lock

from grader.batch.discovery import Entry
from grader.batch.store import Store, code_fingerprint, fingerprint
from grader.errors import GraderError
from grader.model import Problem, Status
from grader.pipeline import Exam, mark_file, prepare
from grader.reports.json_report import ReportTree, as_tree, written
from grader.sandbox.pool import Pool
from grader.spec import find_problem, load_problem
from grader.spec.limits import with_limits
from grader.submission import sha256_of


class RowStatus(Enum):
    """What became of one file of a batch: the status of its report, or that it belongs to no problem that is sound."""

    GRADED = Status.GRADED.value
    NOT_GRADABLE = Status.NOT_GRADABLE.value
    GRADER_FAULT = Status.GRADER_FAULT.value
    NO_PROBLEM = "no_problem"


@dataclass(frozen=True)
class Settings:
    """What a batch is graded with.

    Attributes:
        problems: where the specs are.
        salt: what the random cases depend on.
        jobs: how many submissions run at once.
        limits: what takes the place of a spec's own limits, by their names.
        smallest: whether to look for the smallest case that fails.
    """

    problems: Path
    salt: str
    jobs: int
    limits: Mapping[str, Fraction] = field(default_factory=dict)
    smallest: bool = False

    @property
    def search(self) -> str:
        """What finds the smallest cases, for the key of a report; empty where nothing does."""
        return f"hypothesis {version('hypothesis')}" if self.smallest else ""


@dataclass(frozen=True)
class Row:
    """What became of one submission.

    Attributes:
        entry: which.
        status: whether it has got its grade, and if not, why.
        score, max_score: its points; 0 of 0 where there is no report.
        message: why there are no points, where that has a reason of its own.
        stored: whether the report was there already.
    """

    entry: Entry
    status: RowStatus
    score: float = 0.0
    max_score: float = 0.0
    message: str = ""
    stored: bool = False

    @property
    def graded(self) -> bool:
        """Whether the submission has got its grade, be it zero."""
        return self.status in {RowStatus.GRADED, RowStatus.NOT_GRADABLE}


def grade_all(
    entries: Sequence[Entry], store: Store, settings: Settings, sandboxes: Pool, on_row: Callable[[Row], object]
) -> tuple[Row, ...]:
    """Return a row for each entry, in their order; ``on_row`` hears of each as soon as it is done."""
    origin = (code_fingerprint(), settings.salt, sandboxes.level.name, settings.search)
    desks = {name: _desk(name, origin, store, settings, sandboxes) for name in {entry.problem for entry in entries}}
    rows: dict[Entry, Row] = {}
    with ThreadPoolExecutor(settings.jobs) as pool:
        running = {pool.submit(desks[entry.problem], entry): entry for entry in entries}
        try:
            for future in as_completed(running):
                rows[running[future]] = future.result()
                on_row(future.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            sandboxes.close()  # nobody who interrupts a batch waits for a submission that hangs
            raise
    return tuple(rows[entry] for entry in entries)


def _desk(
    name: str, origin: tuple[str, ...], store: Store, settings: Settings, sandboxes: Pool
) -> Callable[[Entry], Row]:
    """Return what grades the submissions to one problem; a problem that cannot be used costs no others."""
    try:
        problem = with_limits(load_problem(find_problem(name, settings.problems)), settings.limits)
        return _Desk(problem, origin, store, settings, sandboxes)
    except GraderError as error:
        status, message = RowStatus.NO_PROBLEM, str(error)
    except Exception as error:  # noqa: BLE001  # as in a desk
        status, message = RowStatus.GRADER_FAULT, f"{type(error).__name__}: {error}"
    return lambda entry: Row(entry, status, message=message)


class _Desk:
    """Grades the submissions to one problem; its exam is prepared when the first of them is new."""

    def __init__(
        self, problem: Problem, origin: tuple[str, ...], store: Store, settings: Settings, sandboxes: Pool
    ) -> None:
        self.problem, self.settings, self.store, self.sandboxes = problem, settings, store, sandboxes
        self.made_from = (*origin, problem.sha256, repr(problem.limits))
        self.lock = Lock()
        self.prepared: Exam | Exception | None = None

    def __call__(self, entry: Entry) -> Row:
        try:
            key = self._key(sha256_of(entry.file))
            stored = self.store.load(entry, key)
            if stored is not None:
                return _row(entry, stored, stored=True)
            return _row(entry, self._grade(entry), stored=False)
        except Exception as error:  # noqa: BLE001  # whatever breaks here is ours, and must not stop the others
            return Row(entry, RowStatus.GRADER_FAULT, message=f"{type(error).__name__}: {error}")

    def _key(self, submission_sha256: str) -> str:
        """Return the key of a report on the submission with these bytes."""
        return fingerprint(*self.made_from, submission_sha256)

    def _grade(self, entry: Entry) -> ReportTree:
        """Run one submission and store its report."""
        with self.sandboxes.sandbox() as sandbox:
            report = mark_file(
                self._exam(), entry.file, sandbox, student=entry.student, smallest=self.settings.smallest
            )
        # The key of what was read now: the file may have changed since it was looked for in the store.
        tree = as_tree(report)
        self.store.save(entry, self._key(report.submission_sha256), written(tree))
        return tree

    def _exam(self) -> Exam:
        """Return the exam, prepared once; what cannot be prepared fails for every submission alike."""
        with self.lock:
            if self.prepared is None:
                try:
                    self.prepared = prepare(self.problem, self.settings.salt)
                except Exception as error:  # noqa: BLE001  # raised below
                    self.prepared = error
        if isinstance(self.prepared, Exception):
            raise self.prepared
        return self.prepared


def _row(entry: Entry, report: ReportTree, *, stored: bool) -> Row:
    """Return the row of a report."""
    return Row(entry, RowStatus(report["status"]), report["score"], report["max_score"], report["message"], stored)
