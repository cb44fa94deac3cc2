"""What goes wrong with a graph as a whole: how gradients meet, where the pass begins, what is returned."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations

import numpy as np

from reference.graph import Graph
from reference.mutants.mutant import Mutant, Stage, called
from reference.mutants.walk import Flow, Gather, Wrongs, total
from reference.op import Array
from reference.tape import Tape, backward

MATRIX = 2  # axes
MOST_TELLS = 64
"""Values that a pass without order visits: as many as there are paths, so it is looked at in small graphs alone."""
MOST_SWAPS = 28
"""Pairs of names that may be returned in each other's place: those of eight names."""


def meeting_mutants(tape: Tape) -> Iterator[Mutant]:
    """Yield what goes wrong at the names that are used more than once."""
    graph = tape.graph
    uses = Counter(arg for node in graph.nodes for arg in node.args if arg in graph.ancestors)
    shared = [name for name, count in uses.items() if count > 1]
    inputs = [name for name in shared if name not in graph.by_name]
    groups: dict[tuple[str, ...], str] = {(name,): called(graph, name) for name in shared}
    for several, kind in ((shared, "value"), (inputs, "input")):
        if len(several) > 1:
            groups.setdefault(tuple(several), f"each {kind} that is used more than once")
    for names, what in groups.items():
        for kept, gather in KEPT.items():
            yield Mutant(
                "overwritten instead of accumulated",
                Stage.BACKWARD,
                f"of the contributions to the gradient of {what} only the {kept} one is kept",
                "add the contributions up: += instead of =",
                names[0],
                wide=len(names) > 1,
                wrongs=Wrongs(kept=dict.fromkeys(names, gather)),
            )
        inner = [name for name in names if name in graph.by_name]
        if inner:
            for mistake, words, gather in ORDERS:
                yield Mutant(
                    mistake,
                    Stage.BACKWARD,
                    words.format(what=what),
                    "visit the values in reverse order of the forward pass, each once all its users are done",
                    names[0],
                    wide=len(names) > 1,
                    wrongs=Wrongs(passed=dict.fromkeys(inner, gather)),
                )


KEPT: Mapping[str, Gather] = {"last": lambda arrived: arrived[-1], "first": lambda arrived: arrived[0]}


def _repeatedly(arrived: Sequence[Array]) -> Array:
    """Return what is passed on if that is done at each arrival, with all that has arrived by then."""
    return total([total(arrived[: count + 1]) for count in range(len(arrived))])


ORDERS = (
    ("passed on too early", "the gradient of {what} is passed on before all of it has arrived", KEPT["first"]),
    ("passed on more than once", "the gradient of {what} is passed on again at each arrival", _repeatedly),
)


def pass_mutants(tape: Tape, *, given: bool) -> Iterator[Mutant]:
    """Yield what goes wrong with a pass as a whole.

    Args:
        tape: the values.
        given: whether an upstream is given, rather than 1.
    """
    output = called(tape.graph, tape.graph.output)
    seeds: dict[str, tuple[str, Callable[[Tape, Array], Array]]] = {
        "seed missing": (f"the gradient of {output} itself is 0", lambda _tape, right: np.zeros_like(right)),
        "seed is the output": (
            f"the pass begins with {output} where its own gradient belongs",
            lambda tape, _right: tape.output,
        ),
        "seed negative": ("the pass begins with the wrong sign", lambda _tape, right: -right),
        "seed doubled": ("the pass begins with twice what it should", lambda _tape, right: 2 * right),
    }
    if given:
        seeds["upstream ignored"] = (
            "the pass begins with ones where the given upstream belongs",
            lambda _tape, right: np.ones_like(right),
        )
    if given and tape.output.ndim > 1:
        seeds["first of the batch only"] = ("of the given upstream only the first row has a part", _first_row)
    for mistake, (words, seed) in seeds.items():
        begin = f"begin with {'the given upstream' if given else f'd{output}/d{output} = 1'}"
        yield Mutant(mistake, Stage.BACKWARD, words, begin, tape.graph.output, wrongs=Wrongs(seed=seed))
    if 0 < _tells(tape.graph) <= MOST_TELLS:
        yield Mutant(
            "passed on more than once",
            Stage.BACKWARD,
            "each value passes its gradient on at every arrival, down to the inputs, with all that has arrived by then",
            "visit the values in reverse order of the forward pass, each once all its users are done",
            wide=True,
            sweep=_told_at_once,
        )
    every = {(node.name, position): _unchained for node in tape.graph.nodes for position in range(len(node.args))}
    yield Mutant(
        "chain rule forgotten",
        Stage.BACKWARD,
        "each derivative is a local one: nothing is multiplied by the gradient from above",
        "multiply each local derivative by the gradient of the value that it belongs to",
        wrongs=Wrongs(bends=every),
    )


def _tells(graph: Graph) -> int:
    """Return how often something arrives at a value or is begun with, if each passes it on at once; 0 for a tree."""
    arrivals = Counter({graph.output: 1})
    for node in reversed(graph.nodes):
        for arg in node.args:
            arrivals[arg] += arrivals[node.name]
    inner = [arrivals[node.name] for node in graph.nodes]
    return sum(inner) if max(inner) > 1 else 0


def _told_at_once(tape: Tape, upstream: Array | None) -> Mapping[str, Array]:
    """Return the gradients that a recursive pass accumulates which knows no order: a value is told, and tells."""
    found = {name: np.zeros_like(value) for name, value in tape.values.items()}
    found[tape.graph.output] = np.ones_like(tape.output) if upstream is None else upstream
    told = [tape.graph.output]
    while told:
        node = tape.graph.by_name.get(told.pop())
        if node is None:
            continue
        for position, arg in enumerate(node.args):
            flow = Flow(tape, node, position, found[node.name])
            if flow.right_vjp is not None:
                found[arg] = found[arg] + flow.by()
        told.extend(reversed(node.args))
    return found


def _first_row(_tape: Tape, right: Array) -> Array:
    """Return ``right`` with zeros in all rows but the first."""
    rows = np.zeros_like(right)
    rows[:, :1] = right[:, :1]
    return rows


def _unchained(flow: Flow) -> Array:
    """Return the local derivative alone."""
    return flow.arrived(np.ones_like(flow.arriving)).by()


def value_mutants(parameters: Sequence[str], rate: float) -> Iterator[Mutant]:
    """Yield the passes that see a parameter as it is after the step."""
    for moved in dict.fromkeys([(name,) for name in parameters] + [tuple(parameters)]):
        names = " and ".join(moved)
        if moved:
            yield Mutant(
                "updated value used",
                Stage.BACKWARD,
                f"the gradients are computed with {names} as after the step",
                "compute all gradients before any parameter moves",
                moved[0],
                sweep=partial(_after_the_step, moved, rate),
            )


def _after_the_step(moved: Sequence[str], rate: float, tape: Tape, upstream: Array | None) -> Mapping[str, Array]:
    """Return the gradients of a pass that takes the parameters after the step, and all other values from before."""
    right = backward(tape, upstream)
    values = {name: tape.values[name] for name in (*tape.graph.inputs, *(node.name for node in tape.graph.nodes))}
    values |= {name: values[name] - rate * right[name] for name in moved}
    return backward(replace(tape, values=values, levels=None), upstream)


def answer_mutants(tape: Tape, names: Sequence[str]) -> Iterator[Mutant]:
    """Yield right passes of which the wrong thing is returned.

    Args:
        tape: the values.
        names: whose gradients are asked for.
    """
    shapes = {name: tape.values[name].shape for name in names}
    alike = [pair for pair in combinations(names, 2) if shapes[pair[0]] == shapes[pair[1]]]
    for one, other in alike[:MOST_SWAPS]:
        yield Mutant(
            "swapped",
            Stage.ANSWER,
            f"the gradients of {one} and {other} are returned in each other's place",
            "return each under its own name",
            one,
            finish=partial(_swapped, one, other),
        )
    inputs = [name for name in names if name in tape.graph.inputs]
    if len(inputs) > 1:
        yield from _sized(tape, inputs)
    for name in names:
        for mistake, words, change in CHANGES:
            yield Mutant(
                mistake,
                Stage.ANSWER,
                words.format(name=name),
                f"return the gradient of {name} as it was found",
                name,
                finish=partial(_changed, name, change),
            )
        if len(shapes[name][1:]) == MATRIX:
            yield Mutant(
                "transposed",
                Stage.ANSWER,
                f"the gradient of {name} is transposed",
                f"give it the shape of {name}",
                name,
                finish=partial(_changed, name, lambda found, _value: np.swapaxes(found, 1, 2)),
            )
        yield from _sized(tape, [name])


def _sized(tape: Tape, names: Sequence[str]) -> Iterator[Mutant]:
    """Yield the gradients of ``names`` times and divided by the lengths of the axes of the inputs."""
    of = f"the gradient of {names[0]} is" if len(names) == 1 else "the gradients of all inputs are"
    seen = {1}
    for other in tape.graph.inputs:
        for axis, length in enumerate(tape.values[other].shape[1:]):
            if length in seen:
                continue
            seen.add(length)
            what = f"the length of axis {axis} of {other}"
            for mistake, exponent in (("divided by N", -1), ("multiplied by N", 1)):
                yield Mutant(
                    mistake,
                    Stage.ANSWER,
                    f"{of} {mistake.removesuffix(' N')} {what}",
                    "leave that factor out" if exponent < 0 else "is a 1/N missing?",
                    names[0],
                    wide=len(names) > 1,
                    finish=partial(_by_length, names, partial(_power_of_length, other, axis, exponent)),
                )


Change = Callable[[Array, Array], Array]
CHANGES: tuple[tuple[str, str, Change], ...] = (
    ("returned as 0", "the gradient of {name} is returned as 0", lambda found, _value: np.zeros_like(found)),
    ("returned as 1", "the gradient of {name} is returned as ones", lambda found, _value: np.ones_like(found)),
    ("sign flipped", "the sign of the gradient of {name} is flipped", lambda found, _value: -found),
    ("doubled", "the gradient of {name} is returned twice as large", lambda found, _value: 2 * found),
    ("halved", "the gradient of {name} is returned half as large", lambda found, _value: found / 2),
    ("value returned", "{name} itself is returned where its gradient belongs", lambda _found, value: value),
)


def _swapped(one: str, other: str, found: Mapping[str, Array], _tape: Tape) -> Mapping[str, Array]:
    return {**found, one: found[other], other: found[one]}


def _changed(name: str, change: Change, found: Mapping[str, Array], tape: Tape) -> Mapping[str, Array]:
    return {**found, name: change(found[name], tape.values[name])}


def _by_length(
    names: Sequence[str], length: Callable[[Tape], float], found: Mapping[str, Array], tape: Tape
) -> Mapping[str, Array]:
    return {**found, **{name: found[name] * length(tape) for name in names}}


def _power_of_length(other: str, axis: int, exponent: int, tape: Tape) -> float:
    """Return how long an axis of an input is, or its reciprocal."""
    return float(float(tape.values[other].shape[axis + 1]) ** exponent)
