"""What a picture calls operations and values, whatever it is drawn with."""

from collections.abc import Mapping
from types import MappingProxyType
from unicodedata import combining, east_asian_width

from reference.graph import Node

NO_NOTES: Mapping[str, str] = MappingProxyType({})


def symbol_of(node: Node) -> str:
    """Return what stands in the circle of ``node``: its operation, or its number."""
    if not node.args and node.text:
        return node.text
    return (node.op.symbol or node.op.name).format(**node.options)


def fields_of(name: str, notes: Mapping[str, str]) -> list[str]:
    """Return ``name`` and the fields of its note."""
    fields = (" ".join(field.split()) for field in notes.get(name, "").split("|"))
    return [name, *filter(None, fields)]


def columns(text: str) -> int:
    """Return how many columns ``text`` takes; a combining mark takes none, an ideograph two."""
    beyond = [character for character in text if character > "\u02ff"]
    return len(text) + sum((east_asian_width(it) in "WF") - (combining(it) > 0) for it in beyond)
