"""``grader start PROBLEM``."""

import shlex
from pathlib import Path

import click

from grader.cli.options import emit, output_option, problems_option
from grader.errors import UsageError
from grader.pages.starter import starter
from grader.spec import find_problem, load_problem


@click.command("start")
@click.argument("problem")
@output_option
@click.option("--force", is_flag=True, help="Overwrite a file that exists.")
@problems_option
def command(*, problem: str, output: Path | None, force: bool, problems: Path) -> None:
    """Write a starter file with the right signatures."""
    loaded = load_problem(find_problem(problem, problems))
    if output is not None and output.exists() and not force:
        raise UsageError(f"'{output}' exists already", remedy="choose another name, or say --force to overwrite it")
    emit(starter(loaded), output)
    if output is not None:
        command_line = shlex.join(["grader", "grade", problem, str(output)])
        click.echo(f"next: write '{output}', then: {command_line}", err=True)
