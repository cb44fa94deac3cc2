"""Right answers at many points at once, and how far from them any other answers are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.expected import Question
from grader.expected.grouped import Group, answers_of, grouped
from grader.model import AskKind, CaseKind, Key, Problem
from reference.mutants import Mutant
from reference.op import Array
from reference.solution import solve
from reference.tape import Tape


@dataclass(frozen=True, eq=False)
class Board:
    """What one ask should be answered at points of the same sizes.

    Attributes:
        group: the questions.
        expected: for each key, ``(K, *shape)``.
        within: how far from that an answer may be.
    """

    group: Group
    expected: Mapping[Key, Array]
    within: Mapping[Key, Array]

    @property
    def ask(self) -> AskKind:
        """What is asked."""
        return self.group.ask.kind

    @property
    def tape(self) -> Tape:
        """The values at the points."""
        return self.group.tape

    @property
    def cases(self) -> list[str]:
        """The names of the points."""
        return [question.case.name for question in self.group.questions]

    @property
    def shown(self) -> Array:
        """Which points are the author's and can be seen, ``(K,)``."""
        cases = [question.case for question in self.group.questions]
        return np.array([case.visible and case.kind is CaseKind.EXACT for case in cases])

    def misses(self, answers: Mapping[Any, Array]) -> Array:
        """Return how far answers are off, in tolerances, ``(K,)``: with more than 1 they are wrong at that point.

        An array of another shape, or what is no finite number, is off by infinity.
        """
        keys = list(self.expected)
        if any(np.shape(answers[key]) != self.expected[key].shape for key in keys):
            return np.full(len(self.group.questions), np.inf)
        off: Array = np.maximum.reduce([_times(answers[key], self.expected[key], self.within[key]) for key in keys])
        for index, question in enumerate(self.group.questions):
            if question.mixtures:  # at a kink any of them is right, but the same one for all keys
                rights = [
                    _times(answers[key][[index]], question.mixtures[key], self.within[key][[index]]) for key in keys
                ]
                off[index] = np.maximum.reduce(rights).min()
        return off

    def answers(self, tape: Tape) -> Mapping[Any, Array]:
        """Return the right answers at other values of the same sizes."""
        solution = solve(tape, self.group.inquiry)
        parts: dict[AskKind, Mapping[Any, Array]] = {
            AskKind.FORWARD: solution.values,
            AskKind.LOCALS: solution.local,
            AskKind.BACKWARD: solution.gradients,
            AskKind.UPDATE: solution.updated,
        }
        return parts[self.ask]

    def missed_by(self, mutant: Mutant) -> Array:
        """Return how far someone with this one mistake is off, ``(K,)``."""
        try:
            return self.misses(answers_of(mutant, self.group))
        except ValueError:  # arrays of wrong shapes do not even fit each other
            return np.full(len(self.group.questions), np.inf)


def boards_of(problem: Problem, questions: Sequence[Question]) -> tuple[Board, ...]:
    """Return the boards of ``questions``."""
    return tuple(
        Board(
            group,
            {key: group.expected(key) for key in group.ask.keys},
            {key: group.tolerance(key) for key in group.ask.keys},
        )
        for group in grouped(problem, questions)
    )


def of_kind(boards: Iterable[Board], kind: AskKind) -> tuple[Board, ...]:
    """Return the boards of one ask."""
    return tuple(board for board in boards if board.ask is kind)


def tapes_of(boards: Iterable[Board]) -> list[Tape]:
    """Return a tape for each choice of sizes, with as many of the points as one ask has."""
    largest: dict[str, Tape] = {}
    for board in boards:
        sizes = str(sorted(board.group.questions[0].case.dims.items()))
        if sizes not in largest or len(largest[sizes].output) < len(board.tape.output):
            largest[sizes] = board.tape
    return list(largest.values())


def _times(got: Array, expected: Array, within: Array) -> Array:
    """Return the largest distance of each case in tolerances, ``(K,)``; infinite for what is no number."""
    with np.errstate(all="ignore"):  # of a wrong answer anything may be; without a tolerance only the same is right
        times = np.where(got == expected, 0.0, np.abs(got - expected) / within)
    largest: Array = np.where(np.isnan(times), np.inf, times).reshape(len(times), -1).max(axis=1)
    return largest
