"""How often gradient checks are wrong: random graphs, right and wrong answers, ours beside the rules of others.

Each graph is answered rightly, by the engine and by the truth in 50 digits, and wrongly: one entry off by a little, or
one local derivative of the wrong sign. A right answer that is rejected is a false alarm, a wrong one that is accepted a
miss. The rules of others are written down, not called (`benchmarks.calibrating.rules`). ``make calibrate`` runs it;
the exit status is 1 if one of our promises is broken.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from itertools import product

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy: small arrays, where threads are in each other's way

import numpy as np

from benchmarks.calibrating.experiment import AUDIBLE, ENTRIES, try_graph
from benchmarks.calibrating.graphs import INPUTS, NORMAL
from benchmarks.calibrating.ours import CHECKS, DIFFERENCES, GRADED, RANDOM_CASES
from benchmarks.calibrating.rules import RULES
from benchmarks.calibrating.tally import ANSWERS, RIGHT, Cell, Setting, Tally

GRAPHS = 2_000
SEED = 20_261_121
LEGEND = f"""
Each number counts cases: a graph has 8 of numbers, or 4 of tensors. False alarms are right answers rejected: the
engine's own, and the truth in 50 digits, rounded once ({ENTRIES} entries of each case; for the others, the engine's).
Missed are wrong answers accepted: one entry, the same at all cases, off by a part of itself, or one local derivative of
the wrong sign. Such an error counts where it is one: the entry is at least a hundredth of its scale S (half of it for
1e-8), or the flip changes some entry by 1e-6 S or more. Left out is what rounding may do too, but for a factor of
{AUDIBLE}: 1 - tanh(x)² at x = 15 has few right digits in any program. What ours cannot tell at a case, on a kink or
near it, is asked again at {RANDOM_CASES} random cases, as the grader draws them; undecided is what cannot be told there
either, or what the grader refuses to ask, and so no wrong answer that passed.
"""
MOST_TOLD = 10  # explanations of what one of our checks alone got wrong; of the whole, all are told

MOST_UNDECIDED = 0.02
"""Of the wrong answers on normal inputs: some graphs sit on more kinks than can be judged, and are refused."""


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--graphs", type=int, default=GRAPHS, help="how many, of all kinds of inputs together")
    parser.add_argument("--seed", type=int, default=SEED, help="of all that is random")
    parser.add_argument("--inputs", choices=tuple(INPUTS), action="append", help="only inputs of this kind")
    parser.add_argument("--first", type=int, default=0, help="the number of the first graph")
    return parser.parse_args()


def experiment(asked: argparse.Namespace) -> Tally:
    """Return what was counted, telling on stderr how far it is."""
    tally = Tally()
    kinds = asked.inputs or list(INPUTS)
    for done in range(asked.graphs):
        number, which = divmod(done, len(kinds))
        try_graph(tally, kinds[which], asked.seed, asked.first + number)
        if sys.stderr.isatty() or done % 100 == 0:
            print(f"\r{done + 1}/{asked.graphs} graphs", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return tally


def tables(tally: Tally, setting: Setting) -> Iterator[str]:
    """Yield the lines that tell of one setting."""
    yield f"\n### {setting}: {tally.graphs[setting]} graphs\n"
    yield "| | " + " | ".join(["false alarms", *(f"missed: {kind}" for kind in ANSWERS[1:])]) + " |"
    yield "|---" * (1 + len(ANSWERS)) + "|"
    yield "| answers | " + " | ".join(f"{tally.counted[setting, kind]:,}" for kind in ANSWERS) + " |"
    yield "| left out | " + " | ".join(f"{tally.drowned[setting, kind]:,}" for kind in ANSWERS) + " |"
    for name in (*CHECKS, *RULES):
        cells = (_cell(tally, (setting, kind, name)) for kind in ANSWERS)
        yield f"| {name} | " + " | ".join(cells) + " |"
    yield from _of_quality(tally, setting)


def _cell(tally: Tally, cell: Cell) -> str:
    """Return how many verdicts were wrong, with their share, and how many there were none."""
    amiss, undecided = tally.amiss(cell), tally.undecided[cell]
    share = f"{amiss:,} ({amiss / tally.counted[cell[:2]]:.2%})" if amiss else "0"
    return f"{share} + {undecided:,} undecided" if undecided and cell[1] != RIGHT else share


def _of_quality(tally: Tally, setting: Setting) -> Iterator[str]:
    """Yield what is to be said of our own numbers."""
    quality = tally.quality.get(setting)
    bounds = np.concatenate(quality.bounds) if quality else np.zeros(0)
    if quality is None or not bounds.size:
        return
    median, high, top = np.quantile(bounds, (0.5, 0.99, 1))
    yield (
        f"\nThe differences decide {quality.decided:,} of {quality.known:,} entries of which the truth is known; "
        f"{quality.beyond} are farther from it than E, {quality.beyond_rounding} than E + 64u·sensitivity. "
        f"E/S: median {median:.0e}, 99 % below {high:.0e}, largest {top:.0e}."
    )
    yield (
        f"Off the kinks, the engine is at most {quality.engine:.2g} tolerances from the truth, "
        f"the complex step {quality.stepped:.2g}."
    )


def explanations(tally: Tally) -> Iterator[str]:
    """Yield every false alarm and every miss of ours."""
    for name, setting, kind in product(CHECKS, tally.graphs, ANSWERS):
        told = tally.explained.get((setting, kind, name), [])
        most = len(told) if name == GRADED else MOST_TOLD
        if told:
            what = "false alarms" if kind == RIGHT else f"missed or undecided: {kind}"
            yield f"\n{setting}, {name.strip('*')}, {what} ({len(told)}):\n"
        yield from (f"- {words}" for words in told[:most])
        if told[most:]:
            yield f"- and {len(told[most:])} more"
    for setting, refused in tally.refused.items():
        cases = sum(map(len, refused.values()))
        yield f"\n{setting}, cases that the grader refuses, as too many numbers are on kinks at once ({cases}):\n"
        yield "; ".join(f"{graph}: {', '.join(map(str, numbers))}" for graph, numbers in refused.items())
    if tally.faults:
        yield f"\nThe grader took itself for wrong ({len(tally.faults)}):\n"
        yield from (f"- {fault}" for fault in tally.faults)


def promises(tally: Tally) -> dict[str, int]:
    """Return how often each promise was broken.

    Differences alone promise no more than their error: at random cases they can be deceived; the complex step is not.
    """
    kept = [name for name in CHECKS if name != DIFFERENCES]
    alarms = {name: sum(tally.amiss((setting, RIGHT, name)) for setting in tally.graphs) for name in kept}
    normal = [(setting, kind, GRADED) for setting in tally.graphs if setting.kind == NORMAL for kind in ANSWERS[1:]]
    missed = sum(tally.amiss(cell) for cell in normal)
    undecided = sum(tally.undecided[cell] for cell in normal)
    few = MOST_UNDECIDED * sum(tally.counted[cell[:2]] for cell in normal)
    return {
        **{f"no false alarm: {name.strip('*')}": count for name, count in alarms.items()},
        "the grader never takes itself for wrong": len(tally.faults),
        "no miss on normal inputs, at any scale of the loss: ours, as graded": missed,
        "hardly anything is undecided on normal inputs: ours, as graded": undecided if undecided > few else 0,
        "the error bound E + 64u·sensitivity holds": sum(one.beyond_rounding for one in tally.quality.values()),
    }


def main() -> None:
    """Run the experiment and print what was found."""
    asked = arguments()
    started = time.perf_counter()
    tally = experiment(asked)
    took = time.perf_counter() - started
    print(f"Seed {asked.seed}, {asked.graphs} graphs, {took:.0f} s.\n{LEGEND}")
    for setting in tally.graphs:
        print("\n".join(tables(tally, setting)))
    print("\n### Where ours were wrong")
    print("\n".join(explanations(tally)))
    print("\n### Promises\n\n| promise | kept | broken |\n|---|---|---:|")
    broken = promises(tally)
    for promise, times in broken.items():
        print(f"| {promise} | {'no' if times else 'yes'} | {times} |")
    sys.exit(1 if any(broken.values()) else 0)


if __name__ == "__main__":
    main()
