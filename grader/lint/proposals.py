"""Cases that would reject what the cases of a problem let pass: in small numbers, as text to paste into the spec."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from grader import expected
from grader.cases import PUBLIC_SALT, all_cases
from grader.errors import GraderError
from grader.lint.board import boards_of
from grader.lint.trials import Trial
from grader.model import Case, CaseKind, ExactCase, Input, Problem, distinct_sizes
from reference.chance import uniform
from reference.domain import sound_cases
from reference.kinks import on_kink
from reference.op import Array
from reference.tape import forward

DECIMALS = (0, 1, 2)  # of the numbers in a case, the fewest first
TRIED = 32  # cases with each number of decimals
MOST = 3  # cases that are proposed: whatever these do not reject needs random cases
LEAST_SIZE = 2  # along a dimension where it may be so long: a sum over one element is that element
LOW, HIGH = Fraction(-4), Fraction(4)  # where the author gives no range


@dataclass(frozen=True, eq=False)
class Proposal:
    """A case that could be added.

    Attributes:
        name: of the case, which no other has.
        yaml: the case as an entry of the list of cases, on one line.
        kills: the trials of wrong answers that it would reject.
    """

    name: str
    yaml: str
    kills: frozenset[Trial]


def propose(problem: Problem, survivors: Sequence[Trial]) -> tuple[Proposal, ...]:
    """Return a few cases that reject as many of ``survivors`` as they can, the most useful one first."""
    drawn = {case.name: case for case in _drawn(problem)}
    kills = _kills(problem, drawn, survivors)
    left, chosen = set(survivors), list[Proposal]()
    while kills and len(chosen) < MOST:
        best = min(kills, key=lambda name: (-len(kills[name] & left), len(_inputs_text(problem, drawn[name]))))
        if not kills[best] & left:
            break
        name = _free_name(problem, len(chosen))
        text = f"- {{name: {name}, inputs: {{{_inputs_text(problem, drawn[best])}}}}}"
        chosen.append(Proposal(name, text, frozenset(kills[best] & left)))
        left -= kills[best]
    return tuple(chosen)


def _free_name(problem: Problem, number: int) -> str:
    """Return a name that no case has, the same for the same ``number``."""
    taken = {case.name for case in problem.cases}
    free = (f"lint {count}" for count in range(1, len(taken) + MOST + 1))
    return [name for name in free if name not in taken][number]


def _drawn(problem: Problem) -> Iterator[ExactCase]:
    """Yield cases in few digits, at small sizes."""
    sizes = distinct_sizes(
        {
            dim: sorted(range(least, most + 1), key=lambda size: (size < LEAST_SIZE, size))
            for dim, (least, most) in problem.dims.items()
        }
    )
    for decimals in DECIMALS:
        columns = {given.name: _column(given, given.sized(sizes), decimals) for given in problem.inputs}
        for index in range(TRIED):
            yield ExactCase(
                f"{decimals}/{index}", {name: np.asarray(column[index]) for name, column in columns.items()}
            )


def _column(given: Input, shape: tuple[int, ...], decimals: int) -> Array:
    """Return numbers for one input as Fractions, ``(TRIED, *shape)``, with so many decimals as its range allows."""
    low, high = (LOW, HIGH) if given.low is None or given.high is None else (given.low, given.high)
    steps = 10**decimals
    while low * steps > math.floor(high * steps) or (low < high and math.floor((high - low) * steps) < 1):
        steps *= 10
    first, last = math.ceil(low * steps), math.floor(high * steps)
    shares = uniform(f"lint/{given.name}/{decimals}".encode(), TRIED * math.prod(shape))
    numbers = [Fraction(first + int(share * (last - first + 1)), steps) for share in shares.tolist()]
    return np.array(numbers, dtype=object).reshape(TRIED, *shape)


def _kills(problem: Problem, drawn: Mapping[str, ExactCase], survivors: Sequence[Trial]) -> dict[str, frozenset[Trial]]:
    """Return, for each case at which everything is smooth, which of ``survivors`` are wrong there."""
    there = replace(problem, cases=tuple(drawn.values()), random_cases=0)
    # as random ones: of the author's own cases a single one that cannot be judged would be an error
    cases = [replace(case, kind=CaseKind.RANDOM, exact=None) for case in all_cases(there, PUBLIC_SALT)]
    kills: dict[str, set[Trial]] = {}
    try:
        boards = boards_of(there, expected.questions(there, _smooth(problem, cases)))
    except (GraderError, ValueError):  # nothing that is left can be judged
        return {}
    for trial in survivors:
        for board in boards:
            if board.ask is trial.ask:
                for name, off in zip(board.cases, board.missed_by(trial.mutant), strict=True):
                    if off > 1:
                        kills.setdefault(name, set()).add(trial)
    return {name: frozenset(trials) for name, trials in kills.items()}


def _smooth(problem: Problem, cases: Sequence[Case]) -> list[Case]:
    """Return the cases inside every domain and away from every kink."""
    inputs = {given.name: np.stack([case.inputs[given.name] for case in cases]) for given in problem.inputs}
    tape = forward(problem.graph, inputs, cases[0].dims)
    good = sound_cases(tape) & ~on_kink(tape)
    return [case for case, fine in zip(cases, good, strict=True) if fine]


def _inputs_text(problem: Problem, case: ExactCase) -> str:
    """Return the inputs of a case as the entries of a mapping."""
    return ", ".join(f"{given.name}: {_number_text(case.inputs[given.name])}" for given in problem.inputs)


def _number_text(value: Array) -> str:
    """Return a number, or nested lists of them; whole numbers without a point."""
    shown = np.vectorize(lambda number: int(number) if number == int(number) else float(number), otypes=[object])
    nested: list[object] = shown(value).tolist()
    return str(nested)
