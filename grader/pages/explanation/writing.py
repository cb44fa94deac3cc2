"""Formulas as lines of characters: what every notation has in common, which is where brackets have to stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Any, Protocol

from reference.explain import Applied, Figure, Formula, Literal, Partial, Symbol
from reference.op import Op


class Level(IntEnum):
    """How tightly a formula holds together, the loosest first."""

    COMPARED = 0
    SUM = 1
    PRODUCT = 2
    QUOTIENT = 3
    POWER = 4
    ATOM = 5


@dataclass(frozen=True)
class Piece:
    """A formula that is written.

    Attributes:
        body: in some notation.
        level: how tightly it holds together.
        negative: whether it begins with a minus sign, which cannot follow another sign.
    """

    body: str
    level: Level = Level.ATOM
    negative: bool = False


@dataclass(frozen=True)
class Form:
    """How an operation is written.

    Attributes:
        level: of the result.
        least: what each operand has to hold together at least, or it gets brackets; None: operands never need any.
    """

    level: Level = Level.ATOM
    least: tuple[Level, ...] | None = None


CALL = Form()
FORMS: Mapping[str, Form] = MappingProxyType(
    {
        **dict.fromkeys(
            ("less", "less_equal", "greater", "greater_equal"), Form(Level.COMPARED, (Level.SUM, Level.SUM))
        ),
        **dict.fromkeys(("add", "sub"), Form(Level.SUM, (Level.SUM, Level.PRODUCT))),
        **dict.fromkeys(("mul", "matmul"), Form(Level.PRODUCT, (Level.PRODUCT, Level.QUOTIENT))),
        "div": Form(Level.PRODUCT, (Level.PRODUCT, Level.POWER)),
        "neg": Form(Level.PRODUCT, (Level.PRODUCT,)),
        "pow": Form(Level.POWER, (Level.ATOM,)),
        "transpose": Form(Level.ATOM, (Level.ATOM,)),
        "slice": Form(Level.ATOM, (Level.ATOM,)),
    }
)
"""Operations that are no function calls; a notation may have others."""
MINUS = ("neg",)
BEGIN_WITH_OPERAND = ("add", "sub", "mul", "matmul", "div")


class Notation(Protocol):
    """A way to write formulas."""

    @property
    def forms(self) -> Mapping[str, Form]:
        """The operations that are no function calls here."""

    def leaf(self, leaf: Symbol | Partial | Literal | Figure) -> Piece:
        """Return a name, a derivative or a number."""

    def operation(self, op: Op, operands: Sequence[str], options: Mapping[str, Any]) -> str:
        """Return an operation of operands that have their brackets."""

    def bracketed(self, body: str) -> str:
        """Return ``body`` in brackets."""

    def result(self, figure: Figure) -> list[str]:
        """Return a number at the end of an equation: where it is easier to see through, as a fraction first."""


def write(formula: Formula, notation: Notation) -> Piece:
    """Return ``formula`` in ``notation``."""
    if not isinstance(formula, Applied):
        return notation.leaf(formula)
    pieces = [write(arg, notation) for arg in formula.args]
    if formula.op.name == "identity":
        return pieces[0]
    form = notation.forms.get(formula.op.name, CALL)
    operands = [_operand(piece, form, position, notation) for position, piece in enumerate(pieces)]
    body = notation.operation(formula.op, operands, formula.options)
    inherited = formula.op.name in BEGIN_WITH_OPERAND and form.least is not None and pieces[0].negative
    return Piece(body, form.level, formula.op.name in MINUS or inherited)


def _operand(piece: Piece, form: Form, position: int, notation: Notation) -> str:
    """Return an operand, in brackets if it needs them."""
    if form.least is None:
        return piece.body
    least = form.least[position]
    follows_sign = piece.negative and (position > 0 or len(form.least) == 1) and form.level is not Level.COMPARED
    return notation.bracketed(piece.body) if piece.level < least or follows_sign else piece.body


def sides(formulas: Sequence[Formula], notation: Notation) -> list[str]:
    """Return the sides of an equation, nothing twice in a row."""
    *before, last = formulas
    result = notation.result(last) if isinstance(last, Figure) else [_side(last, notation)]
    bodies = [*(_side(formula, notation) for formula in before), *result]
    seen = [body.replace(" ", "") for body in bodies]
    return [body for place, body in enumerate(bodies) if place == 0 or seen[place] != seen[place - 1]]


def _side(formula: Formula, notation: Notation) -> str:
    """Return one side of an equation; a comparison in brackets, as it is a number here."""
    piece = write(formula, notation)
    return notation.bracketed(piece.body) if piece.level is Level.COMPARED else piece.body


def option_text(value: Any) -> str:
    """Return an option; the names of sizes as names."""
    return str(value).replace("'", "")


def index_text(index: Sequence[Any]) -> str:
    """Return what stands between the brackets of a subscript: ``:, 1:3``."""
    return ", ".join(map(_part_text, index)) or "..."


def _part_text(part: Any) -> str:
    if not isinstance(part, slice):
        return str(part)
    start, stop = ("" if end is None else str(end) for end in (part.start, part.stop))
    return f"{start}:{stop}" if part.step is None else f"{start}:{stop}:{part.step}"
