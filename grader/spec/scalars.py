"""Reading one scalar as what its field expects; numbers exactly, as the decimals that they are written as."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from grader.errors import SpecError
from grader.spec.mistakes import quoted
from grader.spec.yaml_tree import MappingNode, Meaning, ScalarNode, SequenceNode, Style, Tree

DECIMAL = re.compile(r"[-+]?(?P<whole>[0-9]*)(?P<point>\.?)(?P<part>[0-9]*)([eE](?P<exponent>[-+]?[0-9]+))?")
MAX_LENGTH = 100  # characters of a number: Fractions of more digits than anybody writes cost time and gain nothing
MAX_EXPONENT = 300
SIGNIFICANT = 3  # digits from which a decimal may be a rounded one; 0.5 is not 0.46, and 3 is not 3.2
RELATIVE = Fraction(1, 10**9)
LEFTOVER = Fraction(1, 10**12)  # what float arithmetic may leave of a number that is exactly 0


@dataclass(frozen=True)
class Figure:
    """A number as its author wrote it.

    How near it has to be to the right one is said here and not in `grader.closeness`: that is about a program, which
    rounds in every step, and this about a person, who worked exactly and rounded once, to the digits that are written.
    """

    value: Fraction
    text: str

    @cached_property
    def half_unit(self) -> Fraction:
        """Half a unit of the last place of a number that may be rounded; 0 for others."""
        parts = DECIMAL.fullmatch(self.text)
        if parts is None or not parts["point"] or len((parts["whole"] + parts["part"]).lstrip("0")) < SIGNIFICANT:
            return Fraction(0)
        return Fraction(10) ** (int(parts["exponent"] or 0) - len(parts["part"])) / 2

    def states(self, right: Fraction | float) -> bool:
        """Whether this is the number ``right``, as exactly as it was written."""
        if isinstance(right, float) and not math.isfinite(right):
            return False
        leftover = LEFTOVER if isinstance(right, float) else 0
        within = max(self.half_unit, RELATIVE * abs(Fraction(right)), leftover)
        return abs(self.value - Fraction(right)) <= within


def read_text(node: Tree) -> str:
    """Return the text that a field expects.

    Raises:
        SpecError: if it is a list or a mapping, or YAML takes it for something else than text.
    """
    scalar = _scalar(node, "a text")
    if scalar.meaning is Meaning.NOTHING or not scalar.text.strip():
        raise SpecError.at(scalar.place, "a text is missing", "write one, or take the field out if it is optional")
    if scalar.meaning is not Meaning.TEXT:
        problem = f"expected a text, got the {scalar.meaning.value} {scalar.text:.60}"
        raise SpecError.at(scalar.place, problem, f'write "{scalar.text:.60}" in quotes')
    return scalar.text


def read_boolean(node: Tree) -> bool:
    """Return the boolean that a field expects.

    Raises:
        SpecError: if it is not ``true`` or ``false``.
    """
    scalar = _scalar(node, "true or false")
    if scalar.style is not Style.PLAIN or scalar.text not in {"true", "false"}:
        raise SpecError.at(scalar.place, f"expected true or false, got {quoted(scalar.text)}", "write true or false")
    return scalar.text == "true"


def read_number(node: Tree) -> Fraction:
    """Return the number that a field expects."""
    return read_figure(node).value


def read_integer(node: Tree) -> int:
    """Return the whole number that a field expects."""
    number = read_number(node)
    if number.denominator != 1:
        raise SpecError.at(node.place, "expected a whole number", f"write {math.floor(number)} or {math.ceil(number)}")
    return int(number)


def read_figure(node: Tree) -> Figure:
    """Return the number that a field expects, as it is written.

    Raises:
        SpecError: if it is no finite decimal number.
    """
    scalar = _scalar(node, "a number")
    text = scalar.text
    if scalar.meaning is Meaning.NOTHING:
        raise SpecError.at(scalar.place, "a number is missing", "write one")
    parts = DECIMAL.fullmatch(text) if len(text) <= MAX_LENGTH else None
    if scalar.style is not Style.PLAIN or parts is None or not parts["whole"] + parts["part"]:
        raise SpecError.at(scalar.place, f"expected a number, got {quoted(text)}", _number_remedy(scalar))
    if re.fullmatch("[-+]?0[0-9]+", text):
        raise SpecError.at(scalar.place, f"{quoted(text)} is octal to some and decimal to others", f"write {int(text)}")
    if len(parts["exponent"] or "") > MAX_LENGTH // 20 or abs(int(parts["exponent"] or 0)) > MAX_EXPONENT:
        remedy = f"write one from -{MAX_EXPONENT} to {MAX_EXPONENT}"
        raise SpecError.at(scalar.place, f"the exponent of {quoted(text)} is too large to compute with", remedy)
    figure = Figure(Fraction(text), text)
    try:
        float(figure.value)
    except OverflowError:
        raise SpecError.at(scalar.place, f"{quoted(text)} is beyond what a float64 holds", "write less") from None
    return figure


def _scalar(node: Tree, expected: str) -> ScalarNode:
    """Return ``node`` if it is a scalar."""
    if isinstance(node, ScalarNode):
        return node
    got = {SequenceNode: "a list", MappingNode: "a mapping"}[type(node)]
    raise SpecError.at(node.place, f"expected {expected}, got {got}", f"write {expected}")


NUMBER_REMEDIES: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (re.compile(rf".{{{MAX_LENGTH + 1},}}", re.DOTALL), lambda _: f"write at most {MAX_LENGTH} characters"),
    (re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+|0b[01]+"), lambda text: f"write {int(text, 0)}"),
    (re.compile(r"[0-9]+(_[0-9]+)+"), lambda text: f"write {text.replace('_', '')}"),
    (re.compile(r"[-+]?[0-9]+,[0-9]+"), lambda text: f"write {text.replace(',', '.')}"),
    (re.compile(r"[-+]?\.?(inf|nan|infinity)", re.IGNORECASE), lambda _: "a number has to be finite"),
    (re.compile(r".*", re.DOTALL), lambda _: "write a decimal number, such as -0.5 or 1e-3"),
)
"""What is written in place of a decimal number, and what to write instead; the first that matches."""


def _number_remedy(scalar: ScalarNode) -> str:
    """Return what to write instead of something that is no decimal number."""
    text = scalar.text
    if scalar.style is not Style.PLAIN and DECIMAL.fullmatch(text):
        return "write it without quotes"
    return next(remedy(text) for pattern, remedy in NUMBER_REMEDIES if pattern.fullmatch(text))
