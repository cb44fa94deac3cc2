import gc
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from grader import __version__
from grader.cli import COMMANDS, cli, list_command, main, run

ROOT = Path(__file__).parents[3]
ENDING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
PROGRAM = [sys.executable, "-c", "from grader.cli import main; main()"]


def test_without_arguments_it_helps_and_says_that_something_is_missing(run_cli):
    ended = run_cli()
    assert ended.status == 2
    assert all(f"  {name} " in ended.err for name in COMMANDS)


def test_help_names_each_command(run_cli):
    ended = run_cli("--help")
    assert (ended.status, ended.err) == (0, "")
    text = " ".join(ended.out.split())
    assert all(f" {name} {words}" in text for name, words in COMMANDS.items())


@pytest.mark.parametrize(("name", "words"), COMMANDS.items())
def test_the_help_of_a_command_begins_as_the_table_says(name, words):
    assert cli.get_command(click.Context(cli), name).help.split("\n\n")[0] == words


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_helps(run_cli, name):
    ended = run_cli(name, "-h")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith(f"Usage: grader {name} ")


def test_the_version_is_that_of_the_package(run_cli):
    assert run_cli("--version").out == f"grader, version {__version__}\n"


@pytest.mark.parametrize(
    ("word", "fix"),
    [("grad", "did you mean 'grade'?"), ("xyz", f"choose from: {', '.join(COMMANDS)}")],
)
def test_an_unknown_command_is_answered_with_what_there_is(run_cli, word, fix):
    ended = run_cli(word, "neuron")
    assert (ended.status, ended.out, ended.err) == (2, "", f"error: unknown command '{word}'\n  fix: {fix}\n")


def test_a_shell_that_completes_a_line_may_ask_for_commands_that_are_none():
    context = click.Context(cli, resilient_parsing=True)
    assert cli.resolve_command(context, ["grad"]) == (None, None, [])
    assert cli.list_commands(context) == list(COMMANDS)


@pytest.mark.parametrize("arguments", [["--nonsense"], ["list", "--nonsense"], ["list", "--format", "xml"], ["show"]])
def test_wrong_options_end_with_2_and_the_usage(run_cli, arguments):
    ended = run_cli(*arguments)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("Usage: grader ")


def test_an_interruption_ends_with_130_and_without_a_traceback(run_cli, monkeypatch):
    monkeypatch.setattr(list_command, "list_problems", raising(KeyboardInterrupt))
    ended = run_cli("list")
    assert (ended.status, ended.out, ended.err.strip()) == (130, "", "")


def test_a_mistake_of_our_own_ends_with_3_and_without_a_traceback(run_cli, monkeypatch):
    monkeypatch.setattr(list_command, "list_problems", raising(ZeroDivisionError("by nought")))
    ended = run_cli("list")
    assert (ended.status, ended.out) == (3, "")
    assert ended.err == (
        "error: a fault of the grader itself: ZeroDivisionError: by nought\n"
        "  fix: please report it; GRADER_DEBUG=1 shows where it happened\n"
    )


TOO_LONG = "a" * 300


@pytest.mark.skipif(sys.platform == "win32", reason="Windows says it in other words")
@pytest.mark.parametrize(
    "arguments",
    [
        ["grade", "neuron", TOO_LONG],
        ["grade", "neuron", "x.py", "-o", TOO_LONG],
        ["list", "--problems", TOO_LONG],
        ["batch", TOO_LONG],
        ["batch", "submissions", "-o", TOO_LONG],
        ["start", "neuron", "-o", TOO_LONG],
        ["show", "neuron", "-o", TOO_LONG],
    ],
    ids=" ".join,
)
def test_a_path_that_is_too_long_is_a_mistake_in_what_was_asked(run_cli, arguments):
    ended = run_cli(*arguments)
    assert (ended.status, ended.out, ended.err) == (2, "", f"error: cannot use '{TOO_LONG}': file name too long\n")


def test_what_the_system_cannot_do_ends_with_3_and_is_no_mistake_of_ours(run_cli, monkeypatch):
    monkeypatch.setattr(list_command, "list_problems", raising(OSError(24, "Too many open files")))
    ended = run_cli("list")
    assert (ended.status, ended.out) == (3, "")
    assert ended.err == ("error: cannot go on: too many open files\n  fix: GRADER_DEBUG=1 shows where it happened\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
@pytest.mark.parametrize("arguments", [["list"], ["--help"]])
def test_a_full_disk_is_said_in_plain_words(arguments, monkeypatch):
    monkeypatch.delenv("GRADER_DEBUG", raising=False)
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ended = subprocess.run(
            [*PROGRAM, *arguments], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert ended.returncode == 3
    assert ended.stderr.startswith("error: cannot go on: no space left on device\n")


def test_a_mistake_of_our_own_can_be_looked_into(run_cli, monkeypatch):
    monkeypatch.setattr(list_command, "list_problems", raising(ZeroDivisionError("by nought")))
    monkeypatch.setenv("GRADER_DEBUG", "1")
    with pytest.raises(ZeroDivisionError, match="by nought"):
        run_cli("list")


def raising(error):
    def function(*arguments):  # noqa: ARG001  # whatever it stands for takes some
        raise error

    return function


@pytest.mark.parametrize(("arguments", "status"), [(["--version"], 0), (["grad"], 2)])
def test_main_leaves_with_the_status(monkeypatch, capsys, arguments, status):
    monkeypatch.setattr(sys, "argv", ["grader", *arguments])
    assert left_with(monkeypatch) == status
    assert any(capsys.readouterr())


@pytest.mark.parametrize(("arguments", "gone", "status"), [(["--version"], "stderr", 1), (["grad"], "stdout", 2)])
@pytest.mark.parametrize("failure", [BrokenPipeError, OSError(28, "No space left on device")])
def test_main_does_not_leave_with_0_when_the_last_lines_cannot_be_written(  # what there is
    monkeypatch, arguments, gone, status, failure
):
    monkeypatch.setattr(sys, "argv", ["grader", *arguments])
    monkeypatch.setattr(getattr(sys, gone), "flush", raising(failure), raising=False)
    assert left_with(monkeypatch) == status


@pytest.mark.parametrize("ending", ENDING)
def test_main_leaves_with_the_signal_that_told_it_to_end(monkeypatch, capsys, ending):
    signal.signal(ending, signal.SIG_DFL)
    monkeypatch.setattr(sys, "argv", ["grader", "list"])
    monkeypatch.setattr(list_command, "list_problems", lambda _root: signal.raise_signal(ending))
    assert left_with(monkeypatch) == 128 + ending
    assert capsys.readouterr() == ("", "")


def test_a_signal_that_is_ignored_stays_ignored(monkeypatch):
    before, heeded = signal.signal(ENDING[-1], signal.SIG_IGN), []
    monkeypatch.setattr(sys, "argv", ["grader", "list"])
    monkeypatch.setattr(list_command, "list_problems", lambda _root: heeded.append(signal.getsignal(ENDING[-1])) or ())
    left_with(monkeypatch)
    signal.signal(ENDING[-1], before)
    assert heeded == [signal.SIG_IGN]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send")
def test_a_command_that_is_told_to_end_leaves_no_process_of_a_student_behind(tmp_path):
    started = tmp_path / "started"
    (tmp_path / "answer.py").write_text(
        f"import os, time\nopen({str(started)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n"
    )
    command = ["grade", "neuron", tmp_path / "answer.py", "--sandbox", "local"]  # in the other it could not tell
    with subprocess.Popen([*PROGRAM, *command], cwd=ROOT) as process:
        while not (started.exists() and started.read_text()):
            assert process.poll() is None
            time.sleep(0.02)
        process.terminate()
    assert process.returncode == 143
    with pytest.raises(ProcessLookupError):
        os.kill(int(started.read_text()), 0)


class Left(BaseException):
    """Stands for the end of the process."""


def left_with(monkeypatch):
    """Return the status with which `main` ends the process; garbage and signals are treated as before."""
    monkeypatch.setattr(gc, "set_threshold", lambda _objects: None)
    monkeypatch.setattr(os, "_exit", lambda status: raising(Left(status))())
    before = {number: signal.getsignal(number) for number in ENDING}
    try:
        with pytest.raises(Left) as left:
            main()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return left.value.args[0]


@pytest.mark.parametrize(
    ("options", "environment", "terminal", "coloured"),
    [
        ([], {}, False, False),
        ([], {}, True, True),
        ([], {"NO_COLOR": "1"}, True, False),
        ([], {"NO_COLOR": ""}, True, True),
        ([], {"FORCE_COLOR": "1"}, False, True),
        ([], {"FORCE_COLOR": ""}, False, False),
        ([], {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        (["--color", "auto"], {}, False, False),
        (["--color", "always"], {"NO_COLOR": "1"}, False, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, True, False),
    ],
)
@pytest.mark.usefixtures("sandboxes")
def test_colours_are_for_whoever_sees_them(  # noqa: PLR0913, PLR0917  # what there is, and what comes of it
    run_cli, sample, monkeypatch, options, environment, terminal, coloured
):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal, raising=False)
    ended = run_cli(*options, "grade", "linear-regression", sample("wrong/gradient_ascent.py"))
    assert ended.status == 1
    assert ("\x1b[" in ended.out) is coloured


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGPIPE, and no head")
def test_nobody_minds_when_the_reader_has_seen_enough():
    with subprocess.Popen(
        [*PROGRAM, "show", "linear-regression"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


def test_a_terminal_that_knows_only_ascii_gets_the_page_in_ascii():
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    ended = subprocess.run(
        [*PROGRAM, "show", "linear-regression"], cwd=ROOT, env=environment, capture_output=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"w (parameter) -+> [ * ] > y_hat" in ended.stdout.decode("ascii").encode()


def test_run_takes_the_arguments_of_the_process_where_none_are_given(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["grader", "--version"])
    assert run() == 0
    assert __version__ in capsys.readouterr().out
