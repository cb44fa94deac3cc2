"""Options that several commands take, and how output gets out."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from grader.errors import file_error
from grader.sandbox import SANDBOXES

AUTO = "auto"
"""The choice of the first sandbox of the table."""


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
    type=click.Choice([AUTO, *SANDBOXES]),
    default=AUTO,
    show_default=True,
    callback=lambda _context, _option, name: next(iter(SANDBOXES)) if name == AUTO else name,
    help="Where submissions run; auto takes the best that this machine has.",
)


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
