"""Do the sample submissions of a problem get the verdicts that they are there to get?"""

import re
import time
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from grader.errors import Place, did_you_mean
from grader.lint.places import Places
from grader.lint.remarks import RULES, Remark, remark
from grader.model import AskKind, Problem, Report, Status
from grader.pipeline import Exam, mark_file
from grader.sandbox.pool import Pool
from grader.submission import UngradableSubmission, read_submission

ACCEPTED, WRONG = "accepted", "wrong"
SUFFIXES = {".py", ".ipynb"}
DECLARATION = re.compile(r"# wrong: (?P<asks>\w+(?:, \w+)*): (?P<words>\S.*)")
"""How a wrong sample begins: the asks that lose their points, and why."""
DIAGNOSIS = re.compile(r"# diagnosis: (?P<mistakes>\S.*)")
"""The line after it: the mistakes that the diagnosis has to name, apart by semicolons; it may be left out."""
SHARE = 4  # of the time that there is, a right answer should take the fourth part at most


@dataclass(frozen=True)
class Sample:
    """One sample submission, graded.

    Attributes:
        file: where it is.
        accepted: whether it is there to be right.
        source: its text; empty where it cannot be read.
        report: what it got.
        seconds: how long that took.
    """

    file: Path
    accepted: bool
    source: str
    report: Report
    seconds: float

    @property
    def name(self) -> str:
        """The folder and the file, the same on every machine."""
        return f"{self.file.parent.name}/{self.file.name}"

    @property
    def lost(self) -> tuple[str, ...]:
        """The asks that were not right; none where the file could not be run, for then none was put."""
        return tuple(ask.ask.value for ask in self.report.asks if not ask.right)


def grade_samples(spec: Path, exam: Exam, sandboxes: Pool, jobs: int) -> tuple[Sample, ...]:
    """Return every sample beside the spec at ``spec``, graded, in the order of their names.

    Raises:
        GraderFault: if a sandbox cannot work.
    """
    files = [path for folder in (ACCEPTED, WRONG) for path in _files(spec.parent / folder)]
    with ThreadPoolExecutor(jobs) as pool:
        return tuple(pool.map(lambda file: _graded(file, exam, sandboxes), files))


def judge(problem: Problem, places: Places, samples: Sequence[Sample], blind: Collection[str] = ()) -> Iterator[Remark]:
    """Yield what is wrong with samples, or with their verdicts.

    Args:
        problem: the problem.
        places: where things stand in its spec.
        samples: its samples, graded.
        blind: the asks of which its cases let wrong answers pass.
    """
    if not any(sample.accepted for sample in samples):
        yield remark("no-accepted-sample", f"'{ACCEPTED}' has no sample", places.start)
    for sample in samples:
        yield from _accepted(sample) if sample.accepted else _wrong(problem, sample, blind)


def judge_time(problem: Problem, samples: Sequence[Sample]) -> Iterator[Remark]:
    """Yield a remark if the slowest right answer comes near a limit."""
    slowest = max((sample for sample in samples if sample.accepted), key=lambda sample: sample.seconds, default=None)
    if slowest is None:
        return
    calls = max(1, sum(len(ask.attempts) for ask in slowest.report.asks))
    limits = {"total": (problem.limits.total_s, 1), "seconds": (problem.limits.call_s, calls)}
    for name, (limit, shares) in limits.items():
        took = slowest.seconds / shares
        if took * SHARE > limit:
            words = f"it takes {took:.2g} s of the {limit:g} s that '{name}' allows"
            yield remark("slow-accepted", words, Place(str(slowest.file), 1, 1))


def declared_asks(sample: Sample) -> tuple[str, ...]:
    """Return the asks that a wrong sample says it loses; none where it does not say."""
    found = DECLARATION.match(sample.source)
    return tuple(found["asks"].split(", ")) if found else ()


def declared_diagnosis(sample: Sample) -> tuple[str, ...]:
    """Return the mistakes that a wrong sample says its diagnosis names; none where it does not say."""
    second = [*sample.source.splitlines()[1:2], ""][0]
    found = DIAGNOSIS.fullmatch(second.strip())
    return tuple(mistake.strip() for mistake in found["mistakes"].split(";")) if found else ()


def named_mistakes(sample: Sample) -> tuple[str, ...]:
    """Return the mistakes that the diagnosis of a sample names."""
    return tuple(dict.fromkeys(found.mistake for found in sample.report.diagnosis if found.mistake))


def _files(folder: Path) -> list[Path]:
    """Return the samples in a folder, without what hides and what Python leaves behind."""
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return [
        path
        for path in found
        if not path.name.startswith((".", "__pycache__")) and (path.is_dir() or path.suffix in SUFFIXES)
    ]


def _graded(file: Path, exam: Exam, sandboxes: Pool) -> Sample:
    """Return one sample, graded."""
    with sandboxes.sandbox() as sandbox:
        begun = time.perf_counter()
        report = mark_file(exam, file, sandbox)
        seconds = time.perf_counter() - begun
    try:
        source = read_submission(file, "", exam.problem.id).source
    except UngradableSubmission:
        source = ""
    return Sample(file, file.parent.name == ACCEPTED, source, report, seconds)


def _accepted(sample: Sample) -> Iterator[Remark]:
    """Yield a remark if a right answer does not get full marks."""
    if not sample.report.full_marks:
        earned = f"{float(sample.report.score):g} of {float(sample.report.max_score):g} points"
        why = sample.report.message.partition("\n")[0] or f"it loses {', '.join(sample.lost)}"
        yield remark("accepted-fails", f"it gets {earned}: {why}", Place(str(sample.file), 1, 1))


def _wrong(problem: Problem, sample: Sample, blind: Collection[str]) -> Iterator[Remark]:
    """Yield a remark if a wrong answer does not lose exactly what it says."""
    start = Place(str(sample.file), 1, 1)
    declared = declared_asks(sample)
    if not declared:
        yield remark("wrong-undeclared", "it does not say what it has to lose", start)
        return
    asked = [ask.kind.value for ask in problem.asks]
    unknown = [name for name in declared if name not in asked]
    if unknown:
        near = did_you_mean(unknown[0], [kind.value for kind in AskKind]) or f"choose from: {', '.join(asked)}"
        yield remark("wrong-undeclared", f"'{unknown[0]}' is not asked for", start, near)
    elif sample.report.status is not Status.GRADED:
        why = sample.report.message.partition("\n")[0]
        yield remark("wrong-otherwise", f"it cannot be graded: {why}", start)
    elif set(declared) != set(sample.lost):
        lost = ", ".join(sample.lost) or "nothing"
        words = f"it loses {lost}, not {', '.join(declared)}"
        yield remark("wrong-otherwise", words, start, _remedy(sample, set(declared), blind))
    yield from _diagnosis(sample)


def _remedy(sample: Sample, declared: set[str], blind: Collection[str]) -> str:
    """Return how a wrong answer that loses others than the ``declared`` asks is to lose what it says."""
    passed = [ask for ask in sorted(declared) if ask in blind and ask not in sample.lost]
    if passed:
        return f"{RULES['survivor'].remedy}: of '{passed[0]}', wrong answers pass in every case"
    return f"write '# wrong: {', '.join(sample.lost)}: ...'" if sample.lost else "mend the sample: it is right"


def _diagnosis(sample: Sample) -> Iterator[Remark]:
    """Yield a remark for each mistake that a wrong answer declares, and its diagnosis does not name."""
    named = named_mistakes(sample)
    for mistake in declared_diagnosis(sample):
        if mistake not in named:
            words = f"the diagnosis does not name '{mistake}', but {', '.join(named) or 'nothing'}"
            yield remark("diagnosis-otherwise", words, Place(str(sample.file), 2, 1))
