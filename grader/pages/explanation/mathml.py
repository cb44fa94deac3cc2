"""Formulas as MathML, which browsers draw by themselves."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from grader.pages.explanation.figures import decimal, entries, fraction_and_decimal, plain
from grader.pages.explanation.names import GREEK, parts
from grader.pages.explanation.writing import FORMS, Form, Level, Piece, index_text, option_text
from grader.printable.markup import Html, element
from reference.explain import Figure, Literal, Partial, Symbol
from reference.op import Array, Op

MATRIX_AXES = 2
MINUS = "\u2212"
SIGNS = {
    "add": "+",
    "sub": MINUS,
    "mul": "\u22c5",
    "matmul": "\u2062",  # no sign, but for those who hear the page
    "less": "<",
    "less_equal": "\u2264",
    "greater": ">",
    "greater_equal": "\u2265",
}
ACCENTS = {"hat": "^", "bar": "\u00af", "tilde": "~"}
WORDS = {"log": "ln", "sigmoid": "\u03c3", "maximum": "max", "minimum": "min", "sum": "\u2211"}

DRAWN: Mapping[str, Callable[[str, str, Mapping[str, Any]], Html]] = MappingProxyType(
    {
        "neg": lambda only, _, __: element("mrow", element("mo", MINUS), only),
        "div": lambda top, bottom, _: element("mfrac", top, bottom),
        "pow": lambda base, _, options: element("msup", base, number(str(options["exponent"]))),
        "exp": lambda only, _, __: element("msup", element("mi", "e"), only),
        "sqrt": lambda only, _, __: element("msqrt", only),
        "abs": lambda only, _, __: element("mrow", element("mo", "|"), only, element("mo", "|")),
        "transpose": lambda only, _, __: element("msup", only, element("mo", "\u22a4")),
        "slice": lambda only, _, options: element("msub", only, element("mtext", f"[{index_text(options['index'])}]")),
    }
)
"""What is neither a sign between two operands nor the call of a function, by its first and its last operand."""


class MathMl:
    """The notation of MathML."""

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
                ends = (element("mrow", element("mo", "\u2202"), named(end)) for end in (of, by))
                return Piece(element("mfrac", *ends), Level.QUOTIENT)
            case Literal(value, text):
                return self.number(str(value) if "/" in text else decimal(value))
        return Piece(matrix(leaf.value)) if leaf.value.shape else self.number(plain(leaf.value.item()))

    def number(self, text: str) -> Piece:
        """Return a number that is written as decimal or as fraction."""
        return Piece(number(text), Level.QUOTIENT if "/" in text else Level.ATOM, text.startswith("-"))

    def operation(self, op: Op, operands: Sequence[str], options: Mapping[str, Any]) -> str:
        """Return an operation of operands that have their brackets."""
        if op.name in SIGNS:
            return element("mrow", operands[0], element("mo", SIGNS[op.name]), operands[1])
        if op.name in DRAWN:
            return DRAWN[op.name](operands[0], operands[-1], options)
        return self.call(op, operands, options)

    def call(self, op: Op, operands: Sequence[str], options: Mapping[str, Any]) -> Html:
        """Return a function of its operands; axes stand below its name."""
        word = WORDS.get(op.name, op.name)
        name = element("mo" if op.name == "sum" else "mi", word)
        below = options.get("axis")
        if op.name == "put" or below is not None:
            index = f"[{index_text(options['index'])}]" if op.name == "put" else f"axis {below}"
            name = element("msub", name, element("mtext", index))
        if op.name == "sum":
            return element("mrow", name, *operands)
        further = [element("mtext", option_text(options[it])) for it in op.options if op.options[it].required]
        return element("mrow", name, fenced(_listed([*operands, *further])))

    def bracketed(self, body: str) -> str:
        """Return ``body`` in brackets of its height."""
        return fenced(body)

    def result(self, figure: Figure) -> list[str]:
        """Return a number, where it is easier to see through as a fraction first."""
        if figure.value.shape:
            return [matrix(figure.value)]
        return list(map(number, fraction_and_decimal(figure.value.item())))


def fenced(body: str) -> Html:
    """Return ``body`` in brackets."""
    return element("mrow", element("mo", "("), body, element("mo", ")"))


def _listed(operands: Sequence[str]) -> Html:
    first, *others = operands
    return element("mrow", first, *(part for it in others for part in (element("mo", ","), it)))


def named(name: str, *, new: bool = False) -> Html:
    """Return a name, with its accent above and its index below."""
    own = parts(name)
    base = element("mi", GREEK.get(own.base, own.base))
    if own.accent:
        base = Html(f'<mover accent="true">{base}{element("mo", ACCENTS[own.accent])}</mover>')
    below = ",".join(filter(None, [own.index, "new" if new else ""]))
    return element("msub", base, element("mn" if below.isdigit() else "mtext", below)) if below else base


def number(text: str) -> Html:
    """Return a decimal or a fraction."""
    top, slash, bottom = text.lstrip("-").partition("/")
    size = element("mfrac", element("mn", top), element("mn", bottom)) if slash else element("mn", top)
    return element("mrow", element("mo", MINUS), size) if text.startswith("-") else size


def matrix(value: Array) -> Html:
    """Return a vector as a row, a matrix as such, and what has more axes as a row of them.

    Its brackets are borders of the page's style: those of a font grow only where it is made for mathematics.
    """
    if not value.shape:
        return number(plain(value.item()))
    rows = list(entries(value)) if len(value.shape) == MATRIX_AXES else [value]
    return element("mtable", *map(_row, rows), class_="matrix")


def _row(row: Array | None) -> Html:
    """Return a row of a table; dots for rows that are left out."""
    cells = [element("mtd", element("mo", "\u22ee"))] if row is None else [_cell(cell) for cell in entries(row)]
    return element("mtr", *cells)


def _cell(cell: Array | None) -> Html:
    return element("mtd", element("mo", "\u22ef") if cell is None else matrix(cell))
