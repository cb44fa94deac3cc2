"""Graphs that Hypothesis makes up: scalar ones, with names used once, twice or not at all."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from reference.graph import Graph, Node
from reference.op import Array
from reference.ops import OPS

INPUTS = ("x0", "x1", "x2")
RATIONAL = ("add", "sub", "mul", "neg", "relu", "abs", "maximum", "pow")
SMOOTH = ("add", "sub", "mul", "sin", "tanh", "sigmoid", "exp", "div", "softplus")


@dataclass(frozen=True)
class Point:
    """A graph, and a number for each of its inputs."""

    graph: Graph
    at: tuple[Fraction, ...]

    def inputs(self, kind: type = float) -> dict[str, Array]:
        """Return the inputs at this one case, as floats or as Fractions."""
        dtype = float if kind is float else object
        return {name: np.array([kind(number)], dtype=dtype) for name, number in zip(INPUTS, self.at, strict=True)}


@st.composite
def points(draw: st.DrawFn, ops: Collection[str], most: int = 8) -> Point:
    """Return graphs of up to ``most`` nodes of ``ops``, at inputs that are multiples of 1/8."""
    names = list(INPUTS)
    nodes = []
    for number in range(draw(st.integers(1, most))):
        op = OPS[draw(st.sampled_from(sorted(ops)))]
        args = tuple(draw(st.sampled_from(names)) for _ in range(op.arity[0]))
        options = {"exponent": draw(st.integers(0, 3))} if op.name == "pow" else {}
        nodes.append(Node(f"n{number}", op, args, options))
        names.append(f"n{number}")
    eighths = st.integers(-16, 16).map(lambda number: Fraction(number, 8))
    return Point(Graph(INPUTS, tuple(nodes), nodes[-1].name), draw(st.tuples(*[eighths] * len(INPUTS))))
