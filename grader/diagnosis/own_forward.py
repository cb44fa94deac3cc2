"""Whether a wrong backward is the right gradient of the student's own, wrong forward: by differences of that forward.

Five values along each input give its derivative to ten digits or so, which is enough: what is compared is another
formula, or the same.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from grader.diagnosis.evidence import Evidence
from grader.diagnosis.explanation import Explanation, Slip
from grader.model import Ask, AskKind, Call, Problem
from reference.op import Array

Forward = Callable[[Sequence[Call]], Sequence[float | None]]
"""Makes calls of the student's forward; returns the output of each, None where there was none."""

MOST_CASES = 2
MOST_ELEMENTS = 24
"""Of the inputs of a case: each takes four calls."""
STEP = 1e-3
STENCIL = ((1, 8 / 12), (-1, -8 / 12), (2, -1 / 12), (-2, 1 / 12))
"""Steps and weights of the central difference of fourth order; its error is STEP ** 4 / 30 of the fifth derivative."""
NEAR = 1e-6
ROUNDING = 1e-10
"""Of the values of forward: what rounding and the step may put a derivative off."""
BLIND = 1e-3
"""Of a derivative: where so much of it is in doubt, differences show nothing."""

FOLLOWS = Slip(
    (
        Explanation(
            "follows from forward", "backward is the right gradient of what forward computes", "mend forward first"
        ),
    ),
    "",
)


@dataclass(frozen=True)
class _Probe:
    """One element of one input at one case."""

    case: int
    name: str
    index: tuple[int, ...]


def follows(problem: Problem, evidence: Evidence, forward: Forward) -> bool:
    """Return whether the gradients by the inputs are those of the student's own forward, at a few cases.

    Args:
        problem: the problem, with a scalar output.
        evidence: on the gradients.
        forward: makes the calls.
    """
    ask = next((ask for ask in problem.asks if ask.kind is AskKind.FORWARD), None)
    probes = list(_probes(evidence))
    if ask is None or not problem.scalar or not probes:
        return False
    calls = [call for probe in probes for call in _calls(problem, ask, evidence, probe)]
    outputs = forward(calls)
    telling = 0
    for number, probe in enumerate(probes):
        around = outputs[number * len(STENCIL) : (number + 1) * len(STENCIL)]
        if any(value is None for value in around):
            return False
        terms = [weight * float(value or 0) for (_, weight), value in zip(STENCIL, around, strict=True)]
        slope = sum(terms) / _step(evidence, probe)
        given = float(evidence.given[probe.name][(probe.case, *probe.index)])
        noise = NEAR * abs(slope) + ROUNDING * max(map(abs, terms))
        if not abs(given - slope) <= noise:
            return False
        telling += noise <= BLIND * max(abs(slope), abs(given))
    return telling > 0


def _probes(evidence: Evidence) -> Iterator[_Probe]:
    """Yield what is moved: the elements of the inputs whose gradients were answered, where they are wrong."""
    names = [name for name in evidence.tape.graph.inputs if name in evidence.given]
    wrong = [case for case in range(len(evidence.names)) if not all(_fits(evidence, name, case) for name in names)]
    for case in wrong[:MOST_CASES]:
        elements = [_Probe(case, name, index) for name in names for index in np.ndindex(evidence.given[name].shape[1:])]
        yield from elements[:MOST_ELEMENTS]


def _fits(evidence: Evidence, name: str, case: int) -> bool:
    """Return whether a gradient is right at one case."""
    off = np.abs(evidence.given[name][case] - evidence.right[name][case])
    return bool((off <= evidence.within[name][case]).all())


def _step(evidence: Evidence, probe: _Probe) -> float:
    """Return how far the element is moved."""
    value = float(evidence.tape.values[probe.name][(probe.case, *probe.index)])
    return STEP * max(1.0, abs(value))


def _calls(problem: Problem, ask: Ask, evidence: Evidence, probe: _Probe) -> Iterator[Call]:
    """Yield the calls of forward around one element."""
    inputs = {name: evidence.tape.values[name][probe.case] for name in evidence.tape.graph.inputs}
    for steps, _ in STENCIL:
        moved: Array = np.array(inputs[probe.name])
        moved[probe.index] += steps * _step(evidence, probe)
        shifted = {**inputs, probe.name: moved}
        arguments = {name: _argument(shifted[name]) for name in problem.parameters(ask)}
        yield Call(ask.function, arguments)


def _argument(value: Array) -> float | Array:
    """Return what a function is given: numbers as floats."""
    return value if value.shape else float(value)


def at_visible(evidence: Evidence, visible: set[str]) -> Evidence | None:
    """Return the evidence of the cases that students may see; None where there are none.

    What is called there can tell nothing of hidden cases.
    """
    rows = [row for row, name in enumerate(evidence.names) if name in visible]
    return evidence.at(rows) if rows else None
