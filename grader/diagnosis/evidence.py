"""What a student answered to one ask, side by side with what is right."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from grader.closeness import close
from grader.expected import Question
from grader.expected.grouped import Group, grouped
from grader.model import Ask, AskKind, CaseKind, Key, Problem
from reference.op import Array
from reference.solution import Inquiry
from reference.tape import Tape, throughout

MOST_WRONG, MOST_RIGHT = 12, 6
"""Cases of one size that are looked at: eight at random tell mistakes apart as well as any number does."""

LOOSE = 1_000
"""Times the tolerance of a verdict: a wrong formula that is rounded is still that formula."""
RELATIVE = 1e-6
"""Of what a mistake would give: the same, where that is larger than what is right."""

Name = TypeVar("Name", bound=Key)
Reading = Mapping[Key, Array]
"""The numbers of one answer, of whatever shape; a key that could not be read is not there."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """The answers to one ask at cases of the same sizes.

    Attributes:
        ask: what was asked.
        output: the name of the graph's output.
        tape: the right values, as plain arrays.
        inquiry: what was asked of the reference.
        right: what each key should be, ``(K, *shape)``.
        within: how far an answer may be from it.
        given: what the student answered, for the keys whose shape is right in every case.
        misshapen: the same for those that have one wrong shape in every case.
        names: of the cases.
        infinite: the keys that are not finite at other cases, which are left out.
    """

    ask: Ask
    output: str
    tape: Tape
    inquiry: Inquiry
    right: Mapping[Key, Array]
    within: Mapping[Key, Array]
    given: Mapping[Key, Array]
    misshapen: Mapping[Key, Array]
    names: tuple[str, ...]
    infinite: tuple[Key, ...] = ()

    @property
    def wrong(self) -> tuple[Key, ...]:
        """The keys that are wrong in some case, in the order in which feedback is given."""
        return tuple(key for key, got in self.given.items() if not self.is_right(key, got))

    def at(self, rows: Sequence[int]) -> "Evidence":
        """Return the evidence of some of the cases."""
        chosen = list(rows)
        return replace(
            self,
            tape=Tape(self.tape.graph, _taken(self.tape.values, chosen), self.tape.layouts),
            inquiry=at_cases(self.inquiry, chosen),
            right=_taken(self.right, chosen),
            within=_taken(self.within, chosen),
            given=_taken(self.given, chosen),
            misshapen=_taken(self.misshapen, chosen),
            names=tuple(self.names[row] for row in chosen),
        )

    def is_right(self, key: Key, got: Array) -> bool:
        """Return whether ``got`` would be a right answer in every case."""
        return bool(close(got, self.right[key], self.within[key]).all())

    def fits(self, key: Key, supposed: Array) -> bool:
        """Return whether what was given is what a mistake would give, as far as one can tell."""
        return self.near(key, self.given[key], supposed)

    def all_fit(self) -> bool:
        """Return whether every answer is right, as far as one can tell."""
        return all(self.fits(key, self.right[key]) for key in self.given)

    @property
    def off(self) -> tuple[Key, ...]:
        """The keys that are wrong in some case, by more than rounding could make them."""
        return tuple(key for key in self.given if not self.fits(key, self.right[key]))

    def near(self, key: Key, got: Array, supposed: Array) -> bool:
        """Return whether two answers for ``key`` are the same, as far as one can tell."""
        if got.shape != supposed.shape:
            return False
        with np.errstate(all="ignore"):
            within = LOOSE * self.within[key] + RELATIVE * np.abs(supposed)
            return bool(((np.abs(got - supposed) <= within) & np.isfinite(supposed)).all())

    def where_near(self, key: Key, supposed: Array) -> Array:
        """Return where what was given is what each of several mistakes would give, ``(mistakes, K, *shape)``."""
        with np.errstate(all="ignore"):
            within = LOOSE * self.within[key] + RELATIVE * np.abs(supposed)
            near: Array = np.abs(self.given[key] - supposed) <= within
            return near & np.isfinite(supposed)


def collect(problem: Problem, questions: Sequence[Question], readings: Sequence[Reading]) -> Iterator[Evidence]:
    """Yield the evidence on each ask, for each choice of sizes, where there is any.

    Cases on a kink are left out, as several answers are right there, and those that only vary the upstream of another.

    Args:
        problem: the problem.
        questions: all that were put.
        readings: for each question, the numbers that came back; empty where none did.
    """
    told = [
        (question, reading)
        for question, reading in zip(questions, readings, strict=True)
        if reading and not question.mixtures and question.case.kind is not CaseKind.LINEARITY
    ]
    for group in grouped(problem, [question for question, _ in told]):
        yield _evidence(problem, group, [told[place][1] for place in group.places])


def _evidence(problem: Problem, group: Group, readings: Sequence[Reading]) -> Evidence:
    """Return the evidence of the cases of ``group`` that tell most."""
    right = {key: group.expected(key) for key in group.questions[0].targets}
    within = {key: group.tolerance(key) for key in right}
    finite = np.ones(len(readings), dtype=bool)
    fine = np.ones(len(readings), dtype=bool)
    infinite = []
    for key, expected in right.items():
        bounded, close_by = _judged(key, expected, within[key], readings)
        infinite += [] if bounded.all() else [key]
        finite &= bounded
        fine &= close_by
    wrong = [row for row in range(len(readings)) if finite[row] and not fine[row]]
    others = [row for row in range(len(readings)) if fine[row]]
    chosen = sorted([*wrong[:MOST_WRONG], *others[:MOST_RIGHT]])
    given: dict[Key, Array] = {}
    misshapen: dict[Key, Array] = {}
    for key, expected in right.items():
        arrays = [readings[row][key] for row in chosen if key in readings[row]]
        if arrays and len(arrays) == len(chosen) and len({array.shape for array in arrays}) == 1:
            stacked = np.array(arrays)
            (given if stacked.shape[1:] == expected.shape[1:] else misshapen)[key] = stacked
    return Evidence(
        group.ask,
        problem.graph.output,
        Tape(group.tape.graph, _taken(group.tape.values, chosen), group.tape.layouts),
        at_cases(group.inquiry, chosen),
        _taken(right, chosen),
        _taken(within, chosen),
        given,
        misshapen,
        tuple(group.questions[row].case.name for row in chosen),
        tuple(infinite),
    )


def _judged(key: Key, expected: Array, within: Array, readings: Sequence[Reading]) -> tuple[Array, Array]:
    """Return in which cases what was answered for ``key`` is finite, and in which it is right, ``(K,)`` each."""
    shape = expected.shape[1:]
    finite, right = np.ones(len(readings), dtype=bool), np.zeros(len(readings), dtype=bool)
    there = []
    for row, reading in enumerate(readings):
        if key in reading and reading[key].shape == shape:
            there.append(row)
        elif key in reading:
            finite[row] = np.isfinite(reading[key]).all()
    if there:
        given = np.array([readings[row][key] for row in there])
        finite[there] = throughout(np.isfinite(given))
        right[there] = throughout(close(given, expected[there], within[there]))
    return finite, right


def _taken(arrays: Mapping[Name, Array], chosen: list[int]) -> dict[Name, Array]:
    """Return some cases of each array."""
    return {name: array[chosen] for name, array in arrays.items()}


def at_cases(inquiry: Inquiry, chosen: list[int]) -> Inquiry:
    """Return the inquiry for some of the cases."""
    return replace(
        inquiry,
        upstream=None if inquiry.upstream is None else inquiry.upstream[chosen],
        rate=None if inquiry.rate is None else inquiry.rate[chosen],
    )


def of_kind(evidence: Sequence[Evidence], kind: AskKind) -> list[Evidence]:
    """Return the evidence on one ask."""
    return [one for one in evidence if one.ask.kind is kind]
