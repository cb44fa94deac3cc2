"""Whether an author's case can be judged where it sits on a kink."""

from collections.abc import Iterator

import numpy as np

from grader.spec.expectations import Worked
from reference.graph import Node, graph_text
from reference.kinks import MOST_KINKS, ties
from reference.op import Kink
from reference.tape import Tape


def unjudgeable(floats: Worked, exact: Worked, *, by_convention: bool) -> Iterator[tuple[str, str]]:
    """Yield what stands in the way of judging a case, each with its remedy.

    Args:
        floats: the case in float64.
        exact: the same in Fractions where the ops allow it, otherwise in float64 too.
        by_convention: whether only the convention is right at a kink. If not, the derivative of any side is, and
            rounding may choose one; but not between the values of a comparison, which jump.
    """
    tied = len(ties(floats.tape))
    if tied > MOST_KINKS and not by_convention:
        problem = f"{tied} numbers are on a kink at once, and no more than {MOST_KINKS} can be judged"
        yield problem, "change its inputs, or write 'kinks: convention'"
    here = decided_by_rounding(floats.tape, exact.tape, by_convention=by_convention)
    decided = [graph_text(floats.tape.graph, node.name) for node in here]
    if floats.updated is not None and exact.updated is not None:
        after = decided_by_rounding(floats.updated, exact.updated, by_convention=False)  # only values are asked there
        decided += [f"after the step {graph_text(floats.tape.graph, node.name)}" for node in after]
    for name in decided:
        problem = f"{name} is so near a kink that rounding decides on which side"
        yield problem, "move its inputs away, or choose some with which floats do not round, such as 0.5"


def decided_by_rounding(floats: Tape, exact: Tape, *, by_convention: bool) -> Iterator[Node]:
    """Yield the nodes at which it matters on which side of a kink the case is, and rounding decides it."""
    nudges = {tie.node: tie.nudge for tie in ties(floats)}
    for node in floats.graph.nodes:
        kink = node.op.kink if by_convention or not any(node.op.vjps) else None
        if kink is None or node.name not in nudges:
            continue
        if _beside(node, kink, floats, nudges[node.name]) or _apart(node, kink, floats, exact):
            yield node


def _beside(node: Node, kink: Kink, tape: Tape, nudge: float) -> bool:
    """Return whether an operand of ``node`` is no farther than ``nudge`` from its kink, and yet not on it."""
    with np.errstate(over="ignore"):  # between two numbers that are huge
        distance = kink.distance(*tape.operands(node), **tape.layouts[node.name].options)
    return bool(((distance > 0) & (distance <= nudge)).any())


def _apart(node: Node, kink: Kink, floats: Tape, exact: Tape) -> bool:
    """Return whether floats are on another side of the kink of ``node`` than exact numbers."""
    options = floats.layouts[node.name].options
    here, there = (kink.branch(*tape.operands(node), **options) for tape in (floats, exact))
    return bool((here != there).any())
