"""The right answers at cases of the same shapes: what the reference engine says, and what it is held against.

The same engine in rational arithmetic catches rounding. Finite differences of the forward pass catch formulas: they
share no vjp with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.closeness import close, tolerance
from grader.errors import GraderFault, UsageError
from grader.expected.derived import Derived, derive
from grader.expected.question import Question, Target, TargetsAt
from grader.model import Ask, AskKind, Case, CaseKind, Key, Problem, Role, name_of
from reference.exact import exact_inputs, fractions, rounded
from reference.kinks import on_kink, subgradients
from reference.numeric import undecided
from reference.op import Array
from reference.rounding import sensitivity, sharp
from reference.solution import Inquiry, Solution, solve
from reference.tape import Tape, absolute_backward, forward, local_gradients, throughout

Answers = Mapping[Any, Array]  # by name or by edge; a Mapping's key type is invariant, so there is no better word


class Sheet:
    """The answers of every kind at cases of the same shapes, computed once and for all these cases at a time."""

    def __init__(self, problem: Problem, cases: tuple[Case, ...]) -> None:
        self.problem, self.cases = problem, cases
        inputs = {given.name: np.stack([case.inputs[given.name] for case in cases]) for given in problem.inputs}
        self.tape = forward(problem.graph, inputs, cases[0].dims)
        self.inquiry = _inquiry(problem, cases)
        self.solution = solve(self.tape, self.inquiry)
        self.sensitivity = sensitivity(self.tape, self.inquiry, self.solution)
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
        scales = self._scales(ask)
        within = self._tolerances(ask, scales)
        derived = derive(self.tape, ask, self.inquiry.upstream, self.kinked)
        sound = self._finite(ask, within)
        sensitive = _answers(self.sensitivity, ask.kind)
        for key, one in derived.items():
            sound &= self.wanted | (one.conclusive(within[key]) & sharp(scales[key], sensitive[key]))
        with np.errstate(invalid="ignore"):  # what is not sound is not looked at
            stacks = {
                key: self._stack(ask, key, within[key], derived.get(key), sound)
                for key in _from_loss(self.problem, ask)
            }
        for index, (case, others) in enumerate(zip(self.cases, self.mixtures, strict=True)):
            if not sound[index] or (case.kind is CaseKind.LINEARITY and ask.kind is not AskKind.BACKWARD):
                continue  # a step may leave the domain of an op; an upstream is given to nothing but `backward`
            targets = TargetsAt(stacks, index)
            mixtures = {} if others is None else {key: _answers(others, ask.kind)[key] for key in ask.keys}
            yield Question(ask, case, self.problem.graph.output, targets, mixtures)

    def _finite(self, ask: Ask, within: Answers) -> Array:
        """Return, for each case, whether every answer is finite."""
        answers = _answers(self.solution, ask.kind)
        finite = [throughout(np.isfinite(answers[key]) & np.isfinite(within[key])) for key in ask.keys]
        every: Array = np.logical_and.reduce(finite)
        return every

    def _stack(self, ask: Ask, key: Key, within: Array, derived: Derived | None, sound: Array) -> Target:
        """Return what ``key`` should be, all cases at once; differences that are in dispute decide nothing."""
        value, exact = self._exactly(ask, key, within)
        self._refuse(ask, key, sound & ~throughout(exact))
        if derived is None:
            return Target(value + 0.0, within, undecided(value))  # no -0.0 in a message
        self._refuse(ask, key, sound & derived.refutes(value, within))
        target = Target(value + 0.0, within, derived.differences)
        agreed = target.agrees_with_differences(target.value)
        return replace(target, differences=target.differences.where(agreed))

    def _refuse(self, ask: Ask, key: Key, disputed: Array) -> None:
        """Raise `GraderFault` if any case is in dispute; `UsageError` if there rounding leaves nothing to agree on."""
        if not disputed.any():
            return
        index = int(np.argmax(disputed))
        where = f"{name_of(key)} at '{self.cases[index].name}' of '{self.problem.id}'"
        if not sharp(self._scales(ask)[key], _answers(self.sensitivity, ask.kind)[key])[index]:
            reason = f"rounding leaves too few digits to judge anything by: {where}"
            raise UsageError(reason, remedy="change the inputs of the case, so that less of them cancels")
        raise GraderFault(f"the reference engine disagrees with what it is held against: {where}")

    def _exactly(self, ask: Ask, key: Key, within: Array) -> tuple[Array, Array]:
        """Return the values of ``key``, the exact ones where there are any, and where floats agree with those."""
        value = _answers(self.solution, ask.kind)[key].copy()
        agree = np.ones(value.shape, dtype=bool)
        if self.exact is not None:
            exact = rounded(_answers(self.exact, ask.kind)[key])
            agree[self.authored] = close(value[self.authored], exact, within[self.authored])
            for index, right in zip(self.authored, exact, strict=True):
                others = self.mixtures[index]
                if others is not None:  # rounding may have moved the case to another side of a kink
                    near = close(_answers(others, ask.kind)[key], right, within[index])
                    agree[index] |= np.logical_or.reduce(near)
            value[self.authored] = exact
        return value, agree

    def _tolerances(self, ask: Ask, scales: Answers) -> Answers:
        """Return how far an answer may be from each expected number."""
        sensitive = _answers(self.sensitivity, ask.kind)
        return {key: tolerance(self._widest(ask, key, scales[key]), sensitive[key]) for key in ask.keys}

    def _scales(self, ask: Ask) -> Answers:
        """Return S: for derivatives the sizes of all path contributions; values stand for themselves."""
        if ask.kind is AskKind.BACKWARD:
            return absolute_backward(self.tape, self.inquiry.upstream)
        if ask.kind is AskKind.LOCALS:
            return local_gradients(self.tape, self.inquiry.equations, absolute_backward)
        answers = _answers(self.solution, ask.kind)
        scales = {key: np.abs(answers[key]) for key in ask.keys}
        if ask.kind is AskKind.UPDATE:
            self._add_steps(scales)
        return scales

    def _add_steps(self, scales: dict[Any, Array]) -> None:
        """Add to the scales of an update what the gradients' own come to: in the parameters, and through them."""
        sizes, output = absolute_backward(self.tape), self.problem.graph.output
        rate = np.array([float(case.rate or 0) for case in self.cases])
        for name in self.inquiry.parameters:
            step = (rate * sizes[name].T).T  # the case axis leads
            through = np.abs(self.solution.gradients[name]) * step
            scales[name] = scales[name] + step
            scales[output] = scales[output] + through.reshape(len(rate), -1).sum(axis=1)

    def _widest(self, ask: Ask, key: Key, scale: Array) -> Array:
        """Return ``scale``, no smaller than any subgradient: what convention stops at a kink, another lets through."""
        widest = scale.copy()
        for index, others in enumerate(self.mixtures):
            if others is not None:
                widest[index] = np.maximum(widest[index], np.abs(_answers(others, ask.kind)[key]).max(axis=0))
        return widest

    def _subgradients(self, index: int) -> Solution | None:
        """Return what else is right where the author's case sits on a kink; None where nothing else is."""
        case = self.cases[index]
        if case.kind is not CaseKind.EXACT or self.problem.kinks_by_convention or not self.kinked[index]:
            return None
        values = {name: value[index : index + 1] for name, value in self.tape.values.items()}
        return subgradients(Tape(self.tape.graph, values, self.tape.layouts), _inquiry(self.problem, (case,)))


def _from_loss(problem: Problem, ask: Ask) -> list[Key]:
    """Return the keys of ``ask`` in the order in which they are computed, so that the first mistake comes first."""
    if ask.kind not in {AskKind.BACKWARD, AskKind.LOCALS}:
        return list(ask.keys)
    rank = {name: place for place, name in enumerate(problem.graph.from_output)}
    return sorted(ask.keys, key=lambda key: rank[key if isinstance(key, str) else key[0]])


def _inquiry(problem: Problem, cases: Sequence[Case]) -> Inquiry:
    """Return what is asked of the reference at ``cases``."""
    edges = [key for ask in problem.asks for key in ask.keys if isinstance(key, tuple)]
    upstream = [case.upstream for case in cases if case.upstream is not None]
    rate = [float(case.rate) for case in cases if case.rate is not None]
    return Inquiry(
        upstream=np.stack(upstream) if upstream else None,
        equations=tuple(dict.fromkeys(node for node, _ in edges)),
        parameters=tuple(given.name for given in problem.inputs if given.role is Role.PARAMETER),
        rate=np.array(rate) if rate else None,
    )


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
    inquiry = _inquiry(problem, cases)
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
