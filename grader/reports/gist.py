"""What a report comes to for people: which case of each ask is shown, and in which words; the formats only lay it out.

Of each ask that is wrong it is the first visible case that failed, or a smaller one where one was found: what came out,
what should have, what was printed, and the call to paste.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from grader.model import AskResult, Attempt, CaseKind, Diagnosis, Finding, Outcome, Report, Status
from grader.printable import Excerpt, excerpt, printable
from grader.printable.fraction import with_fraction
from grader.reports.hints import hints

MOST_FINDINGS = 6
MOST_NOTES = 5
MOST_MESSAGE = 400  # of a line; all of it stands in the JSON report
MOST_PRINTED_LINES = 6
MOST_PRINTED = 600
WIDEST_PRINTED = 100  # a line that a terminal breaks goes on without the mark that says whose it is
PLAIN_WORDS = {
    Outcome.ANSWERED: "",
    Outcome.RAISED: "",
    Outcome.TIMED_OUT: "too slow: ",
    Outcome.OUT_OF_MEMORY: "out of memory: ",
    Outcome.DIED: "",
    Outcome.PROTOCOL_ERROR: "",
}
SEED_MISSING = "seed missing"
ALL_HIDDEN = "every case that you can see is right; the wrong ones are hidden:"
SMALLEST = "smallest case that fails"
"""What stands in the place of a name where the case is none of the problem's, and was looked for."""


class Verdict(Enum):
    """A verdict in a word of five letters: what is still to be written is no mistake."""

    RIGHT = "right"
    TO_DO = "to do"
    WRONG = "WRONG"


@dataclass(frozen=True)
class Row:
    """A wrong number, as text; the ratio says how many times too large it is, and is empty where nothing is."""

    what: str
    got: str
    expected: str
    ratio: str


@dataclass(frozen=True)
class Failure:
    """A case that failed.

    Attributes:
        case: its name.
        smallest: whether it is none of the problem's cases, but the smallest one that was found.
        first: the first of several numbers to go wrong; empty where there is one or none.
        ended: what ended the call, in lines; none where nothing did.
        said: what the checks have to say in words.
        rows: the numbers that are wrong, the first of them.
        more: how many more there are, in words; empty where there are none.
        printed: the beginning of what the call printed.
        replay: the call to paste; empty for a hidden case.
    """

    case: str
    smallest: bool
    first: str
    ended: tuple[str, ...]
    said: tuple[str, ...]
    rows: tuple[Row, ...]
    more: str
    printed: Excerpt
    replay: str


@dataclass(frozen=True)
class AskGist:
    """What one ask comes to.

    Attributes:
        name, verdict: of the ask.
        score: ``2/4``.
        wrong: in how many cases, in words; empty where in none.
        failure: the case to show.
        hidden: whether nothing failed but hidden cases.
        notes: what is only worth knowing.
        hints: what the answers are consistent with, in lines.
    """

    name: str
    verdict: Verdict
    score: str
    wrong: str
    failure: Failure | None
    hidden: bool
    notes: tuple[str, ...]
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gist:
    """What a report comes to.

    Attributes:
        student: whose it is; empty where nobody is named.
        problem: its id.
        earned: ``4 of 8 points``.
        ungradable: why nothing could be graded, in lines.
        asks: in the order of the problem.
        isolation: how well it was kept apart, with a warning where it was not.
    """

    student: str
    problem: str
    earned: str
    ungradable: tuple[str, ...]
    asks: tuple[AskGist, ...]
    isolation: str


def sum_up(report: Report) -> Gist:
    """Return what a report comes to."""
    level = report.isolation
    warning = f"run without isolation ({level.name}): fine for your own code, not for anyone else's"
    return Gist(
        student=printable(report.student),
        problem=report.problem_id,
        earned=f"{points(float(report.score))} of {points(float(report.max_score))} points",
        ungradable=() if report.status is Status.GRADED else _lines(report.message),
        asks=tuple(_ask(ask, [one for one in report.diagnosis if one.ask is ask.ask]) for ask in report.asks),
        isolation=f"isolation: {level.name}" if level.isolates else warning,
    )


def points(value: float) -> str:
    """Return points as people write them: ``5``, ``2.5``."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _ask(ask: AskResult, diagnosis: Sequence[Diagnosis]) -> AskGist:
    wrong = [attempt for attempt in ask.attempts if not attempt.right]
    visible = next((attempt for attempt in wrong if attempt.visible), None)
    shown = ask.smallest or visible or next(iter(wrong), None)
    verdict = _verdict(ask, wrong)
    if verdict is Verdict.TO_DO:  # what is not written yet has no mistakes, but for zeros that stay zeros
        diagnosis = [one for one in diagnosis if one.mistake == SEED_MISSING]
    return AskGist(
        name=ask.ask.value,
        verdict=verdict,
        score=f"{points(float(ask.score))}/{points(float(ask.max_score))}",
        wrong=f"wrong in {len(wrong)} of {len(ask.attempts)} cases" if wrong else "",
        failure=_failure(shown, smallest=ask.smallest is not None) if shown else None,
        hidden=bool(wrong) and visible is None,
        notes=tuple(_notes(ask.attempts)),
        hints=tuple(hints(diagnosis)),
    )


def _verdict(ask: AskResult, wrong: Sequence[Attempt]) -> Verdict:
    if ask.right:
        return Verdict.RIGHT
    unfinished = all(any(found.check == "unfinished" for found in attempt.findings) for attempt in wrong)
    return Verdict.TO_DO if unfinished else Verdict.WRONG


def _notes(attempts: Iterable[Attempt]) -> Iterator[str]:
    """Yield the first notes, each once: a student's keys may differ from case to case, and each has one."""
    notes = list(dict.fromkeys(found.message for attempt in attempts for found in attempt.findings if found.note))
    yield from notes[:MOST_NOTES]
    if len(notes) > MOST_NOTES:
        yield f"and {len(notes) - MOST_NOTES} more of this kind"


def _failure(attempt: Attempt, *, smallest: bool) -> Failure:
    """Return what there is to say of a failing case: each name once, the first one to go wrong first."""
    said = {found.name: found for found in reversed(attempt.findings) if not found.note}  # the first check has the word
    first_to_last = [said[name] for name in dict.fromkeys(found.name for found in attempt.findings if not found.note)]
    numbers = [found for found in first_to_last if found.got is not None and found.expected is not None]
    ended = PLAIN_WORDS[attempt.outcome] + attempt.message if attempt.message else ""
    return Failure(
        case=attempt.case,
        smallest=smallest,
        first=_where(numbers[0]) if len(numbers) > 1 else "",
        ended=_lines(ended) if ended else (),
        said=tuple(found.message for found in first_to_last if found not in numbers),
        rows=tuple(_row(found, attempt.kind) for found in numbers[:MOST_FINDINGS]),
        more=f"and {len(numbers) - MOST_FINDINGS} more" if len(numbers) > MOST_FINDINGS else "",
        printed=excerpt(attempt.printed, MOST_PRINTED_LINES, MOST_PRINTED, WIDEST_PRINTED),
        replay=attempt.replay,
    )


def _lines(message: str) -> tuple[str, ...]:
    return tuple(printable(line, MOST_MESSAGE) for line in message.split("\n"))


def _row(found: Finding, kind: CaseKind) -> Row:
    got, expected = found.got or 0.0, found.expected or 0.0
    short = f"{got:.10g}", f"{expected:.10g}"
    was, wanted = short if short[0] != short[1] else (repr(got), repr(expected))
    return Row(
        _where(found), was, with_fraction(expected, wanted) if kind is CaseKind.EXACT else wanted, _ratio(got, expected)
    )


def _ratio(got: float, expected: float) -> str:
    """Return how many times too large a number is, in as many digits as it takes to tell it from 1."""
    ratio = got / expected + 0.0 if expected else math.nan
    if not math.isfinite(ratio):
        return ""
    short = f"{ratio:.6g}"
    return short if short != "1" else repr(ratio)


def _where(found: Finding) -> str:
    """Return the name of a number, and its place in an array."""
    return f"{found.label}[{', '.join(map(str, found.index))}]" if found.index else found.label
