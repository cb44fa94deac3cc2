"""How often a diagnosis is right: every mistake that a problem suggests, made by a student, alone and in pairs.

Each mutant of a problem (``reference.mutants``) answers one ask, with a relative noise of 1e-9, and the others rightly;
what is diagnosed is held against what was done. ``make bench-diagnosis`` runs it; the exit status is 1 if something
that was to be shown is not.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from statistics import fmean, median

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy: small arrays, where threads are in each other's way

import numpy as np

from benchmarks.diagnosing.others import milliseconds, told_though_right
from benchmarks.diagnosing.pairs import Count, try_pairs
from benchmarks.diagnosing.paper import Paper
from benchmarks.diagnosing.singles import Score, try_singles
from benchmarks.timing import Bar, print_bars, print_table
from grader.diagnosis import MOST_CANDIDATES
from grader.model import AskKind
from grader.spec import load_problem

ROOT = Path(__file__).resolve().parent.parent
SEED = 20_261_127
EDGES, CANDIDATES, NAMES, PAIRED = 99.0, 3.0, 90.0, 3.0
SMALL_MS, LARGE_MS = 50, 300
"""What a diagnosis may take: of a problem that the project began with, and of any other."""
SEEDS = {
    f"problems/{name}"
    for name in ("linear-regression", "linear-regression-bias", "neuron", "two-layer-relu", "value-graph")
}
"""The problems that the project began with."""
MOST_TOLD = 8  # misses of one ask of a problem, or of the pairs of one
LEGEND = f"""
A mutant is left out where its answers are right. *Edge*: of the mistakes at one edge, or with the gradient of one name,
those whose edge is among the candidates; *or alike*: that, or the edge of a mistake that gives the same answers.
*Candidates*: how many a slip has on average; *full*: lists of {MOST_CANDIDATES}, the most that are told. *Distinct*:
mutants whose answers to the ask no other one gives; of these those that are *named* among the candidates, and *first*.
*Class*: of all, those of which some mistake is named that gives the same answers. *Several*: students to whom more than
one slip is told.
"""
PAIRS_LEGEND = """
Two mistakes at different edges, each of which changes the answers on top of the other. *By one*: one slip is told, and
it has a name. *Alike*: pairs that are left out, as they answer what one mutant answers, or one edge that is off by a
factor, which may depend on sizes: nobody can tell them from one mistake.
"""


@dataclass(frozen=True)
class Plan:
    """Which students there are for the problems of one folder.

    Attributes:
        folder: of the problems, each in a folder of its own.
        pairs: students with two mistakes, of all problems together.
        most: of one ask of a problem, students with one mistake; drawn at random where there are more mutants.
        right, clocked: of a problem, students who are right, and those by whom the time is taken.
        each: whether what is to be shown is to be shown of each problem, and of the very edge; else of all together,
            and of edges that cannot be told apart any will do: in series that nobody asks about, they are many.
    """

    folder: str
    pairs: int
    most: int
    right: int
    clocked: int
    each: bool


PLANS = (
    Plan("problems", pairs=500, most=1_000_000, right=50, clocked=25, each=True),
    Plan("tests/mistakes/problems", pairs=135, most=20, right=4, clocked=6, each=False),
)
"""The second are the graphs of mistakes that were found in students' code: small ones of many ops, with axes."""


@dataclass(frozen=True)
class Result:
    """What came of one problem.

    Attributes:
        name: of the problem.
        scores: by ask, of students with one mistake.
        pairs: of those with two.
        told_though_right: mistakes told to students who are right.
        milliseconds: what diagnosing takes.
        most_ms: what it may take.
    """

    name: str
    scores: Mapping[AskKind, Score]
    pairs: Count
    told_though_right: int
    milliseconds: Sequence[float]
    most_ms: int

    @property
    def slow_ms(self) -> float:
        """What 95 % of the diagnoses take at most."""
        return float(np.quantile(self.milliseconds, 0.95))


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--problem", action="append", default=[], help="only the problem of this folder: problems/neuron"
    )
    parser.add_argument("--seed", type=int, default=SEED, help="of all that is random")
    return parser.parse_args()


def tried(path: str, plan: Plan, pairs: int, seed: int) -> Result:
    """Return what comes of one problem."""
    paper = Paper(load_problem(ROOT / path / "problem.yaml"))
    rng = np.random.default_rng([seed, *path.encode()])
    return Result(
        paper.problem.id,
        {kind: try_singles(paper, kind, plan.most, rng) for kind in paper.groups},
        try_pairs(paper, pairs, rng),
        told_though_right(paper, plan.right, rng),
        milliseconds(paper, plan.clocked, rng),
        SMALL_MS if path in SEEDS else LARGE_MS,
    )


def share(part: int, whole: int) -> str:
    """Return a part of a whole as people read it."""
    return f"{100 * part / whole:.1f} %" if whole else "-"


def print_singles(results: Sequence[Result]) -> None:
    """Print what came of students with one mistake."""
    head = [
        "problem, ask",
        "mutants",
        "edge",
        "or alike",
        "candidates",
        "full",
        "distinct",
        "named",
        "first",
        "class",
        "several",
    ]
    rows = [
        [f"{result.name}, {kind.value}", *_cells(score)]
        for result in results
        for kind, score in result.scores.items()
        if score.students
    ]
    print_table(head, rows)
    alike, unfit = (sum(getattr(s, name) for r in results for s in r.scores.values()) for name in ("harmless", "unfit"))
    print(f"\nLeft out: {alike} mutants whose answers are right, {unfit} whose arrays do not fit each other.")


def _cells(score: Score) -> list[str]:
    """Return what the table says of one ask."""
    return [
        str(score.students),
        share(score.rightly_placed, score.placed),
        share(score.nearly_placed, score.placed),
        f"{fmean(score.candidates):.2f}",
        str(score.full),
        str(score.distinct),
        share(score.named, score.distinct),
        share(score.first, score.distinct),
        share(score.grouped, score.students),
        str(score.several),
    ]


def print_others(results: Sequence[Result]) -> None:
    """Print what came of all others."""
    head = ["problem", "two mistakes", "by one", "alike", "of these by one", "right: told", "ms, median", "ms, 95 %"]
    rows = []
    for result in results:
        pairs, taken = result.pairs, (median(result.milliseconds), result.slow_ms)
        counts = [pairs.students, pairs.explained, pairs.single, pairs.single_explained, result.told_though_right]
        rows.append([result.name, *map(str, counts), *(f"{ms:.1f}" for ms in taken)])
    print_table(head, rows)


def print_misses(results: Sequence[Result]) -> None:
    """Print what was told to those to whom the right thing was not."""
    for result in results:
        lists = {f"one mistake, {kind.value}": score.misses for kind, score in result.scores.items()}
        for where, misses in (lists | {"two mistakes told as one": result.pairs.misses}).items():
            if misses:
                print(f"\n{result.name}, {where} ({len(misses)}):\n")
                print("\n".join(f"- {words}" for words in misses[:MOST_TOLD]))


def bars(plan: Plan, results: Sequence[Result]) -> Iterator[Bar]:
    """Yield what was to be shown.

    Of all asks but `backward` some have only a handful of mutants, so they are taken together.
    """
    for kind in AskKind:
        of_kind = {f"{result.name}, {kind.value}": result.scores[kind] for result in results if kind in result.scores}
        if of_kind and not (plan.each and kind is AskKind.BACKWARD):
            of_kind = {f"all, {kind.value}": reduce(Score.plus, of_kind.values())}
        for what, score in of_kind.items():
            yield from _of_singles(what, score, score.rightly_placed if plan.each else score.nearly_placed)
    students = sum(result.pairs.students for result in results)
    if students:
        explained = sum(result.pairs.explained for result in results)
        yield Bar(f"{students} with two mistakes: explained by one", 100 * explained / students, most=PAIRED, unit="%")
    told = sum(result.told_though_right for result in results)
    yield Bar(f"{plan.right * len(results)} who are right: diagnoses", told, most=0, unit="")
    clocked = results if plan.each else [max(results, key=lambda result: result.slow_ms)]
    for result in clocked:
        yield Bar(f"{result.name}: 95 % of diagnoses", result.slow_ms, most=result.most_ms, unit="ms")


def _of_singles(what: str, score: Score, told: int) -> Iterator[Bar]:
    """Yield what was to be shown of students with one mistake."""
    if score.placed:
        yield Bar(f"{what}: edge", 100 * told / score.placed, least=EDGES, unit="%")
    if score.candidates:
        yield Bar(f"{what}: candidates", fmean(score.candidates), most=CANDIDATES, unit="")
    if score.distinct:
        yield Bar(f"{what}: named", 100 * score.named / score.distinct, least=NAMES, unit="%")


def print_plan(plan: Plan, wanted: Sequence[str], seed: int) -> list[Bar]:
    """Print what came of the problems of one folder that are wanted, and return what was to be shown."""
    paths = sorted(path.parent.relative_to(ROOT).as_posix() for path in (ROOT / plan.folder).glob("*/problem.yaml"))
    parts = [len(part) for part in np.array_split(np.arange(plan.pairs), max(1, len(paths)))]
    results = []
    for path, pairs in zip(paths, parts, strict=False):
        if path in (wanted or paths):
            print(path, file=sys.stderr, flush=True)
            results.append(tried(path, plan, pairs, seed))
    if not results:
        return []
    print(f"\n## {plan.folder}: students with one mistake\n{LEGEND}")
    print_singles(results)
    print(f"\n## {plan.folder}: students with two mistakes, or none, and the time\n{PAIRS_LEGEND}")
    print_others(results)
    print(f"\n## {plan.folder}: where the diagnosis was wrong")
    print_misses(results)
    print(f"\n## {plan.folder}: what was to be shown")
    found = list(bars(plan, results))
    print_bars(found)
    return found


def main() -> None:
    """Try every problem, and print what was found."""
    asked = arguments()
    started = time.perf_counter()
    print(f"# Diagnosis\n\nSeed {asked.seed}.")
    found = [bar for plan in PLANS for bar in print_plan(plan, asked.problem, asked.seed)]
    print(f"\n{time.perf_counter() - started:.0f} s.")
    sys.exit(0 if found and all(bar.least <= bar.figure <= bar.most for bar in found) else 1)


if __name__ == "__main__":
    main()
