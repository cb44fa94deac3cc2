"""The words and signs of the equation language: text -> equations, each a list of tokens that is safe to parse.

This is a plain scan. It bounds length and nesting before anything recursive sees the text, and it names the slips
that a parser could only call a syntax error: ``x^2``, ``2x``, a typeset minus, a bracket that is never closed.
"""

import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from unicodedata import normalize

from reference.errors import GraphError, Span

MAX_CHARACTERS = 2_000
MAX_TOKENS = 500  # a syntax tree has fewer nodes than its text has tokens, so this bounds both
MAX_NESTING = 50

REMEDIES: Mapping[str, str] = {
    "^": "use ** for a power",
    "%": "there is no remainder; use + - * / ** @",
    "//": "use / to divide",
    "==": "use = to define a name, and < <= > >= to compare",
    "!=": "use < <= > >= to compare",
    ":=": "use = to define a name, on a line of its own",
    ";": "write one equation a line",
    "\\": "put the expression in brackets to go on over the next line",
    "{": "use ( and )",
    "}": "use ( and )",
    "if": "use where(condition, a, b)",
    "else": "use where(condition, a, b)",
    "and": "use where(condition, a, b), one inside the other",
    "or": "use where(condition, a, b), one inside the other",
    "not": "turn the comparison round",
    "'": "an equation is made of names and numbers, without quotes",
    '"': "an equation is made of names and numbers, without quotes",
    "\N{MULTIPLICATION SIGN}": "write *",
    "·": "write *",
    "⋅": "write *",
    "÷": "write /",
    "\N{MINUS SIGN}": "write -",
    "\N{EN DASH}": "write -",
    "≤": "write <=",
    "≥": "write >=",
    "√": "write sqrt(...)",
    "²": "write ** 2",
    "³": "write ** 3",
}
"""What to write instead of a sign, word or character that the language does not have."""

BRACKETS: Mapping[str, str] = {"(": "(...)", ")": "(...)", "]": "[...]"}
"""How a remedy writes what stands in brackets."""

# A word may have any character beyond ASCII, to be judged as a whole, but not the dot \xb7: it multiplies on a
# blackboard, although Python lets it stand inside a name. The sets of characters say what is not in a word: to compile
# those that say what is, up to the last character there is, takes 5 ms of every start.
TOKEN = re.compile(
    r"""
    (?P<blank>   [ \t]+ | \#[^\n]* )
  | (?P<newline> \n )
  | (?P<number>  (?: [0-9][0-9_]*\.?[0-9_]* | \.[0-9][0-9_]* ) (?: [eE][+-]?[0-9]+ )? )
  | (?P<word>    [^\x00-@\[-^`{-\x7f\xb7] [^\x00-/:-@\[-^`{-\x7f\xb7]* )
  | (?P<open>    [(\[] )
  | (?P<close>   [)\]] )
  | (?P<wrong>   // | << | >> | == | != | := | [^-+*/@<>=,.:] )
  | (?P<sign>    \*\* | <= | >= | . )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Token:
    """A word, number or sign.

    Attributes:
        kind: the group of `TOKEN` that it matched, or ``lone`` for a bracket without a partner.
        text: as it was written.
        offset: of its first character in the whole text.
        span: where that is.
    """

    kind: str
    text: str
    offset: int
    span: Span

    @property
    def end(self) -> int:
        """The offset of the character after it."""
        return self.offset + len(self.text)

    @property
    def name(self) -> str:
        """What it is called when names are compared."""
        return normal(self.text)

    @property
    def turn(self) -> int:
        """By how much it changes the depth of brackets."""
        return (self.kind == "open") - (self.kind == "close")

    @property
    def is_identifier(self) -> bool:
        """Whether it can be the name of something."""
        return self.kind == "word" and not keyword.iskeyword(self.name)


def normal(name: str) -> str:
    """Return ``name`` in the form in which names are compared: NFKC, as in Python."""
    return normalize("NFKC", name)


def shifted(start: Span, line: int, column: int) -> Span:
    """Return the place of ``line`` and ``column`` of a text that itself starts at ``start``."""
    return Span(start.line + line - 1, start.column + column - 1 if line == 1 else column)


def read_tokens(text: str) -> Iterator[list[Token]]:
    """Yield the tokens of each equation; it ends with its line, or where its last bracket is closed."""
    equation: list[Token] = []
    depth = 0
    for token in _mark_lone(list(_scan(text))):
        depth += token.turn
        if token.kind != "newline":
            equation.append(token)
        elif depth == 0 and equation:
            yield equation
            equation = []
    if equation:
        yield equation


def _scan(text: str) -> Iterator[Token]:
    line, start = 1, 0
    for match in TOKEN.finditer(text):
        kind = str(match.lastgroup)
        if kind != "blank":
            yield Token(kind, match[0], match.start(), Span(line, match.start() - start + 1))
        if kind == "newline":
            line, start = line + 1, match.end()


def _mark_lone(tokens: list[Token]) -> list[Token]:
    """Return ``tokens`` with the kind ``lone`` for each bracket without a partner.

    Only brackets with a partner carry an equation over to the next line, so one that is forgotten spoils one line.
    """
    paired, waiting = set(), []
    for position, token in enumerate(tokens):
        if token.kind == "open":
            waiting.append(position)
        elif token.kind == "close" and waiting and tokens[waiting[-1]].text + token.text in {"()", "[]"}:
            paired |= {waiting.pop(), position}
    return [
        replace(token, kind="lone") if token.kind in {"open", "close"} and position not in paired else token
        for position, token in enumerate(tokens)
    ]


def check_tokens(equation: list[Token]) -> None:
    """Raise `GraphError` for the first thing that keeps ``equation`` from being parsed safely."""
    _check_length(equation)
    for token in equation:
        _check_token(token)
    for left, right in pairwise(equation):
        _check_neighbours(left, right)
    _check_nesting(equation)
    if equation[-1].kind == "sign":
        raise GraphError(f"the equation breaks off after '{equation[-1].text}'", span=equation[-1].span)


def _check_length(equation: list[Token]) -> None:
    first, last = equation[0], equation[-1]
    if last.end - first.offset > MAX_CHARACTERS or len(equation) > MAX_TOKENS:
        problem = f"an equation can have {MAX_CHARACTERS} characters, and {MAX_TOKENS} words and signs, at most"
        raise GraphError(problem, remedy="give a part of it a name of its own", span=first.span)


def _check_token(token: Token) -> None:
    if token.kind == "lone":
        problem = f"'{token.text}' is never closed" if token.text in "([" else f"'{token.text}' closes nothing"
        raise GraphError(problem, span=token.span)
    if token.kind == "word" and not token.text.isidentifier():
        at = next(end for end in range(len(token.text)) if not token.text[: end + 1].isidentifier())
        raise _unexpected(token.text[at], replace(token.span, column=token.span.column + at))
    reserved = token.kind == "word" and keyword.iskeyword(token.name)
    if token.kind == "wrong" or (reserved and token.name not in {"True", "False", "None"}):
        raise _unexpected(token.name, token.span)


def _unexpected(written: str, span: Span) -> GraphError:
    shown = f"'{written}'" if written.isprintable() else f"U+{ord(written):04X}"
    plain = normal(written)
    remedy = f"write {plain}" if plain != written and f"x{plain}".isidentifier() else ""
    return GraphError(f"{shown} cannot stand in an equation", remedy=REMEDIES.get(written, remedy), span=span)


def _check_neighbours(left: Token, right: Token) -> None:
    """Raise `GraphError` where two operands meet without an operator; a word before a bracket is a call."""
    starts = right.kind in {"number", "word"} or (right.text == "(" and left.kind == "number")
    if starts and left.kind in {"number", "word", "close"}:
        problem = f"an operator is missing between '{left.text}' and '{right.text}'"
        first, second = (BRACKETS.get(text, text) for text in (left.text, right.text))
        raise GraphError(problem, remedy=f"write {first} * {second} to multiply", span=right.span)


def _check_nesting(equation: list[Token]) -> None:
    """Raise `GraphError` where brackets, signs before an operand and powers nest deeper than is safe to parse."""
    chains, after_operand = [0], False
    for token in equation:
        if token.kind == "open":
            chains.append(0)
        elif token.kind == "close":
            chains.pop()
        elif token.text == "**" or (token.text in {"+", "-"} and not after_operand):
            chains[-1] += 1
        elif token.kind == "sign" and token.text != ".":
            chains[-1] = 0
        after_operand = token.kind in {"number", "word", "close"}
        if len(chains) - 1 + sum(chains) > MAX_NESTING:
            remedy = "give a part of it a name of its own"
            raise GraphError(f"nested more than {MAX_NESTING} deep", remedy=remedy, span=token.span)
