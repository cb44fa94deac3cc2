"""Do the cases take every side of every kink?"""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from grader.lint.bench import Bench
from grader.lint.remarks import Remark, Severity, remark
from grader.model import Problem
from reference.errors import GraphError
from reference.graph import Node, graph_text
from reference.op import Array
from reference.sampling import Range, sample, side_counts
from reference.tape import Tape, forward

POINTS = 64
"""That are drawn without the author's ranges."""


def judge(bench: Bench) -> Iterator[Remark]:
    """Yield a remark for each side that no case takes: an error if other points do."""
    taken, reachable = _counts(bench.tapes), _counts(bench.tapes_elsewhere)
    for (name, side), count in taken.items():
        if not count:
            node = bench.problem.graph.by_name[name]
            place = bench.places.node(node)
            if reachable[name, side]:
                where = _where(node, side, bench.tapes_elsewhere)
                words = f"no case takes side {side} of {graph_text(bench.problem.graph, name)}{where}"
                yield remark("kink-side-never-taken", words, place)
            elif _anywhere(bench.problem)[name, side]:
                words = (
                    f"the ranges of the inputs keep side {side} of {graph_text(bench.problem.graph, name)} out of reach"
                )
                remedy = "let a 'range' reach it: whatever a student does there is right"
                yield remark("kink-side-never-taken", words, place, remedy, Severity.WARNING)
            else:
                words = f"no smooth point takes side {side} of {graph_text(bench.problem.graph, name)}"
                yield remark("kink-side-never-taken", words, place, "nothing, if it is out of reach", Severity.NOTE)


def _anywhere(problem: Problem) -> Counter[tuple[str, int]]:
    """Return how many points take each side where no input has a range of the author's; none if none can be drawn."""
    sizes = {dim: most for dim, (_, most) in problem.dims.items()}
    ranges = {given.name: Range(given.sized(sizes)) for given in problem.inputs}
    try:
        inputs = sample(problem.graph, ranges, POINTS, problem.id.encode(), sizes)
    except GraphError:
        return Counter()
    return _counts([forward(problem.graph, inputs, sizes)])


def _counts(tapes: list[Tape]) -> Counter[tuple[str, int]]:
    """Return how many points take each side of each node with a kink; sides that none takes are there too."""
    counts: Counter[tuple[str, int]] = Counter()
    for tape in tapes:
        counts.update(
            {(name, side): count for name, sides in side_counts(tape).items() for side, count in sides.items()}
        )
    return counts


def _where(node: Node, side: int, tapes: list[Tape]) -> str:
    """Return in words for which values of its operand a node with one operand is on a side."""
    if node.op.kink is None or len(node.args) != 1:
        return ""
    operands = [_on_side(tape, node, tape.apply(node.op.kink.branch, node) == side) for tape in tapes]
    least = min(operand.min() for operand in operands if operand.size)
    most = max(operand.max() for operand in operands if operand.size)
    return f", where '{node.args[0]}' is from {least:.3g} to {most:.3g}"


def _on_side(tape: Tape, node: Node, there: Array) -> Array:
    """Return the elements of the operand of ``node`` where ``there``."""
    operand: Array = tape.operands(node)[0]
    chosen: Array = operand[np.broadcast_to(there, operand.shape)]
    return chosen
