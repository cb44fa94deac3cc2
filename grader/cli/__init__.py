"""The command line: thin commands over the library, and the exit status of each ending.

A command is imported when it is called, not before: ``grader --help`` costs what click costs.
"""

import gc
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from types import FrameType

import click

from grader import __version__
from grader.errors import GraderError, GraderFault, UsageError, did_you_mean, reason

COMMANDS = {
    "list": "List the problems: id, title, topic, points.",
    "show": "Show a problem: its statement, its graph as a picture, its cases.",
    "explain": "Work a case of a problem out, step by step.",
    "start": "Write a starter file with the right signatures.",
    "grade": "Grade one submission.",
    "batch": "Grade a folder of submissions, on all cores; only what is new is run.",
    "lint": "Say whether problems are good ones: would a wrong answer pass?",
    "new": "Write a new problem from its equations alone, with answers right and wrong.",
    "doctor": "Say what isolation this machine gives, by trying to break out of it.",
}
"""Each command, with the first words of its own help."""
INTERRUPTED = 130
SIGNALLED = 128  # and the number of the signal, as shells say it
FEWER_COLLECTIONS = 50_000
"""What is imported stays: to look through it for garbage every 700 objects is a twelfth of the time of a command."""


class LazyGroup(click.Group):
    """A group whose commands live in modules of their own, named after them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, importing its module."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"grader.cli.{cmd_name}_command").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that ``args`` begin with.

        Raises:
            UsageError: if there is no such command.
        """
        name = args[0]
        if name not in COMMANDS and not ctx.resilient_parsing:  # a shell that completes a line asks resiliently
            remedy = did_you_mean(name, COMMANDS) or f"choose from: {', '.join(COMMANDS)}"
            raise UsageError(f"unknown command '{name}'", remedy=remedy)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table into the help, without importing what it names."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colours in the output; auto heeds NO_COLOR and FORCE_COLOR.",
)
@click.version_option(__version__, prog_name="grader")
@click.pass_context
def cli(ctx: click.Context, color: str) -> None:
    """Exercises in backpropagation, graded: which gradient is wrong, where, and by how much."""
    ctx.color = _colour(color)


def _colour(choice: str) -> bool | None:
    """Return whether to write colours; None leaves it to whether the output is a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return True if os.environ.get("FORCE_COLOR") else None


class Terminated(BaseException):
    """A signal has come: like an interruption it ends what runs, so that no student's process is left behind.

    Attributes:
        number: of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def _terminate(number: int, _frame: FrameType | None) -> None:
    raise Terminated(number)


def _heed_signals() -> None:
    """Let the signals that end a process end what it has started, too, unless they are ignored, as nohup does."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows knows no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _terminate)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit status: at once, for taking NumPy down again takes long."""
    gc.set_threshold(FEWER_COLLECTIONS)
    _heed_signals()
    status = run(arguments)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # nobody reads any more, or the disk is full
        status = status or 1  # as click says it where it notices first
    os._exit(status)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    That is 0 for full marks, 1 for less, 2 for a mistake in what was asked or in a spec, 3 for a fault of the grader,
    130 for an interruption, 143 for SIGTERM, 129 for SIGHUP. Whatever goes wrong is one message on stderr; a mistake of
    our own is
    never a traceback in a student's face. When nobody reads the output any more, click ends the process: quietly, with
    status 1.
    """
    try:
        status = cli.main(arguments, prog_name="grader", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return GraderError.exit_status
    except GraderError as error:
        click.echo(f"error: {error}", err=True)
        return error.exit_status
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except Terminated as signalled:
        return SIGNALLED + signalled.number
    except Exception as error:
        if os.environ.get("GRADER_DEBUG"):
            raise
        click.echo(f"error: {_fault(error)}", err=True)
        return GraderFault.exit_status
    return status if isinstance(status, int) else 0


def _fault(error: Exception) -> GraderFault:
    """Return what to say of an error that nobody foresaw: the system's, such as a full disk, or our own."""
    where = "GRADER_DEBUG=1 shows where it happened"
    if isinstance(error, OSError):
        return GraderFault(f"cannot go on: {reason(error)}", remedy=where)
    return GraderFault(
        f"a fault of the grader itself: {type(error).__name__}: {error}", remedy=f"please report it; {where}"
    )
