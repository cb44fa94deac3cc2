"""A computation graph: a single-assignment list of ``name = op(args)``, and nothing else.

It is plain data: it can be printed, mutated, shipped and walked without recursion. Shapes are not part of it:
`infer_shapes` derives them from the shapes of the inputs, so that one graph serves every size of batch.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from types import MappingProxyType
from typing import Any

from reference.errors import GraphError, ShapeError, Span, did_you_mean
from reference.op import Op, Shape

MOST_ELEMENTS = 10**6
"""Of one node: a slip in a size should be an error, not a machine without memory."""

NO_OPTIONS: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Node:
    """One assignment of the graph.

    Attributes:
        name: unique in its graph. A sub-expression that the author did not name is called after the
            equation that it stands in and its place there in order of evaluation: ``L.1``, ``L.2``.
        op: what computes it.
        args: the names of its operands, in order.
        options: what is fixed in the op: an exponent, an axis; a size may be the name of a dimension.
        text: as the author wrote it: ``(z2 - y) ** 2``.
        span: where in the equations; None for a graph that was not written as text.
    """

    name: str
    op: Op
    args: tuple[str, ...]
    options: Mapping[str, Any] = field(default_factory=lambda: NO_OPTIONS)
    text: str = ""
    span: Span | None = None

    @property
    def equation(self) -> str:
        """The name of the equation that this node is part of; its own name unless it is anonymous."""
        return self.name.partition(".")[0]

    @property
    def anonymous(self) -> bool:
        """Whether the author gave it no name."""
        return "." in self.name


@dataclass(frozen=True)
class Graph:
    """A computation graph that holds together: every name is defined once and before its use.

    Attributes:
        inputs: the names that are given from outside.
        nodes: in an order in which they can be computed.
        output: the name whose gradient is asked for; the last node's, as a rule.
        places: the place of each name among the inputs and, after them, the nodes.

    Raises:
        GraphError: if a name is assigned twice, used before it is defined, or the output does not exist.
    """

    inputs: tuple[str, ...]
    nodes: tuple[Node, ...]
    output: str
    places: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        known = {name: place for place, name in enumerate(self.inputs)}
        object.__setattr__(self, "places", known)
        for place, node in enumerate(self.nodes, start=len(self.inputs)):
            for arg in node.args:
                if arg not in known:
                    raise GraphError(f"undefined name '{arg}'", remedy=did_you_mean(arg, known), span=node.span)
            if known.setdefault(node.name, place) != place:
                raise GraphError(f"'{node.name}' is defined twice", span=node.span)
        if self.output not in known:
            raise GraphError(f"the output '{self.output}' is not defined", remedy=did_you_mean(self.output, known))

    @cached_property
    def by_name(self) -> Mapping[str, Node]:
        """The nodes by their names."""
        return MappingProxyType({node.name: node for node in self.nodes})

    @cached_property
    def plans(self) -> dict[Hashable, Any]:
        """What `reference.tape` has worked out for some shapes of the inputs: a memory, which changes no answer."""
        return {}

    @cached_property
    def named(self) -> tuple[str, ...]:
        """The names that the author gave to nodes, in order of evaluation."""
        return tuple(node.name for node in self.nodes if not node.anonymous)

    @cached_property
    def ancestors(self) -> frozenset[str]:
        """The names that the output depends on, itself included."""
        reached = {self.output}
        for node in reversed(self.nodes):
            if node.name in reached:
                reached.update(node.args)
        return frozenset(reached)

    @cached_property
    def from_output(self) -> tuple[str, ...]:
        """Every name that the output depends on, in an order in which the chain rule can get to it: users first."""
        order: dict[str, None] = {}  # in order of evaluation, each input just before its first use
        for node in self.nodes:
            if node.name in self.ancestors:
                order.update(dict.fromkeys([arg for arg in reversed(node.args) if arg not in self.by_name]))
                order[node.name] = None
        return tuple(reversed(order))

    @cached_property
    def _equations(self) -> Mapping[str, tuple[Node, ...]]:
        """The nodes of each equation."""
        equations: dict[str, list[Node]] = {}
        for node in self.nodes:
            equations.setdefault(node.equation, []).append(node)
        return {name: tuple(nodes) for name, nodes in equations.items()}

    def equation(self, name: str) -> "Graph":
        """Return the graph of one equation alone; its inputs are the names on its right-hand side.

        Its gradients are the local gradients of ``name``: ∂name/∂operand with all else held fixed.
        """
        nodes = self._equations[name]
        own = {node.name for node in nodes}
        operands = dict.fromkeys(arg for node in nodes for arg in node.args if arg not in own)
        return Graph(tuple(operands), nodes, name)

    def downstream(self, name: str) -> "Graph":
        """Return the graph of what depends on ``name``; its inputs are ``name`` itself and all else that this needs."""
        reached, nodes = {name}, []
        for node in self.nodes:
            if not reached.isdisjoint(node.args):
                reached.add(node.name)
                nodes.append(node)
        needed = dict.fromkeys([name, *(arg for node in nodes for arg in node.args), self.output])
        own = {node.name for node in nodes}
        return Graph(tuple(other for other in needed if other not in own), tuple(nodes), self.output)

    @cached_property
    def edges(self) -> tuple[tuple[str, str], ...]:
        """Each (node, operand) between names that the author gave, in order of evaluation."""
        return tuple((name, operand) for name in self.named for operand in self.equation(name).inputs)


def infer_shapes(graph: Graph, inputs: Mapping[str, Shape], dims: Mapping[str, int] | None = None) -> dict[str, Shape]:
    """Return the shape of every name of ``graph``, without the case axis.

    Args:
        graph: the graph.
        inputs: the shape of each input.
        dims: the size of each named dimension.
    Raises:
        ShapeError: naming the operation, its operands and their shapes.
    """
    shapes = {name: tuple(inputs[name]) for name in graph.inputs}
    for node in graph.nodes:
        try:
            shape = node.op.shape(*(shapes[arg] for arg in node.args), **resolve(node.options, dims or {}))
            shapes[node.name] = _bounded(shape)
        except ShapeError as error:
            operands = ", ".join(f"{graph_text(graph, arg)} {shape_text(shapes[arg])}" for arg in node.args)
            problem = f"{error.problem}: {node.op.name} of {operands}"
            raise ShapeError(problem, remedy=error.remedy, span=node.span) from error
    return shapes


def _bounded(shape: Shape) -> Shape:
    """Return ``shape``; raises `ShapeError` if it holds too much."""
    if prod(shape) > MOST_ELEMENTS:
        raise ShapeError(f"a result of {prod(shape)} elements is too large")
    return shape


def resolve(options: Mapping[str, Any], dims: Mapping[str, int]) -> dict[str, Any]:
    """Return ``options`` with each name of a dimension replaced by its size."""
    return {name: _sized(value, dims) for name, value in options.items()} if options else {}


def _sized(value: Any, dims: Mapping[str, int]) -> Any:
    """Return one option with each name of a dimension replaced by its size."""
    if isinstance(value, tuple):
        return tuple(_sized(part, dims) for part in value)
    if isinstance(value, slice):
        return slice(*(_sized(part, dims) for part in (value.start, value.stop, value.step)))
    return dims[value] if isinstance(value, str) else value


def graph_text(graph: Graph, name: str) -> str:
    """Return what the author calls ``name``: its name, or the text of an anonymous sub-expression."""
    node = graph.by_name.get(name)
    return f"'{node.text}'" if node is not None and node.anonymous and node.text else f"'{name}'"


def shape_text(shape: Shape) -> str:
    """Return ``(3, 2)``, or ``(a number)`` for the shape of a scalar."""
    return str(tuple(shape)) if shape else "(a number)"
