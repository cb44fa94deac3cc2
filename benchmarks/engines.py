"""How fast the engine is, beside others: in one process, one thread, and rounds in which each does its work once.

Run: make bench. Every engine computes the same programs (`programs`), and its answer is compared with one written by
hand before it is timed. What counts is the median of the ratios within a round; times are the processor's, of this
machine and this minute.
"""

import argparse
import gc
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

import contestants as by
import numpy as np
from contestants import Engine, installed
from operations import by_differences, by_reverse_mode
from programs import WEIGHTS, Answer, Program, neurons, perceptron, two_layers
from timing import IN_A_ROUND, Bar, in_rounds, print_bars, print_table, ratio, seconds, shown, use_one_thread

from reference.levels import arrange
from reference.op import Array

NEURONS = 10_000
CASES = 64
ROUNDS = 5
EXERCISE_ROUNDS = 20
GROWTH = (48, 476, 4_762, 47_620)
"""Neurons that make 10³, 10⁴, 10⁵ and 10⁶ nodes."""
GROWTH_CASES = (1, 16)
COUNTED = (10, 30, 100, NEURONS)
AFFORDED = 100
"""The most neurons of which differences are counted: their operations grow with the square."""
MOST_PASSES = 20
ALIKE = 1e-9  # of 1: sums of 10,000 terms in another order differ by less, and wrong formulas by more
MEGABYTE = 1e6

Pass = tuple[float, float]
"""The seconds of a forward and of a backward pass; where these are one call, the first is 0."""


@dataclass(frozen=True)
class Entrant:
    """An engine that takes part.

    Attributes:
        name: what the tables call it.
        make: the engine, of a program and points ``(K, inputs)``.
        peer: what has to be installed; empty for what is always there.
        neurons: how many it is given: fewer than `NEURONS` where these would take it too long.
        cases: how many points at once.
        collects: whether it runs with the cyclic garbage collector on, as Python does unless it is told otherwise.
    """

    name: str
    make: Callable[[Program, Array], Engine]
    peer: str = ""
    neurons: int = NEURONS
    cases: int = 1
    collects: bool = False

    @property
    def takes_part(self) -> bool:
        """Whether it is installed here."""
        return not self.peer or installed(self.peer) is not None


YARDSTICK = "micrograd"
OURS, OURS_IN_BLOCKS = "ours", f"ours, {CASES} cases"
FAST_ENOUGH = {OURS: 150, OURS_IN_BLOCKS: 80}
"""How many times as fast as the yardstick each should be."""
ENTRANTS = (
    Entrant(YARDSTICK, by.micrograd, "micrograd"),
    Entrant("micrograd, cyclic GC on", by.micrograd, "micrograd", collects=True),
    Entrant("torch, scalar tensors", by.torch, "torch", 2_000),
    Entrant("autograd, scalar boxes", by.autograd, "autograd", 1_000),
    Entrant("jax, scalar arrays", by.jax, "jax", 50),
    Entrant("jax, scalar arrays, compiled", by.compiled_jax, "jax", 100),
    Entrant("ours, node by node", by.node_by_node, neurons=9),
    Entrant(OURS, by.arranged),
    Entrant(OURS_IN_BLOCKS, by.in_blocks, cases=CASES),
)
TENSOR_ENTRANTS = (
    Entrant("NumPy by hand", by.numpy_tensors),
    Entrant("torch", by.torch_tensors, "torch"),
    Entrant("autograd", by.autograd_tensors, "autograd"),
    Entrant("jax, compiled", by.jax_tensors, "jax"),
    Entrant("ours", by.our_tensors),
)
EXERCISE_ENTRANTS = (
    Entrant(YARDSTICK, by.micrograd, "micrograd"),
    Entrant("torch", by.torch, "torch"),
    Entrant("autograd", by.autograd, "autograd"),
    Entrant("jax, compiled", by.compiled_jax, "jax"),
    Entrant("ours", by.node_by_node),
    Entrant("ours, arranged once", by.arranged),
)


def main() -> None:
    """Print the tables; with --memory, be the process in which one entrant's memory is measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--memory", metavar="ENTRANT", help=argparse.SUPPRESS)
    name = parser.parse_args().memory
    gc.disable()
    if name is not None:
        print(memory_growth(next(entrant for entrant in ENTRANTS if entrant.name == name)))
        return
    memory = peak_memories()  # first: a child's peak is at least what its parent holds when it is started
    print_versions()
    bars = print_neurons()
    print_tensors()
    print_operations()
    bars += print_growth()
    print_exercises()
    print_memory(memory)
    print("\n## What was to be shown")
    print_bars(bars)


def print_versions() -> None:
    """Print what is compared, and what cannot be."""
    peers = {peer: installed(peer) for peer in ("micrograd", "torch", "autograd", "jax")}
    there = [f"{peer} {version}" for peer, version in peers.items() if version]
    absent = [peer for peer, version in peers.items() if not version]
    print("# Engines\n")
    print(f"Python {platform.python_version()}, NumPy {', '.join([np.__version__, *there])}; float64, one thread,")
    print("times of the processor, and the cyclic garbage collector off unless it is said to be on. Every answer was")
    print("right before it was timed.")
    if absent:
        print(f"Left out, as they are not installed: {', '.join(absent)}.")


def print_neurons() -> list[Bar]:
    """Print how the engines do on the 10,000 neurons, and return what was to be shown of that."""
    program = neurons(NEURONS)
    print(f"\n## {program.name} of {WEIGHTS} weights, one number at a time")
    print(f"\n{program.nodes:,} operations on {program.inputs:,} inputs; slow engines get fewer neurons.")
    passes = measured(ENTRANTS, lambda entrant: neurons(entrant.neurons), ROUNDS)
    each = {
        entrant: [sum(one) / neurons(entrant.neurons).nodes / entrant.cases for one in column]
        for entrant, column in passes.items()
    }
    head = ["engine", "neurons", "forward ms", "backward ms", "ns per node and case", f"times {YARDSTICK}'s speed"]
    print_table(
        head,
        [
            [entrant.name, f"{entrant.neurons:,}", *parts_ms(column), shown(median(each[entrant]) * 1e9), beside]
            for (entrant, column), beside in zip(passes.items(), besides(each), strict=True)
        ],
    )
    print("\nWhere forward and backward are one call, its time stands under backward.")
    return [*speed_bars(each), *own_bars(passes)]


def parts_ms(passes: Sequence[Pass]) -> list[str]:
    """Return the medians of forward and backward, in ms."""
    return [shown(median(part) * 1e3) if any(part) else "" for part in zip(*passes, strict=True)]


def besides(each: dict[Entrant, list[float]]) -> list[str]:
    """Return how many times as fast as the first of them each is; nothing if that is not the yardstick."""
    yardstick = next(iter(each))
    if yardstick.name != YARDSTICK:
        return [""] * len(each)
    return [shown(ratio(each[yardstick], column)) for column in each.values()]


def speed_bars(each: dict[Entrant, list[float]]) -> Iterator[Bar]:
    """Yield how fast ours should be beside the yardstick, which may be absent."""
    by_name = {entrant.name: column for entrant, column in each.items()}
    for name, least in FAST_ENOUGH.items():
        if YARDSTICK in by_name:
            says = f"{name}: times {YARDSTICK}'s speed, per node and case"
            yield Bar(says, ratio(by_name[YARDSTICK], by_name[name]), least=least)


def own_bars(passes: dict[Entrant, list[Pass]]) -> Iterator[Bar]:
    """Yield what should hold of ours alone."""
    parts = next(column for entrant, column in passes.items() if entrant.name == OURS)
    yield Bar("ours: backward beside forward", median(back / forth for forth, back in parts), most=3)
    graph = neurons(NEURONS).graph()
    built = median(in_rounds({OURS: lambda: seconds(lambda: arrange(graph))}, ROUNDS)[OURS])
    yield Bar(f"ours: build of {len(graph.nodes):,} nodes, from a Graph to what runs", built, most=1, unit="s")


def measured(
    entrants: Sequence[Entrant], program: Callable[[Entrant], Program], rounds: int, cases: int | None = None
) -> dict[Entrant, list[Pass]]:
    """Return what each of the ``entrants`` that are installed takes in each round; its answer is compared before."""
    engines: dict[str, Callable[[], Pass]] = {}
    present = {entrant.name: entrant for entrant in entrants if entrant.takes_part}
    for name, entrant in present.items():
        task = program(entrant)
        points = task.points(cases or entrant.cases)
        engine = entrant.make(task, points)
        first, answer = one_pass(engine)
        check(name, answer(), task.answer(points))
        times = int(min(max(IN_A_ROUND / sum(first), 1), MOST_PASSES))
        engines[name] = partial(typical_pass, engine, times, collects=entrant.collects)
    taken = in_rounds(engines, rounds)
    return {present[name]: column for name, column in taken.items()}


def one_pass(engine: Engine) -> tuple[Pass, Callable[[], Answer]]:
    """Return how long one forward and one backward pass take, and what gives their answer."""
    started = engine.start()
    before = time.process_time()
    loss = engine.forward(started) if engine.forward else None
    between = time.process_time()
    gradient = engine.backward(started, loss)
    after = time.process_time()
    spent = (between - before, after - between) if engine.forward else (0.0, after - before)
    return spent, partial(engine.answer, started, loss, gradient)


def typical_pass(engine: Engine, times: int, *, collects: bool) -> Pass:
    """Return the medians of so many passes in a row."""
    if collects:
        gc.enable()
    forwards, backwards = zip(*(one_pass(engine)[0] for _ in range(times)), strict=True)
    gc.disable()
    return median(forwards), median(backwards)


def check(name: str, answer: Answer, right: Answer) -> None:
    """Stop if the engine of this ``name`` gives a wrong ``answer``: then its speed is of no interest."""
    for given, wanted in zip(answer, right, strict=True):
        if given.shape != wanted.shape or not np.all(np.abs(given - wanted) <= ALIKE * np.maximum(np.abs(wanted), 1)):
            sys.exit(f"error: wrong answer from {name}")


def print_tensors() -> None:
    """Print how fast the same neurons are as a product of matrices."""
    program = neurons(NEURONS)
    passes = measured(TENSOR_ENTRANTS, lambda _: program, ROUNDS)
    print("\n## The same neurons as three operations on a matrix: `sum(relu(w @ x))`")
    by_hand, *_ = ([sum(one) for one in column] for column in passes.values())
    print_table(
        ["engine", "ms", "ns per scalar operation", "times NumPy's time"],
        [
            [
                entrant.name,
                shown(median(both) * 1e3),
                shown(median(both) / program.nodes * 1e9),
                shown(ratio(both, by_hand)),
            ]
            for entrant, both in ((entrant, [sum(one) for one in column]) for entrant, column in passes.items())
        ],
    )


def print_operations() -> None:
    """Print how many operations are really done, beside n + p and n x p."""
    print("\n## Operations really done")
    print("\nn operations, p inputs; all gradients, at one point. The engine is run on numbers that count.")
    rows = []
    for count in COUNTED:
        program = neurons(count)
        n, p = program.nodes, program.inputs
        reverse = by_reverse_mode(program)
        kinds = [f"{reverse[kind]:,}" for kind in ("additions", "multiplications", "comparisons")]
        row = [program.name, f"{n:,}", f"{p:,}", *kinds, f"{reverse.total() / (n + p):.2f}"]
        if count > AFFORDED:
            rows.append([*row, f"not run: n p = {n * p:.1e}", ""])
            continue
        differences = by_differences(program).total()
        rows.append([*row, f"{differences:,}", f"{differences / (n * p):.2f}"])
    kinds = ["additions", "multiplications", "comparisons"]
    print_table(["", "n", "p", *kinds, "of n + p", "by differences", "of n p"], rows)
    print(
        "\nThe course has 10,000 nodes and 100,000 parameters: 'backprop computes derivatives in 110,000 steps instead"
    )
    print(f"of 1,000,000,000 steps'. Such a step is {reverse.total() / 110_000:.2f} operations on numbers.")


def print_growth() -> list[Bar]:
    """Print how the time grows with the graph, and return what was to be shown of that."""
    print("\n## Growth of ours, forward and backward together")
    took: dict[int, dict[int, float]] = {cases: {} for cases in GROWTH_CASES}
    rows = []
    for count in GROWTH:
        program = neurons(count)
        graph = program.graph()
        row = [f"{program.nodes:,}", shown(seconds(lambda graph=graph: arrange(graph)) * 1e3)]
        make = partial(by.in_blocks_of, arrange(graph))
        entrants = [Entrant(f"ours, {cases} cases", make, neurons=count, cases=cases) for cases in GROWTH_CASES]
        for entrant, column in measured(entrants, lambda _, program=program: program, ROUNDS).items():
            spent = median(map(sum, column))
            took[entrant.cases][program.nodes] = spent
            row += [shown(spent * 1e3), shown(spent / program.nodes / entrant.cases * 1e9)]
        rows.append(row)
    figures = [f"K = {cases}: {figure}" for cases in GROWTH_CASES for figure in ("ms", "ns per node and case")]
    print_table(["nodes", "build ms", *figures], rows)
    print("\nAt K = 1 the calls of NumPy, not the nodes, decide below 100,000 nodes: there time grows less than size.")
    return [
        Bar(f"ours, K = {cases}: log-log slope of time against nodes, up to 10^6", slope(took[cases]), 0.9, 1.1, "")
        for cases in GROWTH_CASES
    ]


def slope(took: dict[int, float]) -> float:
    """Return how the logarithm of the time grows with that of the nodes."""
    steepness, _ = np.polyfit(np.log(list(took)), np.log(list(took.values())), 1)
    return float(steepness)


def print_exercises() -> None:
    """Print what a case of an exercise costs each engine."""
    print("\n## Graphs of an exercise's size")
    print(
        "\nWith several cases, micrograd goes through them one by one; the others take arrays of them as their numbers."
    )
    for program in (two_layers(), perceptron()):
        print(f"\n{program.name}: {program.nodes} operations on {program.inputs} inputs")
        rows: dict[str, list[str]] = {}
        for cases in (1, CASES):
            passes = measured(EXERCISE_ENTRANTS, lambda _, program=program: program, EXERCISE_ROUNDS, cases)
            each = {entrant: [sum(one) / cases for one in column] for entrant, column in passes.items()}
            for (entrant, column), beside in zip(each.items(), besides(each), strict=True):
                rows.setdefault(entrant.name, [entrant.name]).extend([shown(median(column) * 1e6), beside])
        figures = ("µs per case", f"times {YARDSTICK}'s speed")
        head = [f"K = {cases}: {figure}" for cases in (1, CASES) for figure in figures]
        print_table(["engine", *head], rows.values())


def peak_memories() -> dict[Entrant, int]:
    """Return by how many bytes each entrant lets a process of its own grow."""
    present = [entrant for entrant in ENTRANTS if entrant.takes_part and not entrant.collects]
    commands = [[sys.executable, __file__, "--memory", entrant.name] for entrant in present]
    children = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603  # ourselves
        for command in commands
    ]
    grown = [child.communicate()[0] for child in children]
    if any(child.returncode for child in children):
        sys.exit("error: an engine failed when its memory was measured")
    return {entrant: int(number) for entrant, number in zip(present, grown, strict=True)}


def memory_growth(entrant: Entrant) -> int:
    """Return by how many bytes this process grows at its peak while ``entrant`` computes its neurons.

    It has computed two of them before: what an engine needs at all is not counted.
    """
    for count in (2, entrant.neurons):
        before = peak()
        program = neurons(count)
        one_pass(entrant.make(program, program.points(entrant.cases)))
    return peak() - before


def peak() -> int:
    """Return the most memory that this process has had, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def print_memory(grown: dict[Entrant, int]) -> None:
    """Print the peak memory of each engine."""
    print("\n## Peak memory")
    print("\nBy how much a process of its own grows beyond what it has after its imports and two neurons (ru_maxrss):")
    print("everything from the inputs to the gradients, and for ours the Graph too.")
    rows = []
    for entrant, number in grown.items():
        nodes = neurons(entrant.neurons).nodes
        each = shown(number / nodes / entrant.cases)
        rows.append([entrant.name, f"{entrant.neurons:,}", shown(number / MEGABYTE), shown(number / nodes), each])
    print_table(["engine", "neurons", "MB", "bytes per node", "bytes per node and case"], rows)


if __name__ == "__main__":
    use_one_thread()
    main()
