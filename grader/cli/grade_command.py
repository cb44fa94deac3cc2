"""``grader grade PROBLEM FILE``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import (
    PATH,
    UNISOLATED,
    audience_option,
    emit,
    format_option,
    limit_option,
    output_option,
    problems_option,
    require_isolation,
    require_isolation_option,
    salt_option,
    sandbox_option,
)
from grader.reports import RENDERERS, render
from grader.sandbox import open_sandbox

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction  # as below, not before a sandbox starts

    from grader.isolation import Isolation


SMALLEST = click.option(
    "--smallest/--no-smallest",
    default=True,
    show_default=True,
    help="Look for simpler inputs where what fails is hidden, or has many digits; takes up to a second.",
)


@click.command("grade")
@click.argument("problem")
@click.argument("file", type=PATH)
@format_option(RENDERERS)
@audience_option
@salt_option
@problems_option
@limit_option
@sandbox_option
@require_isolation_option
@output_option
@SMALLEST
@click.option("--student", default="", help="Whose it is, for the report.")
def command(
    *,
    problem: str,
    file: Path,
    form: str,
    audience: str,
    salt: str,
    problems: Path,
    limits: "Mapping[str, Fraction]",
    sandbox: str,
    required: "Isolation | None",
    output: Path | None,
    smallest: bool,
    student: str,
) -> int:
    """Grade one submission.

    PROBLEM is an id, or a path to a spec or its folder; FILE is the student's Python file, or the folder
    that it is in with the modules that it imports: <problem id>.py, or else the only .py file at its top.

    Exit status: 0 full marks, 1 not full marks, 2 a mistake in what was asked or in the spec, 3 a fault of the grader.
    """
    with open_sandbox(sandbox) as opened:
        opened.prepare()  # it starts while this process imports NumPy and works out the right answers
        from grader.model import Audience  # noqa: PLC0415  # as the line above says
        from grader.pipeline import mark_file, prepare  # noqa: PLC0415  # as above
        from grader.reports.audience import for_audience  # noqa: PLC0415  # as above
        from grader.spec import find_problem, load_problem  # noqa: PLC0415  # as above
        from grader.spec.limits import with_limits  # noqa: PLC0415  # as above

        exam = prepare(with_limits(load_problem(find_problem(problem, problems)), limits), salt)
        if required is not None:  # it may be running only now: before, there was something else to do
            require_isolation(opened.level, required, remedy="grader doctor says what may help")
        report = mark_file(exam, file, opened, student=student, smallest=smallest)
    emit(render(for_audience(report, Audience(audience)), form), output)
    if not report.isolation.isolates and (form == "json" or output):  # else the report has just said so
        click.echo(UNISOLATED, err=True)
    return 0 if report.full_marks else 1
