"""A problem as it is put to students, what students with known mistakes answer, and what is diagnosed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from grader.cases import PUBLIC_SALT, all_cases
from grader.diagnosis import diagnose
from grader.diagnosis.evidence import Reading
from grader.expected import questions
from grader.expected.grouped import Group, answers_of, grouped, setting_of
from grader.model import AskKind, CaseKind, Diagnosis, Key, Problem
from reference.mutants import Mutant, mutants
from reference.op import Array

Answers = Sequence[Mapping[Key, Array]]
"""To one ask: for the cases of each size, what each key is answered with, ``(K, *shape)``."""

SAME = 1e-9
"""Of a number: two answers that are as near are one, whatever is asked."""


@dataclass(frozen=True, eq=False)
class Behaviour:
    """What someone answers to one ask at all cases.

    Attributes:
        shapes: of the answers, key by key.
        numbers: all of them, in a row.
    """

    shapes: tuple[tuple[int, ...], ...]
    numbers: Array


class Paper:
    """A problem with all that is asked; cases on a kink and those asked again are left out, as diagnosis does.

    Attributes:
        problem: the problem.
        questions: all that are put.
        groups: the same by ask, and by the sizes of their cases.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        asked = questions(problem, all_cases(problem, PUBLIC_SALT))
        self.questions = [one for one in asked if not one.mixtures and one.case.kind is not CaseKind.REPEAT]
        self.groups: dict[AskKind, list[Group]] = {ask.kind: [] for ask in problem.asks}
        for group in grouped(problem, self.questions):
            self.groups[group.ask.kind].append(group)

    @cached_property
    def mutants(self) -> list[Mutant]:
        """Every mistake that the problem suggests, at the sizes of most cases."""
        largest = max((group for of_ask in self.groups.values() for group in of_ask), key=lambda one: len(one.places))
        return list(mutants(largest.tape, setting_of(self.problem)))

    @cached_property
    def right(self) -> list[Reading]:
        """The right answer to each question."""
        return [{key: target.value for key, target in one.targets.items()} for one in self.questions]

    def expected(self, kind: AskKind) -> Answers:
        """Return the right answers to one ask."""
        return [{key: group.expected(key) for key in group.ask.keys} for group in self.groups[kind]]

    def within(self, kind: AskKind) -> Array:
        """Return how far each number of the right answers may be off, in the order of `Behaviour`."""
        return behaviour([{key: one.tolerance(key) for key in one.ask.keys} for one in self.groups[kind]]).numbers

    def answers(self, mutant: Mutant, kind: AskKind) -> Answers | None:
        """Return what someone with one mistake answers; None where the shapes of arrays do not even fit each other."""
        try:
            with np.errstate(all="ignore"):  # of what a mistake gives anything may be
                found = [answers_of(mutant, group) for group in self.groups[kind]]
        except ValueError:
            return None
        return [{key: one[key] for key in group.ask.keys} for one, group in zip(found, self.groups[kind], strict=True)]

    def diagnosed(self, given: Mapping[AskKind, Answers]) -> tuple[Diagnosis, ...]:
        """Return what is told to someone who answers some asks like this, and the others rightly."""
        return diagnose(self.problem, self.questions, self.readings(given))

    def readings(self, given: Mapping[AskKind, Answers]) -> list[Reading]:
        """Return the numbers of each answer, as far as they are finite: the grader reads no others."""
        readings = list(self.right)
        for kind, answers in given.items():
            for group, answer in zip(self.groups[kind], answers, strict=True):
                for row, place in enumerate(group.places):
                    of_case = {key: array[row] for key, array in answer.items()}
                    readings[place] = {key: got for key, got in of_case.items() if np.isfinite(got).all()}
        return readings


def noisy(answers: Answers, share: float, rng: np.random.Generator) -> Answers:
    """Return the same with random errors, ``share`` of each number."""
    return [
        {key: array * (1 + share * rng.standard_normal(array.shape)) for key, array in answer.items()}
        for answer in answers
    ]


def behaviour(answers: Answers) -> Behaviour:
    """Return all numbers in a row."""
    arrays = [array for answer in answers for array in answer.values()]
    return Behaviour(tuple(array.shape for array in arrays), np.concatenate([array.ravel() for array in arrays]))


def alike(one: Behaviour, other: Behaviour, within: Array) -> bool:
    """Return whether two answer the same, as far as ``within`` tells; of other shapes only `SAME` tells."""
    if one.shapes != other.shapes:
        return False
    loose = within if len(within) == len(one.numbers) else np.zeros(1)
    with np.errstate(all="ignore"):
        far = np.flatnonzero(~(np.abs(one.numbers - other.numbers) <= loose + SAME * np.abs(one.numbers)))
    return not np.isfinite([one.numbers[far], other.numbers[far]]).any()
