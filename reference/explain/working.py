"""From a graph and the values at one point to what a student would write down."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, partial

import numpy as np

from reference.descent import descend
from reference.exact import exact_inputs, fractions, rounded
from reference.explain.flat import shown
from reference.explain.formula import (
    ONE,
    ZERO,
    Applied,
    Equality,
    Figure,
    Formula,
    Literal,
    Partial,
    Symbol,
    formulas_of,
    is_number,
    plus,
    replaced,
    times,
    total,
)
from reference.explain.noise import gradients_of, replayed, settled, slopes_of
from reference.explain.rules import REDUCTIONS, factor, pull, slope
from reference.explain.symbolic import general
from reference.graph import Graph, Node
from reference.op import Array
from reference.ops import OPS
from reference.tape import Tape, backward, equation_tape, forward

LOSS_NAMES = ("L", "J", "loss")
"""What the sum of an output times its upstream is called, if the graph has left that name."""
MOST_USERS = 10  # of a value whose gradient is written as a sum over them
MORE = Symbol("...")
UPSTREAM, RATE = "upstream", "rate"


@dataclass(frozen=True, eq=False)
class Point:
    """Where a graph is explained.

    Attributes:
        inputs: an array for each input, without the case axis: Fractions if the point is exact, else floats.
        dims: the size of each named dimension.
        upstream: the cotangent of an output that is no number; None for one that is.
        parameters: the inputs that a step of gradient descent moves.
        rate: its learning rate; None where there is no such step.
        steps: of descent, how many.
    """

    inputs: Mapping[str, Array]
    dims: Mapping[str, int] = field(default_factory=dict)
    upstream: Array | None = None
    parameters: tuple[str, ...] = ()
    rate: Fraction | None = None
    steps: int = 0


@dataclass(frozen=True, eq=False)
class Step:
    """One step forward.

    Attributes:
        equality: the name, its formula, the formula with numbers in it, the value.
        inner: whether it is a part of the equation before it, and has no name.
    """

    equality: Equality
    inner: bool = False


@dataclass(frozen=True, eq=False)
class LocalGradient:
    """∂node/∂operand with all else held fixed; of arrays, element by element.

    Attributes:
        edge: the node and the operand.
        equality: the derivative, its formula, the formula with numbers in it, the value.
        each: whether the value is one number, which it is for each of many elements.
    """

    edge: tuple[str, str]
    equality: Equality
    each: bool = False


@dataclass(frozen=True, eq=False)
class Row:
    """A name of the graph, its value, and the gradient with respect to it."""

    name: str
    value: Array
    gradient: Array


@dataclass(frozen=True, eq=False)
class Descent:
    """Gradient descent from the point.

    Attributes:
        moves: the first step of each parameter.
        output: the output's name; its values before the first step and after it follow.
        losses: the output after a number of steps, for some numbers of steps; floats.
    """

    moves: tuple[Equality, ...]
    output: str
    before: Array
    after: Array
    losses: tuple[tuple[int, float], ...]


@dataclass(frozen=True, eq=False)
class Explanation:
    """A graph, worked out at a point.

    Attributes:
        graph: as it is explained; in place of an equation of many operations there may be one for each.
        loss: what is differentiated: the output, or the name that is given to the sum of output times upstream.
        given: the values of the inputs.
        forward, local, chain: in the order in which they are worked out.
        rows: all names, each with its value and gradient.
        general: a formula for the output, and for each of its derivatives by an input; None where SymPy is missing.
        descent: None where no step is asked for.
    """

    graph: Graph
    loss: str
    given: tuple[Equality, ...]
    forward: tuple[Step, ...]
    local: tuple[LocalGradient, ...]
    chain: tuple[Equality, ...]
    rows: tuple[Row, ...]
    general: tuple[Equality, ...] | None
    descent: Descent | None


def explain(graph: Graph, point: Point) -> Explanation:
    """Return ``graph`` worked out at ``point``: exactly, where the point is exact and its numbers stay short."""
    working = _Working(*_tape(graph, point), point)
    return Explanation(
        working.graph,
        working.loss,
        tuple(Equality((Symbol(name), Figure(working.value(name)))) for name in graph.inputs),
        tuple(working.forward()),
        tuple(working.local()),
        tuple(working.chain()),
        tuple(working.rows()),
        general(working.graph, _shaped(working.tape)),
        None if point.rate is None else working.descent(point.rate),
    )


def _tape(graph: Graph, point: Point) -> tuple[Tape, Array | None]:
    """Return the values, and the upstream in numbers of the same kind."""
    inputs = {name: value[np.newaxis] for name, value in point.inputs.items()}
    tape = forward(graph, {name: _floats(value) for name, value in inputs.items()}, point.dims)
    flat = shown(graph, _shaped(tape))
    upstream = None if point.upstream is None else point.upstream[np.newaxis]
    exact = None if any(value.dtype != object for value in inputs.values()) else exact_inputs(tape, inputs)
    there = forward(flat, tape.inputs, point.dims)
    if exact is None:
        return replayed(there, tape.inputs), upstream
    return replayed(there, exact), None if upstream is None else fractions(upstream)


def _floats(value: Array) -> Array:
    return rounded(value) if value.dtype == object else value


def _shaped(tape: Tape) -> set[str]:
    """Return the names that are no single numbers."""
    return {name for name, value in tape.values.items() if value.ndim > 1}


class _Working:
    """A graph and its values, on the way to an explanation."""

    def __init__(self, tape: Tape, upstream: Array | None, point: Point) -> None:
        self.tape = tape
        self.graph = tape.graph
        self.point = point
        self.upstream = upstream
        self.gradients = gradients_of(tape, upstream)
        free = [name for name in LOSS_NAMES if name not in self.graph.places]
        self.loss = self.graph.output if upstream is None else (*free, "objective")[0]

    @cached_property
    def scalar(self) -> frozenset[str]:
        """The equations of numbers alone, by operations that have a slope."""
        shaped = _shaped(self.tape)
        equations = {name: self.graph.equation(name).nodes for name in self.graph.named}
        return frozenset(
            name
            for name, nodes in equations.items()
            if shaped.isdisjoint([name, *(arg for node in nodes for arg in node.args)]) and all(map(_slanted, nodes))
        )

    @cached_property
    def slopes(self) -> Mapping[tuple[str, str], Array]:
        """The local gradients of the equations of numbers."""
        return slopes_of(self.tape, [name for name in self.graph.named if name in self.scalar])

    def value(self, name: str) -> Array:
        """Return the value of ``name``."""
        return first(self.tape.values[name])

    def figure(self, leaf: Formula) -> Formula:
        """Return the number that a leaf of a formula stands for."""
        match leaf:
            case Symbol(name) if leaf != MORE:
                return Literal(Fraction(self.point.dims[name])) if name in self.point.dims else Figure(self.value(name))
            case Partial(of, by) if of == self.loss:
                return Figure(first(self.gradients[by]))
            case Partial(of, by):
                return Figure(first(self.slopes[of, by]))
        return leaf

    def worked(self, left: Formula, formula: Formula, value: Array, *, numbers: bool = True) -> Equality:
        """Return ``left`` = ``formula`` = the same with numbers in it = ``value``, nothing of which stands there twice.

        Args:
            left: what is worked out.
            formula: for it.
            value: the result.
            numbers: whether to put numbers into the formula: of arrays they would be too many.
        """
        sides = [left] if isinstance(formula, Literal) else [left, formula]
        if numbers and not is_number(formula):
            filled = replaced(formula, self.figure)
            sides += [] if isinstance(filled, Figure) or _only_passes_on(filled) else [filled]
        return Equality((*sides, Figure(value)))

    def forward(self) -> Iterator[Step]:
        """Yield every step forward, after each equation its parts."""
        for name in self.graph.named:
            equation = self.graph.equation(name)
            formulas = formulas_of(equation, _symbols(equation.inputs))
            numbers = name in self.scalar
            yield Step(self.worked(Symbol(name), formulas[name], self.value(name), numbers=numbers))
            for node in equation.nodes[:-1]:
                if node.args:
                    formula = formulas[node.name]
                    yield Step(Equality(self.worked(formula, formula, self.value(node.name)).sides[1:]), inner=True)

    def local(self) -> Iterator[LocalGradient]:
        """Yield the local gradients that are numbers, or arrays of one for each element."""
        for name, operand in self.graph.edges:
            left = Partial(name, operand)
            if name in self.scalar:
                formula = self.steepness(name)[operand]
                yield LocalGradient((name, operand), self.worked(left, formula, first(self.slopes[name, operand])))
            else:
                yield from self.spread(name, operand)

    def spread(self, name: str, operand: str) -> Iterator[LocalGradient]:
        """Yield the local gradient of an operation on arrays, if each element has one; other Jacobians are large."""
        node = self.operation(name)
        if _slanted(node):
            formula, value = self.steepness(name)[operand], self.slanted(node, operand)
        elif node.op.name in REDUCTIONS:
            formula, value = factor(self.tape, node), backward(equation_tape(self.tape, name))[operand]
        else:
            return
        left, each = Partial(name, operand), isinstance(formula, Literal)
        figure = Figure(np.asarray(value.flat[0], dtype=value.dtype) if each else first(value))
        yield LocalGradient((name, operand), Equality((left, formula, figure)), each)

    def operation(self, name: str) -> Node:
        """Return the operation that an equation is, which has no other."""
        (node,) = [node for node in self.graph.equation(name).nodes if node.args]
        return node

    def slanted(self, node: Node, operand: str) -> Array:
        """Return the derivative of each element of ``node`` by the element of ``operand`` that it comes from."""
        out = self.tape.values[node.name]
        slopes = [
            self.tape.apply(partial(vjp, np.ones_like(out), out), node)
            for vjp, arg in zip(node.op.vjps, node.args, strict=True)
            if arg == operand and vjp is not None
        ]
        return sum(slopes, np.zeros_like(out))

    def steepness(self, name: str) -> Mapping[str, Formula]:
        """Return the formula of the derivative of an elementwise equation with respect to each of its operands."""
        equation = self.graph.equation(name)
        formulas = formulas_of(equation, _symbols(equation.inputs))
        formulas[name] = Symbol(name)
        steep: dict[str, Formula] = {name: ONE}
        for node in reversed(equation.nodes):
            operands = tuple(formulas[arg] for arg in node.args)
            options = self.tape.layouts[node.name].options
            for position, arg in enumerate(node.args):
                one = slope(node.op, position, operands, formulas[node.name], options)
                steep[arg] = plus(steep.get(arg, ZERO), times(steep[node.name], one))
        return steep

    def chain(self) -> Iterator[Equality]:
        """Yield the gradient with respect to each name, in an order in which the chain rule gets to it."""
        users: dict[str, list[str]] = {}
        for name, operand in self.graph.edges:
            users.setdefault(operand, []).append(name)
        unused = [name for name in self.graph.inputs if name not in self.graph.ancestors]
        constants = {node.name for node in self.graph.nodes if node.anonymous}
        for name in (*self.graph.from_output, *unused):
            if name not in constants:
                yield self.gradient(name, users.get(name, ()))

    def gradient(self, name: str, users: Sequence[str]) -> Equality:
        """Return the gradient with respect to ``name``: the sum over its ``users``."""
        left, value = Partial(self.loss, name), first(self.gradients[name])
        terms = [term for user in users[:MOST_USERS] for term in self.terms(name, user)]
        terms += [MORE] if len(users) > MOST_USERS else []
        if name == self.graph.output:
            return Equality((left, Figure(value)) if self.upstream is None else (left, Symbol(UPSTREAM), Figure(value)))
        return self.worked(left, total(terms), value, numbers=self.scalar.issuperset(users))

    def terms(self, name: str, user: str) -> Iterator[Formula]:
        """Yield what comes to ``name`` by way of ``user``, for each time that it is used there."""
        if user in self.scalar:
            if user == self.loss:
                yield self.steepness(user)[name]
            else:
                yield Applied(OPS["mul"], (Partial(self.loss, user), Partial(user, name)))
            return
        upstream = ONE if user == self.loss else Partial(self.loss, user)
        node = self.operation(user)
        for position, arg in enumerate(node.args):
            if arg == name:
                yield pull(self.tape, node, position, upstream)

    def rows(self) -> Iterator[Row]:
        """Yield each name with its value and its gradient."""
        for name in (*self.graph.inputs, *self.graph.named):
            yield Row(name, self.value(name), first(self.gradients[name]))

    def descent(self, rate: Fraction) -> Descent:
        """Return gradient descent with the learning rate ``rate``."""
        exact = self.tape.output.dtype == object
        rates = np.array([rate if exact else float(rate)], dtype=object if exact else float)
        there = descend(self.tape, self.gradients, self.point.parameters, rates)
        steps = {name: settled(value, np.abs(self.tape.values[name])) for name, value in there.inputs.items()}
        there = replayed(there, steps)
        moves = tuple(self.move(name, rate, first(there.values[name])) for name in self.point.parameters)
        return Descent(
            moves, self.graph.output, first(self.tape.output), first(there.output), tuple(self.losses(float(rate)))
        )

    def move(self, name: str, rate: Fraction, moved: Array) -> Equality:
        """Return the step of one parameter."""
        gradient = Applied(OPS["mul"], (Symbol(RATE), Partial(self.loss, name)))
        formula = Applied(OPS["sub"], (Symbol(name), gradient))
        left = Symbol(name, new=True)
        if moved.shape:
            return Equality((left, formula, Figure(moved)))
        filled = replaced(formula, lambda leaf: Literal(rate) if leaf == Symbol(RATE) else self.figure(leaf))
        return Equality((left, formula, filled, Figure(moved)))

    def losses(self, rate: float) -> Iterator[tuple[int, float]]:
        """Yield the output after some numbers of steps, until it is no number any more."""
        tape = forward(self.graph, {name: _floats(value) for name, value in self.tape.inputs.items()}, self.point.dims)
        wanted = set(_sparse(self.point.steps))
        for count in range(self.point.steps + 1):
            if count in wanted or not np.isfinite(tape.output).all():
                yield count, float(tape.output[0])
            if not np.isfinite(tape.output).all():
                return
            tape = descend(tape, backward(tape), self.point.parameters, np.array([rate]))


def first(values: Array) -> Array:
    """Return the first case of ``values``, as an array even if it is one number."""
    case: Array = values[0, ...]
    return case


def _slanted(node: Node) -> bool:
    """Return whether the derivative of ``node`` is a number for each element."""
    return len(node.op.slopes) == len(node.args)


def _symbols(names: Iterable[str]) -> dict[str, Formula]:
    return {name: Symbol(name) for name in names}


def _only_passes_on(formula: Formula) -> bool:
    """Return whether ``formula`` is a number and nothing that is done to it."""
    return isinstance(formula, Applied) and formula.op.name == "identity" and isinstance(formula.args[0], Figure)


def _sparse(most: int) -> list[int]:
    """Return 0, 1, 2, 5, 10, 20, 50 and so on, and at last ``most``."""
    counts = [0, *(first * 10**power for power in range(len(str(most))) for first in (1, 2, 5))]
    return [count for count in counts if count < most] + [most]
