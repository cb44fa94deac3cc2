"""``grader grade PROBLEM FILE``."""

from pathlib import Path

import click

from grader.cli.options import (
    PATH,
    audience_option,
    emit,
    format_option,
    output_option,
    problems_option,
    salt_option,
    sandbox_option,
)
from grader.reports import RENDERERS, render
from grader.sandbox import open_sandbox


@click.command("grade")
@click.argument("problem")
@click.argument("file", type=PATH)
@format_option(RENDERERS)
@audience_option
@salt_option
@problems_option
@sandbox_option
@output_option
@click.option("--student", default="", help="Whose it is, for the report.")
def command(
    *,
    problem: str,
    file: Path,
    form: str,
    audience: str,
    salt: str,
    problems: Path,
    sandbox: str,
    output: Path | None,
    student: str,
) -> int:
    """Grade one submission.

    PROBLEM is an id, or a path to a spec or its folder; FILE is the student's Python file.

    Exit status: 0 full marks, 1 not full marks, 2 a mistake in what was asked or in the spec, 3 a fault of the grader.
    """
    with open_sandbox(sandbox) as opened:
        opened.prepare()  # it starts while this process imports NumPy and works out the right answers
        from grader.model import Audience  # noqa: PLC0415  # as the line above says
        from grader.pipeline import mark_file, prepare  # noqa: PLC0415  # as above
        from grader.reports.audience import for_audience  # noqa: PLC0415  # as above
        from grader.spec import find_problem, load_problem  # noqa: PLC0415  # as above

        exam = prepare(load_problem(find_problem(problem, problems)), salt)
        report = mark_file(exam, file, opened, student=student)
    emit(render(for_audience(report, Audience(audience)), form), output)
    return 0 if report.full_marks else 1
