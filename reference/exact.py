"""The same graph in exact arithmetic: expected values that no rounding has touched, or none that a float64 shows.

The tape runs on arrays of `fractions.Fraction` as it runs on floats, and of `reference.digits.Digits` where there is no
Fraction; so there is nothing here but what may go either way, the way in and the way out.
"""

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from reference.graph import Graph, Node
from reference.op import Array
from reference.tape import Tape

if TYPE_CHECKING:
    from reference.digits import Digits

HIGHEST_DEGREE = 64  # a thousand digits where an author writes sixteen: still quick to work with
MOST_OPERATIONS = 30_000  # of exact numbers, forward, where some have 50 digits: a second with the way back


def runs_exactly(graph: Graph) -> bool:
    """Whether every op of ``graph`` maps Fractions to Fractions, of so few digits that they can be worked with."""
    return max(_degrees(graph, 1)) <= HIGHEST_DEGREE


def _grows(graph: Graph, of_inputs: float) -> bool:
    """Return whether Fractions get too many digits to be worked with, on their way to where there are none."""
    return any(HIGHEST_DEGREE < degree < math.inf for degree in _degrees(graph, of_inputs))


def _degrees(graph: Graph, of_inputs: float) -> Iterable[float]:
    """Return how many times the digits of an input, or of a constant, each value may have; inf for what has 50.

    Without a limit to it forty squarings in a row would fill the memory. A sum has the digits of its longest term, as
    decimals have a common denominator; but once something has been divided, denominators multiply.

    Args:
        graph: the graph.
        of_inputs: 1 if these are Fractions, inf if they have 50 digits.
    """
    degrees: dict[str, float] = dict.fromkeys(graph.inputs, of_inputs)
    divided = False
    for node in graph.nodes:
        operands = [degrees[arg] for arg in node.args]
        divided |= node.op.growth is not None and node.op.growth.divides(**node.options)
        multiplied = sum(degree for degree in operands if degree < math.inf) if divided else 0
        degrees[node.name] = max(1, _degree(node, operands), multiplied)
    return degrees.values()


def _degree(node: Node, operands: list[float]) -> float:
    """Return the degree of ``node``, of whose operands some may have 50 digits."""
    growth = node.op.growth
    if growth is None:
        return math.inf
    fractions_only = [degree for degree in operands if degree < math.inf]
    if len(fractions_only) == len(operands):
        return growth.degree(*operands, **node.options)
    if growth.degree(*[1] * len(operands), **node.options) > 1:
        return math.inf  # as a product with what has 50 digits has 50
    return max(fractions_only, default=math.inf)  # they may be chosen, or stand beside the others


def exact_inputs(tape: Tape, inputs: Mapping[str, Array], equations: Iterable[str] = ()) -> Mapping[str, Array] | None:
    """Return Fractions as the numbers that the graph of ``tape`` is worked out in exactly.

    They are themselves, and ops that no Fraction has an answer to give 50 digits; or they have 50 digits from the
    start if Fractions grew too long. None if more than `MOST_OPERATIONS` would go in such numbers, or if constants,
    which are Fractions always, grew too long by themselves: then floats are all there is to go by, and what is expected
    has their rounding.

    Args:
        tape: its values anywhere, at one point or at more.
        inputs: an array of Fractions ``(K, *shape)`` for each input.
        equations: the nodes whose local gradients are wanted too.
    """
    if runs_exactly(tape.graph):
        return inputs
    cases = len(next(iter(inputs.values())))
    if cases * operations(tape, equations) > MOST_OPERATIONS or _grows(tape.graph, math.inf):
        return None
    if not _grows(tape.graph, 1):
        return inputs
    from reference.digits import in_digits  # noqa: PLC0415  # mpmath takes 35 ms to import, and few graphs need it

    return {name: in_digits(value) for name, value in inputs.items()}


def operations(tape: Tape, equations: Iterable[str] = ()) -> int:
    """Return about how many numbers are worked out at one point on the way forward, those that are summed included.

    Args:
        tape: the values, anywhere.
        equations: nodes whose Jacobians are wanted: each element of such a node counts its equation once more.
    """
    jacobians = sum(
        math.prod(tape.layouts[name].shape) * _numbers(tape, tape.graph.equation(name).nodes) for name in equations
    )
    return _numbers(tape, tape.graph.nodes) + jacobians


def _numbers(tape: Tape, nodes: Iterable[Node]) -> int:
    """Return how many numbers ``nodes`` are made of."""
    return sum(_terms(tape, node) for node in nodes)


def _terms(tape: Tape, node: Node) -> int:
    """Return how many numbers ``node`` is made of: the larger of its operands and itself, or the terms of its sums."""
    layout = tape.layouts[node.name]
    size = math.prod(layout.result)
    if node.op.abs_vjps is not None:  # it sums terms of either sign, along the last axis of its first operand or so
        return size * math.prod(layout.operands[0][-1:])
    return max(size, *map(math.prod, layout.operands), 1)


def fractions(values: Array) -> Array:
    """Return floats as the Fractions that they are."""
    return np.array([Fraction(value) for value in values.ravel().tolist()], dtype=object).reshape(values.shape)


def rounded(values: Array) -> Array:
    """Return exact numbers as float64, each rounded once; infinite where no float64 is large enough."""
    return np.array([_nearest_float(value) for value in values.flat], dtype=np.float64).reshape(values.shape)


def _nearest_float(value: "Fraction | Digits") -> float:
    """Return the float64 nearest to ``value``."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
