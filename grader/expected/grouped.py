"""The questions of one ask, side by side where their arrays have the same shapes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np

from grader.expected.inquiry import inquiry_of
from grader.expected.question import Question, Target, TargetsAt
from grader.model import Ask, AskKind, CaseKind, Key, Problem, Role
from reference.mutants import Mutant, Setting
from reference.op import Array
from reference.solution import Inquiry
from reference.tape import Tape, forward

DEFAULT_RATE = 0.1  # of someone who uses an updated value where no update is asked for


@dataclass(frozen=True, eq=False)
class Group:
    """Questions of one ask at cases of the same sizes, each case once.

    Attributes:
        ask: what is asked.
        questions: in order; one that is only asked again is left out.
        places: of each question among all those that were put.
        tape: the values at their cases.
        inquiry: what was asked of the reference there.
    """

    ask: Ask
    questions: tuple[Question, ...]
    places: tuple[int, ...]
    tape: Tape
    inquiry: Inquiry

    def expected(self, key: Key) -> Array:
        """Return what ``key`` should be, ``(K, *shape)``."""
        return self._stacked(key, lambda target: target.value)

    def tolerance(self, key: Key) -> Array:
        """Return how far an answer for ``key`` may be from it, ``(K, *shape)``."""
        return self._stacked(key, lambda target: target.tolerance)

    def _stacked(self, key: Key, part: Callable[[Target], Array]) -> Array:
        """Return a part of the targets of ``key``, which mostly come from one sheet, where they are stacked already."""
        views = [question.targets for question in self.questions]
        sheets = {id(view.stacks) for view in views if isinstance(view, TargetsAt)}
        if len(sheets) == 1 and isinstance(views[0], TargetsAt):
            return part(views[0].stacks[key])[[view.index for view in views if isinstance(view, TargetsAt)]]
        return np.stack([part(view[key]) for view in views])


def setting_of(problem: Problem) -> Setting:
    """Return what decides which mistakes can be made with a problem."""
    names = [key for ask in problem.asks if ask.kind is AskKind.BACKWARD for key in ask.keys if isinstance(key, str)]
    parameters = [given.name for given in problem.inputs if given.role is Role.PARAMETER]
    return Setting(names, parameters, float(problem.rate or DEFAULT_RATE), given=not problem.scalar)


def answers_of(mutant: Mutant, group: Group) -> Mapping[Any, Array]:
    """Return what someone with this one mistake answers to the ask of ``group``; what is not affected is right.

    Raises:
        ValueError: where arrays of wrong shapes do not even fit each other.
    """
    tape, inquiry = group.tape, group.inquiry
    if group.ask.kind is AskKind.FORWARD:
        return mutant.values(tape)
    if group.ask.kind is AskKind.LOCALS:
        return mutant.local(tape, inquiry.equations)
    if group.ask.kind is AskKind.BACKWARD:
        return mutant.gradients(tape, inquiry.upstream)
    return mutant.updated(tape, inquiry)


def grouped(problem: Problem, questions: Sequence[Question]) -> list[Group]:
    """Return ``questions``, in the order in which they were put, by ask and sizes."""
    placed = [entry for entry in enumerate(questions) if entry[1].case.kind is not CaseKind.REPEAT]

    def kind(entry: tuple[int, Question]) -> tuple[str, str]:
        return entry[1].ask.kind.value, str(sorted(entry[1].case.dims.items()))

    groups = []
    for _, entries in groupby(sorted(placed, key=kind), key=kind):
        places, asked = zip(*entries, strict=True)
        groups.append(_group(problem, tuple(asked), tuple(places)))
    return groups


def _group(problem: Problem, questions: tuple[Question, ...], places: tuple[int, ...]) -> Group:
    cases = [question.case for question in questions]
    inputs = {given.name: np.stack([case.inputs[given.name] for case in cases]) for given in problem.inputs}
    tape = forward(problem.graph, inputs, cases[0].dims)
    return Group(questions[0].ask, questions, places, tape, inquiry_of(problem, cases))
