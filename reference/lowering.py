"""From the syntax tree of an equation to nodes, against a white list; only arithmetic of numbers is evaluated."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Any

from reference.errors import GraphError, GraphErrors, Span, choose_from, did_you_mean
from reference.folding import FOLDS, bounded, literal
from reference.graph import Node
from reference.ops import OPS
from reference.options import SIZE, Kind
from reference.tokens import shifted

OPERATORS: Mapping[type[ast.AST], str] = MappingProxyType(
    {
        ast.Add: "add",
        ast.Sub: "sub",
        ast.Mult: "mul",
        ast.Div: "div",
        ast.MatMult: "matmul",
        ast.UAdd: "identity",
        ast.USub: "neg",
        ast.Lt: "less",
        ast.LtE: "less_equal",
        ast.Gt: "greater",
        ast.GtE: "greater_equal",
    }
)
"""What the operators of the language stand for; ``**`` is not here, for its exponent is an option."""

FUNCTIONS = frozenset(OPS) - {"constant", "slice"}
"""What an equation can call; no equation, input or dimension can have one of these names."""

INSTEAD: Mapping[type[ast.AST], str] = MappingProxyType(
    {
        ast.Attribute: ".T is the only attribute there is",
        ast.Compare: "compare two things at a time",
        ast.Tuple: "a function takes its operands one by one, as concatenate(a, b)",
        ast.List: "a function takes its operands one by one, as concatenate(a, b)",
    }
)
"""What to write instead of a kind of expression that the language does not have."""

ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "min": "write minimum(a, b)",
        "ln": "write log(a)",
        "square": "write a ** 2",
        "power": "write a ** 2",
        "dot": "write a @ b",
        "norm": "write sqrt(sum(a ** 2))",
    }
)
"""What to write instead of functions that people know from elsewhere."""


@dataclass(frozen=True)
class Scope:
    """The names that an expression can use.

    Attributes:
        variables: the inputs, and what equations define.
        dims: the names of sizes.
    """

    variables: frozenset[str]
    dims: frozenset[str]


@dataclass(frozen=True)
class Equation:
    """An equation that could be parsed.

    Attributes:
        name: what it defines.
        span: where that name stands.
        source: its right-hand side, without comments.
        start: where the right-hand side starts.
        tree: the right-hand side, parsed.
    """

    name: str
    span: Span
    source: str
    start: Span
    tree: ast.expr

    @cached_property
    def _lines(self) -> list[bytes]:
        return [line.encode() for line in self.source.split("\n")]

    def span_of(self, tree: ast.expr) -> Span:
        """Return where ``tree`` stands in the whole text; `ast` counts columns in bytes of UTF-8."""
        before = self._lines[tree.lineno - 1][: tree.col_offset].decode()
        return shifted(self.start, tree.lineno, len(before) + 1)

    def text_of(self, tree: ast.expr) -> str:
        """Return what the author wrote for ``tree``, on one line."""
        lines = self._lines[tree.lineno - 1 : tree.end_lineno]
        lines[-1] = lines[-1][: tree.end_col_offset]
        lines[0] = lines[0][tree.col_offset :]
        return " ".join(b" ".join(lines).decode().split())


def lower(equation: Equation, scope: Scope) -> tuple[Node, ...]:
    """Return the nodes of ``equation`` in order of evaluation; the last one has its name.

    Raises:
        GraphErrors: with every name that is not defined, and the first other mistake.
    """
    lowering = _Lowering(equation, scope)
    try:
        steps = list(lowering.steps())
    except GraphError as error:
        lowering.errors.append(error)
    if lowering.errors:
        raise GraphErrors(tuple(lowering.errors))
    nodes: list[Node] = []
    names: dict[ast.expr, str] = {}
    for tree, step in reversed(steps):
        if isinstance(step, str):
            names[tree] = step
            continue
        names[tree] = equation.name if tree is equation.tree else f"{equation.name}.{len(nodes) + 1}"
        args = tuple(names[operand] for operand in step.operands)
        options = MappingProxyType(dict(step.options))
        nodes.append(Node(names[tree], OPS[step.op], args, options, equation.text_of(tree), equation.span_of(tree)))
    return tuple(nodes)


@dataclass(frozen=True)
class _Step:
    """An operation that a part of an expression stands for."""

    op: str
    operands: tuple[ast.expr, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


class _Lowering:
    """One equation on its way to nodes; it walks the tree with a list of its own, so long sums do not recurse."""

    def __init__(self, equation: Equation, scope: Scope) -> None:
        self.equation = equation
        self.scope = scope
        self.numbers: dict[ast.AST, Fraction] = {}
        self.errors: list[GraphError] = []

    def steps(self) -> Iterator[tuple[ast.expr, _Step | str]]:
        """Yield each part of the expression with the operation or the name that it stands for, operands last to first.

        Backwards this is the order of evaluation.
        """
        self._fold()
        todo = [self.equation.tree]
        while todo:
            tree = todo.pop()
            if isinstance(tree, ast.Name) and tree.id not in self.scope.dims:
                self._check_variable(tree)
                yield tree, tree.id
            else:
                step = self._step(tree)
                yield tree, step
                todo += step.operands

    def _error(self, problem: str, tree: ast.expr, remedy: str = "") -> GraphError:
        return GraphError(problem, remedy=remedy, span=self.equation.span_of(tree))

    def _fold(self) -> None:
        """Work out every part that is made of numbers alone, the inner ones first."""
        for tree in reversed([tree for tree in ast.walk(self.equation.tree) if isinstance(tree, ast.expr)]):
            try:
                number = self._folded(tree)
            except ZeroDivisionError:
                raise self._error("division by zero", tree) from None
            except OverflowError:
                raise self._error("the number is too large, or too close to 0", tree) from None
            if number is not None:
                self.numbers[tree] = number

    def _folded(self, tree: ast.expr) -> Fraction | None:
        """Return the number that ``tree`` is, or None; its parts have been folded before."""
        match tree:
            case ast.Constant(value=value) if type(value) in {int, float}:  # which a bool is not
                return literal(self.equation.text_of(tree))
            case ast.UnaryOp(operand=one) if one in self.numbers:
                return FOLDS[type(tree.op)](self.numbers[one])
            case ast.BinOp(left=one, right=other) if one in self.numbers and other in self.numbers:
                fold = FOLDS.get(type(tree.op))
                number = fold(self.numbers[one], self.numbers[other]) if fold else None
                return None if number is None else bounded(number)
        return None

    def _check_variable(self, tree: ast.Name) -> None:
        """Note a name that nothing defines, and go on: the equation may have other mistakes."""
        if tree.id in FUNCTIONS:
            self.errors.append(self._error(f"'{tree.id}' is a function", tree, f"write {tree.id}(...)"))
        elif tree.id not in self.scope.variables:
            others = (self.scope.variables | self.scope.dims) - {self.equation.name}
            remedy = choose_from(tree.id, sorted(others))
            self.errors.append(self._error(f"undefined name '{tree.id}'", tree, remedy))

    def _step(self, tree: ast.expr) -> _Step:
        """Return the operation that ``tree`` stands for; all that the language does not have ends here."""
        if tree in self.numbers:
            return _Step("constant", options={"value": self.numbers[tree]})
        match tree:
            case ast.Name():
                return _Step("constant", options={"value": tree.id})
            case ast.BinOp() | ast.UnaryOp() | ast.Compare(ops=[_]):
                return self._operator(tree)
            case ast.Call():
                return self._call(tree)
            case ast.Attribute(attr="T"):
                return _Step("transpose", (tree.value,))
            case ast.Subscript():
                return _Step("slice", (tree.value,), {"index": self._index(tree.slice)})
        remedy = INSTEAD.get(type(tree), "")
        raise self._error(f"'{self.equation.text_of(tree)}' cannot stand in an equation", tree, remedy)

    def _operator(self, tree: ast.BinOp | ast.UnaryOp | ast.Compare) -> _Step:
        """Return the operation that an operator stands for."""
        match tree:
            case ast.BinOp(op=ast.Pow()):
                kind = OPS["pow"].options["exponent"].kind
                return _Step("pow", (tree.left,), {"exponent": self._value("an exponent", kind, tree.right)})
            case ast.BinOp():
                return _Step(OPERATORS[type(tree.op)], (tree.left, tree.right))
            case ast.UnaryOp():
                return _Step(OPERATORS[type(tree.op)], (tree.operand,))
        return _Step(OPERATORS[type(tree.ops[0])], (tree.left, *tree.comparators))

    def _call(self, tree: ast.Call) -> _Step:
        """Return the operation that a call stands for."""
        function = self._function(tree.func)
        known = OPS[function].options
        least, most = OPS[function].arity
        operands, further = tuple(tree.args[:most]), tree.args[most:] if most else []
        if function == "max" and further:  # everybody's first ReLU, of which the second operand is no axis
            raise self._error("'max' takes 1 operand", tree, "write maximum(a, b), or name the axis: max(a, axis=0)")
        if len(operands) < least or len(further) > len(known):
            takes = f"{least} operand{'s' if least > 1 else ''}" + "".join(f", {name}" for name in known)
            raise self._error(f"'{function}' takes {takes}; it got {len(tree.args)}", tree)
        given = [*zip(known, further, strict=False), *((keyword.arg, keyword.value) for keyword in tree.keywords)]
        return _Step(function, operands, self._options(function, given, tree))

    def _function(self, tree: ast.expr) -> str:
        """Return the name of the function that is called."""
        match tree:
            case ast.Name() if tree.id in FUNCTIONS:
                return tree.id
            case ast.Name() if tree.id not in self.scope.variables:
                remedy = ELSEWHERE.get(tree.id) or did_you_mean(tree.id, sorted(FUNCTIONS))
                raise self._error(f"unknown function '{tree.id}'", tree, remedy)
            case ast.Attribute() if tree.attr in ELSEWHERE:
                raise self._error(f"there is no '.{tree.attr}' here", tree, ELSEWHERE[tree.attr])
            case ast.Attribute() if tree.attr in FUNCTIONS:
                raise self._error("a function is called by its name alone", tree, f"write {tree.attr}(...)")
        raise self._error(f"'{self.equation.text_of(tree)}' is not a function", tree, "write * to multiply")

    def _options(self, function: str, given: Iterable[tuple[str | None, ast.expr]], tree: ast.expr) -> dict[str, Any]:
        """Return the options that are given to ``function``, each of the kind that it must be."""
        known = OPS[function].options
        options: dict[str, Any] = {}
        for name, value in given:
            if name is None or name not in known:
                remedy = did_you_mean(name or "", known)
                raise self._error(f"'{function}' has no option '{name or '**'}'", value, remedy)
            if name in options:
                raise self._error(f"option '{name}' is given twice", value)
            options[name] = self._value(f"'{name}' of '{function}'", known[name].kind, value)
        missing = [f"'{name}'" for name, option in known.items() if option.required and name not in options]
        if missing:
            raise self._error(f"'{function}' needs {' and '.join(missing)}", tree)
        return options

    def _value(self, what: str, kind: Kind, tree: ast.expr) -> Any:
        """Return the value of an option."""
        try:
            return kind.read(self._written(tree))
        except (TypeError, ValueError):
            problem = f"{what} must be {kind.says}, not '{self.equation.text_of(tree)}'"
            raise self._error(problem, tree, kind.remedy) from None

    def _written(self, tree: ast.expr) -> Any:
        """Return what ``tree`` writes down, in the form that `Kind.read` takes."""
        match tree:
            case _ if tree in self.numbers:
                return self.numbers[tree]
            case ast.Name() if tree.id in self.scope.dims:
                return tree.id
            case ast.Constant():
                return tree.value
            case ast.Tuple() | ast.List():
                return tuple(self._written(part) for part in tree.elts)
        raise ValueError(tree)

    def _index(self, tree: ast.expr) -> tuple[int | str | slice, ...]:
        """Return what stands between the brackets of a subscript."""
        parts = tree.elts if isinstance(tree, ast.Tuple) else [tree]
        return tuple(self._slice(part) if isinstance(part, ast.Slice) else self._end(part) for part in parts)

    def _slice(self, tree: ast.Slice) -> slice:
        """Return ``start:stop:step``, where each may be missing."""
        return slice(*(None if end is None else self._end(end) for end in (tree.lower, tree.upper, tree.step)))

    def _end(self, tree: ast.expr) -> Any:
        return self._value("an index", SIZE, tree)
