"""Text that others wrote, made fit to be shown: in a terminal, in a report, in a log.

What is done here is done to all of it, once, where it enters the grader, so that reports are the same everywhere; what
one output alone needs stands in `grader.printable.markup` and `grader.printable.cells`.
"""

import re
from dataclasses import dataclass
from unicodedata import category

MAX_TEXT = 2000
MAX_LINES = 1000
MAX_LINES_TEXT = 4000
"""Both are more than is kept of what a call prints, so that what is said there of the rest is not cut off in turn."""
MOST_MARKS = 4
"""Accents on one letter: more hide the lines above and below (Unicode TS #39, section 5.4)."""

UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0d\uffa0\U000e0100-\U000e01ef]")
"""What Python takes for printable and nobody sees: fillers, a blank, and selectors of variants, but for those of emoji.
"""
BREAK = re.compile(r"\r\n?|\n")
ANYWHERE = re.compile(r"##(?=\w*\[)")
"""A command to a CI server wherever it stands in a line: ``##[error]``, ``##vso[``, ``##teamcity[``."""
AT_START = re.compile(r"^( *):(?=:)")
"""One that follows nothing but blanks: ``::error::``."""


def printable(text: str, most: int = MAX_TEXT) -> str:
    r"""Return ``text`` with every character that does not show itself escaped, and cut to ``most`` characters.

    That is control characters, ANSI escapes among them (``\x1b``), those that turn the direction of writing around
    (``\u202e``), lone surrogates, which no file could hold, accents heaped on one letter, and line breaks, so that it
    is one line. What a CI server would obey, were it to stand in a log, loses one character to an escape too.
    """
    cut = text[: most + 1]
    shown = cut if cut.isascii() and cut.isprintable() else _escaped(cut)
    shown = AT_START.sub(r"\1\\x3a", ANYWHERE.sub(r"#\\x23", shown))
    return shown if len(shown) <= most else shown[: most - 3] + "..."


@dataclass(frozen=True)
class Excerpt:
    """The beginning of a text of several lines.

    Attributes:
        lines: printable, each.
        left_out: how much did not go in, in words; empty where all did.
    """

    lines: tuple[str, ...]
    left_out: str


def excerpt(text: str, most_lines: int, most: int, widest: int = MAX_TEXT) -> Excerpt:
    """Return the first ``most_lines`` of the first ``most`` characters of ``text``, each cut to ``widest``.

    Tabs become blanks, and line breaks at the end are not counted.
    """
    text = text.rstrip("\r\n")
    begun = BREAK.split(text[:most]) if text else []
    lines = tuple(printable(line.expandtabs(), widest) for line in begun[:most_lines])
    if len(begun) > most_lines:
        breaks = text.count("\n") + text.count("\r") - text.count("\r\n")
        return Excerpt(lines, _more(breaks + 1 - most_lines, "line"))
    return Excerpt(lines, _more(len(text) - most, "character") if len(text) > most else "")


def printable_lines(text: str, most_lines: int = MAX_LINES, most: int = MAX_LINES_TEXT) -> str:
    """Return ``text`` as printable lines; where it is longer than that, the last line says by how much."""
    shown = excerpt(text, most_lines, most)
    return "\n".join([*shown.lines, shown.left_out] if shown.left_out else shown.lines)


def _more(count: int, what: str) -> str:
    return f"... and {count} more {what}" + ("s" if count > 1 else "")


def _escaped(text: str) -> str:
    marks = MOST_MARKS  # one at the very beginning would fall upon what stands before the text
    shown = []
    for character in text:
        marks = marks + 1 if category(character) in {"Mn", "Me"} else 0
        plain = marks <= MOST_MARKS and character.isprintable() and not UNSEEN.match(character)
        shown.append(character if plain else _escape(character))
    return "".join(shown)


def _escape(character: str) -> str:
    code = ord(character)
    if character <= "\xff":
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if character <= "\uffff" else f"\\U{code:08x}"
