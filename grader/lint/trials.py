"""Every wrong answer that a graph suggests, put to the cases of its problem."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from grader.expected.grouped import setting_of
from grader.lint.board import Board, of_kind
from grader.lint.reasons import reason_for
from grader.model import AskKind, Problem
from reference.mutants import Mutant, Stage, mutants
from reference.op import Array

STAGES = {
    AskKind.FORWARD: {Stage.FORWARD},
    AskKind.LOCALS: {Stage.BACKWARD},
    AskKind.BACKWARD: {Stage.BACKWARD, Stage.ANSWER},
    AskKind.UPDATE: {Stage.BACKWARD, Stage.ANSWER, Stage.UPDATE},
}
"""Where the mistakes are made that an ask is to find."""
MOST_STEPS = 300_000  # that the nodes of all mutants may take for one ask: a few seconds; of more, some are tried
NO_NUMBERS = "it gives arrays of another shape, or no finite numbers"


class Verdict(Enum):
    """What became of a wrong answer."""

    REJECTED = "rejected"
    EQUIVALENT = "equivalent"
    SURVIVED = "survived"


@dataclass(frozen=True, eq=False)
class Trial:
    """One wrong answer to one ask.

    Attributes:
        mutant: the mistake.
        ask: what it is an answer to.
        verdict: what became of it.
        margin: by how many tolerances it is wrong where it is wrong most.
        case: the case where that is.
        shown: the same as ``margin`` for the author's visible cases alone.
        reason: why it is the same as a right answer, or what is wrong with it besides numbers; may be empty.
    """

    mutant: Mutant
    ask: AskKind
    verdict: Verdict
    margin: float
    case: str
    shown: float
    reason: str


def try_all(
    problem: Problem, tried: Sequence[Mutant], own: Sequence[Board], elsewhere: Sequence[Board]
) -> tuple[Trial, ...]:
    """Return a trial of each mutant for each ask that it concerns.

    Args:
        problem: the problem.
        tried: the mutants.
        own: the right answers at its own cases.
        elsewhere: the same at many other points: a mutant that is right there too is no wrong answer.
    """
    return tuple(
        _try(mutant, of_kind(own, ask.kind), of_kind(elsewhere, ask.kind))
        for ask in problem.asks
        for mutant in tried
        if _concerns(mutant, of_kind(own, ask.kind)[0])
    )


def suggested(problem: Problem, boards: Sequence[Board]) -> list[Mutant]:
    """Return every mutant of the graph of ``problem``, whose values stand on ``boards``."""
    return list(mutants(_varied(boards).tape, setting_of(problem)))


def chosen(problem: Problem, every: Sequence[Mutant]) -> Sequence[Mutant]:
    """Return the mutants that are tried: all of them, but of a large graph as many as there is time for."""
    return every[:: -(-len(every) * len(problem.graph.nodes) // MOST_STEPS)]


def _varied(boards: Sequence[Board]) -> Board:
    """Return the board on which fewest sizes are the same: values of one shape are taken for each other."""

    def sizes(board: Board) -> int:
        return len(set(board.group.questions[0].case.dims.values()))

    return max(boards, key=sizes)


def _concerns(mutant: Mutant, board: Board) -> bool:
    """Return whether someone with this mistake can give a wrong answer to the ask of ``board``."""
    if mutant.stage not in STAGES[board.ask]:
        return False
    if board.ask is not AskKind.LOCALS:
        return True
    return bool(mutant.operand) and not set(board.group.inquiry.equations).isdisjoint(_equations(mutant, board))


def _equations(mutant: Mutant, board: Board) -> Iterator[str]:
    """Yield the equations in which a mistake is made."""
    places = mutant.wrongs.bends if mutant.wrongs is not None else ()
    yield from (board.tape.graph.by_name[name].equation for name, _ in places)


def _try(mutant: Mutant, own: Sequence[Board], elsewhere: Sequence[Board]) -> Trial:
    """Return what becomes of one mutant for one ask."""
    misses = np.concatenate([board.missed_by(mutant) for board in own])
    names = [name for board in own for name in board.cases]
    shown = np.concatenate([board.shown for board in own])
    worst = int(np.argmax(misses))
    margin = float(misses[worst])
    verdict, reason = Verdict.REJECTED, "" if np.isfinite(margin) else NO_NUMBERS
    if not rejected(misses):
        same = not any(rejected(board.missed_by(mutant)) for board in elsewhere)
        verdict = Verdict.EQUIVALENT if same else Verdict.SURVIVED
        reason = reason_for(mutant, elsewhere) if same else ""
    return Trial(mutant, own[0].ask, verdict, margin, names[worst], float(misses[shown].max(initial=0)), reason)


def rejected(misses: Array) -> bool:
    """Return whether an answer that is off so far is wrong at any point."""
    return bool((misses > 1).any())
