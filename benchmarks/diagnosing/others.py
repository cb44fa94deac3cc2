"""Students who are right, to whom nothing may be told, and those who get everything wrong, who take longest."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from benchmarks.diagnosing.paper import Paper, noisy
from benchmarks.diagnosing.singles import at_one_edge
from benchmarks.timing import seconds
from grader.expected.grouped import Group
from grader.model import AskKind, Key
from reference.graph import Node
from reference.mutants import Stage
from reference.op import Array
from reference.solution import solve
from reference.tape import replay

ROUNDING = 1e-12  # of a number
ULP = 2.0**-52  # of a value on the way: what computing it in another order may do
SHORT = 2.0**20
"""A number that times this is an integer is exact, in whatever order it is computed."""


def told_though_right(paper: Paper, students: int, rng: np.random.Generator) -> int:
    """Return how many mistakes are told to so many students who are right, up to rounding."""
    told = 0
    for number in range(students):
        if number % 2:
            given = {kind: noisy(paper.expected(kind), ROUNDING, rng) for kind in paper.groups}
        else:
            given = {kind: [_otherwise(group, rng) for group in groups] for kind, groups in paper.groups.items()}
        told += len(paper.diagnosed(given))
    return told


def _otherwise(group: Group, rng: np.random.Generator) -> Mapping[Key, Array]:
    """Return the right answers where each value on the way that is rounded at all is rounded otherwise."""

    def hook(_node: Node, value: Array) -> Array:
        return np.where(value * SHORT % 1 == 0, value, value * (1 + ULP * rng.choice([-1, 0, 1], value.shape)))

    found = solve(replay(group.tape, group.tape.inputs, hook), group.inquiry, hook)
    by_ask: Mapping[AskKind, Mapping[Any, Array]] = {
        AskKind.FORWARD: found.values,
        AskKind.LOCALS: found.local,
        AskKind.BACKWARD: found.gradients,
        AskKind.UPDATE: found.updated,
    }
    return {key: by_ask[group.ask.kind][key] for key in group.ask.keys}


def milliseconds(paper: Paper, students: int, rng: np.random.Generator) -> list[float]:
    """Return what it takes to diagnose so many students who get every ask wrong, all by one mistake but the values.

    Their values are wrong by a mistake of their own, and nothing else follows from them: no single mistake explains
    that, so everything is tried.
    """
    values = [mutant for mutant in paper.mutants if mutant.stage is Stage.FORWARD]
    edges = [mutant for mutant in paper.mutants if mutant.stage is Stage.BACKWARD and at_one_edge(mutant)]
    taken: list[float] = []
    while len(taken) <= students:
        made = dict.fromkeys(paper.groups, edges[rng.integers(len(edges))])
        made[AskKind.FORWARD] = values[rng.integers(len(values))]
        answers = {kind: paper.answers(made[kind], kind) for kind in paper.groups}
        given = {kind: answer for kind, answer in answers.items() if answer is not None}
        taken.append(1e3 * seconds(partial(paper.diagnosed, given)))
    return taken[1:]  # the first one imports, too
