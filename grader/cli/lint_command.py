"""``grader lint [PROBLEM...]``."""

import os
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType

import click

from grader.cli.options import emit, format_option, output_option, problems_option, sandbox_option
from grader.errors import UsageError
from grader.lint import Lint, lint, sarif, text, tree
from grader.lint.mending import mend
from grader.sandbox.pool import Pool
from grader.spec import find_problem, list_problems

FAILED = 1
MOST_ROUNDS = 5  # of mending: words, cases (twice, as one draws other random cases), declarations, diagnoses

FORMATS: MappingProxyType[str, Callable[..., str]] = MappingProxyType(
    {
        "text": text.render,
        "json": lambda found, *, timings, **_options: tree.render(found, timings=timings),
        "sarif": lambda found, **_options: sarif.render(found),
    }
)


@click.command("lint")
@click.argument("problem", nargs=-1)
@format_option(FORMATS)
@click.option("--fix", is_flag=True, help="Mend what has one obvious answer: near words, proposed cases, declarations.")
@click.option("--no-samples", is_flag=True, help="Do not run what is in accepted/ and wrong/.")
@click.option("--timings", is_flag=True, help="Say how long each sample took; JSON then differs from run to run.")
@click.option("-v", "--verbose", is_flag=True, help="Spell out notes, and the wrong answers that are none.")
@sandbox_option
@output_option
@problems_option
def command(
    *,
    problem: tuple[str, ...],
    form: str,
    fix: bool,
    no_samples: bool,
    timings: bool,
    verbose: bool,
    sandbox: str,
    output: Path | None,
    problems: Path,
) -> int:
    """Say whether problems are good ones: would a wrong answer pass?

    Holds the cases of each PROBLEM, or of all problems, against every wrong answer that its graph suggests, looks for
    answers that need no calculation, and grades its samples. docs/lint.md lists what it says.

    Exit status: 0 if there is no error, 1 if there is, 2 a mistake in what was asked, 3 a fault of the grader.
    """
    with ExitStack() as stack:
        sandboxes = None if no_samples else stack.enter_context(Pool(sandbox))
        found = [_lint(spec, sandboxes, fix=fix) for spec in _specs(problem, problems)]
    emit(FORMATS[form](found, verbose=verbose, timings=timings), output)
    return 0 if all(one.clean for one in found) else FAILED


def _specs(names: Iterable[str], problems: Path) -> list[Path]:
    """Return the specs that are meant: all there are where none is named.

    Raises:
        UsageError: if there is none.
    """
    specs = [find_problem(name, problems) for name in names] or list(list_problems(problems))
    if not specs:
        raise UsageError(f"no problems in '{problems}'", remedy="name one, or say where they are: --problems FOLDER")
    return specs


def _lint(spec: Path, sandboxes: Pool | None, *, fix: bool) -> Lint:
    """Return what there is to say of one spec, once it is mended if it is to be."""
    found = lint(spec, sandboxes, os.cpu_count() or 1)
    for _ in range(MOST_ROUNDS if fix else 0):
        done = list(mend(found))
        for line in done:
            click.echo(f"mended: {line}", err=True)
        if not done:
            break
        found = lint(spec, sandboxes, os.cpu_count() or 1)
    return found
