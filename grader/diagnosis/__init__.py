"""What a wrong answer is consistent with: after the verdict, which it never changes.

Each ask is looked at by itself: numbers that are nearly right, wrong shapes, then the mistakes that the graph suggests
(`reference.mutants`). What is found explains every answer that was looked at; where no single mistake does, the places
are named where the answer stops to follow from itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from grader.diagnosis import gradients, infinite, nearly, own_forward, own_values, shapes, slopes, steps, values
from grader.diagnosis.evidence import Evidence, Reading, collect, of_kind
from grader.diagnosis.explanation import Slip
from grader.diagnosis.fitting import SMALL
from grader.diagnosis.own_forward import Forward
from grader.diagnosis.sources import flags
from grader.expected import Question
from grader.expected.grouped import setting_of
from grader.model import AskKind, Diagnosis, Problem, Submission
from reference.mutants import Stage, mutants
from reference.op import Array

__all__ = ["Forward", "diagnose", "flagged"]

MOST_CANDIDATES = 5
"""Explanations of one slip that are listed."""


def diagnose(
    problem: Problem, questions: Sequence[Question], readings: Sequence[Reading], forward: Forward | None = None
) -> tuple[Diagnosis, ...]:
    """Return what the wrong answers are consistent with; nothing where all of them are right.

    Args:
        problem: the problem.
        questions: all that were put.
        readings: for each question, the numbers that came back; empty where none did.
        forward: calls the student's own forward, where that can be done; never at hidden cases.
    """
    with np.errstate(all="ignore"):  # what a student returned may be as large as floats are
        return tuple(_found(problem, questions, readings, forward))


def _found(
    problem: Problem, questions: Sequence[Question], readings: Sequence[Reading], forward: Forward | None
) -> Iterator[Diagnosis]:
    """Yield what `diagnose` returns."""
    evidence = list(collect(problem, questions, readings))
    wrong = {one.ask.kind for one in evidence if one.wrong or one.misshapen or one.infinite}
    if not wrong:
        return
    visible = {question.case.name for question in questions if question.case.visible}
    clinic = _Clinic(problem, evidence, _own_gradients(questions, readings), forward, visible)
    for ask in problem.asks:
        if ask.kind in wrong:
            yield from clinic.told(ask.kind)


def flagged(problem: Problem, submission: Submission) -> tuple[Diagnosis, ...]:
    """Return what the source shows that instructors may want to look at; it takes no points."""
    return tuple(
        Diagnosis(ask.kind, 0, (), one.mistake, None, one.words, one.remedy, confidential=True)
        for ask, one in flags(problem, submission)
    )


def _own_gradients(questions: Sequence[Question], readings: Sequence[Reading]) -> dict[str, Mapping[str, Array]]:
    """Return the gradients that the student returned, by the name of the case."""
    return {
        question.case.name: {key: got for key, got in reading.items() if isinstance(key, str)}
        for question, reading in zip(questions, readings, strict=True)
        if question.ask.kind is AskKind.BACKWARD
    }


@dataclass
class _Clinic:
    """The evidence on all asks, and the mistakes that it is held against."""

    problem: Problem
    evidence: list[Evidence]
    own_gradients: Mapping[str, Mapping[str, Array]]
    forward: Forward | None
    visible: set[str]

    def __post_init__(self) -> None:
        problem, evidence = self.problem, self.evidence
        small = len(problem.graph.nodes) <= SMALL
        every = list(mutants(evidence[0].tape, setting_of(problem))) if small else []
        self.library = gradients.sort(every)
        self.updates = [mutant for mutant in every if mutant.stage is Stage.UPDATE]

    def slips(self, kind: AskKind) -> tuple[Slip, ...]:
        """Return where the answers to one ask go wrong."""
        evidence = of_kind(self.evidence, kind)
        unbounded = infinite.explain(evidence)
        if unbounded and kind is AskKind.UPDATE and infinite.explain(of_kind(self.evidence, AskKind.BACKWARD)):
            return (steps.FOLLOWS,)
        evidence = [one for one in evidence if one.names]
        return (*unbounded, *self.finite_slips(kind, evidence)) if evidence else unbounded

    def finite_slips(self, kind: AskKind, evidence: list[Evidence]) -> tuple[Slip, ...]:
        """Return where the answers go wrong that are finite."""
        found = nearly.explain(evidence) or self.mistakes(kind, evidence)
        if not any(one.mistake for slip in found for one in slip.explanations):
            return nearly.last_resort(evidence) or found
        return found

    def mistakes(self, kind: AskKind, evidence: list[Evidence]) -> tuple[Slip, ...]:
        """Return the mistakes that explain the answers to one ask."""
        if kind is AskKind.FORWARD:
            return values.explain(evidence)
        if kind is AskKind.UPDATE:
            found = steps.explain(evidence, self.library, self.updates, self.own_gradients)
            wrong_forward = any(one.wrong for one in of_kind(self.evidence, AskKind.FORWARD))
            return tuple(slip for slip in found if not (wrong_forward and slip.first == self.problem.graph.output))
        explain = slopes.explain if kind is AskKind.LOCALS else gradients.explain
        shaped = shapes.explain(evidence, self.library)
        own = own_values.rebuilt(evidence, of_kind(self.evidence, AskKind.FORWARD))
        slips = explain(own or evidence, self.library)
        if own and not slips:
            slips = own_values.FOLLOWS
        elif kind is AskKind.BACKWARD and self.of_own_forward(evidence, own or evidence):
            slips = (own_forward.FOLLOWS,)
        return (*shaped, *slips)

    def of_own_forward(self, evidence: list[Evidence], rebuilt: list[Evidence]) -> bool:
        """Return whether the gradients are those of what the student's forward computes, which is wrong.

        Args:
            evidence: on the gradients, with the right values.
            rebuilt: the same with the student's own values, where these are known: there gradients may go wrong only
                where an equation does that forward computes otherwise.
        """
        astray = values.astray(of_kind(self.evidence, AskKind.FORWARD))
        seen = [found for one in evidence if (found := own_forward.at_visible(one, self.visible)) is not None]
        if self.forward is None or not astray or not seen:
            return False
        operands = {operand for name in astray for operand in self.problem.graph.equation(name).inputs}
        if any(gradients.off_elsewhere(one, operands) for one in rebuilt):
            return False
        return all(own_forward.follows(self.problem, one, self.forward) for one in seen)

    def told(self, kind: AskKind) -> Iterator[Diagnosis]:
        """Yield a diagnosis for each explanation of each slip."""
        graph = self.problem.graph
        for number, slip in enumerate(self.slips(kind)):
            for one in slip.explanations[:MOST_CANDIDATES]:
                yield Diagnosis(
                    ask=kind,
                    slip=number + 1,
                    edge=one.edge(graph),
                    mistake=one.mistake,
                    factor=None if one.factor is None else float(f"{one.factor:.6g}"),
                    words=one.words,
                    remedy=one.remedy,
                )
