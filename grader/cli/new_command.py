"""``grader new ID -e EQUATION ...``."""

import re
import shlex
import textwrap
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

import click

from grader.authoring.drafts import draft, write
from grader.authoring.outlines import Outline, Wishes, outline
from grader.cli.options import emit, problems_option
from grader.errors import UsageError
from grader.lint import Severity, lint
from grader.model import Input, Role
from grader.sandbox import open_sandbox
from grader.spec.fields import ID
from grader.spec.loading import FILE_NAME
from reference.folding import literal

Value = TypeVar("Value")


@click.command("new")
@click.argument("problem", metavar="ID")
@click.option("-e", "--equation", "equations", multiple=True, required=True, help="As in: 'L = (w*x + b - y)**2'.")
@click.option("--title", default="", help="What lists show; the id in words without it.")
@click.option("--shape", "shapes", metavar="NAME=N,D", multiple=True, help="Of an input; a number without it.")
@click.option("--role", "roles", metavar="NAME=ROLE", multiple=True, help="data, parameter, target or constant.")
@click.option("--range", "ranges", metavar="NAME=LOW..HIGH", multiple=True, help="Where an input is drawn from.")
@problems_option
def command(
    *,
    problem: str,
    equations: tuple[str, ...],
    title: str,
    shapes: tuple[str, ...],
    roles: tuple[str, ...],
    ranges: tuple[str, ...],
    problems: Path,
) -> None:
    """Write a new problem from its equations alone, with answers right and wrong.

    What is not said of an input is guessed from its name: w and b are parameters, y is a target, all are numbers.
    """
    folder = problems / problem
    if not re.fullmatch(ID.pattern, problem):
        raise UsageError(f"'{problem}' cannot be the id of a problem", remedy=f"use {ID.says}")
    if folder.exists():
        raise UsageError(f"'{folder}' exists already", remedy="choose another id, or remove the folder")
    wishes = Wishes(
        problem,
        tuple(line for text in equations for line in text.split("\n")),
        title,
        _given("--shape", shapes, _shape),
        _given("--role", roles, _role),
        _given("--range", ranges, _range),
    )
    found = outline(wishes)
    click.echo(_guesses(found), err=True)
    with open_sandbox("auto") as sandbox:
        made = draft(found, folder, sandbox)
    for path in write(made, folder):
        emit(str(path))
    for line in _warnings(folder / FILE_NAME):
        click.echo(line, err=True)
    click.echo(_next(folder), err=True)


def _given(option: str, texts: Sequence[str], read: Callable[[str], Value]) -> dict[str, Value]:
    """Return what ``NAME=VALUE`` options say, by name; of two by one name the last."""
    given = {}
    for text in texts:
        name, _, value = text.partition("=")
        try:
            given[name.strip()] = read(value.strip())
        except (ValueError, OverflowError):
            raise UsageError(f"{option} cannot be '{text}'", remedy=REMEDIES[option]) from None
    return given


REMEDIES = {
    "--shape": "write --shape x=N,D for the shape (N, D), or --shape x=3",
    "--role": f"write --role x={'|'.join(role.value for role in Role)}",
    "--range": "write --range w=0.1..2, the smaller number first",
}
"""How each option is written."""


def _shape(text: str) -> tuple[int | str, ...]:
    """Return sizes, and names of dimensions."""
    sizes = [size.strip() for size in text.split(",")]
    if not all(size.isidentifier() or int(size) > 0 for size in sizes):
        raise ValueError(text)
    return tuple(size if size.isidentifier() else int(size) for size in sizes)


def _role(text: str) -> Role:
    """Return a role."""
    return Role(text)


def _range(text: str) -> tuple[Fraction, Fraction]:
    """Return the ends of a range."""
    low, dots, high = text.partition("..")
    ends = literal(low), literal(high)
    if not dots or ends[0] >= ends[1]:
        raise ValueError(text)
    return ends


def _guesses(found: Outline) -> str:
    """Return what is taken for granted, and how to say otherwise."""
    inputs = ", ".join(f"{one.name} ({' '.join([one.role.value, *_shaped(one)])})" for one in found.inputs)
    sizes = "".join(f"; {dim} from {least} to {most}" for dim, (least, most) in found.dims.items())
    return (
        f"inputs: {inputs}{sizes}\noutput: {found.graph.output}\n  if that is wrong: --role NAME=ROLE, --shape NAME=N,D"
    )


def _shaped(one: Input) -> list[str]:
    """Return the shape of an input; nothing for a number."""
    return [f"[{', '.join(map(str, one.shape))}]"] if one.shape else []


def _warnings(spec: Path) -> Iterator[str]:
    """Yield what ``grader lint`` is going to say of a new problem, notes apart; its samples have been graded."""
    for said in lint(spec).remarks:
        if said.severity is not Severity.NOTE:
            yield f"{said.severity.value}[{said.code}] {said.place}: {said.message}"
            yield from textwrap.indent(f"fix: {said.remedy}", "  ").split("\n")


def _next(folder: Path) -> str:
    """Return what to do with a new problem."""
    spec = shlex.quote(str(folder / FILE_NAME))
    return (
        f"next: say in the 'statement' of {spec} what it is about\nthen: {shlex.join(['grader', 'lint', str(folder)])}"
    )
