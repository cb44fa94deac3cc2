"""A graph and one point as worked steps: forward, local gradients, the chain rule, a step of gradient descent.

All of it is data, without a format: `Formula` trees, and what is equal to what. Three modules make it: `formula` (the
trees), `rules` (derivatives of operations as formulas), `working` (a graph and its values into steps); `flat` turns an
equation of many operations into equations of one, `symbolic` is the algebra of SymPy, where that is installed.
"""

from reference.explain.formula import Applied, Equality, Figure, Formula, Literal, Partial, Symbol
from reference.explain.working import Descent, Explanation, LocalGradient, Point, Row, Step, explain

__all__ = [
    "Applied",
    "Descent",
    "Equality",
    "Explanation",
    "Figure",
    "Formula",
    "Literal",
    "LocalGradient",
    "Partial",
    "Point",
    "Row",
    "Step",
    "Symbol",
    "explain",
]
