"""Formulas as LaTeX, of the kind that Markdown takes between dollars."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from grader.pages.explanation.figures import decimal, entries, fraction_and_decimal, plain
from grader.pages.explanation.names import GREEK, parts
from grader.pages.explanation.writing import FORMS, Form, Level, Piece, index_text, option_text
from reference.explain import Figure, Literal, Partial, Symbol
from reference.op import Array, Op

MATRIX_AXES = 2
POWER_OF_TEN = re.compile(r"e([+-])0*(\d+)")


class Latex:
    """The notation of LaTeX; `Op.latex` says what operations look like."""

    forms: Mapping[str, Form] = MappingProxyType(
        {
            **FORMS,
            "div": Form(Level.QUOTIENT),
            "exp": Form(Level.POWER),
            "transpose": Form(Level.POWER, (Level.ATOM,)),
            "sum": Form(Level.PRODUCT, (Level.PRODUCT,)),
        }
    )

    def leaf(self, leaf: Symbol | Partial | Literal | Figure) -> Piece:
        """Return a name, a derivative or a number."""
        match leaf:
            case Symbol(name, new):
                return Piece(named(name, new=new))
            case Partial(of, by):
                return Piece(rf"\frac{{\partial {named(of)}}}{{\partial {named(by)}}}", Level.QUOTIENT)
            case Literal(value, text):
                return self.number(str(value) if "/" in text else decimal(value))
        return Piece(matrix(leaf.value)) if leaf.value.shape else self.number(plain(leaf.value.item()))

    def number(self, text: str) -> Piece:
        """Return a number that is written as decimal or as fraction."""
        return Piece(in_latex(text), Level.QUOTIENT if "/" in text else Level.ATOM, text.startswith("-"))

    def operation(self, op: Op, operands: Sequence[str], options: Mapping[str, Any]) -> str:
        """Return what the operation's template says; axes stand below its name."""
        axis = options.get("axis")
        if op.name == "put" or axis is not None:
            below = f"[{index_text(options['index'])}]" if op.name == "put" else rf"\text{{axis }} {axis}"
            name = r"\sum" if op.name == "sum" else rf"\operatorname{{{op.name}}}".replace("_", r"\_")
            return rf"{name}_{{{below}}}\left({', '.join(operands)}\right)"
        given = {it: index_text(value) if it == "index" else _word(option_text(value)) for it, value in options.items()}
        return op.latex.format(*operands, operands=", ".join(operands), **given).replace(" < ", r" \lt ")

    def bracketed(self, body: str) -> str:
        """Return ``body`` in brackets of its height."""
        return rf"\left({body}\right)"

    def result(self, figure: Figure) -> list[str]:
        """Return a number, where it is easier to see through as a fraction first."""
        if figure.value.shape:
            return [matrix(figure.value)]
        return list(map(in_latex, fraction_and_decimal(figure.value.item())))


def named(name: str, *, new: bool = False) -> str:
    r"""Return a name: ``\hat{y}``, ``w_{1}``."""
    own = parts(name)
    base = rf"\{own.base}" if own.base in GREEK else _word(own.base)
    if own.base not in GREEK and len(own.base) > 1:
        base = rf"\mathrm{{{base}}}"
    if own.accent:
        base = rf"\{own.accent}{{{base}}}"
    below = [own.index if own.index.isdigit() else rf"\mathrm{{{_word(own.index)}}}"] if own.index else []
    below += [r"\mathrm{new}"] if new else []
    return f"{base}_{{{','.join(below)}}}" if below else base


def _word(text: str) -> str:
    return text.replace("_", r"\_")


def in_latex(text: str) -> str:
    """Return a decimal or a fraction."""
    top, slash, bottom = text.lstrip("-").partition("/")
    sign = "-" * text.startswith("-")
    if slash:
        return rf"{sign}\frac{{{top}}}{{{bottom}}}"
    return sign + POWER_OF_TEN.sub(lambda found: rf" \cdot 10^{{{found[1].strip('+')}{found[2]}}}", top)


def matrix(value: Array) -> str:
    """Return a vector as a row, a matrix as such, and what has more axes as a row of them."""
    if not value.shape:
        return in_latex(plain(value.item()))
    rows = list(entries(value))
    if len(value.shape) == MATRIX_AXES:
        lines = [r"\vdots" if row is None else _cells(row) for row in rows]
        return _bracketed(r" \\ ".join(lines))
    return _bracketed(_cells(value))


def _bracketed(cells: str) -> str:
    return rf"\begin{{bmatrix}}{cells}\end{{bmatrix}}"


def _cells(row: Array) -> str:
    return " & ".join(r"\cdots" if cell is None else matrix(cell) for cell in entries(row))
