"""Students with one mistake: each mutant of a problem, with a little noise."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks.diagnosing.paper import Answers, Paper, alike, behaviour, noisy
from grader.diagnosis import MOST_CANDIDATES
from grader.model import AskKind, Diagnosis
from reference.graph import Graph
from reference.mutants import Mutant, Stage
from reference.mutants.mutant import called, equation_of

NOISE = 1e-9
UNNAMED_FACTOR = "wrong factor"  # what such a mistake is called says the factor, which is fitted

THEIRS: Mapping[AskKind, Callable[[Mutant], bool]] = {
    AskKind.FORWARD: lambda mutant: mutant.stage is Stage.FORWARD,
    AskKind.LOCALS: lambda mutant: mutant.stage is Stage.BACKWARD and at_one_edge(mutant),
    AskKind.BACKWARD: lambda mutant: mutant.stage in {Stage.BACKWARD, Stage.ANSWER},
    AskKind.UPDATE: lambda mutant: mutant.stage is Stage.UPDATE,
}
"""Which mistakes are made with an ask. A local gradient stands by itself, so there a wrong rule is several slips."""


@dataclass
class Score:
    """What came of the students with one mistake in one ask of a problem.

    Attributes:
        students: how many there were.
        harmless: mutants whose answers are right, and which are left out.
        unfit: mutants at which the shapes of arrays do not fit each other, so that there is no answer; left out too.
        candidates: for each student, how many explanations a slip has on average.
        full: lists of explanations that are as long as lists may be, and may have been cut.
        several: students who are told of several slips.
        placed: those whose mistake is at one place.
        rightly_placed, nearly_placed: of these the ones to whom it is told; to whom it is, or that of a mistake that
            gives the same answers.
        distinct: those whose answers no other mutant gives.
        named, first: of these the ones to whom the mistake is told, and is told first.
        grouped: of all students those who are told of some mistake that gives their answers.
        misses: what was told to the others, in words.
    """

    students: int = 0
    harmless: int = 0
    unfit: int = 0
    candidates: list[float] = field(default_factory=list)
    full: int = 0
    several: int = 0
    placed: int = 0
    rightly_placed: int = 0
    nearly_placed: int = 0
    distinct: int = 0
    named: int = 0
    first: int = 0
    grouped: int = 0
    misses: list[str] = field(default_factory=list)

    def plus(self, other: "Score") -> "Score":
        """Return what came of the students of both."""
        return Score(**{name: mine + getattr(other, name) for name, mine in vars(self).items()})


def at_one_edge(mutant: Mutant) -> bool:
    """Return whether a mistake is made at one edge of the graph."""
    return bool(mutant.operand) and not mutant.wide


def try_singles(paper: Paper, kind: AskKind, most: int, rng: np.random.Generator) -> Score:
    """Return what is told to each student with one mistake in one ask, or to as many as ``most`` of them."""
    score = Score()
    right, within = behaviour(paper.expected(kind)), paper.within(kind)
    students: list[tuple[Mutant, Answers]] = []
    for mutant in filter(THEIRS[kind], paper.mutants):
        answers = paper.answers(mutant, kind)
        if answers is None:
            score.unfit += 1
        elif alike(right, behaviour(answers), within):
            score.harmless += 1
        else:
            students.append((mutant, answers))
    everyone = [(mutant, behaviour(answers)) for mutant, answers in students]
    for index in sorted(rng.permutation(len(students))[:most]):
        mutant, answers = students[index]
        own = behaviour(answers)
        peers = [other for other, theirs in everyone if alike(own, theirs, within)]
        told = paper.diagnosed({kind: noisy(answers, NOISE, rng)})
        _count(score, _Told(paper.problem.graph, kind, told), mutant, peers)
    return score


def _count(score: Score, told: "_Told", mutant: Mutant, peers: Sequence[Mutant]) -> None:
    """Count what is told to one student."""
    lists = told.lists
    placed, told_place = told.place_matters(mutant), told.places(mutant)
    named = any(told.names(found, mutant) for found in told.found)
    score.students += 1
    score.candidates.append(len(told.found) / max(1, len(lists)))
    score.full += sum(len(one) >= MOST_CANDIDATES for one in lists)
    score.several += len(lists) > 1
    score.placed += placed
    score.rightly_placed += placed and told_place
    score.nearly_placed += placed and any(told.places(peer) for peer in peers)
    score.grouped += any(told.names(found, peer) for found in told.found for peer in peers)
    if len(peers) == 1:
        score.distinct += 1
        score.named += named
        score.first += bool(told.found) and told.names(told.found[0], mutant)
    if (placed and not told_place) or (len(peers) == 1 and not named):
        instead = "; ".join(f"{one.words} [{one.mistake or 'nameless'}]" for one in told.found[:3]) or "nothing"
        wide = " everywhere" if mutant.wide else ""
        score.misses.append(f"{mutant.words} [{mutant.mistake}{wide}]: told is {instead}")


@dataclass(frozen=True, eq=False)
class _Told:
    """What is told to a student about one ask."""

    graph: Graph
    kind: AskKind
    found: tuple[Diagnosis, ...]

    @property
    def lists(self) -> list[list[Diagnosis]]:
        """The explanations of each slip."""
        numbers = sorted({one.slip for one in self.found})
        return [[one for one in self.found if one.slip == number] for number in numbers]

    def place_matters(self, mutant: Mutant) -> bool:
        """Return whether a mistake is made at one place: an edge, or a name."""
        seed = mutant.wrongs is not None and mutant.wrongs.seed is not None
        return bool(mutant.node) and not mutant.wide and not seed and mutant.sweep is None

    def places(self, mutant: Mutant) -> bool:
        """Return whether some explanation is about the place of a mistake."""
        return any(self.at_place(one, mutant) for one in self.found)

    def at_place(self, found: Diagnosis, mutant: Mutant) -> bool:
        """Return whether an explanation is about the place of a mistake.

        That of a whole gradient is its name, or an edge that leads to it. Of values and local gradients only those of
        whole equations are asked for.
        """
        node, operand = (called(self.graph, name) for name in (mutant.node, mutant.operand))
        equation = equation_of(self.graph, mutant.node)
        if self.kind is AskKind.LOCALS:
            hidden = operand not in {*self.graph.inputs, *self.graph.named}
            return found.edge[:1] == (equation,) and (hidden or found.edge[1:] == (operand,))
        if self.kind is AskKind.FORWARD:
            return found.edge in {(node,), (equation,)}
        return found.edge == (equation, operand) if operand else found.edge[-1:] == (node,)

    def names(self, found: Diagnosis, mutant: Mutant) -> bool:
        """Return whether an explanation is that of a mistake: the mistake, at its place."""
        if found.mistake != mutant.mistake:
            return False
        if self.kind is AskKind.UPDATE:
            return not mutant.node or self.at_place(found, mutant)
        by_place = self.kind is AskKind.LOCALS or mutant.mistake == UNNAMED_FACTOR
        return found.words == mutant.words or (by_place and self.at_place(found, mutant))
