"""Sample answers to a problem, each graded: the right one gets full marks, each wrong one loses what it declares."""

from collections.abc import Iterator
from dataclasses import dataclass

from grader.authoring.programs import RIGHT, Slip, program
from grader.authoring.slips import slips
from grader.cases import PUBLIC_SALT
from grader.errors import GraderFault
from grader.model import Outcome, Problem, Report, Submission
from grader.pipeline import mark, prepare
from grader.sandbox import Sandbox

MOST_WRONG = 8
ENOUGH = 4  # wrong samples; from then on one of each kind is enough
MOST_TRIED = 40  # programs: each is a process of its own
UNSEEN = "0" * 64  # the hash of what is in no file yet


@dataclass(frozen=True)
class Sample:
    """One answer.

    Attributes:
        path: in the problem's folder.
        source: its text.
    """

    path: str
    source: str


def samples(problem: Problem, sandbox: Sandbox) -> Iterator[Sample]:
    """Yield a right answer, and wrong ones of as many kinds as there are, up to `MOST_WRONG`.

    Raises:
        UsageError: if an input has the name of something that programs use.
        GraderFault: if the right answer does not get full marks.
    """
    trial = Trial(problem, sandbox)
    right = program(problem)
    if trial.lost(right) != ():
        raise GraderFault(f"the program written for '{problem.id}' does not get full marks")
    yield Sample(f"accepted/{RIGHT.name}.py", f'"""{RIGHT.words}"""\n{_apart(right)}')
    kinds = [iter(kind) for kind in slips(problem)]
    while kinds and len(trial.names) < ENOUGH:
        for kind in kinds[:]:
            sample = trial.first_wrong(kind) if len(trial.names) < MOST_WRONG else None
            if sample is None:
                kinds.remove(kind)
            else:
                yield sample


class Trial:
    """Programs that are tried on a problem, and what has been tried already.

    Attributes:
        tried: their texts.
        names: of the files of those that are wrong.
    """

    def __init__(self, problem: Problem, sandbox: Sandbox) -> None:
        self.problem = problem
        self.exam = prepare(problem, PUBLIC_SALT)
        self.sandbox = sandbox
        self.tried = {program(problem)}
        self.names: list[str] = []

    def lost(self, source: str) -> tuple[str, ...] | None:
        """Return the asks that a program loses; None if it does not even answer, which would show another mistake."""
        return _lost(self._report(source))

    def first_wrong(self, kind: Iterator[Slip]) -> Sample | None:
        """Return the next slip of its kind that the problem's cases reject; None where there is none."""
        return next(filter(None, map(self._wrong, kind)), None)

    def _report(self, source: str) -> Report:
        return mark(self.exam, Submission("", "sample.py", source, UNSEEN), self.sandbox)

    def _wrong(self, slip: Slip) -> Sample | None:
        """Return a program that is wrong, if it is, and has not been tried."""
        source = program(self.problem, slip)
        if source in self.tried or len(self.tried) > MOST_TRIED:
            return None
        self.tried.add(source)
        report = self._report(source)
        lost = _lost(report)
        if not lost:
            return None
        self.names.append(slip.name)
        name = f"{slip.name}_{count}" if (count := self.names.count(slip.name)) > 1 else slip.name
        head = f"# wrong: {', '.join(lost)}: {slip.words}\n{_diagnosis(report)}"
        return Sample(f"wrong/{name}.py", f"{head}{_apart(source)}")


def _lost(report: Report) -> tuple[str, ...] | None:
    """Return the asks that were not right; None if a call was not answered."""
    outcomes = {attempt.outcome for ask in report.asks for attempt in ask.attempts}
    return tuple(ask.ask.value for ask in report.asks if not ask.right) if outcomes == {Outcome.ANSWERED} else None


def _diagnosis(report: Report) -> str:
    """Return the line that says what the diagnosis names first; nothing where it names nothing."""
    named = [one.mistake for one in report.diagnosis if one.mistake]
    return f"# diagnosis: {named[0]}\n" if named else ""


def _apart(source: str) -> str:
    """Return a program as it follows the first line of a file: functions stand two lines below it, imports one."""
    return f"\n\n{source}" if source.startswith("def ") else f"\n{source}"
