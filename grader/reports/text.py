"""The report as text: what a student reads at midnight.

A line for each ask; under the first one that is wrong in some visible case, what came out, what should have, and the
call to paste. Colours repeat what the words say, and are left out where nobody would see them.
"""

import math
from collections.abc import Iterator, Sequence

import click

from grader.model import AskResult, Attempt, Finding, Outcome, Report, Status

MOST_FINDINGS = 6
PLAIN_WORDS = {
    Outcome.ANSWERED: "",
    Outcome.RAISED: "",
    Outcome.TIMED_OUT: "too slow: ",
    Outcome.OUT_OF_MEMORY: "out of memory: ",
    Outcome.DIED: "",
    Outcome.PROTOCOL_ERROR: "",
}


def render(report: Report) -> str:
    """Return the report as lines of text, with ANSI colours."""
    return "\n".join(_lines(report))


def points(value: float) -> str:
    """Return points as people write them: ``5``, ``2.5``."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _lines(report: Report) -> Iterator[str]:
    who = f"{report.student}: " if report.student else ""
    earned = f"{points(float(report.score))} of {points(float(report.max_score))} points"
    yield click.style(f"{who}{report.problem_id}: {earned}", bold=True)
    if report.status is not Status.GRADED:
        yield f"  {click.style('not gradable', fg='red')}: {_indented(report.message)}"
    for ask in report.asks:
        yield from _ask(ask)
    if not report.isolation.isolates:
        level = report.isolation.name
        yield click.style(f"  run without isolation ({level}): fine for your own code, not for anyone else's", dim=True)


def _ask(ask: AskResult) -> Iterator[str]:
    score = f"{points(float(ask.score))}/{points(float(ask.max_score))}"
    wrong = [attempt for attempt in ask.attempts if not attempt.right]
    failed = f"   wrong in {len(wrong)} of {len(ask.attempts)} cases" if wrong else ""
    yield f"  {_mark(ask, wrong)}  {ask.ask.value:<10}{score:>7}{failed}"
    visible = next((attempt for attempt in wrong if attempt.visible), None)
    if visible is not None:
        yield from _attempt(visible)
    elif wrong:
        yield "           every case that you can see is right; the wrong ones are hidden:"
        yield from _attempt(wrong[0])
    for note in dict.fromkeys(found.message for attempt in ask.attempts for found in attempt.findings if found.note):
        yield f"           note: {note}"


def _mark(ask: AskResult, wrong: Sequence[Attempt]) -> str:
    """Return the verdict in a word of five letters: what is still to be written is no mistake."""
    if ask.right:
        return click.style("right", fg="green")
    if all(any(found.check == "unfinished" for found in attempt.findings) for attempt in wrong):
        return click.style("to do", fg="yellow")
    return click.style("WRONG", fg="red")


def _attempt(attempt: Attempt) -> Iterator[str]:
    """Yield the first failing case: what the checks say, each name once, the first one to go wrong first."""
    said = {found.name: found for found in reversed(attempt.findings) if not found.note}  # the first check has the word
    first_to_last = [said[name] for name in dict.fromkeys(found.name for found in attempt.findings if not found.note)]
    numbers = [found for found in first_to_last if found.got is not None and found.expected is not None]
    first = f" the first to go wrong is {_where(numbers[0])}" if len(numbers) > 1 else ""
    yield f"         case '{attempt.case}':{first}"
    if attempt.message:
        yield f"           {PLAIN_WORDS[attempt.outcome]}{_indented(attempt.message)}"
    yield from (f"           {found.message}" for found in first_to_last if found not in numbers)
    yield from (f"           {line}" for line in _table(numbers[:MOST_FINDINGS]))
    if len(numbers) > MOST_FINDINGS:
        yield f"           and {len(numbers) - MOST_FINDINGS} more"
    if attempt.replay:
        yield f"         try it: {click.style(attempt.replay, fg='cyan')}"


def _table(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield the wrong numbers in columns."""
    if findings:
        rows = [("", "got", "expected", "ratio"), *(_row(found) for found in findings)]
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        for what, *numbers in rows:
            cells = (f"{number:>{width + 3}}" for number, width in zip(numbers, widths[1:], strict=True))
            yield f"{what:<{widths[0]}}{''.join(cells)}".rstrip()


def _row(found: Finding) -> tuple[str, str, str, str]:
    """Return what is wrong, what came, what should have come, and how many times too large it is."""
    got, expected = found.got or 0.0, found.expected or 0.0
    short = f"{got:.10g}", f"{expected:.10g}"
    numbers = short if short[0] != short[1] else (repr(got), repr(expected))
    return _where(found), *numbers, _ratio(got, expected)


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


def _indented(message: str) -> str:
    return message.replace("\n", "\n           ")
