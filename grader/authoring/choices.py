"""Which of many cases to show: those that tell most right answers from wrong ones, and are easy to read."""

from collections.abc import Iterator

import numpy as np

from grader.authoring.outlines import Outline
from grader.model import AskKind
from reference.mutants import Mutant, Setting, mutants
from reference.op import Array
from reference.solution import Inquiry, Solution, solve
from reference.tape import Tape, branches, throughout

TOO_LARGE, NEW_SIDE, NEW_WRONG = 10**6, 10**5, 300
"""As how many characters of its numbers it counts that one of them is beyond `LARGE`; what it is worth that a case
takes a side of a kink, or rejects a wrong answer, that no earlier one does."""
NO_GRADIENT, NO_DESCENT, SAME_NUMBER, ZERO, BLIND = 1000, 50, 30, 15, 50
"""The same for a gradient of 0; a step that makes nothing better (or leaves nothing to learn); a number that repeats,
an input within the case or any value of an earlier case; a number that is 0, which tells little; and a wrong answer
that is right there, though another case rejects it."""
LARGE = 1000
SAME = 1e-12  # relative: what is no farther apart is one number, but for rounding
VISIBLE, NOTHING = 1e-3, 1e-9  # relative and absolute: a wrong answer is to differ in the digits that people compare
MOST_STEPS = 8_000  # that the nodes of all wrong answers may take: two seconds; of a larger graph some are tried


def choose(outline: Outline, tape: Tape, inquiry: Inquiry, count: int) -> list[int]:
    """Return up to ``count`` of the cases of ``tape``, the best first, each of them telling something new."""
    solution = solve(tape, inquiry)
    wrong = _rejections(outline, tape, inquiry, solution)
    sides = _rows(list(_sides(tape)), len(tape.output))
    costs = _costs(outline, tape, solution) + BLIND * (~wrong).sum(axis=0)
    values = _beside(list(tape.values.values()))
    chosen: list[int] = []
    while len(chosen) < min(count, len(costs)):
        row = int(np.argmin(costs - NEW_WRONG * wrong.sum(axis=0) - NEW_SIDE * sides.sum(axis=0)))
        chosen.append(row)
        wrong, sides = wrong[~wrong[:, row]], sides[~sides[:, row]]
        costs = costs + SAME_NUMBER * (values == values[row]).sum(axis=1)
        costs[row] = np.iinfo(int).max // 2
    return chosen


def _costs(outline: Outline, tape: Tape, solution: Solution) -> Array:
    """Return how hard each case is to read, and how little there is to learn from it by itself, ``(K,)``."""
    answers = (value for kind in outline.asks for value in outline.answers(kind, solution).values())
    inputs = _beside(list(tape.inputs.values()))
    shown = np.concatenate([inputs, _beside(list(answers))], axis=1)
    costs = np.array([sum(map(_length, row)) for row in shown.tolist()])
    costs += TOO_LARGE * (~(np.abs(shown) <= LARGE)).sum(axis=1)
    costs += SAME_NUMBER * np.array([row.size - len(np.unique(np.abs(row))) for row in inputs])
    costs += NO_GRADIENT * sum(throughout(solution.gradients[name] == 0).astype(int) for name in outline.gradients)
    if outline.updates:
        before, after = tape.output, solution.updated[outline.graph.output]
        costs += NO_DESCENT * ~((after < before) & (np.abs(after) > SAME * np.abs(before)))
    return costs


def _length(number: float) -> int:
    """Return how many characters there are to read; more of powers of ten, and of 0."""
    text = f"{number:.10g}"
    return 2 * len(text) if "e" in text else len(text) if number else ZERO


def _sides(tape: Tape) -> Iterator[Array]:
    """Yield, for each side of each kink that any case takes, which cases do in one element at least, ``(K,)``."""
    for branch in branches(tape):
        yield from ((branch == side).any(axis=1) for side in np.unique(branch))


def _rejections(outline: Outline, tape: Tape, inquiry: Inquiry, right: Solution) -> Array:
    """Return which wrong answers differ visibly from the right ones at which cases, ``(wrong answers, K)``.

    An answer is one to one ask; what is right in all cases is left out.
    """
    parameters = outline.parameters if outline.updates else ()
    rate = 0.0 if inquiry.rate is None else float(inquiry.rate[0])
    every = list(mutants(tape, Setting(outline.gradients, parameters, rate, given=not outline.scalar)))
    some = every[:: -(-len(every) * len(tape.graph.nodes) // MOST_STEPS)]
    found = [row for mutant in some for row in _rejected(outline, mutant, tape, inquiry, right)]
    return _rows([row for row in found if row.any()], len(tape.output))


def _rejected(outline: Outline, mutant: Mutant, tape: Tape, inquiry: Inquiry, right: Solution) -> Iterator[Array]:
    """Yield, for each ask, at which cases someone with this mistake differs visibly, ``(K,)``."""
    with np.errstate(all="ignore"):  # of a wrong answer anything may be
        try:
            wrong = mutant.solution(tape, inquiry)
        except ValueError:  # arrays of wrong shapes do not even fit each other, at any numbers
            return
        for kind in outline.asks:
            yield _differs(outline, kind, right, wrong)


def _differs(outline: Outline, kind: AskKind, right: Solution, wrong: Solution) -> Array:
    """Return at which cases two answers to one ask differ visibly, ``(K,)``."""
    given = outline.answers(kind, wrong)
    differs = [
        np.full(len(value), fill_value=True)
        if given[key].shape != value.shape
        else ~throughout(np.abs(given[key] - value) <= VISIBLE * np.abs(value) + NOTHING)
        for key, value in outline.answers(kind, right).items()
    ]
    anywhere: Array = np.logical_or.reduce(differs)
    return anywhere


def _beside(values: list[Array]) -> Array:
    """Return the numbers of each case side by side, ``(K, numbers)``."""
    return np.concatenate([value.reshape(len(value), -1) for value in values], axis=1)


def _rows(claims: list[Array], cases: int) -> Array:
    """Return claims about cases as an array ``(claims, cases)``, also where there are none."""
    return np.array(claims, dtype=bool).reshape(len(claims), cases)
