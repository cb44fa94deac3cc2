"""What the sandbox costs: grading a submission behind every layer, beside starting a bare Python.

Run: make bench. All figures are of one run on one core, interleaved: in every round each thing is done once. What
counts is the median of the ratios within a round; milliseconds are of this machine and this minute.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from grader.cases import PUBLIC_SALT
from grader.child.linux.layers import LANDLOCK, LAYERS, NAMESPACES
from grader.model import Submission
from grader.pipeline import Exam, mark, prepare
from grader.sandbox.conversation import converse
from grader.sandbox.linux import LinuxSandbox
from grader.sandbox.linux.zygote import Fork, Zygote
from grader.spec import load_problem

ROUNDS = 300
SECONDS = 5.0  # of grading one submission after the other
CASES = 100
SPEC = """\
id: trivial
title: One weight
statement: Do it.
inputs: {x: {role: data}, w: {role: parameter}, y: {role: target}}
graph: L = (w * x - y) ** 2
ask: {backward: {gradients: [w], points: 1}}
cases: [{name: one, inputs: {x: 2, w: 3, y: 1}}]
random: {cases: 98}
"""
SOURCE = "def backward(x, w, y):\n    return {'w': 2 * (w * x - y) * x}\n"
SUBMISSION = Submission("", "trivial.py", SOURCE, "")
BARE = [os.path.realpath(sys.executable), "-I", "-S", "-c", "pass"]
WITHOUT = {"L1": (LANDLOCK, NAMESPACES), "L2": (NAMESPACES,), "L3": ()}
"""The layers to leave out for each level."""


def main() -> None:
    """Print the tables; with --grade, be one of the processes that grade side by side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--grade", type=int, metavar="CORE", help=argparse.SUPPRESS)
    core = parser.parse_args().grade
    if sys.platform != "linux":
        sys.exit("error: the linux sandbox needs Linux")
    exam = trivial_exam()
    if core is not None:
        print(graded_in(exam, core, SECONDS))
        return
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, cores[:1])
    print_costs(exam)
    print_rates(cores)


def trivial_exam() -> Exam:
    """Return an exam of `CASES` calls."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "trivial", "problem.yaml")
        file.parent.mkdir()
        file.write_text(SPEC)
        exam = prepare(load_problem(file), PUBLIC_SALT)
    if len(exam.calls) != CASES:
        sys.exit(f"error: {len(exam.calls)} calls where the table says {CASES}")
    return exam


def print_costs(exam: Exam) -> None:
    """Print what each way of running the submission takes, beside a bare Python."""
    limits = exam.problem.limits
    sandboxes = {level: LinuxSandbox(without=without) for level, without in WITHOUT.items()}
    sandboxes = {level: sandbox for level, sandbox in sandboxes.items() if sandbox.level.name == level}
    unconfined = Zygote((), LAYERS)
    if set(unconfined.missing) != set(LAYERS):
        sys.exit("error: what is to be measured without layers has some")
    things: dict[str, Callable[[], object]] = {
        "python3 -I -S -c pass": lambda: os.waitpid(os.posix_spawn(BARE[0], BARE, {}), 0),
        "a fork without layers, 100 calls": lambda: converse(lambda: Fork(unconfined), SUBMISSION, exam.calls, limits),
    }
    for level, sandbox in sandboxes.items():
        things[f"{level}, 100 calls"] = lambda sandbox=sandbox: sandbox.run(SUBMISSION, exam.calls, limits)
    best = list(sandboxes)[-1]
    things[f"{best}, one call"] = lambda: sandboxes[best].run(SUBMISSION, exam.calls[:1], limits)
    things[f"{best}, 100 calls and the verdict"] = lambda: mark(exam, SUBMISSION, sandboxes[best])
    times = measured(list(things.values()))
    bare, fork = times[0], times[1]
    print(f"Python {sys.version.split()[0]}, {ROUNDS} rounds on one core\n")
    print("| | ms | x bare Python | ms beyond the fork |\n|---|---|---|---|")
    for name, column in zip(things, times, strict=True):
        ratio = median(one / other for one, other in zip(column, bare, strict=True))
        beyond = median(one - other for one, other in zip(column, fork, strict=True))
        print(f"| {name} | {median(column) * 1e3:.2f} | {ratio:.2f} | {beyond * 1e3:+.2f} |")
    unconfined.close()
    for sandbox in sandboxes.values():
        sandbox.close()


def measured(things: Sequence[Callable[[], object]]) -> list[list[float]]:
    """Return, for each thing, the seconds that it took in every round."""
    times: list[list[float]] = [[] for _ in things]
    for _ in range(ROUNDS):
        for thing, column in zip(things, times, strict=True):
            start = time.perf_counter()
            thing()
            column.append(time.perf_counter() - start)
    return times


def print_rates(cores: Sequence[int]) -> None:
    """Print how many submissions are graded in a second: by one process, and by one on each of two cores."""
    print("\n| cores | submissions a second, with the verdict |\n|---|---|")
    for count in range(1, min(len(cores), 2) + 1):
        commands = [[sys.executable, __file__, "--grade", str(core)] for core in cores[:count]]
        workers = [
            subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603  # ourselves
            for command in commands
        ]
        print(f"| {count} | {sum(float(worker.communicate()[0]) for worker in workers):.0f} |")


def graded_in(exam: Exam, core: int, seconds: float) -> float:
    """Return the submissions that one process, with its zygote on the same core, grades in a second."""
    os.sched_setaffinity(0, [core])
    with LinuxSandbox() as sandbox:
        mark(exam, SUBMISSION, sandbox)
        graded, start = 0, time.monotonic()
        while time.monotonic() < start + seconds:
            mark(exam, SUBMISSION, sandbox)
            graded += 1
        return graded / (time.monotonic() - start)


if __name__ == "__main__":
    main()
