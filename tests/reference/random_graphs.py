"""Graphs that Hypothesis makes up, of numbers and of tensors, with names used once, twice or not at all."""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from reference.chance import uniform
from reference.domain import sound_cases
from reference.errors import ShapeError
from reference.graph import Graph, Node
from reference.op import Array, Shape
from reference.ops import OPS
from reference.sampling import MARGIN, Range
from reference.sampling import draw as draw_numbers
from reference.tape import Tape, absolute_backward, forward

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


CASES = 2
LARGEST_VALUE, LARGEST_SCALE = 1e3, 1e6  # beyond them a graph says more about rounding than about formulas
NEAREST_TO_THE_EDGE = 0.02  # of a domain: 1 / x and log(x) are steep there
MOST_NUMBERS, MOST_AXES = 60, 4
COMPARISONS = ("less", "less_equal", "greater", "greater_equal")
REDUCING = ("sum", "mean", "max", "logsumexp")
WITH_AXES = ("softmax", "log_softmax", "matmul", "concatenate")
"""Ops that have no use for a number."""
MENDING = ("exp", "sigmoid", "softplus")
"""What makes of any operand one that every domain holds, and that is tied with nothing."""
EXPONENTS = (0, 1, 2, 3, -1, -2, Fraction(1, 2), Fraction(-1, 2), Fraction(5, 3))

Draw = Callable[[st.SearchStrategy[Any]], Any]


@dataclass(frozen=True, eq=False)
class TensorPoint:
    """A graph of tensors, and all that it takes to compute it and its gradients.

    Attributes:
        graph: the graph; every value is within its op's domain, away from kinks, and of moderate size.
        dims: the sizes of the dimensions that its options name.
        inputs: their values at `CASES` cases.
        upstream: the cotangent of the output.
    """

    graph: Graph
    dims: Mapping[str, int]
    inputs: Mapping[str, Array]
    upstream: Array

    @property
    def tape(self) -> Tape:
        """The values of every node."""
        return forward(self.graph, self.inputs, self.dims)

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:  # noqa: FBT001 - Hypothesis prints by it
        """Print the graph as a reader can follow it: an op's formulas are no news."""
        nodes = (f"{node.name} = {node.op.name}{node.args} {dict(node.options) or ''}" for node in self.graph.nodes)
        inputs = (f"{name} = {value.tolist()}" for name, value in self.inputs.items())
        printer.text("\n".join([f"dims = {self.dims}", *inputs, *nodes, f"upstream = {self.upstream.tolist()}"]))


@st.composite
def tensor_points(draw: st.DrawFn, ops: Collection[str] = tuple(OPS), most: int = 8) -> TensorPoint:
    """Return graphs of about ``most`` calls of ``ops`` at most, and of what makes their operands fit.

    Values are computed as the graph grows, so that nothing has to be thrown away: what has no use for its operands
    gets others. Shapes broadcast, options are drawn too, and sizes may be the names of dimensions.
    """
    dims = {"n": draw(st.integers(2, 4)), "m": draw(st.integers(1, 3))}
    seed = draw(st.integers(0, 2**32))
    axes = st.sampled_from([1, dims["n"], dims["m"]])
    shapes = [tuple(draw(st.lists(axes, max_size=3))) for _ in INPUTS]
    growing = _Growing(
        draw, dims, {name: _numbers(shape, seed, name) for name, shape in zip(INPUTS, shapes, strict=True)}
    )
    shuffled = _shuffled(ops, seed)
    for _ in range(draw(st.integers(1, most))):
        growing.grow(draw(st.sampled_from(shuffled)))
    graph = Graph(INPUTS, output=growing.gather(), nodes=tuple(growing.nodes))
    inputs = {name: growing.values[name] for name in INPUTS}
    point = TensorPoint(graph, dims, inputs, _numbers(growing.shape(graph.output), seed, "upstream"))
    scales = absolute_backward(point.tape, point.upstream)
    assume(all((scale <= LARGEST_SCALE).all() for scale in scales.values()))
    return point


def _shuffled(ops: Collection[str], seed: int) -> list[str]:
    """Return ``ops`` in another order for each seed: Hypothesis often takes the first of a list."""
    names = sorted(ops)
    return [names[index] for index in np.argsort(uniform(f"{seed}/ops".encode(), len(names)))]


def _numbers(shape: Shape, seed: int, name: str) -> Array:
    """Return random numbers of few decimals, `CASES` times ``shape``."""
    return draw_numbers(Range(shape), CASES, f"{seed}/{name}".encode())


@dataclass(eq=False)
class _Growing:
    """A graph under construction, with the values of what stands already."""

    draw: Draw
    dims: Mapping[str, int]
    values: dict[str, Array]
    nodes: list[Node] = field(default_factory=list)

    def grow(self, op: str) -> None:
        """Add a call of ``op`` if it can be made to fit."""
        first = self.pick()
        if op in WITH_AXES and not self.shape(first):
            first = self.add("broadcast_to", (first,), {"shape": ("n",)}) or first
        options = self.draw(_options(op, self.shape(first), self.dims))
        args = self.operands(op, first, options)
        if args is not None and self.add(op, args, options) is None:
            mended = self.add(self.draw(st.sampled_from(MENDING)), args[-1:])
            if mended is not None:
                self.add(op, (*args[:-1], mended), options)

    def gather(self) -> str:
        """Add up what nothing depends on, and return the name of the output, which so depends on everything."""
        used = {arg for node in self.nodes for arg in node.args}
        end, *loose = [name for name in reversed(self.values) if name not in used]
        for name in loose:
            term = name if self.shaped("add", (end, name), {}) else self.add("mean", (name,))
            end = (term and self.add("add", (end, term))) or end
        return end if self.nodes else str(self.add("identity", (end,)))

    def operands(self, op: str, first: str, options: Mapping[str, Any]) -> tuple[str, ...] | None:
        """Return operands for ``op``, of which ``first`` is one; None where nothing fits."""
        if op == "constant":
            return ()
        if op == "where":
            other = self.fitting("add", (first,), {})
            mask = self.add(self.draw(st.sampled_from(COMPARISONS)), (first, other))
            return None if mask is None else (mask, self.fitting("add", (mask,), {}), other)
        if op == "concatenate":
            rest = range(self.draw(st.integers(0, 2)))
            return (first, *(self.fitting(op, (first,), options) for _ in rest))
        if op == "matmul" and not self.fit(op, (first,), options):
            turned = self.add("transpose", (first,), {"axes": _swapped(len(self.shape(first)))})
            return (first, turned) if turned else None
        return (first, *(self.fitting(op, (first,), options) for _ in range(OPS[op].arity[0] - 1)))

    def add(self, op: str, args: tuple[str, ...], options: Mapping[str, Any] | None = None) -> str | None:
        """Add a node and return its name; nothing, where its value would be of no use."""
        node = Node(f"n{len(self.nodes)}", OPS[op], args, options or {})
        operands = {arg: self.values[arg] for arg in args} or dict(self.values)
        tape = forward(Graph(tuple(operands), (node,), node.name), operands, self.dims)
        if not _moderate(tape, node):
            return None
        self.nodes.append(node)
        self.values[node.name] = tape.output
        return node.name

    def pick(self) -> str:
        """Return the name of anything there is, more often of something recent."""
        names = list(self.values)
        return str(self.draw(st.sampled_from([*names, *names[-2:], names[-1]])))

    def fit(self, op: str, args: tuple[str, ...], options: Mapping[str, Any]) -> list[str]:
        """Return the names that can follow ``args`` as a further operand of ``op``."""
        return [name for name in self.values if self.shaped(op, (*args, name), options)]

    def fitting(self, op: str, args: tuple[str, ...], options: Mapping[str, Any]) -> str:
        """Return one of the names that can follow ``args``."""
        return str(self.draw(st.sampled_from(self.fit(op, args, options))))

    def shaped(self, op: str, args: tuple[str, ...], options: Mapping[str, Any]) -> bool:
        """Return whether the shapes of ``args`` are operands of ``op``."""
        try:
            OPS[op].shape(*map(self.shape, args), **options)
        except ShapeError:
            return False
        return True

    def shape(self, name: str) -> Shape:
        """Return the shape of one case."""
        return self.values[name].shape[1:]


def _moderate(tape: Tape, node: Node) -> bool:
    """Return whether the one ``node`` of ``tape`` is sound at all cases, of moderate size, and smooth around there."""
    domain, kink = node.op.domain, node.op.kink
    return bool(
        sound_cases(tape).all()
        and tape.output[0].size <= MOST_NUMBERS
        and tape.output.ndim - 1 <= MOST_AXES
        and (np.abs(tape.output) <= LARGEST_VALUE).all()
        and (domain is None or (np.abs(tape.values[node.args[-1]]) >= NEAREST_TO_THE_EDGE).all())
        and (kink is None or (tape.apply(kink.distance, node) > MARGIN).all())
    )


def _swapped(rank: int) -> tuple[int, ...]:
    """Return the order of axes that turns each matrix of a stack around."""
    return (*range(rank - 2), rank - 1, rank - 2)


def _options(op: str, shape: Shape, dims: Mapping[str, int]) -> st.SearchStrategy[dict[str, Any]]:
    """Return what may be fixed in ``op`` where its first operand has ``shape``."""
    eighths = st.integers(1, 16).map(lambda number: Fraction(number, 8))
    drawn: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "constant": {"value": eighths},
        "pow": {"exponent": st.sampled_from(EXPONENTS)},
        "clip": {"low": eighths.map(lambda number: -number), "high": eighths},
        "reshape": {"shape": _shapes_of_the_same_size(shape, dims)},
        "broadcast_to": {"shape": _larger_shapes(shape, dims)},
        "slice": {"index": _indices(shape)},
    }
    axes = _some_axes(shape)
    left_out: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "leaky_relu": {"slope": eighths},
        "transpose": {"axes": st.permutations(range(len(shape))).map(tuple)},
        "concatenate": {"axis": _axis(shape)},
        "softmax": {"axis": axes},
        "log_softmax": {"axis": axes},
        **{name: {"axis": st.none() | axes, "keepdims": st.booleans()} for name in REDUCING},
    }
    return st.fixed_dictionaries(drawn.get(op, {}), optional=left_out.get(op, {}))


def _axis(shape: Shape) -> st.SearchStrategy[int]:
    """Return one axis, counted from either end."""
    return st.integers(-len(shape), len(shape) - 1) if shape else st.nothing()


def _some_axes(shape: Shape) -> st.SearchStrategy[Any]:
    """Return one axis, or several."""
    several = st.lists(_axis(shape), min_size=1, unique_by=lambda axis: axis % len(shape)).map(tuple)
    return _axis(shape) | several if shape else st.just(())


def _shapes_of_the_same_size(shape: Shape, dims: Mapping[str, int]) -> st.SearchStrategy[tuple[int | str, ...]]:
    """Return shapes for as many elements, with a size left open, or named."""
    known = {size: name for name, size in dims.items()}
    named = tuple(known.get(size, size) for size in reversed(shape))
    return st.sampled_from([shape[::-1], named, (-1,), (math.prod(shape), 1), (1, -1), (*shape[:1], -1), (*named, 1)])


def _larger_shapes(shape: Shape, dims: Mapping[str, int]) -> st.SearchStrategy[tuple[int | str, ...]]:
    """Return shapes that ``shape`` stretches to: along an axis of its own, a further one, or none."""
    stretched = tuple("n" if size == 1 else size for size in shape)
    return st.sampled_from([shape, ("n", *shape), ("m", *stretched), stretched, (dims["n"], *stretched)])


def _indices(shape: Shape) -> st.SearchStrategy[tuple[int | slice, ...]]:
    """Return elements and slices along the first axes, forwards and backwards."""
    parts = [st.integers(-size, size - 1) | _slices(size) for size in shape]
    return st.integers(0, len(shape)).flatmap(lambda count: st.tuples(*parts[:count]))


def _slices(size: int) -> st.SearchStrategy[slice]:
    """Return slices of an axis that take something."""
    return st.slices(size).filter(lambda part: len(range(*part.indices(size))) > 0)
