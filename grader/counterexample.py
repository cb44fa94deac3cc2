"""The smallest inputs at which a submission is wrong, in numbers that one can follow by hand.

Hypothesis draws cases and shrinks one that fails. It wants to know of one case after the other, and a sandbox answers a
hundred about as fast as one: so it is run on what is known, as if all else were right; what it asked for besides is
then tried in one go; and so on, until it asks for nothing new. That takes a few runs of the submission, not hundreds.

Cases come from the spec alone and never from hidden ones, so that what is found may be shown to everybody.
"""

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import groupby
from math import inf
from threading import Lock

import numpy as np

from grader.checks import judge, unfinished
from grader.errors import GraderError
from grader.expected import Question
from grader.expected.sheet import Sheet
from grader.model import (
    Answer,
    Ask,
    AskKind,
    AskResult,
    Call,
    Case,
    CaseKind,
    Finding,
    Outcome,
    Problem,
    Submission,
)
from grader.replay import spelled
from grader.sandbox import Sandbox

NAME = "smallest"
"""The name of the case that is found."""

EXAMPLES = 50  # that are drawn before one fails
MOST_WANTED = 100  # cases for one run: while it shrinks, Hypothesis asks for many
ROUNDS = 2  # of shrinking, after which little gets simpler; each takes Hypothesis a tenth of a second or two
MOST_NUMBERS = 64  # in the simplest case: nobody follows more of them, and to draw them takes long
LONGEST_S, LONGEST_CALL_S = 5.0, 1.0  # of all runs, and of one call; where they are too short, nothing is said
AGAIN = {Outcome.ANSWERED, Outcome.RAISED}
"""How a call ends that may be made a hundred times more."""

_alone = Lock()  # Hypothesis seeds the generators of the whole process while it runs

Way = tuple[Outcome, str, str]
"""A way in which an answer is wrong: how the call ended, the check or the exception, and the name that it is about."""


@dataclass(frozen=True, eq=False)
class Trial:
    """A case that was tried.

    Attributes:
        question: what was asked.
        call: the call that was made.
        answer: what came back.
        findings: what the checks have to say of it.
    """

    question: Question
    call: Call
    answer: Answer
    findings: tuple[Finding, ...]


def smallest(
    problem: Problem, results: Sequence[AskResult], submission: Submission, sandbox: Sandbox
) -> dict[AskKind, Trial]:
    """Return the smallest case that fails, for each ask where it says more than the case that is shown anyhow.

    That is where every visible case is right, or the first one that is not has more digits. The same problem, results
    and submission give the same, unless its calls take so long that nothing is said.

    Args:
        problem: the problem.
        results: what each of its asks earned, in their order.
        submission: whose they are.
        sandbox: where to try it.
    Raises:
        GraderFault: if the sandbox cannot work.
    """
    simple = _plainest(problem)
    asked = [(ask, _ways_of(result), _shown(result)) for ask, result in zip(problem.asks, results, strict=True)]
    floors = [_digits(spelled(_call(problem, ask, simple))) for ask in problem.asks]
    worth = [one for one, floor in zip(asked, floors, strict=True) if one[1] and one[2] > floor]
    if not worth or sum(value.size for value in simple.inputs.values()) > MOST_NUMBERS:
        return {}
    searches = [_Search(problem, *one) for one in worth]
    bench = _Bench(problem, submission, sandbox)
    try:
        for plain in (True, False):
            _run([search for search in searches if search.best is None], bench, plain=plain)
        found = {search.ask.kind: bench.alone(search) for search in searches}
    except _GivenUp:
        return {}
    return {kind: trial for kind, trial in found.items() if trial is not None}


@dataclass(eq=False)
class _Search:
    """The search for one ask.

    Attributes:
        problem: the problem.
        ask: which ask.
        ways: in which it is wrong; what is wrong in no such way is another mistake, and has cost nothing.
        shown: the digits of the case that is shown anyhow.
        fails: whether each case that was tried fails in one of the ways, by its name.
        best: the simplest case that does.
        wanted: what Hypothesis would know next, by its name.
    """

    problem: Problem
    ask: Ask
    ways: frozenset[Way]
    shown: float
    fails: dict[str, bool] = field(default_factory=dict)
    best: Case | None = None
    wanted: Mapping[str, Case] = field(default_factory=dict)

    def learn(self, trials: Iterable[Trial]) -> bool:
        """Take note of what became of all that was wanted; return whether there is a simpler case that fails."""
        self.fails.update(dict.fromkeys(self.wanted, False))  # what cannot be judged does not fail
        failed = [trial.question.case for trial in trials if self.failed(trial)]
        self.fails.update({case.name: True for case in failed})
        before, known = self.best, [*failed, *([self.best] if self.best else [])]
        self.best = min(known, key=self.simplicity, default=None)
        return self.best is not before

    def failed(self, trial: Trial) -> bool:
        """Whether a trial is one of this ask, and failed in one of the ways."""
        answer = trial.answer
        ways = _ways(answer.outcome, answer.message, trial.findings) | _ways(answer.outcome, "", trial.findings)
        return trial.question.ask == self.ask and not ways.isdisjoint(self.ways)

    def simplicity(self, case: Case) -> tuple[bool, float, int, str]:
        """Return what is less for a simpler case: the rate is the spec's, few digits, few signs, small numbers."""
        replay = spelled(_call(self.problem, self.ask, case))
        return case.rate != self.problem.rate, _digits(replay), replay.count("-"), replay


class _GivenUp(Exception):
    """The calls take too long, or end worse than with an exception."""


class _Enough(BaseException):
    """Hypothesis need not go on; it takes no exception that is derived from this class for what it looks for."""


class _Bench:
    """Where cases are tried, until the time is used up."""

    def __init__(self, problem: Problem, submission: Submission, sandbox: Sandbox) -> None:
        self.problem, self.submission, self.sandbox = problem, submission, sandbox
        self.left_s = LONGEST_S

    def alone(self, search: _Search) -> Trial | None:
        """Return the trial of the best case by itself, if it fails then too and says more than what is shown."""
        if search.best is None:
            return None
        for trial in self.tried([search.ask], [replace(search.best, name=NAME)]):
            if search.failed(trial) and _digits(spelled(trial.call)) < search.shown:
                return trial
        return None

    def tried(self, asks: Sequence[Ask], drawn: Iterable[Case]) -> list[Trial]:
        """Return what becomes of each ask at each case, but for what the reference cannot judge."""
        by_size = groupby(sorted(drawn, key=_size), key=_size)
        asked = tuple(question for _, group in by_size for question in self._questions(asks, tuple(group)))
        calls = [_call(self.problem, question.ask, question.case) for question in asked]
        answers = self._answers(calls) if calls else ()
        judged = judge(asked, answers) if calls else ()
        findings = [tuple(found for found in of_one if found.check != unfinished.NAME) for of_one in judged]
        return [*map(Trial, asked, calls, answers, findings)]

    def _questions(self, asks: Sequence[Ask], drawn: tuple[Case, ...]) -> list[Question]:
        """Return the questions at cases of the same sizes; where one makes trouble, the others still get theirs."""
        try:
            sheet = Sheet(self.problem, drawn)
            return [question for ask in asks for question in sheet.questions(ask)]
        except GraderError:
            half = len(drawn) // 2
            return [*self._questions(asks, drawn[:half]), *self._questions(asks, drawn[half:])] if half else []

    def _answers(self, calls: Sequence[Call]) -> tuple[Answer, ...]:
        limits, start = self.problem.limits, time.monotonic()
        capped = replace(
            limits,
            call_s=min(limits.call_s, LONGEST_CALL_S, self.left_s),
            total_s=min(limits.total_s, self.left_s),
            cpu_s=min(limits.cpu_s, LONGEST_S),
        )
        answers = self.sandbox.run(self.submission, calls, capped)
        self.left_s -= time.monotonic() - start
        if self.left_s <= 0 or any(answer.outcome not in AGAIN for answer in answers):
            raise _GivenUp
        return answers


def _run(searches: Sequence[_Search], bench: _Bench, *, plain: bool) -> None:
    """Take all searches as far as they get; what one of them would know is tried for the others in the same run."""
    first = _unknown(bench.problem, {}, plain=plain) if searches else {}
    for search in searches:
        search.wanted = first
    better = _learn(searches, bench)
    for _ in range(ROUNDS):
        passes: dict[tuple[tuple[str, bool], ...], Mapping[str, Case]] = {}
        for search in better:
            known = tuple(search.fails.items())
            if known not in passes:  # one mistake often shows in several asks, and at the same cases
                passes[known] = _unknown(bench.problem, search.fails, plain=plain)
            search.wanted = passes[known]
        better = _learn(better, bench)


def _learn(searches: Sequence[_Search], bench: _Bench) -> list[_Search]:
    """Try what is wanted, in one run; return the searches that have come to a simpler case."""
    wanted = {name: case for search in searches for name, case in search.wanted.items()}
    trials = bench.tried([search.ask for search in searches], wanted.values())
    return [search for search in searches if search.learn(trials)]


def _unknown(problem: Problem, fails: Mapping[str, bool], *, plain: bool) -> dict[str, Case]:
    """Return what Hypothesis asks for on its way to the smallest case that fails, and nobody knows yet."""
    import hypothesis  # noqa: PLC0415  # takes longer than to grade, and most mistakes show in a simple case anyhow

    from grader.strategies import drafts, sound  # noqa: PLC0415  # as above

    asking = hypothesis.settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate, hypothesis.Phase.shrink],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    wanted: dict[str, Case] = {}

    def known_to_fail(case: Case) -> bool:
        name = _name(case)
        if name not in fails and sound(problem, case):
            wanted[name] = replace(case, name=name)
        if len(wanted) == MOST_WANTED:
            raise _Enough
        return fails.get(name, False)

    with _alone, suppress(hypothesis.errors.NoSuchExample, _Enough):
        hypothesis.find(drafts(problem, plain=plain), known_to_fail, settings=asking)
    return wanted


def _plainest(problem: Problem) -> Case:
    """Return a case of the least sizes, and with a digit for each number: none is simpler."""
    sizes = {dim: least for dim, (least, _) in problem.dims.items()}
    inputs = {given.name: np.ones(given.sized(sizes)) for given in problem.inputs}
    upstream = np.ones(problem.output_shape(sizes))
    return Case(NAME, CaseKind.RANDOM, visible=True, inputs=inputs, upstream=upstream, rate=problem.rate, dims=sizes)


def _name(case: Case) -> str:
    """Return a name that no other case has."""
    arrays = [*case.inputs.values(), *([] if case.upstream is None else [case.upstream])]
    return repr((case.dims, case.rate, [array.tolist() for array in arrays]))


def _size(case: Case) -> list[tuple[str, int]]:
    return sorted(case.dims.items())


def _call(problem: Problem, ask: Ask, case: Case) -> Call:
    return Call(ask.function, {name: case.argument(name) for name in problem.parameters(ask)})


def _ways_of(result: AskResult) -> frozenset[Way]:
    """Return the ways in which an ask is wrong; none where it cannot be tried again, or there is nothing in it yet."""
    if any(attempt.missing or attempt.outcome not in AGAIN for attempt in result.attempts):
        return frozenset()
    wrong = [attempt for attempt in result.attempts if not attempt.right]
    return frozenset().union(
        *(
            # what a hidden case raises is the student's to choose, and could say what the case holds
            _ways(attempt.outcome, attempt.message if attempt.visible else "", attempt.findings)
            for attempt in wrong
        )
    )


def _ways(outcome: Outcome, message: str, findings: Iterable[Finding]) -> frozenset[Way]:
    """Return the ways in which one answer is wrong; none where it is right, or unfinished."""
    counted = [found for found in findings if not found.note]
    if any(found.check == unfinished.NAME for found in counted):
        return frozenset()
    if outcome is Outcome.RAISED:
        return frozenset({(outcome, re.split(r"[:\n]", message)[0], "")})
    return frozenset((outcome, found.check, found.name) for found in counted)


def _shown(result: AskResult) -> float:
    """Return the digits of the case that a report shows of an ask: the first visible one that is wrong."""
    return next((_digits(attempt.replay) for attempt in result.attempts if attempt.visible and not attempt.right), inf)


def _digits(replay: str) -> float:
    """Return how many digits one reads in a call; beyond all where it is too long to be pasted."""
    return sum(map(str.isdigit, re.sub(r"\.0\b", "", replay))) if replay else inf
