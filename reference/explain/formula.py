"""Formulas as trees: what stands on one side of an equation, before any format writes it down."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from reference.graph import NO_OPTIONS, Graph, Node
from reference.op import Array, Op
from reference.ops import OPS


@dataclass(frozen=True)
class Symbol:
    """A name of the graph.

    Attributes:
        name: as in the graph.
        new: whether what is meant is its value after a step of gradient descent.
    """

    name: str
    new: bool = False


@dataclass(frozen=True)
class Partial:
    """∂of/∂by, two names of the graph."""

    of: str
    by: str


@dataclass(frozen=True)
class Literal:
    """A number that belongs to the formula, and what its author wrote for it, if somebody did."""

    value: Fraction
    text: str = field(default="", compare=False)


@dataclass(frozen=True, eq=False)
class Figure:
    """A number, or an array of numbers, that was computed; without the case axis.

    Attributes:
        value: floats or exact numbers.
    """

    value: Array


@dataclass(frozen=True, eq=False)
class Applied:
    """An operation with its operands."""

    op: Op
    args: "tuple[Formula, ...]"
    options: Mapping[str, Any] = field(default_factory=lambda: NO_OPTIONS)


Formula = Symbol | Partial | Literal | Figure | Applied
ZERO, ONE = Literal(Fraction(0)), Literal(Fraction(1))


@dataclass(frozen=True, eq=False)
class Equality:
    """Formulas that are equal, in the order in which one leads to the next; the last is the result."""

    sides: tuple[Formula, ...]


Build = Callable[[Op, tuple[Formula, ...], Mapping[str, Any]], Formula]
"""How an operation and its operands become a formula: `Applied`, as it stands, or `neat`."""


def formulas_of(graph: Graph, leaves: Mapping[str, Formula], build: Build = Applied) -> dict[str, Formula]:
    """Return the formula of each name of ``graph``, of which ``leaves`` are the inputs'."""
    formulas = dict(leaves)
    for node in graph.nodes:
        formulas[node.name] = (
            build(node.op, tuple(formulas[arg] for arg in node.args), node.options) if node.args else number(node)
        )
    return formulas


def number(node: Node) -> Formula:
    """Return the number that ``node`` is, or the name of a size."""
    value = node.options["value"]
    return Symbol(value) if isinstance(value, str) else Literal(Fraction(value), node.text)


def replaced(formula: Formula, leaf: Callable[[Formula], Formula]) -> Formula:
    """Return ``formula`` with ``leaf`` of each of its leaves in their places."""
    if isinstance(formula, Applied):
        return Applied(formula.op, tuple(replaced(arg, leaf) for arg in formula.args), formula.options)
    return leaf(formula)


def is_number(formula: Formula) -> bool:
    """Return whether nothing but numbers of its own is in ``formula``: it needs no value of the graph."""
    if isinstance(formula, Applied):
        return all(map(is_number, formula.args))
    return isinstance(formula, Literal)


def neat(op: Op, args: tuple[Formula, ...], options: Mapping[str, Any] = NO_OPTIONS) -> Formula:
    """Return ``op`` of ``args`` without what goes without saying: a factor of 1, a term of 0, a power of 1."""
    simpler = SIMPLER.get(op.name)
    return simpler(*args, **options) if simpler else Applied(op, args, options)


def plus(left: Formula, right: Formula) -> Formula:
    """Return the sum."""
    if ZERO in (left, right):
        return right if left == ZERO else left
    if isinstance(left, Literal) and isinstance(right, Literal):
        return Literal(left.value + right.value)
    return Applied(OPS["add"], (left, right))


def times(left: Formula, right: Formula) -> Formula:
    """Return the product, its numbers gathered in front."""
    coefficient, factors = _factors(Applied(OPS["mul"], (left, right)))
    if coefficient == 0 or not factors:
        return Literal(coefficient)
    if abs(coefficient) != 1:
        factors = [Literal(coefficient), *factors]
    together = factors[0]
    for factor in factors[1:]:
        together = Applied(OPS["mul"], (together, factor))
    return Applied(OPS["neg"], (together,)) if coefficient == -1 else together


def total(terms: Iterable[Formula]) -> Formula:
    """Return the sum of ``terms``; 0 where there are none."""
    added: Formula = ZERO
    for term in terms:
        added = plus(added, term)
    return added


def product(factors: Iterable[Formula]) -> Formula:
    """Return the product of ``factors``; 1 where there are none."""
    multiplied: Formula = ONE
    for factor in factors:
        multiplied = times(multiplied, factor)
    return multiplied


def _factors(formula: Formula) -> tuple[Fraction, list[Formula]]:
    """Return the number in a product, and its other factors."""
    match formula:
        case Literal(value):
            return value, []
        case Applied(op=Op(name="neg"), args=(arg,)):
            coefficient, factors = _factors(arg)
            return -coefficient, factors
        case Applied(op=Op(name="mul"), args=(left, right)):
            (coefficient, factors), (another, others) = _factors(left), _factors(right)
            return coefficient * another, factors + others
    return Fraction(1), [formula]


def _difference(left: Formula, right: Formula) -> Formula:
    if right == ZERO:
        return left
    return times(Literal(Fraction(-1)), right) if left == ZERO else Applied(OPS["sub"], (left, right))


def _quotient(left: Formula, right: Formula) -> Formula:
    if isinstance(left, Literal) and isinstance(right, Literal) and right.value:
        return Literal(left.value / right.value, str(left.value / right.value))
    return left if right == ONE else Applied(OPS["div"], (left, right))


def _power(base: Formula, exponent: Fraction | int) -> Formula:
    if exponent == 0:
        return ONE
    return base if exponent == 1 else Applied(OPS["pow"], (base,), {"exponent": exponent})


SIMPLER: Mapping[str, Callable[..., Formula]] = MappingProxyType(
    {
        "identity": lambda only: only,
        "add": plus,
        "sub": _difference,
        "mul": times,
        "div": _quotient,
        "neg": lambda only: times(Literal(Fraction(-1)), only),
        "pow": _power,
    }
)
"""What can go without saying, by operation."""
