"""Forward over K cases at once, and backward to every node.

`forward` records each value; the others walk the record in reverse. None of them recurses, so a chain of
100,000 nodes is as good as one of three.

A large graph of scalars is computed level by level (`reference.levels`): the values are the same, and so are gradients
and scales but for the order in which terms are added up.

Memory: 8 bytes for each element of each value and case (16 if they are complex), and as many again for the cotangents
that a walk returns.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from reference.errors import DomainError
from reference.graph import Graph, Node, infer_shapes, resolve
from reference.levels import ELEMENTWISE, Levels, Named, survey
from reference.op import Array, Op, Shape, Vjp
from reference.ops import OPS

Hook = Callable[[Node, Array], Array]
"""What is to be recorded for a node, given what its op computed."""
Sweep = Callable[["Tape", Array], Mapping[str, Array]]
"""`backward` or `absolute_backward`."""

NUMBERS = 1 << 20  # that the values of a replay may hold where it can be done in parts: 8 MB of floats, near the cache
BATCHED = 50  # nodes from which on a graph of scalars is computed level by level: then the first replay repays it
CROWD = 4  # nodes that a group has to have on average: a call for a group costs that of a few nodes
PLANS = 8  # of a graph that are kept: for the sizes that its dimensions have in the cases of one problem
ALIKE = ({(np.dtype(float), 1)}, {(np.dtype(complex), 1)})
"""Types and ranks of values that can be computed level by level: numbers of one kind throughout."""


@dataclass(frozen=True, eq=False)
class Layout:
    """How one node's op sees its operands, and the shape of the node itself; none has the case axis."""

    operands: tuple[Shape, ...]
    result: Shape
    shape: Shape
    options: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Tape:
    """The values of a graph at K points.

    Attributes:
        graph: the graph.
        values: for each name an array ``(K, *shape)``; the inputs are there too.
        layouts: for each node how its op saw its operands.
        levels: how to compute the graph level by level; None where it is not of scalars, or that would not pay.
    """

    graph: Graph
    values: Mapping[str, Array]
    layouts: Mapping[str, Layout]
    levels: Levels | None = None

    @property
    def output(self) -> Array:
        """The values of the output, ``(K, *shape)``."""
        return self.values[self.graph.output]

    @property
    def inputs(self) -> dict[str, Array]:
        """The values of the inputs."""
        return {name: self.values[name] for name in self.graph.inputs}

    @cached_property
    def gradients(self) -> Mapping[str, Array]:
        """The gradient of every name, as `backward` finds it along ones: once for all who ask."""
        return backward(self)

    @property
    def width(self) -> int:
        """How many numbers the values at one point are."""
        if isinstance(self.values, Named):
            return len(self.values)
        return sum(int(value[0].size) for value in self.values.values())

    @property
    def at_once(self) -> int:
        """How many points should be worked on at once, so that their values fit into the memory."""
        return max(1, NUMBERS // self.width)

    def at(self, rows: slice) -> "Tape":
        """Return the tape of these cases alone."""
        return replace(self, values={name: value[rows] for name, value in self.values.items()})

    def operands(self, node: Node) -> list[Array]:
        """Return the operands of ``node`` as its op sees them, the case axis leading."""
        return _lifted(node, self.values, self.layouts[node.name])

    def apply(self, rule: Callable[..., Array], node: Node) -> Array:
        """Return what ``rule`` gives at the operands of ``node``: part of its op, called as its forward is."""
        with np.errstate(all="ignore"):
            return rule(*self.operands(node), **self.layouts[node.name].options)


def forward(graph: Graph, inputs: Mapping[str, Array], dims: Mapping[str, int] | None = None) -> Tape:
    """Return the values of every node.

    Outside an op's domain floats are not finite, and nothing is raised (see `reference.domain`).

    Args:
        graph: the graph.
        inputs: an array ``(K, *shape)`` for each input: float64, complex128, or Fractions as objects.
        dims: the size of each named dimension.
    Raises:
        ShapeError: if the shapes of the inputs do not fit the graph.
        DomainError: if Fractions are outside an op's domain, as there is no Fraction that is not finite.
    """
    key = (*(inputs[name].shape[1:] for name in graph.inputs), *sorted((dims or {}).items()))
    if key not in graph.plans:
        layouts = _layouts(graph, {name: inputs[name].shape[1:] for name in graph.inputs}, dims or {})
        if len(graph.plans) == PLANS:
            graph.plans.clear()
        graph.plans[key] = (layouts, _levels(graph, layouts))
    return replay(Tape(graph, {}, *graph.plans[key]), inputs)


def replay(tape: Tape, inputs: Mapping[str, Array], hook: Hook | None = None) -> Tape:
    """Return the values of the same graph at other points of the same shapes; the number of cases may differ.

    Args:
        tape: a tape of the graph.
        inputs: as for `forward`.
        hook: may replace the value of each node before it is recorded.
    Raises:
        DomainError: as `forward`.
    """
    values = {name: inputs[name] for name in tape.graph.inputs}
    cases = len(next(iter(values.values())))
    if tape.levels is not None and hook is None and _alike(values):
        rows = np.concatenate(list(values.values())).reshape(-1, cases).T
        return Tape(tape.graph, Named(tape.levels, tape.levels.forward(rows)), tape.layouts, tape.levels)
    exact = any(value.dtype == object for value in values.values())
    with np.errstate(all="ignore"):
        for node in tape.graph.nodes:
            layout = tape.layouts[node.name]
            if node.args:
                operands = _lifted(node, values, layout)
                if exact:
                    _check_domain(node, operands, layout)
                value = node.op.forward(*operands, **layout.options)
            else:
                constant = layout.options["value"]
                value = np.full(cases, Fraction(constant) if exact else float(constant))  # it may be a size, an int
            value = _seen(value, layout.shape)
            values[node.name] = value if hook is None else hook(node, value)
    return Tape(tape.graph, values, tape.layouts, tape.levels)


def branches(tape: Tape) -> list[Array]:
    """Return, for each node with kinks or poles, on which side of them each case is, ``(K, elements)``.

    Where the graph has `levels`, for each group of nodes: ``(K, nodes)``, or ``(K, 1)`` where all see the same.
    """
    if tape.levels is not None and _alike(tape.values):
        values = tape.levels.gather(tape.values)
        with np.errstate(all="ignore"):
            return [group.apply(side, values) for group in tape.levels.groups for side in _sides(group.op)]
    cases = len(tape.output)
    sides = [(node, side) for node in tape.graph.nodes for side in _sides(node.op)]
    return [tape.apply(side, node).reshape(cases, -1) for node, side in sides]


def throughout(claims: Array) -> Array:
    """Return for which cases ``claims``, booleans ``(K, *shape)``, are all true, ``(K,)``."""
    every: Array = np.logical_and.reduce(claims.reshape(len(claims), -1), axis=1)
    return every


def _sides(op: Op) -> Iterator[Callable[..., Array]]:
    """Yield what tells the sides of the kinks of ``op`` apart, and of its poles."""
    if op.kink is not None:
        yield op.kink.branch
    if op.domain is not None and op.domain.side is not None:
        yield op.domain.side


def backward(tape: Tape, upstream: Array | None = None) -> Mapping[str, Array]:
    """Return the gradient of every name: the cotangent of the output with respect to it, ``(K, *shape)``.

    Args:
        tape: the values.
        upstream: the cotangent arriving at the output, shaped like it; ones where nothing is given, which makes
            this the gradient itself if the output is a scalar.
    """
    if isinstance(tape.values, Named):
        return Named(tape.values.levels, tape.values.levels.backward(tape.values.array, upstream))
    return _walk(tape, np.ones_like(tape.output) if upstream is None else upstream, lambda op: op.vjps)


def absolute_backward(tape: Tape, upstream: Array | None = None) -> Mapping[str, Array]:
    """Return the scale S of every gradient: the backward pass with absolute local derivatives.

    S is the sum of the sizes of all path contributions, so it stays put where a gradient cancels to almost nothing;
    where it is 0, no path carries anything and the gradient is 0 exactly.
    """
    if isinstance(tape.values, Named):
        return Named(tape.values.levels, tape.values.levels.absolute_backward(tape.values.array, upstream))
    sizes = np.ones_like(tape.output) if upstream is None else np.abs(upstream)
    return _walk(tape, sizes, lambda op: op.abs_vjps or op.vjps, size=np.abs)


def local_gradients(tape: Tape, equations: Iterable[str], sweep: Sweep = backward) -> dict[tuple[str, str], Array]:
    """Return ∂node/∂operand for each operand of each of the named ``equations``, all else held fixed.

    A scalar's local gradient has the shape ``(K,)``; in general it is the Jacobian, ``(K, *node shape, *operand
    shape)``. An operand that an equation uses twice has one local gradient, the sum over its uses.

    Args:
        tape: the values.
        equations: names of nodes.
        sweep: `backward`, or `absolute_backward` for the scales.
    """
    return {
        (name, operand): gradient
        for name in equations
        for operand, gradient in jacobian(equation_tape(tape, name), sweep).items()
    }


def equation_tape(tape: Tape, name: str) -> Tape:
    """Return the part of ``tape`` that computes the equation ``name`` from its operands."""
    return _part(tape, tape.graph.equation(name))


def side_by_side(tape: Tape, equations: Iterable[str]) -> tuple[Tape, dict[tuple[str, str], str]]:
    """Return a tape of ``equations``, each computed from operands of its own, and what these are called.

    Its output is their sum, so its gradients are the local gradients of them all: those of one walk, or of one replay.

    Args:
        tape: the values.
        equations: names of nodes, all of them scalars.
    Returns:
        The tape, and for each (node, operand) the name of that operand's stand-in, an input of the tape.
    """
    graphs = [tape.graph.equation(name) for name in equations]
    own = {(graph.output, operand): f"{graph.output}<{operand}" for graph in graphs for operand in graph.inputs}
    nodes = [
        replace(node, args=tuple(own.get((graph.output, arg), arg) for arg in node.args))
        for graph in graphs
        for node in graph.nodes
    ]
    total, *others = (graph.output for graph in graphs)
    sums = []
    for other in others:
        sums.append(Node(f"{total}+{other}", OPS["add"], (total, other)))
        total = sums[-1].name
    layouts = {**tape.layouts, **{node.name: Layout(((), ()), (), (), {}) for node in sums}}
    union = Graph(tuple(own.values()), (*nodes, *sums), total)
    return replay(Tape(union, {}, layouts), {name: tape.values[operand] for (_, operand), name in own.items()}), own


def downstream_tape(tape: Tape, name: str) -> Tape:
    """Return the part of ``tape`` that depends on ``name``; what else this needs are its inputs."""
    return _part(tape, tape.graph.downstream(name))


def _part(tape: Tape, graph: Graph) -> Tape:
    """Return what ``tape`` holds for the names of ``graph``, a part of its own."""
    own = (*graph.inputs, *(node.name for node in graph.nodes))
    return Tape(graph, {name: tape.values[name] for name in own}, tape.layouts, _levels(graph, tape.layouts))


def jacobian(tape: Tape, sweep: Sweep) -> dict[str, Array]:
    """Return the Jacobian of the output with respect to each input, ``(K, *output shape, *input shape)``.

    Args:
        tape: the values.
        sweep: `backward`, or `absolute_backward` for the scales.
    Memory: K x output size x the size of the tape for one case.
    """
    cases, *shape = tape.output.shape
    if not shape:
        swept = sweep(tape, np.ones_like(tape.output))
        return {name: swept[name] for name in tape.graph.inputs}
    size = int(np.prod(shape, dtype=int))
    repeated = {name: np.repeat(value, size, axis=0) for name, value in tape.values.items()}
    one_hot = np.tile(np.eye(size, dtype=tape.output.dtype), (cases, 1)).reshape(cases * size, *shape)
    swept = sweep(Tape(tape.graph, repeated, tape.layouts), one_hot)
    return {name: swept[name].reshape(cases, *shape, *swept[name].shape[1:]) for name in tape.graph.inputs}


def _walk(
    tape: Tape,
    upstream: Array,
    vjps: Callable[[Op], tuple[Vjp | None, ...]],
    size: Callable[[Array], Array] = lambda cotangent: cotangent,
) -> dict[str, Array]:
    """Return the cotangent of every name, from the output back to the inputs."""
    cotangents: dict[str, Array] = {tape.graph.output: upstream}
    with np.errstate(all="ignore"):
        for node in reversed(tape.graph.nodes):
            if node.name not in cotangents or not node.args:
                continue
            for arg, cotangent in _pull(tape, node, cotangents[node.name], vjps(node.op), size):
                cotangents[arg] = cotangents[arg] + cotangent if arg in cotangents else cotangent
    own = (*tape.graph.inputs, *(node.name for node in tape.graph.nodes))
    return {name: cotangents[name] if name in cotangents else np.zeros_like(tape.values[name]) for name in own}


def _pull(
    tape: Tape, node: Node, arriving: Array, vjps: tuple[Vjp | None, ...], size: Callable[[Array], Array]
) -> Iterator[tuple[str, Array]]:
    """Yield each operand of ``node`` with what flows on to it of the cotangent ``arriving``, in the operand's shape.

    Its ``size`` is taken before it is summed over stretched axes: the terms of that sum are paths of their own.
    """
    layout = tape.layouts[node.name]
    operands = tape.operands(node)
    cases = len(arriving)
    cotangent = _seen(arriving, layout.result)
    out = _seen(tape.values[node.name], layout.result)
    variadic = node.op.arity[1] is None
    for position, arg in enumerate(node.args):
        vjp = vjps[0 if variadic else position]
        if vjp is None:
            continue
        options = {**layout.options, "position": position} if variadic else layout.options
        pulled = size(vjp(cotangent, out, *operands, **options))
        shape = tape.values[arg].shape
        if pulled.shape != shape:  # it was stretched, or seen in another shape
            pulled = unbroadcast(pulled, (cases, *layout.operands[position])).reshape(shape)
        yield arg, pulled


def unbroadcast(cotangent: Array, shape: Shape) -> Array:
    """Return ``cotangent`` summed over every axis along which an operand of ``shape`` was stretched."""
    if cotangent.shape == shape:
        return cotangent
    stretched = tuple(axis for axis, size in enumerate(shape) if size == 1 and cotangent.shape[axis] != 1)
    summed = cotangent.sum(axis=stretched, keepdims=True) if stretched else cotangent
    return summed if summed.shape == shape else np.broadcast_to(summed, shape)


def _check_domain(node: Node, operands: list[Array], layout: Layout) -> None:
    """Raise a `DomainError` if ``node`` is not defined at its operands, which are Fractions."""
    if node.op.domain is None:
        return
    holds = node.op.domain.holds(*operands, **layout.options)
    bad = ~throughout(holds)
    if bad.any():
        problem = f"in exact arithmetic '{node.name}' cannot be computed: {node.op.name} {node.op.domain.says}"
        raise DomainError(problem, node=node.name, case=int(np.argmax(bad)), remedy="change the inputs")


def _layouts(graph: Graph, inputs: Mapping[str, Shape], dims: Mapping[str, int]) -> dict[str, Layout]:
    """Return how each node sees its operands, given the shapes of the ``inputs``."""
    if not any(inputs.values()) and ELEMENTWISE.issuperset(node.op for node in graph.nodes):
        return _scalar_layouts(graph, dims)
    shapes = infer_shapes(graph, inputs, dims)
    return {node.name: _layout(node, shapes, dims) for node in graph.nodes}


def _scalar_layouts(graph: Graph, dims: Mapping[str, int]) -> dict[str, Layout]:
    """Return how each node sees operands that are scalars, and can only give scalars: no shape need be worked out."""
    bare = {count: Layout(((),) * count, (), (), {}) for count in {len(node.args) for node in graph.nodes}}
    return {
        node.name: Layout(((),) * len(node.args), (), (), resolve(node.options, dims))
        if node.options
        else bare[len(node.args)]
        for node in graph.nodes
    }


def _levels(graph: Graph, layouts: Mapping[str, Layout]) -> Levels | None:
    """Return the levels of ``graph``; None where it is not of scalars, or they would not pay."""
    if len(graph.nodes) < BATCHED or not ELEMENTWISE.issuperset(node.op for node in graph.nodes):
        return None
    if any(layouts[node.name].shape for node in graph.nodes):
        return None
    surveyed = survey(graph, lambda node: layouts[node.name].options)
    return surveyed.arranged() if surveyed.crowd >= CROWD else None


def _alike(values: Mapping[str, Array]) -> bool:
    """Return whether all ``values`` are floats, or all complex numbers, one for each case."""
    return isinstance(values, Named) or {(value.dtype, value.ndim) for value in values.values()} in ALIKE


def _layout(node: Node, shapes: Mapping[str, Shape], dims: Mapping[str, int]) -> Layout:
    """Return how ``node`` sees its operands."""
    options = resolve(node.options, dims)
    operands = [shapes[arg] for arg in node.args]
    shape = shapes[node.name]
    *lifted, result = node.op.lift(*operands, **options) if node.op.lift else (*operands, shape)
    return Layout(tuple(lifted), result, shape, options)


def _lifted(node: Node, values: Mapping[str, Array], layout: Layout) -> list[Array]:
    """Return the operands of ``node`` as its op sees them."""
    return [_seen(values[arg], shape) for arg, shape in zip(node.args, layout.operands, strict=True)]


def _seen(value: Array, shape: Shape) -> Array:
    """Return ``value`` in the ``shape`` in which an op sees it."""
    return value if value.shape[1:] == shape else value.reshape(len(value), *shape)
