"""Options that several commands take, and how output gets out."""

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from grader.errors import UsageError, file_error
from grader.isolation import Isolation
from grader.sandbox import SANDBOXES

if TYPE_CHECKING:
    from fractions import Fraction  # 5 ms, and most commands know no numbers


class _Path(click.Path):
    """A path that the system can look at; one that is too long is refused before anything is done."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        del param, ctx
        path = Path(value)
        try:
            path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return path  # whether it has to be there is for the command to say
        except OSError as error:
            raise file_error("use", path, error) from error
        return path


PATH = _Path()
UNISOLATED = (
    "warning: run without isolation (L0): fine for your own code, not for anyone else's; grader doctor says why"
)

Function = TypeVar("Function", bound=Callable[..., Any])

problems_option = click.option(
    "--problems",
    type=PATH,
    envvar="GRADER_PROBLEMS",
    default=Path("problems"),
    show_default=True,
    help="Where problems are looked up by their id.",
)
salt_option = click.option(
    "--salt",
    envvar="GRADER_SALT",
    default="",
    help="What the random cases depend on; a secret one hides them from students.",
)
audience_option = click.option(
    "--audience",
    type=click.Choice(["student", "instructor"]),
    default="student",
    show_default=True,
    help="Who will read it: hidden cases keep their numbers from students.",
)
output_option = click.option("-o", "--output", type=PATH, help="Write to this file instead of stdout.")
sandbox_option = click.option(
    "--sandbox",
    type=click.Choice(list(SANDBOXES)),
    default=next(iter(SANDBOXES)),
    show_default=True,
    help="Where submissions run; auto takes the best that this machine has.",
)
require_isolation_option = click.option(
    "--require-isolation",
    "required",
    type=click.Choice([level.name for level in Isolation]),
    callback=lambda _context, _option, name: None if name is None else Isolation[name],
    help="Run nothing below this level of isolation.",
)

limit_option = click.option(
    "--limit",
    "limits",
    metavar="NAME=VALUE",
    multiple=True,
    callback=lambda _context, _option, given: _read_limits(given),
    help="In place of a limit of the spec: seconds, total, cpu, memory or answer. May be given several times.",
)


def _read_limits(given: Sequence[str]) -> "dict[str, Fraction]":
    """Return the limits that were given, by their names; of two by one name the last."""
    if not given:
        return {}
    from grader.spec.limits import read_limit  # noqa: PLC0415  # YAML: a sandbox is to start before that is imported

    return dict(map(read_limit, given))


def require_isolation(level: Isolation, required: Isolation, *, remedy: str) -> None:
    """Refuse to go on below a level of isolation.

    Raises:
        UsageError: which names the level that there is; ``remedy`` says how to go on nevertheless.
    """
    if not level.reaches(required):
        problem = f"isolation {required.name} is required, and there is {level.name}: {level.value}"
        raise UsageError(problem, remedy=remedy)


def format_option(formats: Iterable[str]) -> Callable[[Function], Function]:
    """Return ``--format`` with the given choices; the first is the default."""
    names = tuple(formats)
    choice = click.Choice(names)
    return click.option("--format", "form", type=choice, default=names[0], show_default=True, help="How to say it.")


def emit(text: str, output: Path | None = None) -> None:
    """Print ``text`` and a line break, or write them to a file, without colours.

    What the encoding of either lacks becomes ``?``; line breaks that ``text`` has at its end already do no harm.

    Raises:
        UsageError: if the file cannot be written.
    """
    if output is None:
        encoding = sys.stdout.encoding or "utf-8"
        click.echo(text.rstrip("\n").encode(encoding, "replace").decode(encoding))
        return
    try:
        output.write_text(click.unstyle(text).rstrip("\n") + "\n", encoding="utf-8", errors="replace")
    except OSError as error:
        raise file_error("write", output, error) from error
