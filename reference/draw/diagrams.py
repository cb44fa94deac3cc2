"""A graph as boxes, circles and arrows, in the languages of Graphviz and Mermaid."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from reference.draw.labels import NO_NOTES, fields_of, symbol_of
from reference.graph import Graph, Node


@dataclass(frozen=True)
class Shape:
    """A box or a circle.

    Attributes:
        key: unique in its picture.
        kind: ``input``, ``value``, ``number`` or ``operation``.
        fields: what stands in it.
    """

    key: str
    kind: str
    fields: Sequence[str]


def shapes(graph: Graph, notes: Mapping[str, str]) -> Iterator[Shape]:
    """Yield what is to be drawn, in order of evaluation."""
    for name in graph.inputs:
        yield Shape(name, "input", fields_of(name, notes))
    for node in graph.nodes:
        yield Shape(_circle(node), "operation" if node.args else "number", [symbol_of(node)])
        if not node.anonymous:
            yield Shape(node.name, "value", fields_of(node.name, notes))


def arrows(graph: Graph) -> Iterator[tuple[str, str]]:
    """Yield the two ends of each arrow, as keys of shapes."""
    for node in graph.nodes:
        yield from ((arg, _circle(node)) for arg in node.args)
        if not node.anonymous:
            yield _circle(node), node.name


def _circle(node: Node) -> str:
    """Return the key of the circle of ``node``; an anonymous node is nothing but its circle."""
    return node.name if node.anonymous else f"{node.name} ="


DOT_SHAPES: Mapping[str, str] = MappingProxyType(
    {"input": "Mrecord", "value": "record", "number": "plaintext", "operation": "circle"}
)
"""Values in boxes, inputs with round corners."""


def dot(graph: Graph, *, notes: Mapping[str, str] = NO_NOTES) -> str:
    """Return the picture of ``graph`` in the language of Graphviz: a value is a record with a cell for each field."""
    lines = ["digraph {", "  rankdir=LR", "  ordering=in", "  node [margin=0.08]"]  # y - h: y above h
    for shape in shapes(graph, notes):
        kind = DOT_SHAPES[shape.kind]
        cells = " | ".join(re.sub(r"([{}|<>])", r"\\\1", _in_dot(field)) for field in shape.fields)
        text = f"{{ {cells} }}" if "record" in kind else _in_dot(shape.fields[0])
        lines.append(f'  "{_in_dot(shape.key)}" [shape={kind} label="{text}"]')
    lines += [f'  "{_in_dot(start)}" -> "{_in_dot(end)}"' for start, end in arrows(graph)]
    return "\n".join([*lines, "}"])


def _in_dot(text: str) -> str:
    """Return ``text`` as it stands between quotes, where backslashes and entities have a meaning."""
    return re.sub(r'([\\"])', r"\\\1", text.replace("&", "&amp;"))


MERMAID_SHAPES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"input": ("([", "])"), "value": ("[", "]"), "number": ("[", "]"), "operation": ("((", "))")}
)
"""What opens and closes a shape."""


def mermaid(graph: Graph, *, notes: Mapping[str, str] = NO_NOTES) -> str:
    """Return the picture of ``graph`` as a Mermaid flowchart."""
    lines = ["flowchart LR"]
    keys: dict[str, str] = {}
    for shape in shapes(graph, notes):
        keys[shape.key] = f"n{len(keys)}"  # a name may be a word of Mermaid, such as 'end'
        opening, closing = MERMAID_SHAPES[shape.kind]
        text = "<br/>".join(map(_in_mermaid, shape.fields))
        lines.append(f'  {keys[shape.key]}{opening}"{text}"{closing}')
    lines += [f"  {keys[start]} --> {keys[end]}" for start, end in arrows(graph)]
    return "\n".join(lines)


def _in_mermaid(text: str) -> str:
    """Return ``text`` as a label, which Mermaid reads as HTML and as Markdown: a lone ``-`` would be a list."""
    return re.sub(r"[!-+\-/:-<>-@\[-`{-~]", lambda match: f"#{ord(match[0])};", text)
