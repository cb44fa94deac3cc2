"""From equations, and what their author says of the inputs, to all that a problem is about; the rest is guessed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import prod

from grader.errors import Mistake, Place, SpecError, UsageError
from grader.model import AskKind, Input, Key, Role
from grader.spec.sketch import MOST_NUMBERS, ends, sizes_text
from reference.equations import parse_equations
from reference.errors import GraphError, GraphErrors, choose_from
from reference.graph import Graph, infer_shapes
from reference.lowering import FUNCTIONS
from reference.op import Array, Shape
from reference.solution import Solution
from reference.tokens import Token, read_tokens

FILE = "-e"
"""What stands for the name of a file where an equation is wrong."""
PARAMETER = re.compile(r"[wW]\w*|[bB](\d*|_\w+)|(bias|theta|gamma|beta)\w*")
TARGET = re.compile(r"(y|t|target|label)(s?|_?\d+|_true)")
SIZES = {"N": (3, 6), "B": (3, 6), "batch": (3, 6)}
"""Sizes of dimensions with these names: batches, which a mean is taken over; others are `OTHER`."""
OTHER = (2, 5)
ORDER = (Role.DATA, Role.PARAMETER, Role.CONSTANT, Role.TARGET)
"""In which functions take their inputs."""


RESERVED = ("upstream", "rate")
"""What functions take besides the inputs."""


@dataclass(frozen=True)
class Wishes:
    """What an author says of a problem.

    Attributes:
        id: of the problem.
        equations: one or more lines each.
        title: what lists show.
        shapes, roles, ranges: of inputs; what is not there is guessed.
    """

    id: str
    equations: tuple[str, ...]
    title: str = ""
    shapes: Mapping[str, tuple[int | str, ...]] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    ranges: Mapping[str, tuple[Fraction, Fraction]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Outline:
    """What a problem is about.

    Attributes:
        wishes: what its author said.
        graph: the graph.
        inputs: in the order in which functions take them.
        dims: the least and the largest size of each dimension.
    """

    wishes: Wishes
    graph: Graph
    inputs: tuple[Input, ...]
    dims: Mapping[str, tuple[int, int]]

    @cached_property
    def shapes(self) -> Mapping[str, Shape]:
        """The shape of each name, at the largest sizes."""
        return self.shapes_at(ends(self.dims)[-1])

    def shapes_at(self, sizes: Mapping[str, int]) -> Mapping[str, Shape]:
        """Return the shape of each name."""
        return infer_shapes(self.graph, {one.name: one.sized(sizes) for one in self.inputs}, sizes)

    @property
    def scalar(self) -> bool:
        """Whether the output is a number."""
        return self.shapes[self.graph.output] == ()

    @property
    def parameters(self) -> tuple[str, ...]:
        """The inputs that gradient descent moves."""
        return tuple(one.name for one in self.inputs if one.role is Role.PARAMETER)

    @cached_property
    def edges(self) -> tuple[tuple[str, str], ...]:
        """The local gradients to ask for: between numbers, constants apart."""
        constants = {one.name for one in self.inputs if one.role is Role.CONSTANT}
        return tuple(
            edge for edge in self.graph.edges if edge[1] not in constants and not any(self.shapes[end] for end in edge)
        )

    @cached_property
    def gradients(self) -> tuple[str, ...]:
        """The gradients to ask for: of every step but the last, and of the parameters (of all inputs, without any)."""
        inputs = self.parameters or self.graph.inputs
        return tuple(
            name
            for name in self.graph.from_output
            if name in inputs or (name in self.graph.named and name != self.graph.output)
        )

    @property
    def updates(self) -> bool:
        """Whether a step of gradient descent can be asked for."""
        return bool(self.parameters) and self.scalar

    @cached_property
    def asks(self) -> tuple[AskKind, ...]:
        """What is asked."""
        possible = {AskKind.LOCALS: bool(self.edges), AskKind.UPDATE: self.updates}
        return tuple(kind for kind in AskKind if possible.get(kind, True))

    def answers(self, kind: AskKind, solution: Solution) -> Mapping[Key, Array]:
        """Return the part of a solution that one ask is about."""
        if kind is AskKind.FORWARD:
            return {name: solution.values[name] for name in self.graph.named}
        if kind is AskKind.LOCALS:
            return {edge: solution.local[edge] for edge in self.edges}
        if kind is AskKind.BACKWARD:
            return {name: solution.gradients[name] for name in self.gradients}
        return {name: solution.updated[name] for name in (*self.parameters, self.graph.output)}


def outline(wishes: Wishes) -> Outline:
    """Return what a problem of these equations is about.

    Raises:
        SpecError: with each mistake in the equations, and its place.
        UsageError: if something is said of a name that is no input, or an input has a name that it cannot have, or
            too many numbers.
    """
    text = "\n".join(wishes.equations)
    dims = {dim: SIZES.get(dim, OTHER) for shape in wishes.shapes.values() for dim in shape if isinstance(dim, str)}
    names = tuple(dict.fromkeys(_free_names(text, dims)))
    for name in RESERVED:
        if name in names:
            raise UsageError(f"functions call something else '{name}'", remedy="choose another name")
    for name in (*wishes.shapes, *wishes.roles, *wishes.ranges):
        if name not in names:
            raise UsageError(f"no equation uses '{name}', or it is no input", remedy=choose_from(name, names))
    try:
        inputs = tuple(sorted((_input(name, wishes) for name in names), key=lambda one: ORDER.index(one.role)))
        graph = parse_equations(text, inputs=[one.name for one in inputs], dims=dims)
        found = Outline(wishes, graph, inputs, dims)
        for sizes in ends(dims):
            where = sizes_text(sizes)
            _refuse_large(found.shapes_at(sizes))
    except GraphErrors as errors:
        raise SpecError(tuple(_mistake(error, text) for error in errors.errors)) from errors
    except GraphError as error:
        raise SpecError((_mistake(error, text, where),)) from error
    return found


def guess_role(name: str) -> Role:
    """Return what an input of this name is for, as most people use it."""
    if PARAMETER.fullmatch(name):
        return Role.PARAMETER
    return Role.TARGET if TARGET.fullmatch(name) else Role.DATA


def _refuse_large(shapes: Mapping[str, Shape]) -> None:
    """Raise `UsageError` if an input or a step is larger than a spec may have it: before numbers are drawn for it."""
    for name, shape in shapes.items():
        if prod(shape) > MOST_NUMBERS:
            problem = f"'{name}' has {prod(shape)} numbers, and {MOST_NUMBERS} are the most"
            raise UsageError(problem, remedy="use smaller sizes in --shape")


def _input(name: str, wishes: Wishes) -> Input:
    """Return an input, as its author said or as can be guessed."""
    low, high = wishes.ranges.get(name, (None, None))
    return Input(name, wishes.roles.get(name) or guess_role(name), wishes.shapes.get(name, ()), low, high)


def _free_names(text: str, dims: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    """Yield each name that equations use and do not define."""
    equations = list(read_tokens(text))
    known = {tokens[0].name for tokens in equations if len(tokens) > 1 and tokens[1].text == "="}
    known |= FUNCTIONS | set(dims)
    for tokens in equations:
        for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
            if token.is_identifier and token.name not in known and not _is_spoken_for(before, after):
                yield token.name


def _is_spoken_for(before: Token | None, after: Token | None) -> bool:
    """Return whether a word is a function, an option or an attribute, by its neighbours."""
    return (before is not None and before.text == ".") or (after is not None and after.text in {"(", "="})


def _mistake(error: GraphError, text: str, where: str = "") -> Mistake:
    """Return a mistake in the equations, with the line that it is in."""
    line, column = (error.span.line, error.span.column) if error.span else (1, 1)
    lines = text.split("\n")
    return Mistake(Place(FILE, line, column), error.problem + where, error.remedy, lines[line - 1])
