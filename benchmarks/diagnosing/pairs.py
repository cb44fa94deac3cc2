"""Students with two mistakes in `backward`, at different edges: no single mistake should be made to explain them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import combinations

import numpy as np

from benchmarks.diagnosing.paper import Behaviour, Paper, alike, behaviour, noisy
from benchmarks.diagnosing.singles import NOISE, THEIRS, at_one_edge
from grader.model import AskKind, Diagnosis
from reference.mutants import Mutant, Stage
from reference.mutants.walk import Wrongs
from reference.op import Array
from reference.tape import Tape

KIND = AskKind.BACKWARD


@dataclass
class Count:
    """What came of the students with two mistakes.

    Attributes:
        students: how many there were.
        explained: to how many one slip was told that has a name.
        single: further pairs that answer like a single mutant, or like one edge that is off by a factor.
        single_explained: of these the ones to whom one was told.
        misses: what was told to the explained, in words.
    """

    students: int = 0
    explained: int = 0
    single: int = 0
    single_explained: int = 0
    misses: list[str] = field(default_factory=list)


def try_pairs(paper: Paper, wanted: int, rng: np.random.Generator) -> Count:
    """Return what is told to so many students with two mistakes, or to all if there are no more."""
    count = Count()
    if KIND not in paper.groups:
        return count
    crowd = _Crowd(paper)
    pairs = list(combinations(range(len(crowd.single)), 2))
    for index in rng.permutation(len(pairs)):
        if count.students == wanted:
            break
        one, other = (crowd.single[place] for place in pairs[index])
        _try_pair(count, crowd, one, other, rng)
    return count


@dataclass(frozen=True, eq=False)
class _Student:
    """Someone with known mistakes, and what comes of them."""

    mutant: Mutant
    answers: Behaviour


class _Crowd:
    """Every student with one mistake, and which of them may be put together.

    Attributes:
        everyone: all whose answers are wrong.
        size: of each number in a `Behaviour`, which of the sizes of cases it belongs to.
        single: of these the ones whose mistake is at one place, and may be made together with others.
    """

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.within, self.right = paper.within(KIND), behaviour(paper.expected(KIND))
        lengths = [behaviour([answer]).numbers.size for answer in paper.expected(KIND)]
        self.size = np.repeat(range(len(lengths)), lengths)
        found = ((mutant, paper.answers(mutant, KIND)) for mutant in paper.mutants if THEIRS[KIND](mutant))
        students = [_Student(mutant, behaviour(answers)) for mutant, answers in found if answers is not None]
        self.everyone = [one for one in students if not self.alike(one.answers, self.right)]
        self.single = [one for one in self.everyone if _may_join(one.mutant)]

    def alike(self, one: Behaviour, other: Behaviour) -> bool:
        """Return whether two answer the same."""
        return alike(one, other, self.within)

    def like_one(self, answers: Behaviour) -> bool:
        """Return whether one mutant, or one edge that is off by a factor, gives the same answers.

        Gradients are linear in the derivative along an edge: what one gives that is off by c lies c times as far from
        what one gives that is 0. The factor may depend on sizes: half of 1/N is one mistake, or two.
        """
        if any(self.alike(one.answers, answers) for one in self.everyone):
            return True
        if answers.shapes != self.right.shapes:
            return False
        dropped = (one.answers for one in self.everyone if one.mutant.mistake == "dropped" and at_one_edge(one.mutant))
        return any(self._along(self.right.numbers - one.numbers, answers) for one in dropped)

    def _along(self, direction: Array, answers: Behaviour) -> bool:
        """Return whether answers are off by multiples of ``direction``, one for the cases of each size."""
        weighed = 1 / np.where(self.within > 0, self.within, np.inf) ** 2 * direction
        products, squares = (
            self._of_size(weighed * (answers.numbers - self.right.numbers)),
            self._of_size(weighed * direction),
        )
        excess = np.divide(products, squares, out=np.zeros_like(squares), where=squares > 0)
        return self.alike(replace(answers, numbers=self.right.numbers + excess[self.size] * direction), answers)

    def _of_size(self, numbers: Array) -> Array:
        """Return the sums over the cases of each size."""
        return np.bincount(self.size, numbers)


def _may_join(mutant: Mutant) -> bool:
    """Return whether a mistake is made at one place, and is one that others can be added to."""
    seed = mutant.wrongs is not None and mutant.wrongs.seed is not None
    return bool(mutant.node) and not mutant.wide and not seed and mutant.sweep is None


def _try_pair(count: Count, crowd: _Crowd, one: _Student, other: _Student, rng: np.random.Generator) -> None:
    """Count what is told to a student with two mistakes, if these are two."""
    if not _apart(one.mutant, other.mutant):
        return
    answers = crowd.paper.answers(together(one.mutant, other.mutant), KIND)
    if answers is None or not np.isfinite(behaviour(answers).numbers).all():
        return
    own = behaviour(answers)
    if any(crowd.alike(own, known) for known in (crowd.right, one.answers, other.answers)):
        return
    told = crowd.paper.diagnosed({KIND: noisy(answers, NOISE, rng)})
    if crowd.like_one(own):
        count.single += 1
        count.single_explained += by_one(told)
        return
    count.students += 1
    if by_one(told):
        count.explained += 1
        words = f"{one.mutant.words} [{one.mutant.mistake}], and {other.mutant.words} [{other.mutant.mistake}]"
        count.misses.append(f"{words}: told is {told[0].words} [{told[0].mistake}]")


def by_one(told: Sequence[Diagnosis]) -> bool:
    """Return whether one mistake is said to explain everything."""
    return len({one.slip for one in told}) == 1 and any(one.mistake for one in told)


def _apart(one: Mutant, other: Mutant) -> bool:
    """Return whether two mistakes are made at different edges; all that lead to a name are those of its gradient."""
    if at_one_edge(one) and at_one_edge(other):
        return (one.node, one.operand) != (other.node, other.operand)
    return (one.operand or one.node) != (other.operand or other.node)


def together(one: Mutant, other: Mutant) -> Mutant:
    """Return the mutant that makes two mistakes."""
    wrongs = [mutant.wrongs for mutant in (one, other) if mutant.wrongs is not None]
    finishes = [mutant.finish for mutant in (one, other) if mutant.finish is not None]
    merged = Wrongs(
        {place: bend for each in wrongs for place, bend in each.bends.items()},
        {name: gather for each in wrongs for name, gather in each.kept.items()},
        {name: gather for each in wrongs for name, gather in each.passed.items()},
    )
    return Mutant("two", Stage.BACKWARD, "two mistakes", "", wrongs=merged, finish=partial(_finished, finishes))


Finish = Callable[[Mapping[str, Array], Tape], Mapping[str, Array]]


def _finished(finishes: Sequence[Finish], found: Mapping[str, Array], tape: Tape) -> Mapping[str, Array]:
    """Return what is returned after one finish and the other."""
    for finish in finishes:
        found = finish(found, tape)
    return found
