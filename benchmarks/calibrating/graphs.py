"""Random graphs, of numbers and of tensors, grown so that they can be computed at the cases that they are tried at."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from reference.domain import sound_cases
from reference.errors import ShapeError
from reference.graph import Graph, Node
from reference.op import Array, Shape
from reference.ops import OPS
from reference.tape import Tape, absolute_backward, forward

Options = Callable[[np.random.Generator, Shape], dict[str, Any]]

LARGEST = 50.0  # size of a value, and of what a value may do to the next: a graph of wild numbers tells nothing
MOST_ELEMENTS = 200  # of a node
SPENT = 400  # attempts after which a graph stays as small as it is
NORMAL, GRID = "normal", "0.5-grid"
INPUTS = {
    NORMAL: lambda rng, shape: rng.standard_normal(shape),
    GRID: lambda rng, shape: rng.integers(-4, 5, shape) / 2,  # from -2 to 2, as people write them
}
"""How the inputs of a case are drawn."""


@dataclass(frozen=True, eq=False)
class Trial:
    """A graph, and the cases at which it is tried.

    Attributes:
        name: what a report calls it; with the seed it says which graph it is.
        graph: the graph.
        inputs: ``(K, *shape)`` each.
        upstream: the cotangent of the output, shaped like it.
        tensors: whether the output has axes, so that only along an upstream it is a loss.
    """

    name: str
    graph: Graph
    inputs: Mapping[str, Array]
    upstream: Array
    tensors: bool

    def scaled(self, factor: Fraction) -> "Trial":
        """Return the same with ``factor`` times the output, computed in the graph."""
        if factor == 1:
            return self
        constant = Node("factor", OPS["constant"], (), {"value": factor})
        product = Node("scaled", OPS["mul"], (self.graph.output, "factor"))
        graph = Graph(self.graph.inputs, (*self.graph.nodes, constant, product), "scaled")
        return replace(self, name=f"{self.name} x {float(factor):g}", graph=graph)


def _fixed(*choices: Mapping[str, Any]) -> Options:
    """Return options that are one of ``choices``."""
    return lambda rng, _shape: dict(choices[rng.integers(len(choices))])


def _axis(rng: np.random.Generator, shape: Shape) -> dict[str, Any]:
    return {"axis": (None, -1, *range(len(shape)))[rng.integers(len(shape) + 2)]}


def _along(rng: np.random.Generator, shape: Shape) -> dict[str, Any]:
    return {"axis": int(rng.integers(max(1, len(shape))))}


def _reduced(rng: np.random.Generator, shape: Shape) -> dict[str, Any]:
    return {**_axis(rng, shape), "keepdims": bool(rng.integers(2))}


def _reshaped(rng: np.random.Generator, shape: Shape) -> dict[str, Any]:
    return {"shape": tuple(int(size) for size in rng.permutation(shape)) if rng.integers(2) else (-1,)}


def _permuted(rng: np.random.Generator, shape: Shape) -> dict[str, Any]:
    return {"axes": tuple(int(axis) for axis in rng.permutation(len(shape)))}


def _part(rng: np.random.Generator, shape: Shape) -> dict[str, Any]:
    parts = (slice(1, None), slice(None, None, -1), slice(None, None, 2), -1, 0)
    return {"index": tuple(parts[rng.integers(len(parts))] for _ in shape[:2])}


def _stretched(_rng: np.random.Generator, shape: Shape) -> dict[str, Any]:
    return {"shape": (2, *shape)}


NONE = _fixed({})
ELEMENTWISE: dict[str, Options] = {
    **dict.fromkeys(("add", "sub", "mul", "div", "neg", "identity", "exp", "log", "sqrt", "abs", "sin", "cos"), NONE),
    **dict.fromkeys(("tanh", "sigmoid", "relu", "softplus", "maximum", "minimum", "where"), NONE),
    **dict.fromkeys(("less", "less_equal", "greater", "greater_equal"), NONE),
    "constant": _fixed({"value": Fraction(1, 2)}, {"value": 2}, {"value": Fraction(-1, 10)}),
    "pow": _fixed({"exponent": 2}, {"exponent": 3}, {"exponent": -1}, {"exponent": Fraction(3, 2)}),
    "leaky_relu": _fixed({}, {"slope": Fraction(1, 10)}),
    "clip": _fixed({"low": -1, "high": 1}, {"low": Fraction(-1, 2), "high": 2}),
}
TENSOR: dict[str, Options] = {
    **ELEMENTWISE,
    **dict.fromkeys(("sum", "mean", "max", "logsumexp"), _reduced),
    **dict.fromkeys(("softmax", "log_softmax"), _axis),
    "matmul": NONE,
    "transpose": _permuted,
    "reshape": _reshaped,
    "slice": _part,
    "concatenate": _along,
    "broadcast_to": _stretched,
}
COMPARISONS = frozenset({"less", "less_equal", "greater", "greater_equal"})


@dataclass(frozen=True)
class Family:
    """What graphs of a kind are made of.

    Attributes:
        inputs: the shapes of the inputs.
        ops: what makes the options of each op.
        often: how many times as often as others an op is drawn.
        nodes, cases: how many.
    """

    inputs: Mapping[str, Shape]
    ops: Mapping[str, Options]
    often: Mapping[str, int]
    nodes: int
    cases: int


FAMILIES = {
    "scalar": Family(dict.fromkeys(("a", "b", "c", "d", "e"), ()), ELEMENTWISE, {}, nodes=44, cases=8),
    "tensor": Family(
        {"x": (3, 4), "w": (4, 5), "b": (5,), "c": (3, 1), "s": ()},
        TENSOR,
        {"matmul": 25, "add": 3, "max": 3, "sum": 3, "relu": 2},
        nodes=16,
        cases=4,
    ),
}


def grow(name: str, family: Family, kind: str, rng: np.random.Generator) -> Trial:
    """Return a random graph of ``family`` with cases whose inputs are of ``kind``."""
    drawn = {given: INPUTS[kind](rng, (family.cases, *shape)) for given, shape in family.inputs.items()}
    graph = _Seedling(family, drawn, rng).grown()
    inputs = {name: drawn[name] for name in graph.inputs}
    tape = forward(graph, inputs)
    tensors = tape.output.ndim > 1
    upstream = rng.standard_normal(tape.output.shape) if tensors else np.ones_like(tape.output)
    return Trial(name, graph, inputs, upstream, tensors)


class _Seedling:
    """A graph that is being grown, with its values."""

    def __init__(self, family: Family, inputs: Mapping[str, Array], rng: np.random.Generator) -> None:
        self.family, self.rng = family, rng
        self.values = dict(inputs)
        self.uses = dict.fromkeys(inputs, 0)
        self.masks: list[str] = []
        self.constants: set[str] = set()
        self.nodes: list[Node] = []

    def grown(self) -> Graph:
        """Return the graph, all of whose loose ends have been tied together."""
        names = [name for name in self.family.ops for _ in range(self.family.often.get(name, 1))]
        for _ in range(SPENT):
            if len(self.nodes) >= self.family.nodes:
                break
            self._try(names[self.rng.integers(len(names))])
        self._tie()
        whole = Graph(tuple(self.family.inputs), tuple(self.nodes), self.nodes[-1].name)
        inputs = tuple(name for name in whole.inputs if name in whole.ancestors)
        return Graph(inputs, tuple(node for node in self.nodes if node.name in whole.ancestors), whole.output)

    def _try(self, op: str) -> None:
        """Add a node of ``op``, if what comes up fits and is tame."""
        args = self._operands(op)
        if args is None or (args and self.constants.issuperset(args)):  # a kink that all inputs share is of no use
            return
        options = self.family.ops[op](self.rng, self.values[args[0]].shape[1:] if args else ())
        with suppress(ShapeError):
            tape = self._computed(op, args, options)
            if _tame(tape):
                self._keep(tape)

    def _operands(self, op: str) -> tuple[str, ...] | None:
        """Return operands for ``op``, all different, rather those that are not used yet; None if there are too few."""
        count = 2 if OPS[op].arity[1] is None else OPS[op].arity[0]
        names = list(self.uses)
        weights = np.array([1 / (1 + 4 * uses) ** 2 for uses in self.uses.values()])
        if op != "where":
            return tuple(self.rng.choice(names, count, replace=False, p=weights / weights.sum()).tolist())
        if not self.masks:
            return None
        branches = self.rng.choice(names, 2, replace=False, p=weights / weights.sum()).tolist()
        return (str(self.rng.choice(self.masks)), *branches)

    def _computed(self, op: str, args: tuple[str, ...], options: Mapping[str, Any]) -> Tape:
        """Return the tape of one more node alone.

        Raises:
            ShapeError: if the operands do not fit.
        """
        node = Node(f"n{len(self.nodes)}", OPS[op], args, options)
        inputs = tuple(dict.fromkeys(args)) or tuple(self.family.inputs)[:1]  # a constant needs cases too
        return forward(Graph(inputs, (node,), node.name), {name: self.values[name] for name in inputs})

    def _keep(self, tape: Tape) -> str:
        """Add the node of ``tape`` to the graph, and return its name."""
        (node,) = tape.graph.nodes
        self.nodes.append(node)
        self.values[node.name] = tape.output
        if node.op.name in COMPARISONS:  # through which nothing flows back: no use
            self.masks.append(node.name)
            return node.name
        self.uses |= {arg: self.uses[arg] + 1 for arg in node.args if arg in self.uses}
        self.uses[node.name] = 0
        if not node.args:
            self.constants.add(node.name)
        return node.name

    def _tie(self) -> None:
        """Add up all that is not used, or, where some of it has axes, put it side by side."""
        loose = [name for name, uses in self.uses.items() if not uses and name not in self.family.inputs]
        if any(self.values[name].ndim > 1 for name in loose):
            rows = [self._keep(self._computed("reshape", (name,), {"shape": (-1,)})) for name in loose]
            self._keep(self._computed("concatenate", tuple(rows), {"axis": 0}))
            return
        total = self._keep(self._computed("identity", (loose[0],), {}))
        for name in loose[1:]:
            total = self._keep(self._computed("add", (total, name), {}))


def _tame(tape: Tape) -> bool:
    """Whether the one node of ``tape`` is sound and of moderate size, and so are its slopes."""
    if tape.output[0].size > MOST_ELEMENTS or not sound_cases(tape).all():
        return False
    slopes = absolute_backward(tape)
    return all(np.abs(sizes).max() <= LARGEST for sizes in (tape.output, *(slopes[name] for name in tape.graph.inputs)))
