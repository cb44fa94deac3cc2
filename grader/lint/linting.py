"""From a spec to all that lint has to say of it: the only place that knows the order of things."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from grader.errors import GraderFault, SpecError, UsageError, did_you_mean
from grader.lint import hardcoding, oracles, samples, sides, survivors, vacuity
from grader.lint.bench import Bench, lay_out
from grader.lint.places import Places, read_places
from grader.lint.proposals import Proposal
from grader.lint.remarks import RULES, Remark, Severity, allow, of_spec_error, remark
from grader.lint.samples import Sample, grade_samples
from grader.lint.trials import Trial
from grader.model import Problem
from grader.sandbox.pool import Pool
from grader.spec import load_problem

JUDGEMENTS: Mapping[str, Callable[[Bench], Iterator[Remark]]] = MappingProxyType(
    {
        "oracles": oracles.judge,
        "survivors": survivors.judge,
        "vacuity": vacuity.judge,
        "hardcoding": hardcoding.judge,
        "sides": sides.judge,
    }
)
"""Every kind of judgement of the spec, in the order in which remarks are given."""


@dataclass(frozen=True, eq=False)
class Lint:
    """What came of looking at one spec.

    Attributes:
        file: the spec.
        problem: what it states; None where it cannot be read.
        remarks: what there is to say.
        trials: the wrong answers that the graph suggests, and what became of them.
        points: how many points they were held against besides the problem's own cases.
        proposals: cases that would reject what passes now.
        samples: the sample submissions, graded; None where they were not looked at.
        timings: what there is to say of the time they took: another machine may say something else.
    """

    file: Path
    problem: Problem | None = None
    remarks: tuple[Remark, ...] = ()
    trials: tuple[Trial, ...] = ()
    points: int = 0
    proposals: tuple[Proposal, ...] = ()
    samples: tuple[Sample, ...] | None = None
    timings: tuple[Remark, ...] = ()

    @property
    def name(self) -> str:
        """The problem's id, or the file where it has none."""
        return str(self.file) if self.problem is None else self.problem.id

    @property
    def clean(self) -> bool:
        """Whether nothing is an error."""
        return all(said.severity is not Severity.ERROR for said in self.remarks)


def lint(spec: Path, sandboxes: Pool | None = None, jobs: int = 1) -> Lint:
    """Return what there is to say of the spec at ``spec``.

    Args:
        spec: the file.
        sandboxes: where its samples are run; without them they are not looked at.
        jobs: how many at once.
    Raises:
        UsageError: if there is no such file.
        GraderFault: if a sandbox cannot work.
    """
    try:
        problem = load_problem(spec)
    except SpecError as error:
        return Lint(spec, remarks=of_spec_error(error))
    places = read_places(spec)
    said = list(_codes(problem, places))
    try:
        bench = lay_out(problem, places)
    except (UsageError, GraderFault) as error:
        code = "oracles-disagree" if isinstance(error, GraderFault) else "cannot-be-asked"
        said.append(remark(code, error.problem, places.start, error.remedy))
        return Lint(spec, problem, _weighed(problem, said))
    said += [one for judge in JUDGEMENTS.values() for one in judge(bench)]
    graded = None if sandboxes is None else grade_samples(spec, bench.exam, sandboxes, jobs)
    timed = () if graded is None else tuple(samples.judge_time(problem, graded))
    if graded is not None:
        said += samples.judge(problem, places, graded, survivors.blind(bench.trials))
    return Lint(
        spec,
        problem,
        _weighed(problem, said),
        bench.trials,
        bench.points,
        bench.proposals,
        graded,
        _weighed(problem, timed),
    )


def _weighed(problem: Problem, said: "list[Remark] | tuple[Remark, ...]") -> tuple[Remark, ...]:
    """Return remarks with what the author allows as notes."""
    return tuple(allow(one, problem.allowed) for one in said)


def _codes(problem: Problem, places: Places) -> Iterator[Remark]:
    """Yield a remark for each code that is allowed and does not exist."""
    for code in problem.allowed:
        if code not in RULES:
            near = did_you_mean(code, RULES) or "docs/lint.md lists them all"
            yield remark("unknown-code", f"lint never says '{code}'", places.allowed[code], near)
