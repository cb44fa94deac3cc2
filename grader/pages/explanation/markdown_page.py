"""A worked solution in Markdown, its formulas in LaTeX."""

import re
from collections.abc import Iterator

from grader.pages.explanation.latex import Latex
from grader.pages.explanation.outline import Block, Line, Lines, Page, Table, Together, Words, sections
from grader.pages.explanation.writing import sides, write
from reference import draw
from reference.explain import Formula

LATEX = Latex()
MARKUP = re.compile(r"[\\`*_~$<&|\[\]]")


def render(page: Page) -> str:
    """Return the page."""
    parts = [f"# {_literal(page.title)}"]
    for section in sections(page):
        parts.append(f"## {_literal(section.title)}")
        parts += [text for block in section.blocks for text in _block(block, page)]
    return "\n\n".join(parts) + "\n"


def _block(block: Block, page: Page) -> Iterator[str]:
    """Yield the paragraphs of a part of a section."""
    match block:
        case Lines(lines):
            yield "\n".join(map(_line, lines))
        case Together(lines):
            yield ", ".join(map(_math, lines))
        case Words(text):
            yield _literal(text)
        case Table():
            yield _table(block)
        case _:
            yield f"```mermaid\n{draw.mermaid(page.problem.graph, notes=block.notes).rstrip()}\n```"


def _line(line: Line) -> str:
    return f"{'  ' * line.inner}- {_math(line)} {line.after}".rstrip()


def _math(line: Line) -> str:
    return f"${' = '.join(sides(line.equality.sides, LATEX))}$"


def _table(table: Table) -> str:
    """Return a table; the columns of numbers stand on the right."""
    rules = ["---:" if heading in table.numbers else "---" for heading in table.headings]
    rows = [list(map(_literal, table.headings)), rules, *([_cell(cell) for cell in row] for row in table.rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(cell: str | Formula) -> str:
    return _literal(cell) if isinstance(cell, str) else f"${write(cell, LATEX).body}$"


def _literal(text: str) -> str:
    """Return ``text`` so that Markdown takes nothing in it for an element, a formula, emphasis or a link."""
    return MARKUP.sub(r"\\\g<0>", text)
