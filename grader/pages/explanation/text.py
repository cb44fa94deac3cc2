"""Formulas as an equation of a spec is written: for terminals, and for programs."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from grader.pages.explanation.figures import decimal, fraction_and_decimal, nested
from grader.pages.explanation.writing import FORMS, Form, Level, Piece, index_text, option_text
from reference.explain import Figure, Literal, Partial, Symbol
from reference.op import Op


def _power(base: str, options: Mapping[str, Any]) -> str:
    exponent = str(options["exponent"])
    return f"{base} ** {exponent if exponent.isdigit() else f'({exponent})'}"


def _transposed(matrix: str, options: Mapping[str, Any]) -> str:
    turned = options.get("axes") in (None, (1, 0))
    return f"{matrix}.T" if turned else called("transpose", [matrix, f"axes={options['axes']}"])


DRAWN: Mapping[str, Callable[[str, Mapping[str, Any]], str]] = MappingProxyType(
    {
        "neg": lambda only, _: f"-{only}",
        "pow": _power,
        "put": lambda only, options: called("put", [only, f"[{index_text(options['index'])}]"]),
        "slice": lambda only, options: f"{only}[{index_text(options['index'])}]",
        "transpose": _transposed,
    }
)
"""What is neither an operator between two operands nor the call of a function."""


class Text:
    """The notation of the equation language."""

    forms: Mapping[str, Form] = FORMS

    def leaf(self, leaf: Symbol | Partial | Literal | Figure) -> Piece:
        """Return a name, a derivative or a number."""
        match leaf:
            case Symbol(name, new):
                return Piece(f"new {name}" if new else name)
            case Partial(of, by):
                return Piece(f"d{of}/d{by}")
            case Literal(value, text):
                return number(str(value) if "/" in text else decimal(value))
        return number(nested(leaf.value))

    def operation(self, op: Op, operands: Sequence[str], options: Mapping[str, Any]) -> str:
        """Return an operator between its operands, or a call."""
        if op.name in DRAWN:
            return DRAWN[op.name](operands[0], options)
        if op.name in FORMS:
            return f"{operands[0]} {op.symbol} {operands[1]}"
        return called(op.name, [*operands, *arguments(op, options)])

    def bracketed(self, body: str) -> str:
        """Return ``body`` in round brackets."""
        return f"({body})"

    def result(self, figure: Figure) -> list[str]:
        """Return a number, where it is easier to see through as a fraction first."""
        return [nested(figure.value)] if figure.value.shape else fraction_and_decimal(figure.value.item())


def called(name: str, arguments: Sequence[str]) -> str:
    """Return the call of a function."""
    return f"{name}({', '.join(arguments)})"


def number(text: str) -> Piece:
    """Return a number that is written as decimal or as fraction."""
    return Piece(text, Level.PRODUCT if "/" in text and "[" not in text else Level.ATOM, text.startswith("-"))


def arguments(op: Op, options: Mapping[str, Any]) -> list[str]:
    """Return the options in a call, in the op's order, without those that say what goes without saying."""
    given = ((name, options.get(name)) for name in op.options)
    told = {name: value for name, value in given if value is not None and value is not False}  # 0 is an axis
    return [option_text(value) if op.options[name].required else f"{name}={value}" for name, value in told.items()]
