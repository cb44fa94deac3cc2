"""A problem laid out for being looked at: right answers at its own cases, and at many other points."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from grader import expected
from grader.cases import PUBLIC_SALT, all_cases
from grader.lint.board import Board, boards_of, tapes_of
from grader.lint.places import Places
from grader.lint.proposals import Proposal, propose
from grader.lint.trials import Trial, Verdict, chosen, suggested, try_all
from grader.model import CaseKind, Problem
from grader.pipeline import Exam, prepare
from reference.mutants import Mutant
from reference.tape import Tape

MOST_POINTS, FEWEST_POINTS = 256, 32  # at which two answers have to be the same to be called so
NUMBERS = 1 << 18  # that the values at these points may hold: of large graphs fewer points are looked at
SALT = "lint"  # other points than those of practice


@dataclass(frozen=True, eq=False)
class Bench:
    """What judgements are made from.

    Attributes:
        problem: the problem.
        places: where things stand in its spec.
        exam: its cases as they are in practice.
        own: the right answers there.
        elsewhere: the right answers at many other points, of several sizes.
    """

    problem: Problem
    places: Places
    exam: Exam
    own: tuple[Board, ...]
    elsewhere: tuple[Board, ...]

    @cached_property
    def suggested(self) -> list[Mutant]:
        """The wrong answers that the graph suggests."""
        return suggested(self.problem, self.elsewhere)

    @cached_property
    def tried(self) -> Sequence[Mutant]:
        """Those of them that are tried."""
        return chosen(self.problem, self.suggested)

    @cached_property
    def trials(self) -> tuple[Trial, ...]:
        """What became of them."""
        return try_all(self.problem, self.tried, self.own, self.elsewhere)

    @cached_property
    def proposals(self) -> tuple[Proposal, ...]:
        """Cases that would reject what passes now."""
        survivors = [trial for trial in self.trials if trial.verdict is Verdict.SURVIVED]
        return propose(self.problem, survivors) if survivors else ()

    @cached_property
    def tapes(self) -> list[Tape]:
        """The values at its own cases."""
        return tapes_of(self.own)

    @cached_property
    def tapes_elsewhere(self) -> list[Tape]:
        """The values at the other points."""
        return tapes_of(self.elsewhere)

    @property
    def points(self) -> int:
        """How many other points there are."""
        return sum(len(tape.output) for tape in self.tapes_elsewhere)


def lay_out(problem: Problem, places: Places) -> Bench:
    """Return the bench of a problem.

    Raises:
        UsageError: if there are no points at which it can be computed and judged.
        GraderFault: if the reference disagrees with what it is held against.
    """
    exam = prepare(problem, PUBLIC_SALT)
    own = boards_of(problem, exam.questions)
    width = max(board.tape.width for board in own)
    points = max(FEWEST_POINTS, min(MOST_POINTS, NUMBERS // width))
    there = replace(problem, cases=(), random_cases=points)
    questions = expected.questions(there, [case for case in all_cases(there, SALT) if case.kind is CaseKind.RANDOM])
    return Bench(problem, places, exam, own, boards_of(there, questions))
