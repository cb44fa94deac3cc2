"""Text that others wrote, inside a spreadsheet."""

import re

from grader.printable import printable

NUMBER = re.compile(r"-?\d+(\.\d+)?(e[-+]?\d+)?", re.ASCII)
FORMULA = re.compile(r"""(^|[;,|])(?=[\s"'`]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])""")
"""Where a formula may begin: at the start of a cell, or after what some spreadsheet takes for the end of one; the signs
as wide as a Chinese character count as well."""


def cell(text: str) -> str:
    """Return ``text`` so that a spreadsheet takes it for text, or for a number if it is one; never for a formula."""
    return text if NUMBER.fullmatch(text) else FORMULA.sub(r"\1'", printable(text))
