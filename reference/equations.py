"""The equation language: text as on a blackboard -> `Graph`, each mistake with its line and column.

One equation a line, ``name = expression``; ``#`` starts a comment; an expression goes on over the next line while a
bracket is open. `reference.tokens` makes sure that a line is safe to parse, `ast` parses its right-hand side, and
`reference.lowering` turns that into nodes.

Names are compared after NFKC, as Python does, and stand in the graph in that form.
"""

import ast
import heapq
import re
from collections.abc import Collection, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from reference.errors import GraphError, GraphErrors, Span, choose_from
from reference.graph import Graph, Node
from reference.lowering import FUNCTIONS, Equation, Scope, lower
from reference.tokens import Token, check_tokens, normal, read_tokens, shifted

MAX_CHARACTERS = 20_000


def parse_equations(
    text: str, *, inputs: Collection[str], dims: Collection[str] = (), output: str | None = None
) -> Graph:
    """Return the graph that ``text`` describes.

    Args:
        text: the equations, in any order.
        inputs: the names that are given from outside.
        dims: the names of sizes. In an option such a name stays a name, to be resolved later; in arithmetic it becomes
            a constant node whose value is the name.
        output: the equation whose gradient is asked for; the last one where nothing is given.
    Raises:
        GraphErrors: with everything that is wrong, in the order of the text.
    """
    if len(text) > MAX_CHARACTERS:
        raise GraphErrors((GraphError(f"the equations are longer than {MAX_CHARACTERS} characters", span=Span()),))
    reading = _Reading(tuple(map(normal, inputs)), frozenset(map(normal, dims)))
    equations = reading.equations(text.replace("\r\n", "\n"))
    nodes = reading.nodes(equations)
    reading.raise_errors()
    target = _target(output, equations)
    graph = Graph(reading.inputs, tuple(node for name in _sorted(nodes) for node in nodes[name]), target)
    reading.errors += [_unused(equation, target) for equation in equations if equation.name not in graph.ancestors]
    reading.raise_errors()
    return graph


class _Reading:
    """The text on its way to a graph, with what has been found wrong so far."""

    def __init__(self, inputs: tuple[str, ...], dims: frozenset[str]) -> None:
        self.inputs = inputs
        self.dims = dims
        self.broken: set[str] = set()  # defined by lines that cannot be read: known, so that their uses are no mistakes
        self.errors: list[GraphError] = []

    def raise_errors(self) -> None:
        """Raise all errors so far, if there are any."""
        if self.errors:
            raise GraphErrors(tuple(sorted(self.errors, key=lambda error: error.span or Span())))

    def equations(self, text: str) -> list[Equation]:
        """Return the equations of ``text`` that can be parsed."""
        equations: dict[str, Equation] = {}
        for tokens in read_tokens(text):
            try:
                equation = _parsed(text, tokens)
                self._check_name(equation, equations)
            except GraphError as error:
                self.errors.append(error)
                self.broken |= {tokens[0].name}
                self.broken |= {left.name for left, right in pairwise(tokens) if right.text in {"=", "=="}}
            else:
                equations[equation.name] = equation
        return list(equations.values())

    def _check_name(self, equation: Equation, earlier: Mapping[str, Equation]) -> None:
        name = equation.name
        if name in earlier:
            problem = f"'{name}' is already defined, as '{earlier[name].source.strip()}'"
            raise GraphError(problem, remedy="choose another name", span=equation.span)
        taken = {"an input": self.inputs, "a dimension": self.dims, "a function": FUNCTIONS}
        for what, names in taken.items():
            if name in names:
                raise GraphError(f"'{name}' is {what}", remedy="choose another name", span=equation.span)

    def nodes(self, equations: list[Equation]) -> dict[str, tuple[Node, ...]]:
        """Return the nodes of each equation by its name."""
        defined = {equation.name for equation in equations}
        scope = Scope(frozenset({*self.inputs, *defined, *self.broken}), self.dims)
        nodes = {}
        for equation in equations:
            try:
                nodes[equation.name] = lower(equation, scope)
            except GraphErrors as mistakes:
                self.errors += mistakes.errors
        return nodes


def _parsed(text: str, tokens: list[Token]) -> Equation:
    """Return the equation that ``tokens`` of ``text`` make up."""
    check_tokens(tokens)
    name, right = _sides(tokens)
    start = right[0].span
    source = re.sub("#.*", "", text[right[0].offset : right[-1].end])
    try:
        tree = ast.parse(source, mode="eval").body
    except SyntaxError as error:
        place = shifted(start, error.lineno or 1, error.offset or 1)
        found = [token for token in right if token.span <= place][-1]
        raise GraphError(f"'{found.text}' is not expected here", span=found.span) from None
    if isinstance(tree, ast.Name):  # an equation is at least one operation
        tree = ast.copy_location(ast.UnaryOp(ast.UAdd(), tree), tree)
    return Equation(name.name, name.span, source, start, tree)


def _sides(tokens: list[Token]) -> tuple[Token, list[Token]]:
    """Return the name that an equation defines, and the tokens of its right-hand side."""
    depth = 0
    equals = []
    for place, token in enumerate(tokens):
        depth += token.turn
        if token.text == "=" and depth == 0:
            equals.append(place)
    name = tokens[0]
    if not equals:
        remedy = "write 'name = expression'; to go on over the next line, open a bracket"
        raise GraphError("'=' is missing", remedy=remedy, span=name.span)
    if equals[0] != 1 or not name.is_identifier:
        raise GraphError("on the left of '=' there must be one name", span=name.span)
    if len(equals) > 1:
        raise GraphError("an equation has one '='", remedy="write two equations", span=tokens[equals[1]].span)
    return name, tokens[2:]


def _target(output: str | None, equations: list[Equation]) -> str:
    """Return the name of the equation that is the output."""
    names = [equation.name for equation in equations]
    if not names:
        remedy = "write 'name = expression', one a line"
        raise GraphErrors((GraphError("there is no equation", remedy=remedy, span=Span()),))
    target = names[-1] if output is None else normal(output)
    if target not in names:
        problem = f"no equation defines the output '{target}'"
        raise GraphErrors((GraphError(problem, remedy=choose_from(target, names)),))
    return target


def _sorted(nodes: Mapping[str, tuple[Node, ...]]) -> list[str]:
    """Return the names of the equations so that they can be evaluated, in the author's order as far as that goes."""
    names = list(nodes)
    rank = {name: place for place, name in enumerate(names)}
    needs = {name: [arg for node in nodes[name] for arg in node.args if arg in rank] for name in names}
    sorter = TopologicalSorter(needs)
    try:
        sorter.prepare()
    except CycleError as error:
        path = error.args[1][:0:-1]  # graphlib goes from a need to what needs it, and names the first one twice
        raise GraphErrors((_cycle(path, nodes),)) from None
    order: list[str] = []
    ready: list[int] = []
    while sorter.is_active():
        for name in sorter.get_ready():
            heapq.heappush(ready, rank[name])
        order.append(names[heapq.heappop(ready)])
        sorter.done(order[-1])
    return order


def _cycle(path: list[str], nodes: Mapping[str, tuple[Node, ...]]) -> GraphError:
    """Return the error for ``path``, on which each name needs the next one, and the last the first."""
    spans = [nodes[name][-1].span or Span() for name in path]
    first = spans.index(min(spans))
    turned = [*path[first:], *path[: first + 1]]
    return GraphError(f"the equations run in a circle: {' -> '.join(turned)}", span=spans[first])


def _unused(equation: Equation, target: str) -> GraphError:
    problem = f"'{equation.name}' is not used: '{target}' does not depend on it"
    return GraphError(problem, remedy="use it, or take it out", span=equation.span)
