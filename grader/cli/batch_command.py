"""``grader batch SUBMISSIONS``."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

import click
from rich.console import Console
from rich.progress import Progress

from grader.batch import Entry, Row, RowStatus, Settings, Store, discover, grade_all
from grader.batch.summary import as_table, grades_csv
from grader.cli.options import (
    PATH,
    UNISOLATED,
    emit,
    format_option,
    limit_option,
    problems_option,
    require_isolation,
    require_isolation_option,
    salt_option,
    sandbox_option,
)
from grader.errors import GraderFault, UsageError
from grader.isolation import Isolation
from grader.printable import printable
from grader.reports.json_report import as_ascii
from grader.sandbox.pool import Pool

NOT_ALL_GRADED = 1
RESULTS = click.option("-o", "--output", type=PATH, default=Path("results"), show_default=True, help="For reports.")
JOBS = click.option(
    "-j", "--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default="all cores", help="At once."
)
UNSANDBOXED = click.option(
    "--allow-unsandboxed",
    is_flag=True,
    help="Run the submissions even where nothing keeps them apart: require L0 rather than L2.",
)


SMALLEST = click.option(
    "--smallest/--no-smallest",
    default=False,
    show_default=True,
    help="Look for the smallest case that fails too; takes up to a second of each submission that is wrong.",
)


def as_text(rows: Sequence[Row]) -> str:
    """Return a table, and how many submissions were run."""
    stored = sum(row.stored for row in rows)
    run = sum(row.graded for row in rows) - stored
    return f"{as_table(rows)}{run} run, {stored} unchanged since they were graded"


def as_json(rows: Sequence[Row]) -> str:
    """Return the rows as a JSON list."""
    return as_ascii([_as_tree(row) for row in rows])


def _as_tree(row: Row) -> dict[str, object]:
    return {
        "student": row.entry.student,
        "problem": row.entry.problem,
        "status": row.status.value,
        "score": row.score,
        "max_score": row.max_score,
        "message": row.message,
    }


FORMATS: MappingProxyType[str, Callable[[Sequence[Row]], str]] = MappingProxyType({"text": as_text, "json": as_json})


@click.command("batch")
@click.argument("submissions", type=PATH)
@RESULTS
@JOBS
@UNSANDBOXED
@SMALLEST
@require_isolation_option
@format_option(FORMATS)
@salt_option
@limit_option
@sandbox_option
@problems_option
def command(
    *,
    submissions: Path,
    output: Path,
    jobs: int,
    allow_unsandboxed: bool,
    smallest: bool,
    required: Isolation | None,
    form: str,
    salt: str,
    limits: Mapping[str, Fraction],
    sandbox: str,
    problems: Path,
) -> int:
    """Grade a folder of submissions, on all cores; only what is new is run.

    The submissions are SUBMISSIONS/<student>/<problem id>.py, or folders SUBMISSIONS/<student>/<problem id> with that
    file and the modules that it imports. Writes a JSON report for each, and grades.csv. One that was graded before is
    run again only if it, its problem, the limits, the salt, the sandbox, --smallest or the grader
    has changed.

    Exit status: 0 if all was graded, whatever the grades; 1 if a file or a folder was not.
    """
    entries, passed_over = discover(submissions)
    for passed in passed_over:
        click.echo(f"passed over: {passed.where}: {passed.why}", err=True)
    if not entries:
        raise UsageError(
            f"no submissions in '{submissions}'",
            remedy="each is a file <student>/<problem id>.py in it, or a folder <student>/<problem id>",
        )
    settings = Settings(problems=problems, salt=salt, jobs=jobs, limits=limits, smallest=smallest)
    store = Store(output)
    with Pool(sandbox) as sandboxes:
        # What is asked for by name counts more than what is merely allowed.
        _require_isolation(sandboxes.level, required or (Isolation.L0 if allow_unsandboxed else Isolation.L2))
        if not sandboxes.level.isolates:
            click.echo(UNISOLATED, err=True)
        store.create()
        rows = _grade(entries, store, settings, sandboxes)
    store.write("grades.csv", grades_csv(rows))
    emit(FORMATS[form](rows))
    if any(row.status is RowStatus.GRADER_FAULT for row in rows):
        return GraderFault.exit_status
    lost = sum(passed.lost for passed in passed_over)
    if lost:
        click.echo(
            f"{lost} that may have been meant for submissions {'was' if lost == 1 else 'were'} passed over", err=True
        )
    return 0 if all(row.graded for row in rows) and not lost else NOT_ALL_GRADED


def _require_isolation(level: Isolation, required: Isolation) -> None:
    """Refuse to run strangers' code below a level of isolation, and say how it can be run nevertheless."""
    lower = f"--require-isolation {level.name} allows what there is; " if level.isolates else ""
    trust = "for code that you trust, say --allow-unsandboxed (make grade GRADE_OPTIONS=--allow-unsandboxed)"
    require_isolation(level, required, remedy=f"grader doctor says what may help; {lower}{trust}")


def _grade(entries: Sequence[Entry], store: Store, settings: Settings, sandboxes: Pool) -> tuple[Row, ...]:
    """Return a row for each entry; what breaks that off is told what is kept."""
    try:
        with _progress(len(entries)) as on_row:
            return grade_all(entries, store, settings, sandboxes, on_row)
    except BaseException:
        click.echo("broken off: what has been graded is kept, and the same command goes on from there", err=True)
        raise


@contextmanager
def _progress(total: int) -> Iterator[Callable[[Row], object]]:
    """Give a function to call for each row: it moves a bar on stderr, and says there, once, what went wrong."""
    colourless = click.get_current_context().color is False
    console = Console(stderr=True, color_system=None if colourless else "auto")
    with Progress(console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("grading", total=total)
        said = set()

        def on_row(row: Row) -> None:
            bar.advance(task)
            if not row.graded and row.message not in said:  # a broken spec is the same for a whole class
                said.add(row.message)
                line = f"{printable(str(row.entry.file))}: {row.message}"
                bar.console.print(line, markup=False, highlight=False, soft_wrap=True)

        yield on_row
