"""A worked solution for a terminal."""

from collections.abc import Iterator

from grader.pages.explanation.outline import Block, Line, Lines, Page, Table, Together, Words, sections
from grader.pages.explanation.text import Text
from grader.pages.explanation.writing import sides, write
from reference import draw

TEXT = Text()
INDENT = "  "


def render(page: Page, *, ascii_only: bool = False) -> str:
    """Return the page."""
    parts = [page.title]
    for section in sections(page):
        lines = [line for block in section.blocks for line in _block(block, page, ascii_only=ascii_only)]
        parts.append("\n".join([section.title, *((INDENT + line).rstrip() for line in lines)]))
    return "\n\n".join(parts)


def _block(block: Block, page: Page, *, ascii_only: bool) -> Iterator[str]:
    """Yield the lines of a part of a section."""
    match block:
        case Lines(lines):
            yield from map(_line, lines)
        case Together(lines):
            yield ", ".join(map(_line, lines))
        case Words(text):
            yield text
        case Table():
            yield from _table(block)
        case _:
            yield ""
            yield from draw.terminal(page.problem.graph, notes=block.notes, ascii_only=ascii_only).split("\n")


def _line(line: Line) -> str:
    return INDENT * line.inner + " ".join([" = ".join(sides(line.equality.sides, TEXT)), line.after]).rstrip()


def _table(table: Table) -> Iterator[str]:
    """Yield the rows of a table, its columns as wide as they have to be."""
    written = [[cell if isinstance(cell, str) else write(cell, TEXT).body for cell in row] for row in table.rows]
    rows = [list(table.headings), *written]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = zip(row, table.headings, widths, strict=True)
        yield "  ".join(cell.rjust(width) if it in table.numbers else cell.ljust(width) for cell, it, width in cells)
