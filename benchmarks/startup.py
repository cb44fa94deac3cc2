"""How fast the commands start, each beside what it cannot do without.

All are run in turn, round after round, so that a busy moment of the machine slows all of them alike. What counts is
the median, over the rounds, of the ratios within a round. Run it with the Python of the environment in which the
grader is installed: ``make bench``.
"""

import os
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GRADER = str(Path(sys.executable).with_name("grader"))
PROBLEM = "linear-regression"
ROUNDS = 25
TARGET = 2.0
"""How many times as long as what it is compared with a command may take."""

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""With it each run would compile the grader anew, but not the installed libraries that it is compared with."""

BARE = "python -c pass"
CLICK = "python -c 'import click'"
LIBRARIES = "python -c 'import numpy, click, yaml'"
HELP = "grader --help"
GRADE = f"grader grade {PROBLEM}"


def commands() -> dict[str, list[str]]:
    """Return what is measured, by the name that the table calls it."""
    right_answer = min((ROOT / "problems" / PROBLEM / "accepted").glob("*.py"))
    return {
        BARE: [sys.executable, "-c", "pass"],
        CLICK: [sys.executable, "-c", "import click"],
        HELP: [GRADER, "--help"],
        LIBRARIES: [sys.executable, "-c", "import numpy, click, yaml"],
        GRADE: [GRADER, "grade", PROBLEM, str(right_answer)],
    }


def wall_clock_ms(command: Sequence[str]) -> float:
    """Return how long ``command`` took, from its start to its end.

    Raises:
        SystemExit: if it failed; a command that does not work is not fast.
    """
    silence = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)]
    started = time.perf_counter()
    pid = os.posix_spawn(command[0], command, ENVIRONMENT, file_actions=silence)
    _, status = os.waitpid(pid, 0)
    took = time.perf_counter() - started
    if status:
        sys.exit(f"error: exit status {os.waitstatus_to_exitcode(status)} from: {' '.join(command)}")
    return took * 1000


def measure(measured: dict[str, list[str]]) -> dict[str, list[float]]:
    """Return the times of every command in each round; the first round only warms the file cache."""
    rounds = [{name: wall_clock_ms(command) for name, command in measured.items()} for _ in range(ROUNDS + 1)]
    return {name: [times[name] for times in rounds[1:]] for name in measured}


def main() -> None:
    """Print the medians, and how the grader's compare with what they are to be compared with."""
    os.chdir(ROOT)
    times = measure(commands())
    median = {name: statistics.median(taken) for name, taken in times.items()}
    print(f"Wall-clock time of {ROUNDS} runs each, interleaved, Python {sys.version.split()[0]}:\n")
    print("| command | median ms | fastest ms | slowest ms |\n|---|---:|---:|---:|")
    for name, taken in times.items():
        print(f"| `{name}` | {median[name]:.0f} | {min(taken):.0f} | {max(taken):.0f} |")
    print(f"\n| command | compared with | ratio | at most {TARGET:g} |\n|---|---|---:|---|")
    for name, yardstick in ((HELP, [CLICK]), (GRADE, [LIBRARIES, BARE])):
        parts = zip(*(times[part] for part in yardstick), strict=True)
        ratio = statistics.median(ms / sum(part) for ms, part in zip(times[name], parts, strict=True))
        words = " + ".join(f"`{part}`" for part in yardstick)
        print(f"| `{name}` | {words} | {ratio:.2f} | {'yes' if ratio <= TARGET else 'no'} |")


if __name__ == "__main__":
    main()
