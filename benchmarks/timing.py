"""What the benchmarks share: one thread, rounds in which each thing is done once, and tables in Markdown."""

import gc
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

Taken = TypeVar("Taken")

IN_A_ROUND = 0.02  # seconds that a quick thing may take in a round, to be run more often than once

ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "JAX_PLATFORMS": "cpu",
}


def use_one_thread() -> None:
    """Start the running script anew with one thread for everything, unless that has been done.

    The libraries read it from the environment when they are imported, and NumPy is by then.
    """
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        command = [sys.executable, *sys.argv]
        os.execve(command[0], command, {**os.environ, **ONE_THREAD})  # noqa: S606  # ourselves


def seconds(thing: Callable[[], object]) -> float:
    """Return how long the processor works on ``thing``: what it takes on a machine that has nothing else to do.

    By the clock on the wall long work would be charged for what else the machine does, and short work would not.
    """
    start = time.process_time()
    thing()
    return time.process_time() - start


def warm_seconds(thing: Callable[[], object]) -> float:
    """Return the median of what ``thing`` takes when it is run again and again, for as long as `IN_A_ROUND`."""
    taken = [seconds(thing)]
    while sum(taken) < IN_A_ROUND:
        taken.append(seconds(thing))
    return median(taken)


def in_rounds(things: Mapping[str, Callable[[], Taken]], rounds: int) -> dict[str, list[Taken]]:
    """Return what each thing says it took in each of so many rounds.

    All of them are done in every round, so that a busy moment of the machine slows all of them alike. What is there
    already is no concern of the garbage collector meanwhile: an engine is not to wait for it on account of the others.
    """
    taken: dict[str, list[Taken]] = {name: [] for name in things}
    gc.freeze()
    for _ in range(rounds):
        for name, thing in things.items():
            gc.collect()
            taken[name].append(thing())
    gc.unfreeze()
    return taken


def ratio(slow: Iterable[float], fast: Iterable[float]) -> float:
    """Return how many times as long ``slow`` takes as ``fast``: the median over the rounds."""
    return median(one / other for one, other in zip(slow, fast, strict=True))


@dataclass(frozen=True)
class Bar:
    """Something that is to be shown.

    Attributes:
        says: what: ``K = 1, beside micrograd``.
        figure: what came out.
        least, most: between which it should be.
        unit: of all three.
    """

    says: str
    figure: float
    least: float = float("-inf")
    most: float = float("inf")
    unit: str = "x"

    @property
    def row(self) -> list[str]:
        """What the table of them says of it."""
        if self.least == float("-inf"):
            asked = f"at most {self.most:g} {self.unit}"
        elif self.most == float("inf"):
            asked = f"at least {self.least:g} {self.unit}"
        else:
            asked = f"{self.least:g} to {self.most:g} {self.unit}"
        met = self.least <= self.figure <= self.most
        return [self.says, f"{self.figure:.3g} {self.unit}".strip(), asked.strip(), "yes" if met else "no"]


def print_bars(bars: Iterable[Bar]) -> None:
    """Print what was to be shown, and whether it was."""
    print_table(["what was to be shown", "figure", "asked", "met"], [bar.row for bar in bars])


def print_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table whose first column is words and whose others are numbers."""
    print(f"\n| {' | '.join(head)} |\n|---|{'---:|' * (len(head) - 1)}")
    for row in rows:
        print(f"| {' | '.join(row)} |")


def shown(number: float) -> str:
    """Return ``number`` with three significant digits, or all that are left of the point."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"  # noqa: PLR2004  # three digits
