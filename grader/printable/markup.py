"""Text that others wrote, inside HTML and Markdown.

It is `grader.printable.printable` already; what is done here keeps it from being markup.
"""

import re
from html import escape

TICKS = re.compile(r"`+")


class Html(str):
    """Text that is HTML already: only an `element` makes it, and only it goes into another one as it is."""

    __slots__ = ()


def element(name: str, *content: str, class_: str = "") -> Html:
    """Return an element; whatever in it is no `Html` is escaped."""
    opening = f'{name} class="{escape(class_)}"' if class_ else name
    inside = "".join(part if isinstance(part, Html) else escape(part) for part in content)
    return Html(f"<{opening}>{inside}</{name}>")


def code_span(text: str) -> str:
    """Return one line of text as Markdown shows code.

    Text of others never stands anywhere else: a backslash before ``@`` or ``#`` does not keep GitHub or GitLab from
    sending a message to whom it names, for they look for names only once the Markdown is read, and then not in code.
    """
    fence = "`" * (_longest(text) + 1)
    inside = f" {text} " if text[:1] in ("`", "") or text[-1:] in ("`", " ") else text
    return f"{fence}{inside}{fence}"


def code_block(lines: str, language: str = "text") -> str:
    """Return lines as a fenced block of Markdown; no line of it begins with text of others, which a log could obey."""
    fence = "`" * max(3, _longest(lines) + 1)
    return "\n".join(f"   {line}" for line in (fence + language, *lines.split("\n"), fence))


def _longest(text: str) -> int:
    """Return the length of the longest run of backticks."""
    return max((len(run) for run in TICKS.findall(text)), default=0)
