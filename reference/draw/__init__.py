"""A graph as a picture: for a terminal, for Graphviz, for Mermaid, for a browser.

A value that its author named stands behind the operation that computes it; an anonymous one is that operation alone,
which feeds the next one directly. Every function takes ``notes``, what to write beside a name, such as its role or its
value: one field, or several with ``|`` between them.
"""

from reference.draw.blocks import terminal
from reference.draw.diagrams import dot, mermaid
from reference.draw.svg import svg

__all__ = ["dot", "mermaid", "svg", "terminal"]
