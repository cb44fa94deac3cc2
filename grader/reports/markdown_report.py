"""The report as Markdown: for a comment on a pull request, or the summary of a CI job.

Text of students, and all that quotes it, is shown as code: see `grader.printable.markup`.
"""

from collections.abc import Iterator, Sequence

from grader.model import Report
from grader.printable.markup import code_block, code_span
from grader.reports.gist import ALL_HIDDEN, SMALLEST, AskGist, Failure, Verdict, sum_up

MARKS = {Verdict.RIGHT: "✅ right", Verdict.TO_DO: "📝 to do", Verdict.WRONG: "❌ **wrong**"}


def render(report: Report) -> str:
    """Return the report as Markdown."""
    return "\n\n".join(_blocks(report))


def _blocks(report: Report) -> Iterator[str]:
    """Yield paragraphs, tables and blocks of code, which have empty lines between them."""
    gist = sum_up(report)
    who = f" by {code_span(gist.student)}" if gist.student else ""
    yield f"### {code_span(gist.problem)}{who}: {gist.earned}"
    if gist.ungradable:
        yield "**not gradable**:"
        yield code_block("\n".join(gist.ungradable))
    if gist.asks:
        yield _table(["", "asked", "points", ""], "llrl", [_ask(ask) for ask in gist.asks])
    for ask in gist.asks:
        yield from _details(ask)
    yield f"*{gist.isolation}*"


def _ask(ask: AskGist) -> tuple[str, ...]:
    return MARKS[ask.verdict], ask.name, ask.score, ask.wrong


def _details(ask: AskGist) -> Iterator[str]:
    if ask.failure:
        case = SMALLEST if ask.failure.smallest else f"case {code_span(ask.failure.case)}"
        yield f"#### {ask.name}, {case}"
        if ask.hidden:
            yield ALL_HIDDEN.rstrip(":") + "."
        yield from _failure(ask.failure)
    if ask.hints:
        yield "\n".join(f"- {code_span(hint.removeprefix('- '))}" for hint in ask.hints)
    yield from (f"Note for {ask.name}: {code_span(note)}" for note in ask.notes)


def _failure(failure: Failure) -> Iterator[str]:
    if failure.ended or failure.said:
        yield code_block("\n".join((*failure.ended, *failure.said)))
    if failure.first:
        yield f"The first to go wrong is {code_span(failure.first)}."
    if failure.rows:
        rows = [(code_span(row.what), row.got, row.expected, row.ratio) for row in failure.rows]
        yield _table(["", "got", "expected", "ratio"], "lrrr", rows)
    if failure.more:
        yield failure.more
    if failure.printed.lines:
        yield "It printed:"
        yield code_block("\n".join(failure.printed.lines))
    if failure.printed.left_out:
        yield failure.printed.left_out
    if failure.replay:
        yield "Try it:"
        yield code_block(failure.replay, "python")


def _table(headings: Sequence[str], sides: str, rows: Sequence[Sequence[str]]) -> str:
    """Return a table; the columns of numbers stand on the right."""
    rules = ["---:" if side == "r" else "---" for side in sides]
    return "\n".join(f"| {' | '.join(row)} |" for row in (headings, rules, *rows))
