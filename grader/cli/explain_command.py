"""``grader explain PROBLEM``."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import click

from grader.cases import all_cases
from grader.cli.options import audience_option, emit, format_option, output_option, problems_option, salt_option
from grader.errors import UsageError
from grader.model import Audience, Case, CaseKind, Problem, Role
from grader.pages.explanation import html_page, json_page, markdown_page, text_page
from grader.pages.explanation.outline import Page, notes
from grader.spec import find_problem, load_problem
from reference import draw
from reference.errors import choose_from
from reference.explain import Point, explain

STEPS = 10


def as_text(page: Page) -> str:
    """Return the page for this terminal: its picture in ASCII where it has no more."""
    text = text_page.render(page)
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return text_page.render(page, ascii_only=True)
    return text


FORMATS: Mapping[str, Callable[[Page], str]] = MappingProxyType(
    {
        "text": as_text,
        "md": markdown_page.render,
        "html": html_page.render,
        "svg": lambda page: draw.svg(page.problem.graph, notes=notes(page.explanation)),
        "dot": lambda page: draw.dot(page.problem.graph, notes=notes(page.explanation)),
        "json": json_page.render,
    }
)


def page_of(problem: Problem, case: Case, steps: int) -> Page:
    """Return ``case`` worked out."""
    parameters = tuple(given.name for given in problem.inputs if given.role is Role.PARAMETER)
    inputs = case.inputs if case.exact is None else case.exact
    rate = case.rate if problem.scalar else None
    return Page(
        problem,
        case.name,
        explain(problem.graph, Point(inputs, case.dims, case.upstream, parameters, rate, steps)),
    )


def find_case(problem: Problem, name: str | None, salt: str, audience: Audience) -> Case:
    """Return the case that is called ``name``, or ``random:1``; else the first that there is.

    Raises:
        UsageError: if there is none that this audience may see.
    """
    kinds = (CaseKind.EXACT, CaseKind.RANDOM)
    shown = {
        case.name: case
        for case in all_cases(problem, salt)
        if case.kind in kinds and (case.visible or audience is Audience.INSTRUCTOR)
    }
    if not shown:
        remedy = "leave out --salt" if salt and problem.random_cases else "--audience instructor shows the hidden ones"
        raise UsageError(f"problem '{problem.id}' has no case to show", remedy=remedy)
    if name is None:
        return next(iter(shown.values()))
    wanted = name.replace("random:", "random ", 1)
    if wanted not in shown:
        exact = [case for case in shown.values() if case.kind is CaseKind.EXACT]
        random = len(shown) - len(exact)
        known = [*(case.name for case in exact), *([f"random:1 to random:{random}"] if random else [])]
        raise UsageError(f"problem '{problem.id}' has no case '{name}'", remedy=choose_from(name, known))
    return shown[wanted]


@click.command("explain")
@click.argument("problem")
@click.option("--case", metavar="NAME", help="One of its cases, or random:N; the first where none is named.")
@format_option(FORMATS)
@click.option(
    "--steps",
    type=click.IntRange(1, 100_000),
    default=STEPS,
    show_default=True,
    help="Of gradient descent, how many, where an update is asked for.",
)
@output_option
@audience_option
@salt_option
@problems_option
def command(
    *,
    problem: str,
    case: str | None,
    form: str,
    steps: int,
    output: Path | None,
    audience: str,
    salt: str,
    problems: Path,
) -> None:
    """Work a case of a problem out, step by step."""
    loaded = load_problem(find_problem(problem, problems))
    reader = Audience(audience)
    if not loaded.solution_shown and reader is Audience.STUDENT:
        remedy = "--audience instructor shows it, to whoever has the spec"
        raise UsageError(f"the author of '{loaded.id}' does not have it explained to students", remedy=remedy)
    emit(FORMATS[form](page_of(loaded, find_case(loaded, case, salt, reader), steps)), output)
