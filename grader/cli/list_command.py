"""``grader list``."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from types import MappingProxyType

import click

from grader.cli.options import emit, format_option, problems_option
from grader.errors import GraderError, UsageError
from grader.spec import Summary, list_problems, read_summary


def as_table(problems: Sequence[Summary]) -> str:
    """Return a line for each problem, in columns."""
    rows = [("id", "topic", "points", "title"), *(tuple(map(str, _row(problem).values())) for problem in problems)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(f"{a:<{widths[0]}}  {b:<{widths[1]}}  {c:>{widths[2]}}  {d}" for a, b, c, d in rows)


def as_json(problems: Sequence[Summary]) -> str:
    """Return the problems as a JSON list."""
    return json.dumps([_row(problem) for problem in problems], indent=2)


def _row(problem: Summary) -> dict[str, str | float]:
    points = float(problem.points)
    return {
        "id": problem.id,
        "topic": problem.topic,
        "points": int(points) if points.is_integer() else points,
        "title": problem.title,
    }


FORMATS: MappingProxyType[str, Callable[[Sequence[Summary]], str]] = MappingProxyType(
    {"text": as_table, "json": as_json}
)


@click.command("list")
@format_option(FORMATS)
@problems_option
def command(*, form: str, problems: Path) -> int:
    """List the problems: id, title, topic, points."""
    paths = list_problems(problems)
    if not paths:
        raise UsageError(f"no problems in '{problems}'", remedy="say where they are: --problems or GRADER_PROBLEMS")
    summaries, errors = [], []
    for path in paths:
        try:
            summaries.append(read_summary(path))
        except GraderError as error:  # one broken spec hides no other
            errors.append(error)
    emit(FORMATS[form](summaries))
    for broken in errors:
        click.echo(f"error: {broken}", err=True)
    return GraderError.exit_status if errors else 0
