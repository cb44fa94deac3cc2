"""Our own checks of gradients: the differences alone, the complex step alone, and the whole as the grader judges.

Each says of every case whether the answer is right, wrong, or cannot be told there: near a kink no stencil is good, on
a kink there is no derivative. What cannot be told at a case is asked again at random ones, drawn as the grader draws
its own, and like its own all of them count.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import IntEnum
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType

import numpy as np

from benchmarks.calibrating.flat import flat
from benchmarks.calibrating.graphs import Trial
from grader.checks import judge
from grader.closeness import close, tolerance
from grader.errors import UsageError
from grader.expected import Question, questions
from grader.model import Answer as Answered
from grader.model import Ask, AskKind, Case, CaseKind, Feedback, Input, Limits, Outcome, Problem, Role
from grader.spec.kinks import decided_by_rounding
from reference.complex_step import complex_step
from reference.errors import GraphError
from reference.exact import exact_inputs, fractions
from reference.kinks import on_kink
from reference.numeric import Differences, differences
from reference.op import Array
from reference.rounding import sensitivity
from reference.sampling import Range, sample
from reference.solution import Inquiry, solve
from reference.tape import absolute_backward, forward

POWER = 1e-3  # of the scale S: differences with a larger error decide nothing
RANDOM_CASES = 16  # at which is asked again what could not be told; a problem has 32, as a rule
ROOMY = Limits(call_s=1, total_s=1)  # nothing runs that could exceed them


class Verdict(IntEnum):
    """What a check says of an answer at one case."""

    RIGHT = 0
    WRONG = 1
    OPEN = 2
    REFUSED = 3
    """Not even asked: the grader tells the author to change the case, as too many numbers are on kinks at once."""


Check = Callable[["Key", Array], Array]
"""The verdicts, ``(K,)``, on gradients ``(K, entries)``."""


class Key:
    """What our checks know of a graph at its cases, computed when it is first needed.

    Attributes:
        trial: the graph and its cases.
        kind: whose cases they are: the author's, or the grader's own.
        tape: the values.
    """

    def __init__(self, trial: Trial, kind: CaseKind = CaseKind.EXACT) -> None:
        self.trial, self.kind = trial, kind
        self.tape = forward(trial.graph, trial.inputs)

    @cached_property
    def scale(self) -> Array:
        """Return the scale S of every entry."""
        return flat(absolute_backward(self.tape, self.trial.upstream), self.tape)

    @cached_property
    def sensitivity(self) -> Array:
        """Return how far every entry moves per unit of disturbance."""
        inquiry = Inquiry(upstream=self.trial.upstream)
        return flat(sensitivity(self.tape, inquiry, solve(self.tape, inquiry)).gradients, self.tape)

    @cached_property
    def tolerance(self) -> Array:
        """Return how far from the right number an answer may be."""
        return tolerance(self.scale, self.sensitivity)

    @cached_property
    def differences(self) -> Differences:
        """Return the adaptive differences of every entry."""
        found = differences(self.tape, self.trial.graph.inputs, self.trial.upstream, most=None)
        derivative = flat({name: one.derivative for name, one in found.items()}, self.tape)
        return Differences(derivative, flat({name: one.error for name, one in found.items()}, self.tape))

    @cached_property
    def complex_step(self) -> Array:
        """Return the complex step's derivative of every entry."""
        return flat(complex_step(self.tape, self.trial.graph.inputs, self.trial.upstream), self.tape)

    @cached_property
    def on_kink(self) -> Array:
        """Return which cases have a number on a kink."""
        return on_kink(self.tape)

    @cached_property
    def questions(self) -> tuple[Question | None, ...]:
        """Return what the grader would ask at each case; None where it finds nothing that it could ask.

        Raises:
            GraderFault: if the grader finds itself wrong.
        """
        problem, cases = _problem(self.trial), _cases(self.trial, self.kind)
        try:
            asked = questions(problem, cases)
        except (GraphError, UsageError):  # at some there are more kinks than can be mixed, or no answer is finite
            asked = tuple(question for case in cases for question in _asked_at(problem, case))
        found = {question.case.name: question for question in asked if question.case.kind is self.kind}
        return tuple(found.get(case.name) if one else None for case, one in zip(cases, self.judgeable, strict=True))

    @cached_property
    def judgeable(self) -> Array:
        """Return at which cases rounding decides nothing that jumps; a spec may have no others."""
        cases = range(len(self.tape.output))
        return np.array([self.kind is CaseKind.RANDOM or self._judgeable(index) for index in cases])

    def _judgeable(self, index: int) -> bool:
        """Return whether rounding does not decide between the values of a comparison."""
        inputs = {name: value[index : index + 1] for name, value in self.trial.inputs.items()}
        floats = forward(self.trial.graph, inputs)
        numbers = exact_inputs(floats, {name: fractions(value) for name, value in inputs.items()})
        exact = floats if numbers is None else forward(self.trial.graph, numbers)
        return not any(decided_by_rounding(floats, exact, by_convention=False))

    def graded_tolerance(self, case: int) -> Array:
        """Return how far from the right number the grader lets an answer be, of every entry."""
        question = self.questions[case]
        if question is None:
            return self.tolerance[case]
        targets = (question.targets[name].tolerance for name in self.trial.graph.inputs)
        return np.concatenate([tolerance.ravel() for tolerance in targets])


def _asked_at(problem: Problem, case: Case) -> tuple[Question, ...]:
    """Return what is asked at one case, if it can be asked about at all."""
    try:
        return questions(problem, [case])
    except (GraphError, UsageError):
        return ()


def by_differences(key: Key, got: Array) -> Array:
    """Return the verdict of the differences, each entry within their own error and the tolerance."""
    error = key.differences.error
    decided = np.isfinite(error) & ((error <= POWER * key.scale) | (key.scale == 0))
    with np.errstate(invalid="ignore"):
        near = close(got, key.differences.derivative, error + key.tolerance)
    wrong = (decided & ~near).any(axis=1) & key.judgeable
    return _verdicts(wrong=wrong, undecided=(~decided).any(axis=1) | ~key.judgeable)


def by_complex_step(key: Key, got: Array) -> Array:
    """Return the verdict of the complex step, each entry within the tolerance."""
    far = ~close(got, key.complex_step, key.tolerance).all(axis=1)
    return _verdicts(wrong=far & ~key.on_kink & key.judgeable, undecided=key.on_kink | ~key.judgeable)


def as_graded(key: Key, got: Array) -> Array:
    """Return the grader's verdict: on a kink it may be right for another reason, and random cases have to tell."""
    asked = [(index, question) for index, question in enumerate(key.questions) if question is not None]
    answered = tuple(_answered(key.trial, row, index) for index, row in enumerate(got))
    verdicts = np.full(len(got), Verdict.REFUSED)
    if not asked:
        return verdicts
    found = judge(tuple(question for _, question in asked), [answered[index] for index, _ in asked])
    for (index, question), findings in zip(asked, found, strict=True):
        right = Verdict.OPEN if question.mixtures else Verdict.RIGHT
        verdicts[index] = Verdict.WRONG if any(not finding.note for finding in findings) else right
    return verdicts


GRADED = "**ours, as graded**"
DIFFERENCES = "ours, differences alone"
CHECKS = MappingProxyType[str, Check](
    {
        GRADED: as_graded,
        "ours, complex step alone": by_complex_step,
        DIFFERENCES: by_differences,
    }
)
"""Our checks, by what a table calls them."""


def random_inputs(trial: Trial) -> Mapping[str, Array] | None:
    """Return inputs at random cases, drawn as the grader draws its own; None if it would find hardly any."""
    ranges = {name: Range(value.shape[1:]) for name, value in trial.inputs.items()}
    try:
        return sample(trial.graph, ranges, RANDOM_CASES, f"calibration/{trial.name}".encode())
    except GraphError:
        return None


def at(trial: Trial, inputs: Mapping[str, Array]) -> Key:
    """Return what our checks know of the graph of ``trial`` at random cases."""
    cases = len(next(iter(inputs.values())))
    upstream = np.resize(trial.upstream, (cases, *trial.upstream.shape[1:]))
    return Key(replace(trial, inputs=inputs, upstream=upstream), CaseKind.RANDOM)


def _verdicts(wrong: Array, undecided: Array) -> Array:
    """Return a verdict for each case: wrong wins."""
    return np.where(wrong, Verdict.WRONG, np.where(undecided, Verdict.OPEN, Verdict.RIGHT))


def _problem(trial: Trial) -> Problem:
    """Return the problem that asks for the gradients of all inputs."""
    inputs = tuple(Input(name, Role.PARAMETER, value.shape[1:]) for name, value in trial.inputs.items())
    ask = Ask(AskKind.BACKWARD, Fraction(1), "backward", trial.graph.inputs)
    return Problem(
        id=trial.name,
        title="",
        topic="",
        source="",
        statement="",
        inputs=inputs,
        dims={},
        graph=trial.graph,
        equations="",
        asks=(ask,),
        cases=(),
        random_cases=0,
        kinks_by_convention=False,
        feedback=Feedback.WHAT,
        solution_shown=True,
        allowed=(),
        limits=ROOMY,
        sha256="",
    )


def _cases(trial: Trial, kind: CaseKind) -> list[Case]:
    """Return the cases of ``trial``."""
    cases = []
    for index, upstream in enumerate(trial.upstream):
        inputs = {name: value[index] for name, value in trial.inputs.items()}
        exact = {name: fractions(value) for name, value in inputs.items()} if kind is CaseKind.EXACT else None
        along = upstream if trial.tensors else None
        cases.append(Case(str(index), kind, visible=True, inputs=inputs, upstream=along, exact=exact))
    return cases


def _answered(trial: Trial, row: Array, index: int) -> Answered:
    """Return the answer that gives ``row`` for the gradients at one case."""
    shapes = {name: value.shape[1:] for name, value in trial.inputs.items()}
    ends = np.cumsum([value[index].size for value in trial.inputs.values()])
    parts = zip(shapes, np.split(row, ends[:-1]), strict=True)
    value = {name: part.reshape(shapes[name]) if shapes[name] else float(part[0]) for name, part in parts}
    return Answered(Outcome.ANSWERED, value=value)
