"""The right answers at cases of the same shapes: what the reference engine says, and what it is held against.

The same engine in rational arithmetic catches rounding. Finite differences of the forward pass catch formulas: they
share no vjp with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from grader.closeness import close, tolerance
from grader.errors import GraderFault, UsageError
from grader.expected.derived import Derived, derive, joined
from grader.expected.inquiry import inquiry_of
from grader.expected.question import Question, Target, TargetsAt
from grader.model import Ask, AskKind, Case, CaseKind, Key, Problem, name_of
from reference.columns import Columns, beside
from reference.exact import exact_inputs, fractions, rounded
from reference.kinks import on_kink, subgradients
from reference.numeric import undecided
from reference.op import Array
from reference.rounding import sensitivity, sharp
from reference.solution import Solution, solve
from reference.tape import Tape, absolute_backward, forward, local_gradients, throughout

Answers = Mapping[Any, Array]  # by name or by edge; a Mapping's key type is invariant, so there is no better word


class Sheet:
    """The answers of every kind at cases of the same shapes, computed once and for all these cases at a time."""

    def __init__(self, problem: Problem, cases: tuple[Case, ...]) -> None:
        self.problem, self.cases = problem, cases
        inputs = {given.name: np.array([case.inputs[given.name] for case in cases]) for given in problem.inputs}
        self.tape = forward(problem.graph, inputs, cases[0].dims)
        self.inquiry = inquiry_of(problem, cases)
        self.solution = solve(self.tape, self.inquiry)
        self.sensitivity = sensitivity(self.tape, self.inquiry, self.solution)
        self.sizes = absolute_backward(self.tape, self.inquiry.upstream)
        self.kinked = on_kink(self.tape)
        self.wanted = np.array([case.kind is CaseKind.EXACT for case in cases])  # by the author, come what may
        self.mixtures = [self._subgradients(index) for index in range(len(cases))]
        self.authored = [index for index, case in enumerate(cases) if case.exact is not None]
        self.exact = _solve_exactly(problem, self.tape, [cases[index] for index in self.authored])

    def questions(self, ask: Ask) -> Iterator[Question]:
        """Yield the question of ``ask`` at each case that has an answer to it.

        Raises:
            GraderFault: if exact arithmetic, or finite differences within their own error, say something else.
        """
        stacks, sound = self._targets(ask)
        for index, (case, others) in enumerate(zip(self.cases, self.mixtures, strict=True)):
            if not sound[index] or (case.kind is CaseKind.LINEARITY and ask.kind is not AskKind.BACKWARD):
                continue  # a step may leave the domain of an op; an upstream is given to nothing but `backward`
            targets = TargetsAt(stacks, index)
            mixtures = {} if others is None else {key: _answers(others, ask.kind)[key] for key in ask.keys}
            yield Question(ask, case, self.problem.graph.output, targets, mixtures)

    def _targets(self, ask: Ask) -> tuple[Mapping[Key, Target], Array]:
        """Return what each key of ``ask`` should be, all cases at once, and at which of them there is an answer."""
        row = self._row(ask)
        sound = throughout(np.isfinite(row.value) & np.isfinite(row.within))
        derived = self._derived(ask, row)
        if derived is not None:
            sound &= self.wanted | throughout(derived.conclusive(row.columns, row.within) & row.sharp)
        with np.errstate(invalid="ignore"):  # what is not sound is not looked at
            value, agreed = self._exactly(ask, row)
            self._refuse(row, sound, ~agreed)
            target = Target(value + 0.0, row.within, undecided(value))  # no -0.0 in a message
            if derived is not None:
                self._refuse(row, sound, derived.refutes(value, row.within))
                target = replace(target, differences=derived.differences).undisputed()
        return target.split(row.columns), sound

    def _row(self, ask: Ask) -> "_Row":
        """Return what floats say of the keys of ``ask``, in the order in which feedback is given."""
        answers = _answers(self.solution, ask.kind)
        columns = beside({key: answers[key] for key in _from_loss(self.problem, ask)})
        scale, moves = columns.join(self._scales(ask)), columns.join(_answers(self.sensitivity, ask.kind))
        mixtures = [None if others is None else columns.join(_answers(others, ask.kind)) for others in self.mixtures]
        within = tolerance(_widest(scale, mixtures), moves)
        return _Row(columns, columns.join(answers), scale, moves, within, mixtures)

    def _derived(self, ask: Ask, row: "_Row") -> Derived | None:
        """Return what the oracles say of the keys of ``ask``; nothing of what is no derivative."""
        found = derive(self.tape, ask, self.inquiry.upstream, self.kinked, row.columns.split(row.within))
        return joined(row.columns, found) if found else None

    def _refuse(self, row: "_Row", sound: Array, wrong: Array) -> None:
        """Raise `GraderFault` if anything sound is wrong; `UsageError` if there rounding leaves nothing to agree on."""
        disputed = sound[:, None] & wrong
        if not disputed.any():
            return
        of_keys = row.columns.reduce(np.logical_or, disputed)
        place, index = (int(one) for one in np.argwhere(of_keys.T)[0])
        where = f"{name_of(list(row.columns.shapes)[place])} at '{self.cases[index].name}' of '{self.problem.id}'"
        if not row.sharp[index, place]:
            reason = f"rounding leaves too few digits to judge anything by: {where}"
            raise UsageError(reason, remedy="change the inputs of the case, so that less of them cancels")
        raise GraderFault(f"the reference engine disagrees with what it is held against: {where}")

    def _exactly(self, ask: Ask, row: "_Row") -> tuple[Array, Array]:
        """Return the values of a row, the exact ones where there are any, and where floats agree with those."""
        value = row.value.copy()
        agree = np.ones(value.shape, dtype=bool)
        if self.exact is not None:
            exact = rounded(row.columns.join(_answers(self.exact, ask.kind)))
            agree[self.authored] = close(value[self.authored], exact, row.within[self.authored])
            for index, right in zip(self.authored, exact, strict=True):
                others = row.mixtures[index]
                if others is not None:  # rounding may have moved the case to another side of a kink
                    agree[index] |= np.logical_or.reduce(close(others, right, row.within[index]))
            value[self.authored] = exact
        return value, agree

    def _scales(self, ask: Ask) -> Answers:
        """Return S: for derivatives the sizes of all path contributions; values stand for themselves."""
        if ask.kind is AskKind.BACKWARD:
            return self.sizes
        if ask.kind is AskKind.LOCALS:
            return local_gradients(self.tape, self.inquiry.equations, absolute_backward)
        answers = _answers(self.solution, ask.kind)
        scales = {key: np.abs(answers[key]) for key in ask.keys}
        if ask.kind is AskKind.UPDATE:
            self._add_steps(scales)
        return scales

    def _add_steps(self, scales: dict[Any, Array]) -> None:
        """Add to the scales of an update what the gradients' own come to: in the parameters, and through them."""
        output = self.problem.graph.output
        rate = np.array([float(case.rate or 0) for case in self.cases])
        for name in self.inquiry.parameters:
            step = (rate * self.sizes[name].T).T  # the case axis leads
            through = np.abs(self.solution.gradients[name]) * step
            scales[name] = scales[name] + step
            scales[output] = scales[output] + through.reshape(len(rate), -1).sum(axis=1)

    def _subgradients(self, index: int) -> Solution | None:
        """Return what else is right where the author's case sits on a kink; None where nothing else is."""
        case = self.cases[index]
        if case.kind is not CaseKind.EXACT or self.problem.kinks_by_convention or not self.kinked[index]:
            return None
        values = {name: value[index : index + 1] for name, value in self.tape.values.items()}
        return subgradients(Tape(self.tape.graph, values, self.tape.layouts), inquiry_of(self.problem, (case,)))


@dataclass(frozen=True, eq=False)
class _Row:
    """What floats say of all keys of an ask, side by side: ``(K, elements)``.

    Attributes:
        columns: where the keys stand.
        value: the answers.
        scale: the size of each, S.
        moves: the sensitivity of each.
        within: how far an answer may be from each.
        mixtures: for each case what else is right at a kink, ``(M, elements)``; None where nothing else is.
    """

    columns: Columns[Key]
    value: Array
    scale: Array
    moves: Array
    within: Array
    mixtures: Sequence[Array | None]

    @cached_property
    def sharp(self) -> Array:
        """Of which keys rounding leaves enough digits, ``(K, keys)``."""
        size, loosest = (self.columns.reduce(np.maximum, of_all) for of_all in (self.scale, self.moves))
        return sharp(size.ravel(), loosest.ravel()).reshape(size.shape)  # each key as if it were a case


def _widest(scale: Array, mixtures: Sequence[Array | None]) -> Array:
    """Return ``scale``, no smaller than any subgradient: what convention stops at a kink, another lets through."""
    widest = scale.copy()
    for index, others in enumerate(mixtures):
        if others is not None:
            widest[index] = np.maximum(widest[index], np.abs(others).max(axis=0))
    return widest


def _from_loss(problem: Problem, ask: Ask) -> list[Key]:
    """Return the keys of ``ask`` in the order in which they are computed, so that the first mistake comes first."""
    if ask.kind not in {AskKind.BACKWARD, AskKind.LOCALS}:
        return list(ask.keys)
    rank = {name: place for place, name in enumerate(problem.graph.from_output)}
    return sorted(ask.keys, key=lambda key: rank[key if isinstance(key, str) else key[0]])


def _solve_exactly(problem: Problem, tape: Tape, cases: Sequence[Case]) -> Solution | None:
    """Return the answers at the author's cases in exact arithmetic; None without such cases, or if it took too long.

    Args:
        problem: the problem.
        tape: its values at any cases of the same shapes.
        cases: the author's.
    """
    if not cases:
        return None
    written = {given.name: np.stack([(case.exact or {})[given.name] for case in cases]) for given in problem.inputs}
    inquiry = inquiry_of(problem, cases)
    inputs = exact_inputs(tape, written, inquiry.equations)
    if inputs is None:
        return None
    upstream = [fractions(case.upstream) for case in cases if case.upstream is not None]
    rate = [case.rate for case in cases if case.rate is not None]
    exactly = replace(
        inquiry,
        upstream=np.stack(upstream) if upstream else None,
        rate=np.array(rate, dtype=object) if rate else None,
    )
    return solve(forward(problem.graph, inputs, cases[0].dims), exactly)


def _answers(solution: Solution, kind: AskKind) -> Answers:
    """Return the part of ``solution`` that an ask of ``kind`` is about."""
    parts: dict[AskKind, Answers] = {
        AskKind.FORWARD: solution.values,
        AskKind.LOCALS: solution.local,
        AskKind.BACKWARD: solution.gradients,
        AskKind.UPDATE: solution.updated,
    }
    return parts[kind]
