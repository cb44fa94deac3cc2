"""Which single wrong derivative explains all answers: error carried forward, and least squares along each edge.

Gradients are linear in each local derivative. So if one derivative is wrong, what the student found differs from what
is right by what an extra cotangent at its operand would do, in every case: where that fits nothing of the rest needs to
be known. Each name that was asked for is judged from the student's own gradients above it, so one slip is one slip.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice

import numpy as np

from grader.diagnosis.evidence import Evidence
from reference.graph import Graph, Node
from reference.mutants import Mutant
from reference.mutants.walk import Bend, Flow, Gather, Wrongs, bent_backward, total
from reference.op import Array
from reference.tape import Tape, backward

SMALL = 150
"""Nodes of a graph whose mutants are tried, some twenty for each edge."""
MOST_SUSPECTS, FEW_SUSPECTS = 40, 8
"""Edges that are looked at for one slip, in a small graph and in a large one."""
FEWEST_WITNESSES = 2
"""Names that have to bear out what nobody has a name for."""
FEW = 2
"""Cases at which mistakes are ruled out quickly."""


@dataclass(frozen=True, eq=False)
class Trail:
    """A student's gradients at cases of the same sizes, each judged from those above it.

    Attributes:
        evidence: the answers.
        only: the names that are to be explained; empty for all that are off.
    """

    evidence: Evidence
    only: frozenset[str] = frozenset()

    @cached_property
    def tape(self) -> Tape:
        """The right values."""
        return self.evidence.tape

    @cached_property
    def own(self) -> Mapping[str, Array]:
        """The student's gradients, by name."""
        return {name: got for name, got in self.evidence.given.items() if isinstance(name, str)}

    @cached_property
    def few(self) -> "Trail":
        """The first cases that are wrong: enough to rule most mistakes out."""
        rows = [row for row in range(len(self.evidence.names)) if not self.evidence.at([row]).all_fit()]
        return replace(self, evidence=self.evidence.at(rows[:FEW] or [0]))

    @cached_property
    def compared(self) -> frozenset[str]:
        """The names that a single mistake has to explain: all, but those that go wrong by other ones."""
        return frozenset(self.own) - (self._off - self.residual.keys())

    @cached_property
    def _off(self) -> frozenset[str]:
        """The names that do not follow from the student's own gradients."""
        expected, _ = self.walked
        return frozenset(name for name in self.own if not self.evidence.fits(name, expected[name]))

    @cached_property
    def telling(self) -> Sequence[str]:
        """The asked names, those first that are wrong: most mistakes do not explain even these."""
        return sorted(self.own, key=lambda name: self.evidence.fits(name, self.right[name]))

    @cached_property
    def right(self) -> Mapping[str, Array]:
        """The right gradient of every name."""
        return backward(self.tape, self.evidence.inquiry.upstream)

    def found_by(self, mutant: Mutant) -> Mapping[str, Array]:
        """Return the gradients that a mutant finds; raises ValueError as that does."""
        if mutant.finish is not None and mutant.wrongs is None and mutant.sweep is None:
            return mutant.finish(self.right, self.tape)
        return mutant.gradients(self.tape, self.evidence.inquiry.upstream)

    @cached_property
    def walked(self) -> tuple[Mapping[str, Array], Mapping[str, Array]]:
        """What each name's gradient should be, given the student's own above it; and what is passed on there."""
        passed: dict[str, Gather] = {name: partial(_instead, got) for name, got in self.own.items()}
        expected = bent_backward(self.tape, self.evidence.inquiry.upstream, Wrongs(passed=passed))
        return expected, {**expected, **self.own}

    @cached_property
    def residual(self) -> Mapping[str, Array]:
        """By how much each name is off that does not follow from the student's own gradients above it."""
        expected, _ = self.walked
        return {
            name: got - expected[name]
            for name, got in self.own.items()
            if name in self._off and (not self.only or name in self.only)
        }

    def flow(self, node: Node, position: int) -> Flow:
        """Return what the student sends through an edge, if nothing is wrong there."""
        _, passed = self.walked
        return Flow(self.tape, node, position, passed[node.name])

    def spread(self, operand: str, extra: Array) -> Mapping[str, Array]:
        """Return what an extra cotangent at ``operand`` adds to each asked name, as far as the next asked ones."""
        if operand in self.own:
            return {operand: extra}
        if operand in self.tape.graph.inputs:
            return {}
        if extra.ndim == 1:  # what a scalar adds is so much of what 1 adds
            return {name: (extra * one.T).T for name, one in self._of_one(operand).items()}
        return self._walked_down(operand, extra)

    def _of_one(self, operand: str) -> Mapping[str, Array]:
        """Return what a cotangent of 1 at a scalar adds to each asked name."""
        if operand not in self._ones:
            self._ones[operand] = self._walked_down(operand, np.ones(len(self.tape.output)))
        return self._ones[operand]

    @cached_property
    def _ones(self) -> dict[str, Mapping[str, Array]]:
        """What has been found of scalars: a memory."""
        return {}

    def _walked_down(self, operand: str, extra: Array) -> Mapping[str, Array]:
        """Return what an extra cotangent at ``operand`` adds, by a walk from there."""
        stops: dict[str, Gather] = dict.fromkeys(self.own, _nothing)
        below = Tape(Graph(self.tape.graph.inputs, self.tape.graph.nodes, operand), self.tape.values, self.tape.layouts)
        found = bent_backward(below, extra, Wrongs(passed=stops))
        return {name: found[name] for name in self.own if found[name].any()}

    def needed(self, operand: str) -> Array | None:
        """Return the extra cotangent at a scalar that comes nearest to what is wrong, NaN where nothing can tell.

        None where ``operand`` is no scalar, or cannot explain all that is wrong.
        """
        if self.tape.values[operand].ndim > 1 or not self.residual.keys() <= self.reach(operand):
            return None
        if operand in self.own:
            return self.residual.get(operand)
        squares = products = np.zeros(len(self.tape.output))
        for name, one in self._of_one(operand).items():
            wrong = self.residual.get(name, np.zeros_like(one))
            squares = squares + np.sum(one.reshape(len(one), -1) ** 2, axis=1)
            products = products + np.sum((wrong * one).reshape(len(one), -1), axis=1)
        return np.where(squares > 0, products / np.where(squares > 0, squares, 1), np.nan)

    def explained(self, operand: str, extra: Array) -> bool:
        """Return whether an extra cotangent at ``operand`` is all that is wrong."""
        with np.errstate(all="ignore"):
            return self.matches(self.spread(operand, extra))

    def matches(self, added: Mapping[str, Array]) -> bool:
        """Return whether what is ``added`` to the gradients is all that is wrong with them."""
        expected, _ = self.walked
        if not self.residual.keys() <= added.keys():
            return False
        return all(self.evidence.fits(name, expected[name] + extra) for name, extra in added.items())

    def reach(self, operand: str) -> frozenset[str]:
        """Return the asked names at which a wrong gradient of ``operand`` shows first."""
        return self._reached[operand]

    @cached_property
    def _reached(self) -> Mapping[str, frozenset[str]]:
        """For each name, where a wrong gradient of it shows first."""
        reached: dict[str, frozenset[str]] = {
            name: frozenset({name} & self.own.keys()) for name in self.tape.graph.inputs
        }
        for node in self.tape.graph.nodes:
            below = frozenset[str]().union(*(reached[arg] for arg in node.args))
            reached[node.name] = frozenset({node.name}) if node.name in self.own else below
        return reached


def _instead(got: Array, _arrived: Sequence[Array]) -> Array:
    """Return what the student found in place of what arrived."""
    return got


def _nothing(arrived: Sequence[Array]) -> Array:
    """Return zeros: what follows from an asked name is judged from that name."""
    return np.zeros_like(total(arrived))


def suspects(trails: Sequence[Trail]) -> Iterator[tuple[Node, int]]:
    """Yield the edges of which a single wrong derivative could explain all that is wrong: user first, then operand.

    They are the nearest to the output; of a large graph only a few, as each takes a walk.
    """
    found = _allowed(trails)
    yield from islice(found, MOST_SUSPECTS if len(trails[0].tape.graph.nodes) <= SMALL else FEW_SUSPECTS)


def _allowed(trails: Sequence[Trail]) -> Iterator[tuple[Node, int]]:
    """Yield every such edge."""
    for node in reversed(trails[0].tape.graph.nodes):
        for position, operand in enumerate(node.args):
            reaching = all(trail.residual.keys() <= trail.reach(operand) for trail in trails)
            if reaching and Flow(trails[0].tape, node, position, trails[0].tape.output).right_vjp is not None:
                yield node, position


def constant_factor(trails: Sequence[Trail], node: Node, position: int) -> float | None:
    """Return the one factor that, put on the derivative along an edge, explains everything; None where none does."""
    if len(trails) > 1 and constant_factor(trails[:1], node, position) is None:
        return None  # as most do
    operand = node.args[position]
    numerator = denominator = 0.0
    spreads = []
    with np.errstate(all="ignore"):
        for trail in trails:
            spread = trail.spread(operand, trail.flow(node, position).by())
            spreads.append(spread)
            for name, direction in spread.items():
                scale = trail.evidence.within[name]
                weight = np.where(scale > 0, 1 / np.where(scale > 0, scale, 1), 0)
                wrong = trail.residual.get(name)
                denominator += float(np.sum((direction * weight) ** 2))
                numerator += 0.0 if wrong is None else float(np.sum(wrong * weight * direction * weight))
    if not denominator or not np.isfinite(numerator / denominator):
        return None
    excess = numerator / denominator
    for trail, spread in zip(trails, spreads, strict=True):
        if not trail.matches({name: excess * direction for name, direction in spread.items()}):
            return None
    return 1 + excess


def free_factors(trails: Sequence[Trail], operand: str) -> bool:
    """Return whether a wrong gradient of the scalar ``operand`` explains everything, whatever it is in each case.

    It takes two names at least that are wrong, so that one can bear the other out.
    """
    for trail in trails:
        needed = trail.needed(operand)
        if needed is None or operand in trail.own or len(trail.reach(operand)) < FEWEST_WITNESSES:
            return False
        if not trail.explained(operand, np.nan_to_num(needed)):
            return False
    return True


def bends(trails: Sequence[Trail], node: Node, position: int, bend: Bend) -> bool:
    """Return whether what a mistake lets through an edge explains everything."""
    for trail in trails:
        flow = trail.flow(node, position)
        with np.errstate(all="ignore"):
            through, right = bend(flow), flow.by()
        if through.shape != right.shape or not trail.explained(node.args[position], through - right):
            return False
    return True
