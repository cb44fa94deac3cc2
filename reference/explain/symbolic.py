"""The general formulas of a graph of numbers, simplified by SymPy, where that is installed.

SymPy is given the graph itself, node by node, never text. Of what an operation's derivative is it knows nothing: the
chain rule is ours, with the slopes of `Op.slopes`. An operation that it does not have, such as relu, is a function
without properties to it, so that it comes back as it went in.
"""

import operator
from collections.abc import Callable, Collection, Iterator, Mapping
from fractions import Fraction
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any

from reference.explain.formula import (
    ONE,
    ZERO,
    Applied,
    Equality,
    Formula,
    Literal,
    Partial,
    Symbol,
    formulas_of,
    neat,
    plus,
    product,
    times,
)
from reference.explain.rules import slope
from reference.graph import Graph
from reference.ops import OPS

MOST_OPERATIONS = 40  # in a formula: longer ones nobody reads, and they are slow to simplify
ARITHMETIC: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "identity": operator.pos,
        "neg": operator.neg,
        "add": operator.add,
        "sub": operator.sub,
        "mul": operator.mul,
        "div": operator.truediv,
    }
)
"""Operations that SymPy does by Python's operators."""
SHARED = ("exp", "log", "sqrt", "sin", "cos", "tanh")
"""Functions that SymPy has by the same name."""


def general(graph: Graph, shaped: Collection[str]) -> tuple[Equality, ...] | None:
    """Return the output in terms of the inputs, and its derivative by each; None where SymPy is not installed.

    Those that would be too long are left out, and all of them where values are no numbers, which ``shaped`` names.
    """
    if find_spec("sympy") is None:
        return None
    if shaped or _size(graph) > MOST_OPERATIONS or any(len(node.op.slopes) < len(node.args) for node in graph.nodes):
        return ()
    return tuple(_Algebra(graph).equalities())


def _size(graph: Graph) -> int:
    """Return how many operations stand in the formula of the output, which names nothing but inputs."""
    sizes = dict.fromkeys(graph.inputs, 0)
    for node in graph.nodes:
        sizes[node.name] = sum(sizes[arg] for arg in node.args) + (len(node.args) > 0)
    return sizes[graph.output]


class _Algebra:
    """A graph of numbers as SymPy sees it."""

    def __init__(self, graph: Graph) -> None:
        self.sympy: Any = import_module("sympy")
        self.graph = graph
        self.known = {name: self.sympy.Symbol(name, real=True) for name in graph.inputs}

    def equalities(self) -> Iterator[Equality]:
        """Yield the output, and its derivative by each input."""
        values = formulas_of(self.graph, {name: Symbol(name) for name in self.graph.inputs})
        output = self.graph.output
        yield Equality((Symbol(output), self.formula(self.expression(values[output]))))
        steep: dict[str, Formula] = {output: ONE}
        for node in reversed(self.graph.nodes):
            operands = tuple(values[arg] for arg in node.args)
            for position, arg in enumerate(node.args):
                one = slope(node.op, position, operands, values[node.name], node.options)
                steep[arg] = plus(steep.get(arg, ZERO), times(steep.get(node.name, ZERO), one))
        for name in self.graph.inputs:
            shortest = self.shortest(steep.get(name, ZERO))
            if self.sympy.count_ops(shortest) <= MOST_OPERATIONS:
                yield Equality((Partial(output, name), self.formula(shortest)))

    def shortest(self, formula: Formula) -> Any:
        """Return the shortest expression for ``formula``: as it is, or as a product."""
        expression = self.expression(formula)
        return min(self.sympy.factor(expression), expression, key=self.sympy.count_ops)

    def expression(self, formula: Formula) -> Any:
        """Return ``formula`` for SymPy."""
        match formula:
            case Symbol(name):
                return self.known.get(name, self.sympy.Symbol(name, positive=True))  # a size is no input
            case Literal(value):
                return self.sympy.Rational(value.numerator, value.denominator)
            case Applied(op, args, options):
                return self.applied(op.name, [self.expression(arg) for arg in args], dict(options))
        raise TypeError(formula)

    def applied(self, name: str, args: list[Any], options: dict[str, Any]) -> Any:
        """Return the operation ``name`` of ``args`` for SymPy."""
        if name in ARITHMETIC:
            return ARITHMETIC[name](*args)
        if name == "pow":
            return args[0] ** self.rational(options["exponent"])
        function = getattr(self.sympy, name) if name in SHARED else self.sympy.Function(name)
        return function(*args, *(self.rational(options[it]) for it in OPS[name].options if it in options))

    def rational(self, number: Fraction | int) -> Any:
        """Return a number for SymPy."""
        return self.sympy.Rational(Fraction(number).numerator, Fraction(number).denominator)

    def formula(self, expression: Any) -> Formula:
        """Return what SymPy has found as a formula."""
        numerator, denominator = expression.as_numer_denom()
        if expression.is_Rational:
            return Literal(Fraction(int(expression.p), int(expression.q)))
        if denominator != 1 and not expression.is_Add:
            return neat(OPS["div"], (self.formula(numerator), self.formula(denominator)))
        if expression.is_Mul:
            return product(map(self.formula, expression.as_ordered_factors()))
        return self.sum(expression) if expression.is_Add else self.simple(expression)

    def simple(self, expression: Any) -> Formula:
        """Return what is neither a number, nor a sum, nor a product: a name, a power, a function."""
        if expression.is_Symbol:
            return Symbol(expression.name)
        if expression.is_Pow:
            return self.power(*expression.as_base_exp())
        return self.function(expression)

    def sum(self, expression: Any) -> Formula:
        """Return a sum, its negative terms subtracted and none of them first if that can be."""
        terms = sorted(expression.as_ordered_terms(), key=lambda term: term.could_extract_minus_sign())
        first, *others = ((term.could_extract_minus_sign(), term) for term in terms)
        formula = self.formula(first[1])
        for negative, term in others:
            op = OPS["sub" if negative else "add"]
            formula = Applied(op, (formula, self.formula(-term if negative else term)))
        return formula

    def power(self, base: Any, exponent: Any) -> Formula:
        """Return a power, or a root; SymPy writes no other exponent for what the language can say."""
        if exponent == self.sympy.Rational(1, 2):
            return Applied(OPS["sqrt"], (self.formula(base),))
        return neat(OPS["pow"], (self.formula(base),), {"exponent": Fraction(int(exponent.p), int(exponent.q))})

    def function(self, expression: Any) -> Formula:
        """Return a call of one of our operations; e is the exponential of 1."""
        if expression == self.sympy.E:
            return Applied(OPS["exp"], (Literal(Fraction(1)),))
        op = OPS[expression.func.__name__]
        operands, further = expression.args[: op.arity[0]], expression.args[op.arity[0] :]
        options = {name: Fraction(int(it.p), int(it.q)) for name, it in zip(op.options, further, strict=False)}
        return Applied(op, tuple(map(self.formula, operands)), options)
