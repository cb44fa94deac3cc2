"""``grader batch SUBMISSIONS``."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import click
from rich.console import Console
from rich.progress import Progress

from grader.batch import Row, RowStatus, Settings, Store, discover, grade_all
from grader.batch.summary import as_table, grades_csv
from grader.cli.options import PATH, emit, format_option, problems_option, salt_option, sandbox_option
from grader.errors import GraderFault, UsageError
from grader.sandbox import open_sandbox

NOT_ALL_GRADED = 1
RESULTS = click.option("-o", "--output", type=PATH, default=Path("results"), show_default=True, help="For reports.")
JOBS = click.option(
    "-j", "--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default="all cores", help="At once."
)
UNSANDBOXED = click.option(
    "--allow-unsandboxed", is_flag=True, help="Run the submissions even where nothing keeps them apart."
)


def as_text(rows: Sequence[Row]) -> str:
    """Return a table, and how many submissions were run."""
    stored = sum(row.stored for row in rows)
    run = sum(row.graded for row in rows) - stored
    return f"{as_table(rows)}{run} run, {stored} unchanged since they were graded"


def as_json(rows: Sequence[Row]) -> str:
    """Return the rows as a JSON list."""
    return json.dumps([_as_tree(row) for row in rows], indent=2)


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
@format_option(FORMATS)
@salt_option
@sandbox_option
@problems_option
def command(
    *,
    submissions: Path,
    output: Path,
    jobs: int,
    allow_unsandboxed: bool,
    form: str,
    salt: str,
    sandbox: str,
    problems: Path,
) -> int:
    """Grade a folder of submissions, on all cores; only what is new is run.

    The submissions are SUBMISSIONS/<student>/<problem id>.py. Writes a JSON report for each, and grades.csv. One that
    was graded before is run again only if it, its problem, the salt, the sandbox or the grader has changed.

    Exit status: 0 if all was graded, whatever the grades; 1 if a file or a folder was not.
    """
    if not allow_unsandboxed:
        _require_isolation(sandbox)
    entries, passed_over = discover(submissions)
    for passed in passed_over:
        click.echo(f"passed over: {passed.where}: {passed.why}", err=True)
    if not entries:
        raise UsageError(f"no submissions in '{submissions}'", remedy="each is a file <student>/<problem id>.py in it")
    store = Store(output)
    store.create()
    settings = Settings(problems=problems, sandbox=sandbox, salt=salt, jobs=jobs)
    try:
        with _progress(len(entries)) as on_row:
            rows = grade_all(entries, store, settings, on_row)
    except BaseException:
        click.echo("broken off: what has been graded is kept, and the same command goes on from there", err=True)
        raise
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


def _require_isolation(sandbox: str) -> None:
    with open_sandbox(sandbox) as opened:
        if not opened.level.isolates:
            raise UsageError(
                f"the {sandbox} sandbox keeps nothing apart: a submission could read, or change, whatever you can",
                remedy="for code that you trust, say --allow-unsandboxed",
            )


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
                line = f"{row.entry.file}: {row.message}"
                bar.console.print(line, markup=False, highlight=False, soft_wrap=True)

        yield on_row
