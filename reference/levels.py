"""A graph of scalars, computed level by level: one call of an op for all the nodes that can be computed together.

A group is made of nodes of one op, with the same options and at one depth, so that none needs another. As an
elementwise op treats whatever follows the axis of cases alike, a group is that very op at vectors of operands: there
is no formula here. Every name has a column of one array, the nodes of a group stand side by side, and what belongs to
them (which columns are read, and where cotangents go) is worked out once, when the graph is arranged.

Memory: 8 bytes a name and case (16 for complex numbers) for the values, as much for the cotangents, and for what is
computed on the way a few times `BLOCK` numbers, or a few times `CHUNK` if one case is more than a block. An
arrangement keeps at most 40 bytes an operand and 800 a group, and takes 80 an operand while it is made.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from operator import attrgetter
from typing import Any

import numpy as np

from reference.graph import Graph, Node
from reference.op import Array, Op, Vjp
from reference.ops import OPS
from reference.ops.broadcasting import broadcast_shape

CHUNK = 1 << 14  # nodes of a group at most: so what is computed of one stays in the nearest memory of the processor
BLOCK = 1 << 18  # numbers that the values of one block of cases may hold, unless one case has more: 2 MB of floats

CONSTANT = OPS["constant"]
ELEMENTWISE = frozenset(
    op
    for op in OPS.values()
    if op is CONSTANT or (op.shape is broadcast_shape and len(op.vjps) == op.arity[1] and op.abs_vjps is None)
)
"""Ops that do with each element of a vector what they do with a number, and look at no case but its own.

Those of the table itself, not what others make of them: an op of `reference.kinks` knows which case it is at.
"""

Columns = slice | Array
"""Which columns: a slice where they are in equal steps, else the number of each."""
Kind = tuple[Op, Mapping[str, Any]]
"""An op with its options."""
Options = Callable[[Node], Mapping[str, Any]]
"""What gives the options of a node."""
Size = Callable[[Array], Array]
"""What is taken of each term of a sum of cotangents."""


def _read(array: Array, columns: Columns) -> Array:
    """Return these ``columns`` of ``array``, side by side in memory where they are not in equal steps."""
    return array[:, columns] if isinstance(columns, slice) else array.take(columns, axis=1)


@dataclass(frozen=True, eq=False)
class Flow:
    """Where the cotangents of one operand of a group go.

    Attributes:
        vjp: what computes them.
        columns: where they go, each column once.
        order: what brings together those that go to the same column; None where they are side by side.
        starts: where each column's begin in that order; None where each column gets one.
        first: whether nothing comes to these columns before.
    """

    vjp: Vjp
    columns: Columns
    order: Array | None
    starts: Array | None
    first: bool

    def add(self, cotangents: Array, pulled: Array) -> None:
        """Add what was ``pulled`` back, ``(K, nodes)``, to the ``cotangents`` of all names."""
        if self.order is not None:
            pulled = pulled.take(self.order, axis=1)
        if self.starts is not None:
            pulled = np.add.reduceat(pulled, self.starts, axis=1)
        cotangents[:, self.columns] = pulled if self.first else _read(cotangents, self.columns) + pulled


@dataclass(frozen=True, eq=False)
class Group:
    """Nodes that are computed by one call.

    Attributes:
        op: what computes each of them.
        options: of each of them.
        own: their columns.
        operands: the columns of their operands, by position.
        flows: where cotangents go; none where the output does not depend on these nodes.
    """

    op: Op
    options: Mapping[str, Any]
    own: slice
    operands: tuple[Columns, ...]
    flows: tuple[Flow, ...]

    def apply(self, rule: Callable[..., Array], values: Array) -> Array:
        """Return what ``rule`` gives at the operands of the nodes: part of their op, called as its forward is.

        Its shape is ``(K, nodes)``, or ``(K, 1)`` where every operand is the same for all nodes.
        """
        return rule(*self._operands(values), **self.options)

    def pull(self, values: Array, cotangents: Array, size: Size | None) -> None:
        """Add to the ``cotangents`` of the operands what flows on to them of those of the nodes."""
        if not self.flows:
            return
        arriving, out, operands = cotangents[:, self.own], values[:, self.own], self._operands(values)
        for flow in self.flows:
            pulled = flow.vjp(arriving, out, *operands, **self.options)
            flow.add(cotangents, pulled if size is None else size(pulled))

    def _operands(self, values: Array) -> list[Array]:
        """Return the operands, each ``(K, nodes)``, or ``(K, 1)`` where it is the same for all nodes."""
        return [_read(values, columns) for columns in self.operands]


@dataclass(frozen=True, eq=False)
class Levels:
    """A graph of scalars, ready to be computed.

    Attributes:
        graph: the graph.
        numbers: the number of the column of each name: the inputs, and then the nodes, in the order of the graph. The
            columns of the inputs are in that order too; after them come constants, and then group after group.
        output: the column of the output.
        constants: the values of the constants.
        groups: in an order in which they can be computed.
        untouched: the columns at which no flow is the first to come.
    """

    graph: Graph
    numbers: Array
    output: int
    constants: Array
    groups: tuple[Group, ...]
    untouched: Array

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.numbers)

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """The column of each name."""
        return dict(zip(self.graph.places, self.numbers.tolist(), strict=True))

    def forward(self, inputs: Array) -> Array:
        """Return the values of every name, ``(K, width)``, at ``inputs``, ``(K, inputs)``: floats or complex."""
        values = np.empty((len(inputs), self.width), np.result_type(inputs, float))
        values[:, : inputs.shape[1]] = inputs
        with np.errstate(all="ignore"):
            for rows in self._blocks(len(inputs)):
                self._compute(values[rows])
        return values

    def backward(self, values: Array, upstream: Array | None = None, size: Size | None = None) -> Array:
        """Return the gradient of every name, ``(K, width)``.

        Args:
            values: what `forward` gave.
            upstream: the cotangent of the output, ``(K,)``; ones where nothing is given.
            size: what is taken of each term of every sum; all of it where nothing is given.
        """
        arriving = np.ones(len(values)) if upstream is None else upstream
        cotangents = np.empty(values.shape, np.result_type(values, arriving))
        with np.errstate(all="ignore"):
            for rows in self._blocks(len(values)):
                self._pull(values[rows], cotangents[rows], arriving[rows], size)
        return cotangents

    def absolute_backward(self, values: Array, upstream: Array | None = None) -> Array:
        """Return the scale of every gradient, ``(K, width)``, as `reference.tape.absolute_backward` does."""
        return self.backward(values, None if upstream is None else np.abs(upstream), np.abs)

    def gradients(self, inputs: Array, upstream: Array | None = None) -> tuple[Array, Array]:
        """Return the values of the output, ``(K,)``, and its gradients by the inputs, ``(K, inputs)``.

        Memory: the values and cotangents of one block of cases, besides what is given and returned.
        """
        kind = np.result_type(inputs, float)
        outputs, gradients = np.empty(len(inputs), kind), np.empty(inputs.shape, kind)
        for rows in self._blocks(len(inputs)):
            outputs[rows], gradients[rows] = self._gradients(inputs[rows], None if upstream is None else upstream[rows])
        return outputs, gradients

    def gather(self, values: Mapping[str, Array]) -> Array:
        """Return the ``values``, ``(K,)`` each, as one array ``(K, width)``."""
        if isinstance(values, Named) and values.levels is self:
            return values.array
        arrays = [values[name] for name in self.columns]
        gathered: Array = np.concatenate(arrays).reshape(self.width, -1)[np.argsort(self.numbers)].T
        return gathered

    def _blocks(self, cases: int) -> Iterator[slice]:
        """Yield the cases, as many at a time as make a block."""
        at_once = max(1, BLOCK // self.width)
        return (slice(start, start + at_once) for start in range(0, cases, at_once))

    def _gradients(self, inputs: Array, upstream: Array | None) -> tuple[Array, Array]:
        """Return the same of one block; by itself, so that its arrays are gone before those of the next are made."""
        values = self.forward(inputs)
        cotangents = self.backward(values, upstream)
        return values[:, self.output], cotangents[:, : inputs.shape[1]]

    def _compute(self, values: Array) -> None:
        """Fill in the values of the nodes."""
        inputs = len(self.graph.inputs)
        values[:, inputs : inputs + len(self.constants)] = self.constants
        for group in self.groups:
            values[:, group.own] = group.apply(group.op.forward, values)

    def _pull(self, values: Array, cotangents: Array, arriving: Array, size: Size | None) -> None:
        """Fill in the cotangents, from the output, at which they are ``arriving``, back to the inputs."""
        cotangents[:, self.untouched] = 0
        cotangents[:, self.output] = arriving
        for group in reversed(self.groups):
            group.pull(values, cotangents, size)


@dataclass(frozen=True, eq=False)
class Named(Mapping[str, Array]):
    """The columns of an array ``(K, width)`` by their names, each ``(K,)``: a view."""

    levels: Levels
    array: Array

    def __getitem__(self, name: str) -> Array:
        """Return the column of ``name``."""
        return self.array[:, self.levels.columns[name]]

    def __iter__(self) -> Iterator[str]:
        """Yield the names: the inputs, then the nodes, in the order of the graph."""
        return iter(self.levels.columns)

    def __len__(self) -> int:
        """Return how many names there are."""
        return self.levels.width


def arrange(graph: Graph, options: Options = attrgetter("options")) -> Levels:
    """Return ``graph`` as levels; see `survey`."""
    return survey(graph, options).arranged()


def survey(graph: Graph, options: Options = attrgetter("options")) -> "Survey":
    """Return what is to be known of the nodes of ``graph``; all its ops are `ELEMENTWISE`, all its inputs numbers.

    Args:
        graph: the graph.
        options: what gives the options of a node, where they are not its own (sizes for the names of dimensions).
    """
    inputs, width = len(graph.inputs), len(graph.inputs) + len(graph.nodes)
    table = _table(graph)
    kinds, kind = _kinds(graph, options)
    flowing = _flowing(kinds, table.shape[1])[kind]
    depth = _depths(table, inputs)
    live = _live(np.where(flowing, table, -1), inputs, graph.places[graph.output])
    order = np.lexsort((live, kind, depth))
    numbers = np.arange(width)
    numbers[inputs + order] = np.arange(inputs, width)
    constants, others = np.split(order, [np.count_nonzero(depth == 0)])
    inside = _inside(np.stack([depth, kind, live])[:, others])
    return Survey(
        graph,
        numbers,
        np.array([float(options(graph.nodes[place])["value"]) for place in constants.tolist()]),
        [kinds[number] for number in kind[others][inside == 0].tolist()],
        numbers[table[others]],
        flowing[others] & live[others, None],
        inside,
    )


def _table(graph: Graph) -> Array:
    """Return the places of the operands of each node, a row each, filled up with -1."""
    args = [node.args for node in graph.nodes]
    counts = np.fromiter(map(len, args), int, len(args))
    table = np.full((len(args), counts.max(initial=1)), -1)
    found = map(graph.places.__getitem__, chain.from_iterable(args))
    table[np.arange(table.shape[1]) < counts[:, None]] = np.fromiter(found, int, counts.sum())
    return table


def _kinds(graph: Graph, options: Options) -> tuple[list[Kind], Array]:
    """Return the kinds of nodes there are, and of which of them each node is; all constants are of one."""
    known: dict[Any, int] = {}
    kinds: list[Kind] = []
    which = []
    for node in graph.nodes:
        own = options(node) if node.options and node.op is not CONSTANT else {}
        number = known.setdefault((node.op, *own.items()) if own else node.op, len(kinds))
        if number == len(kinds):
            kinds.append((node.op, own))
        which.append(number)
    return kinds, np.array(which, dtype=int)


def _flowing(kinds: Sequence[Kind], most: int) -> Array:
    """Return to which operands of each kind of nodes something flows back, ``(kinds, most)``."""
    rows = ([vjp is not None for vjp in op.vjps] for op, _ in kinds)
    return np.array([row + [False] * (most - len(row)) for row in rows], dtype=bool).reshape(len(kinds), most)


def _depths(table: Array, inputs: int) -> Array:
    """Return how many nodes lie one after the other from inputs to each node; 0 for a constant."""
    depths = [0] * (inputs + len(table) + 1)
    depths[-1] = -1  # of no operand
    for place, operands in enumerate(zip(*table.T.tolist(), strict=True), start=inputs):
        depths[place] = max(map(depths.__getitem__, operands)) + 1
    return np.array(depths[inputs:-1], dtype=int)


def _live(table: Array, inputs: int, output: int) -> Array:
    """Return to which nodes something flows back, if ``table`` holds the operands to which it does."""
    reached = bytearray(inputs + len(table) + 1)  # the last is for no operand
    reached[output] = True
    for place, operands in enumerate(zip(*table[::-1].T.tolist(), strict=True), start=2):
        if reached[-place]:
            for operand in operands:
                reached[operand] = True
    return np.frombuffer(reached, dtype=bool)[inputs:-1]


def _inside(shared: Array) -> Array:
    """Return the place of each node in its group: neighbours share one if their columns of ``shared`` are equal."""
    changes = np.ones(shared.shape[1], dtype=bool)
    changes[1:] = (shared[:, 1:] != shared[:, :-1]).any(axis=0)
    begins = np.flatnonzero(changes)
    places: Array = np.arange(len(changes)) - np.repeat(begins, np.diff(begins, append=len(changes)))
    return places % CHUNK


@dataclass(frozen=True, eq=False)
class Survey:
    """The nodes of a graph in the order of their columns, cut into groups.

    Whatever NumPy can say of all groups together is asked once, for there may be as many as nodes.

    Attributes:
        graph, numbers, constants: as `Levels` has them.
        kinds: of the groups.
        operands: the columns of the operands of each node, ``(nodes, most)``; any column where there is none. Constants
            are left out, here and below.
        flowing: whether something flows back to them.
        inside: the place of each node in its group.
    """

    graph: Graph
    numbers: Array
    constants: Array
    kinds: Sequence[Kind]
    operands: Array
    flowing: Array
    inside: Array

    @property
    def crowd(self) -> float:
        """How many nodes a group has on average; 0 where there is none."""
        return len(self.inside) / max(1, len(self.kinds))

    def arranged(self) -> Levels:
        """Return the graph as levels."""
        firsts, untouched = self._firsts()
        output = int(self.numbers[self.graph.places[self.graph.output]])
        return Levels(self.graph, self.numbers, output, self.constants, tuple(self._groups(firsts)), untouched)

    @cached_property
    def _starts(self) -> Array:
        """Where the groups begin."""
        return np.flatnonzero(self.inside == 0)

    def _throughout(self, claims: Array) -> Array:
        """Return for which groups ``claims``, ``(nodes, most)``, are all true, ``(groups, most)``."""
        every: Array = np.logical_and.reduceat(claims, self._starts) if len(claims) else claims
        return every

    def _steps(self) -> Array:
        """Return by how much the columns of an operand grow from node to node, ``(groups, most)``; -1 if unevenly."""
        growth = np.diff(self.operands, axis=0, append=0)
        first, last = self.inside == 0, np.roll(self.inside, -1) == 0
        even = self._throughout((growth == np.roll(growth, 1, axis=0)) | (first | last)[:, None])
        steps = np.where((first & last)[self._starts, None], 1, growth[self._starts])
        return np.where(even, np.maximum(steps, -1), -1)

    def _firsts(self) -> tuple[Array, Array]:
        """Return which flows are the first to come to each of their columns, ``(groups, most)``, and what is left over.

        That is the columns to which nothing comes, or first something that is not the first at another.
        """
        most = self.operands.shape[1]
        groups = np.cumsum(self.inside == 0)
        turns = (len(self.kinds) - groups)[:, None] * most + np.arange(most)  # the last group is the first to flow back
        earliest = np.full(len(self.numbers), turns.max(initial=0))
        np.minimum.at(earliest, self.operands[self.flowing], turns[self.flowing])
        firsts = self._throughout(~self.flowing | (earliest[self.operands] == turns))
        left = np.ones(len(self.numbers), dtype=bool)
        left[self.operands[self.flowing & firsts[groups - 1]]] = False
        return firsts, np.flatnonzero(left)

    def _groups(self, firsts: Array) -> Iterator[Group]:
        """Yield the groups, given which of their flows are the first."""
        offset, nodes = len(self.numbers) - len(self.inside), len(self.inside)
        starts = self._starts.tolist()
        flowing = self.flowing[self._starts].tolist()
        parts = zip(
            self.kinds, pairwise([*starts, nodes]), self._steps().tolist(), flowing, firsts.tolist(), strict=True
        )
        for (op, options), (start, stop), steps, flows, first in parts:
            rows = self.operands[start:stop]
            operands = [_columns(rows[:, place], steps[place]) for place in range(len(op.vjps))]
            found = [
                _flow(vjp, operands[place], stop - start, first=first[place])
                for place, vjp in enumerate(op.vjps)
                if vjp is not None and flows[place]
            ]
            yield Group(op, options, slice(offset + start, offset + stop), tuple(operands), tuple(found))


def _columns(numbers: Array, step: int) -> Columns:
    """Return the columns of these numbers, which grow by ``step``, or unevenly if that is -1."""
    return numbers.copy() if step == -1 else slice(int(numbers[0]), int(numbers[-1]) + 1, step or 1)


def _flow(vjp: Vjp, columns: Columns, length: int, *, first: bool) -> Flow:
    """Return where the cotangents go of an operand that ``length`` nodes find in ``columns``."""
    if isinstance(columns, slice):
        shared = columns.stop - columns.start == 1 < length
        return Flow(vjp, columns, None, np.array([0]) if shared else None, first)
    order = np.argsort(columns, kind="stable")
    ranked = columns[order]
    starts = np.flatnonzero(np.diff(ranked, prepend=-1))
    if len(starts) == length:
        return Flow(vjp, columns, None, None, first)
    return Flow(vjp, ranked[starts], order, starts, first)
