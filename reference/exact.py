"""The same graph in rational arithmetic: expected values with no rounding at all.

The tape runs on arrays of `fractions.Fraction` as it runs on floats, so there is nothing here but what may go that way,
the way in and the way out.
"""

import math
from fractions import Fraction

import numpy as np

from reference.graph import Graph
from reference.op import Array

HIGHEST_DEGREE = 64  # a thousand digits where an author writes sixteen: still quick to work with


def runs_exactly(graph: Graph) -> bool:
    """Whether every op of ``graph`` maps Fractions to Fractions, of so few digits that they can be worked with."""
    return _degree(graph) <= HIGHEST_DEGREE


def _degree(graph: Graph) -> float:
    """Return how many times the digits of an input, or of a constant, a value may have; inf if one is no Fraction.

    Without a limit to it forty squarings in a row would fill the memory. A sum has the digits of its longest term, as
    decimals have a common denominator; but once something has been divided, denominators multiply.
    """
    degrees: dict[str, float] = dict.fromkeys(graph.inputs, 1)
    divided = False
    for node in graph.nodes:
        if node.op.growth is None:
            return math.inf
        operands = [degrees[arg] for arg in node.args]
        divided |= node.op.growth.divides(**node.options)
        degree = node.op.growth.degree(*operands, **node.options)
        degrees[node.name] = max(1, degree, sum(operands) if divided else 0)
    return max(degrees.values())


def fractions(values: Array) -> Array:
    """Return floats as the Fractions that they are."""
    return np.array([Fraction(value) for value in values.ravel().tolist()], dtype=object).reshape(values.shape)


def rounded(values: Array) -> Array:
    """Return Fractions as float64, each rounded once; infinite where no float64 is large enough."""
    return np.array([_nearest_float(value) for value in values.flat], dtype=np.float64).reshape(values.shape)


def _nearest_float(value: Fraction) -> float:
    """Return the float64 nearest to ``value``."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
