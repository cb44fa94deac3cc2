"""Wrong values: each equation is judged from the student's own operands, so one slip is one slip."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

import numpy as np

from grader.diagnosis.evidence import RELATIVE, Evidence
from grader.diagnosis.explanation import Explanation, Slip, of_mutant
from grader.model import Key
from reference.graph import Graph
from reference.mutants import Mutant
from reference.mutants.steps import forward_mutants
from reference.op import Array
from reference.tape import Tape, replay

MOST_SLIPS = 4


def explain(evidence: Sequence[Evidence]) -> tuple[Slip, ...]:
    """Return the equations that are computed wrongly from the student's own operands."""
    steps = [_Steps(one) for one in evidence]
    off = list(dict.fromkeys(name for step in steps for name in step.off))
    return tuple(_slip([step for step in steps if name in step.evidence.given], name) for name in off[:MOST_SLIPS])


def astray(evidence: Sequence[Evidence]) -> frozenset[str]:
    """Return the equations that do not follow from the student's own operands."""
    return frozenset(name for one in evidence for name in _Steps(one).off)


class _Steps:
    """A student's values at cases of the same sizes."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        values = {**evidence.tape.values, **{str(name): got for name, got in evidence.given.items()}}
        self.tape = Tape(evidence.tape.graph, values, evidence.tape.layouts)
        self.parts: dict[str, Tape] = {}

    def part(self, name: str) -> Tape:
        """Return what computes ``name``, from the student's own values as far as these were asked for."""
        if name not in self.parts:
            graph = _from_known(self.tape.graph, name, self.evidence.given.keys())
            values = {own: self.tape.values[own] for own in graph.inputs}
            self.parts[name] = replay(Tape(graph, values, self.tape.layouts), values)
        return self.parts[name]

    @property
    def off(self) -> Iterator[str]:
        """The equations that do not follow from their operands, in order of evaluation."""
        for name in self.evidence.tape.graph.named:
            if name in self.evidence.given and not self.fits(name, self.part(name).values):
                yield name

    def fits(self, name: str, values: Mapping[str, Array]) -> bool:
        """Return whether the student's value of ``name`` is that among ``values``, which it was computed with."""
        if self.evidence.fits(name, values[name]):
            return True
        cases = len(self.evidence.names)
        sizes = [_finite_sizes(value, cases) for value in values.values()]
        floor = RELATIVE * np.max(sizes, axis=0)  # of what may cancel in it: operands are the student's own
        off = np.abs(self.evidence.given[name] - values[name]).reshape(cases, -1).max(axis=1, initial=0.0)
        return bool((off <= floor).all())


def _finite_sizes(value: Array, cases: int) -> Array:
    """Return the size of the largest number in ``value`` at each case, infinite ones apart."""
    sizes: Array = np.where(np.isfinite(value), np.abs(value), 0.0).reshape(cases, -1).max(axis=1, initial=0.0)
    return sizes


def _from_known(graph: Graph, name: str, known: AbstractSet[Key]) -> Graph:
    """Return the part of ``graph`` that computes ``name`` from what is ``known``, and from inputs."""
    needed, nodes = {name}, []
    for node in reversed(graph.nodes):
        if node.name in needed:
            nodes.append(node)
            needed.update(arg for arg in node.args if arg not in known)
    own = {node.name for node in nodes}
    inputs = dict.fromkeys(arg for node in reversed(nodes) for arg in node.args if arg not in own)
    return Graph(tuple(inputs), tuple(reversed(nodes)), name)


def _slip(steps: Sequence[_Steps], name: str) -> Slip:
    """Return what the student may have computed instead of the equation ``name``."""
    mutants = forward_mutants(steps[0].part(name))
    found = [of_mutant(mutant) for mutant in mutants if all(_gives(mutant, step, name) for step in steps)]
    nameless = Explanation("", f"{name} does not follow from the values that it is computed from", node=name)
    return Slip(tuple(found) or (nameless,), name)


def _gives(mutant: Mutant, step: _Steps, name: str) -> bool:
    """Return whether a mutant of the equation ``name`` gives the student's value of it."""
    try:
        with np.errstate(all="ignore"):
            return step.fits(name, mutant.values(step.part(name)))
    except ValueError:  # wrong shapes that do not even fit each other
        return False
