"""How fast gradients are checked: our oracles beside other libraries' gradient checks, and what a problem takes.

Run: make bench. Each checker must pass a right gradient and fail one that is a tenth too large before it is timed.
What counts is the median of the ratios within a round; times are the processor's, of this machine and this minute.
"""

import gc
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import gradient_checks as by
import numpy as np
from contestants import installed
from gradient_checks import EQUATION, SHAPES
from timing import Bar, in_rounds, print_bars, print_table, ratio, shown, use_one_thread, warm_seconds

from grader.cases import PUBLIC_SALT, all_cases
from grader.expected import questions
from grader.model import Problem
from grader.spec import load_problem
from reference.op import Array

ROUNDS = 15
CASES = 64
ENTRIES = sum(int(np.prod(shape)) for shape in SHAPES.values())
WRONG = 0.1  # the share by which a gradient is too large that every checker must see
BY_HAND = 1e-9  # of 1: how far an engine may be from the answer written by hand
ROOT = Path(__file__).resolve().parent.parent
SMALL_MS, LARGE_MS = 15, 300
"""What the numeric part of a bundled problem, and of the large one, may take."""
LARGE_NAME = "dense layer, 8x16x4"
LARGE = f"""\
id: large
title: A dense layer
statement: Do it.
inputs:
  x: {{role: data, shape: [8, 16]}}
  w: {{role: parameter, shape: [16, 4]}}
  b: {{role: parameter, shape: [4]}}
graph: |
  z = x @ w + b
  a = relu(z)
  L = sum(a ** 2)
ask:
  forward: {{points: 1}}
  backward: {{gradients: [a, z, x, w, b], points: 1}}
  update: {{rate: 0.01, points: 1}}
random: {{cases: {CASES}}}
"""


@dataclass(frozen=True)
class Checker:
    """Something that checks gradients.

    Attributes:
        name: what the table calls it.
        make: its check: of the points, and of the share by which the gradient is to be too large.
        entries: which of them it looks at.
        peer: what has to be installed; empty for our own.
        cases: how many points at once.
    """

    name: str
    make: Callable[[Mapping[str, Array], float], by.Check]
    entries: str = f"all {ENTRIES}"
    peer: str = ""
    cases: int = 1

    @property
    def takes_part(self) -> bool:
        """Whether it is installed here."""
        return not self.peer or installed(self.peer) is not None


TORCH_SLOW = "torch gradcheck"
STEP, ADAPTIVE, ADAPTIVE_MANY = "ours, complex step", "ours, differences", f"ours, differences, {CASES} cases"
ONE_DIRECTION = "one direction"
CHECKERS = (
    Checker(TORCH_SLOW, partial(by.torch, fast=False), peer="torch"),
    Checker("torch gradcheck, fast mode", partial(by.torch, fast=True), "one direction an input", peer="torch"),
    Checker("jax check_grads, order 1, rev", by.jax, ONE_DIRECTION, peer="jax"),
    Checker("autograd check_grads, order 1, rev", partial(by.autograd, order=1), ONE_DIRECTION, peer="autograd"),
    Checker("autograd check_grads, order 2, rev", partial(by.autograd, order=2), ONE_DIRECTION, peer="autograd"),
    Checker("scipy check_grad", partial(by.hand, numeric=by.scipy_check_grad), peer="scipy"),
    Checker("scipy approx_derivative, 3-point", partial(by.hand, numeric=by.three_points), peer="scipy"),
    Checker("numdifftools Gradient", partial(by.hand, numeric=by.extrapolated), peer="numdifftools"),
    Checker(STEP, by.stepped),
    Checker(f"{STEP}, {CASES} cases", by.stepped, cases=CASES),
    Checker(ADAPTIVE, by.differenced),
    Checker(ADAPTIVE_MANY, by.differenced, cases=CASES),
)


def main() -> None:
    """Print the tables."""
    gc.disable()
    print_versions()
    bars = [*print_checkers(), *print_problems()]
    print("\n## What was to be shown")
    print_bars(bars)


def print_versions() -> None:
    """Print what is compared, and what cannot be."""
    peers = {checker.peer: installed(checker.peer) for checker in CHECKERS if checker.peer}
    there = [f"{peer} {version}" for peer, version in peers.items() if version]
    absent = [peer for peer, version in peers.items() if not version]
    print(f"# Checkers\n\nPython {platform.python_version()}, NumPy {', '.join([np.__version__, *there])};")
    print(
        "float64, one thread, the cyclic garbage collector off, times of the processor. Each checker has passed a right"
    )
    print("gradient and failed a wrong one.")
    if absent:
        print(f"Left out, as they are not installed: {', '.join(absent)}.")


def print_checkers() -> list[Bar]:
    """Print how long the checkers take, and return what was to be shown of that."""
    sizes = ", ".join(f"{name} {' x '.join(map(str, shape))}" for name, shape in SHAPES.items())
    print(f"\n## `{EQUATION}`: {sizes}; {ENTRIES} entries")
    print("\nOurs: forward, backward, the sizes of all terms, the numbers by the oracle, and the comparison.")
    runs = {checker.name: tried(checker) for checker in CHECKERS if checker.takes_part}
    taken = in_rounds({name: partial(warm_seconds, run) for name, run in runs.items()}, ROUNDS)
    slow = taken.get(TORCH_SLOW)
    rows = []
    for checker in CHECKERS:
        if checker.name in taken:
            spent = taken[checker.name]
            each = [shown(median(spent) * 1e3), shown(median(spent) * 1e3 / checker.cases)]
            beside = shown(ratio(slow, [one / checker.cases for one in spent])) if slow else ""
            rows.append([checker.name, checker.entries, str(checker.cases), *each, beside])
    print_table(["checker", "entries", "cases", "ms", "ms per case", f"times {TORCH_SLOW}'s speed"], rows)
    return _checker_bars(slow, taken) if slow else []


def _checker_bars(slow: Sequence[float], taken: Mapping[str, Sequence[float]]) -> list[Bar]:
    """Return what was to be shown beside torch's gradcheck."""
    return [
        Bar(f"{STEP}, all {ENTRIES} entries: times {TORCH_SLOW}'s speed", ratio(slow, taken[STEP]), least=40),
        Bar(f"{ADAPTIVE_MANY}: beside one {TORCH_SLOW}", ratio(taken[ADAPTIVE_MANY], slow), most=15),
    ]


def tried(checker: Checker) -> Callable[[], bool]:
    """Return the check of a right gradient.

    Raises:
        SystemExit: if it does not pass, or a wrong one does, or the gradient is not the one written by hand: such a
            checker is not fast.
    """
    rng = np.random.default_rng(0)
    points = {name: rng.standard_normal((CASES, *shape))[: checker.cases] for name, shape in SHAPES.items()}
    check, right = checker.make(points, 0.0), by.right_gradient(points)
    if not np.all(np.abs(check.gradient() - right) <= BY_HAND * np.maximum(np.abs(right), 1)):
        raise SystemExit(f"error: wrong gradient from {checker.name}")
    if not check.passes() or checker.make(points, WRONG).passes():
        raise SystemExit(f"error: wrong verdict from {checker.name}")
    return check.passes


def print_problems() -> list[Bar]:
    """Print what the numeric part of grading takes, and return what was to be shown of that."""
    print("\n## The numeric part of grading: the answer key of all cases, warm")
    print("\nReference, scales, exact cases, complex steps and differences, for every ask; the cases are drawn before.")
    problems = {path.parent.name: load_problem(path) for path in sorted(ROOT.glob("problems/*/problem.yaml"))}
    most = dict.fromkeys(problems, SMALL_MS) | {LARGE_NAME: LARGE_MS}
    problems[LARGE_NAME] = large_problem()
    drawn = {name: all_cases(problem, PUBLIC_SALT) for name, problem in problems.items()}
    keys = {name: partial(warm_seconds, partial(questions, problem, drawn[name])) for name, problem in problems.items()}
    for key in keys.values():
        key()  # warm
    taken = in_rounds(keys, ROUNDS)
    rows = [
        [name, str(len(drawn[name])), shown(median(spent) * 1e3), shown(min(spent) * 1e3), f"{most[name]}"]
        for name, spent in taken.items()
    ]
    print_table(["problem", "cases", "median ms", "fastest ms", "at most ms"], rows)
    return [
        Bar(f"{name}: numeric part", median(spent) * 1e3, most=most[name], unit="ms") for name, spent in taken.items()
    ]


def large_problem() -> Problem:
    """Return the problem of a dense layer."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "large", "problem.yaml")
        file.parent.mkdir()
        file.write_text(LARGE)
        return load_problem(file)


if __name__ == "__main__":
    use_one_thread()
    main()
