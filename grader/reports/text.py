"""The report as text: what a student reads at midnight.

A line for each ask; under it, where it is wrong, the case that failed. Colours repeat what the words say, and are left
out where nobody would see them. Every line begins with words of ours.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple

import click

from grader.model import Report
from grader.printable import printable
from grader.reports.gist import ALL_HIDDEN, SMALLEST, AskGist, Failure, Row, Verdict, sum_up

COLOURS = {Verdict.RIGHT: "green", Verdict.TO_DO: "yellow", Verdict.WRONG: "red"}
PLAIN_NAME = re.compile(r"\w[^:]*")
"""Any other is put in quotes: it begins a line, and must neither be a command to a CI server nor look like a grade."""
INDENT = " " * 11


def render(report: Report) -> str:
    """Return the report as lines of text, with ANSI colours."""
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    gist = sum_up(report)
    yield click.style(f"{_who(report.student)}{gist.problem}: {gist.earned}", bold=True)
    if gist.ungradable:
        yield f"  {click.style('not gradable', fg='red')}: {_indented(gist.ungradable)}"
    for ask in gist.asks:
        yield from _ask(ask)
    yield click.style(f"  {gist.isolation}", dim=True)


def _who(student: str) -> str:
    plain = PLAIN_NAME.fullmatch(student) and printable(student) == student
    return f"{student if plain else printable(repr(student))}: " if student else ""


def _ask(ask: AskGist) -> Iterator[str]:
    verdict = click.style(ask.verdict.value, fg=COLOURS[ask.verdict])
    yield f"  {verdict}  {ask.name:<10}{ask.score:>7}   {ask.wrong}".rstrip()
    if ask.hidden:
        yield f"{INDENT}{ALL_HIDDEN}"
    if ask.failure:
        yield from _failure(ask.failure)
    yield from (f"         {click.style(hint, fg='yellow')}" for hint in ask.hints)
    yield from (f"{INDENT}note: {note}" for note in ask.notes)


def _failure(failure: Failure) -> Iterator[str]:
    first = f" the first to go wrong is {failure.first}" if failure.first else ""
    case = SMALLEST if failure.smallest else f"case '{failure.case}'"
    yield f"         {case}:{first}"
    if failure.ended:
        yield f"{INDENT}{_indented(failure.ended)}"
    yield from (f"{INDENT}{line}" for line in (*failure.said, *_table(failure.rows)))
    if failure.more:
        yield f"{INDENT}{failure.more}"
    if failure.printed.lines:
        yield "         it printed:"
        yield from (f"{INDENT}| {line}".rstrip() for line in failure.printed.lines)
    if failure.printed.left_out:
        yield f"{INDENT}{failure.printed.left_out}"
    if failure.replay:
        yield f"         try it: {click.style(failure.replay, fg='cyan')}"


def _table(wrong: Sequence[Row]) -> Iterator[str]:
    """Yield the wrong numbers in columns."""
    if wrong:
        rows = [("", "got", "expected", "ratio"), *map(astuple, wrong)]
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        for what, *numbers in rows:
            cells = (f"{number:>{width + 3}}" for number, width in zip(numbers, widths[1:], strict=True))
            yield f"{what:<{widths[0]}}{''.join(cells)}".rstrip()


def _indented(lines: Sequence[str]) -> str:
    return f"\n{INDENT}".join(lines)
