"""A worked solution as one HTML page that needs nothing else: its formulas are MathML, its picture is SVG.

It is ASCII, and the browser is told to load nothing at all, as for `grader.reports.html_report`.
"""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256

from grader.pages.explanation.mathml import MathMl
from grader.pages.explanation.outline import Block, Line, Lines, Page, Table, Together, Words, sections
from grader.pages.explanation.writing import sides, write
from grader.printable.markup import Html, element
from reference import draw
from reference.explain import Formula

MATHML = MathMl()
STYLE = """
:root { color-scheme: light dark; --line: #8884; --shade: #8881; }
body { max-width: 56rem; margin: 0 auto; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; overflow-wrap: anywhere; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: .5rem 0; } .scroll { overflow-x: auto; }
math { font-size: 1.1rem; } .line { padding: .3rem 0 .3rem 1rem; white-space: nowrap; } .inner { padding-left: 3rem; }
.together { white-space: normal; }
.picture { margin: 1rem 0; padding: .5rem; background: var(--shade); border-radius: .4rem; }
.matrix { margin: 0 .2em; border: solid; border-width: 0 1px; border-radius: .4em; }
.picture svg { color: inherit; } .picture .paper { fill: none; }
table { border-collapse: collapse; margin-left: 1rem; }
th, td { padding: .25rem 1rem .25rem 0; border-bottom: 1px solid var(--line); text-align: left; font-weight: normal; }
.number { text-align: right; padding-left: 1rem; font-variant-numeric: tabular-nums; } th { opacity: .8; }
@media print { body { max-width: none; padding: 0; } .line, .picture, tr { break-inside: avoid; }
  .picture svg { max-width: 100%; height: auto; } }
"""


def render(page: Page) -> str:
    """Return the page."""
    text = f'<!doctype html>\n<html lang="en">\n{_head(page)}\n{element("body", *_body(page))}\n</html>'
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _head(page: Page) -> Html:
    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return Html(
        '<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{element('title', page.title)}\n<style>{STYLE}</style>\n</head>"
    )


def _body(page: Page) -> Iterator[Html]:
    yield element("h1", page.title)
    for section in sections(page):
        blocks = (Html(f"\n{part}") for block in section.blocks for part in _block(block, page))
        yield Html(f"\n{element('section', element('h2', section.title), *blocks)}")


def _block(block: Block, page: Page) -> Iterator[Html]:
    """Yield the elements of a part of a section."""
    match block:
        case Lines(lines):
            yield element("div", *map(_line, lines), class_="scroll")
        case Together(lines):
            yield element("div", Html(", &ensp;".join(map(_math, lines))), class_="line together")
        case Words(text):
            yield element("p", text)
        case Table():
            yield _table(block)
        case _:
            yield element("div", Html(draw.svg(page.problem.graph, notes=block.notes)), class_="picture scroll")


def _line(line: Line) -> Html:
    """Return an equation on a line of its own, its fractions in full size."""
    content = (_math(line), f" {line.after}") if line.after else (_math(line),)
    return Html(f"{element('div', *content, class_='line inner' if line.inner else 'line')}\n")


def _math(line: Line) -> Html:
    parts: list[Html] = []
    for side in sides(line.equality.sides, MATHML):
        parts += [element("mo", "="), Html(side)] if parts else [Html(side)]
    return Html(f'<math displaystyle="true">{element("mrow", *parts)}</math>')


def _table(table: Table) -> Html:
    """Return a table; on a phone it is moved sideways by itself, not the page with it."""
    sides_of = ["number" if heading in table.numbers else "" for heading in table.headings]
    top = [element("th", it, class_=side) for it, side in zip(table.headings, sides_of, strict=True)]
    rows = [
        [element("td", _cell(cell), class_=side) for cell, side in zip(row, sides_of, strict=True)]
        for row in table.rows
    ]
    inside = (Html(f"{element('tr', *row)}\n") for row in (top, *rows))
    return element("div", element("table", *inside), class_="scroll")


def _cell(cell: str | Formula) -> str:
    return cell if isinstance(cell, str) else element("math", Html(write(cell, MATHML).body))
