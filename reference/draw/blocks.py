"""A graph as text for a terminal, put together from blocks of rows."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from reference.draw.labels import NO_NOTES, columns, fields_of, symbol_of
from reference.graph import Graph, Node

LONGEST_TEXT = 24  # of an anonymous value that is called by its text
ASCII = str.maketrans("┬│┤┘─→", "+|++->")


@dataclass(frozen=True)
class _Block:
    """A piece of a picture, in rows of equal width; its value leaves it at the end of the first row."""

    rows: tuple[str, ...]
    is_leaf: bool = False

    @cached_property
    def width(self) -> int:
        """How many columns it takes."""
        return columns(self.rows[0])

    def extended(self, text: str) -> "_Block":
        """Return the block with ``text`` behind its value."""
        first, *others = self.rows
        gap = " " * columns(text)
        return _Block((first + text, *(row + gap for row in others)))


def terminal(graph: Graph, *, notes: Mapping[str, str] = NO_NOTES, ascii_only: bool = False, width: int = 100) -> str:
    """Return the picture of ``graph`` in text, from the inputs on the left to the output on the right.

    A value that is used more than once has a picture of its own, above those where it is used, and stands in these by
    its name; so does a part that would make a picture wider than ``width``.
    """

    def written(text: str) -> str:
        return text.encode("ascii", "backslashreplace").decode() if ascii_only else text

    pictures = _Drawing(graph, notes, width, written).pictures()
    text = "\n\n".join("\n".join(row.rstrip() for row in picture.rows) for picture in pictures)
    return text.translate(ASCII) if ascii_only else text


class _Drawing:
    """A graph on its way to pictures: for each name the block that ends with its value."""

    def __init__(self, graph: Graph, notes: Mapping[str, str], width: int, written: Callable[[str], str]) -> None:
        self.graph = graph
        self.notes = notes
        self.width = width
        self.written = written
        self.blocks = {name: _Block((self.labelled(name),), is_leaf=True) for name in graph.inputs}
        self.finished: list[_Block] = []

    def pictures(self) -> list[_Block]:
        """Return the pictures, each after those of the values that it takes by their names."""
        uses = Counter(arg for node in self.graph.nodes for arg in node.args)
        for node in self.graph.nodes:
            self.add(node)
            if uses[node.name] != 1:
                self.finish(node.name)
        return self.finished

    def labelled(self, name: str) -> str:
        """Return ``name`` with its note."""
        _, *fields = fields_of(name, self.notes)
        return self.written(f"{name} ({', '.join(fields)})" if fields else name)

    def called(self, name: str) -> str:
        """Return ``name``, or the text of an anonymous value if that is short."""
        node = self.graph.by_name.get(name)
        if node is not None and node.anonymous and 0 < len(node.text) <= LONGEST_TEXT:
            return self.written(node.text)
        return self.written(name)

    def leaf(self, name: str) -> _Block:
        """Return the block of a value that is drawn elsewhere."""
        return _Block((self.called(name),), is_leaf=True)

    def add(self, node: Node) -> None:
        """Make the block of ``node`` from those of its operands."""
        symbol = self.written(symbol_of(node))
        if node.anonymous and not node.args:
            self.blocks[node.name] = _Block((symbol,), is_leaf=True)
            return
        label = f"[ {symbol} ]" if node.anonymous else f"[ {symbol} ] → {self.labelled(node.name)}"
        room = self.width - (columns(f" → {self.called(node.name)}") if node.anonymous else 0)
        block = self.joined(node).extended(label)
        while block.width > room and (longest := self.longest(node)):
            self.finish(longest)
            block = self.joined(node).extended(label)
        self.blocks[node.name] = block
        self.blocks |= {arg: self.leaf(arg) for arg in node.args if arg not in self.graph.by_name}  # one note is enough

    def joined(self, node: Node) -> _Block:
        """Return the operands of ``node`` one below the other, their values led to the end of the first row."""
        operands = [self.blocks[arg] for arg in node.args]
        if len(operands) > 1:
            return _stacked(operands)
        return operands[0].extended(" → ") if operands else _Block(("",))

    def longest(self, node: Node) -> str:
        """Return the operand of ``node`` with the widest block, of those that can still be drawn elsewhere."""
        whole = [arg for arg in node.args if not self.blocks[arg].is_leaf]
        return max(whole, key=lambda arg: self.blocks[arg].width, default="")

    def finish(self, name: str) -> None:
        """Make the block of ``name`` a picture of its own."""
        block = self.blocks[name]
        if not block.is_leaf:
            anonymous = self.graph.by_name[name].anonymous
            self.finished.append(block.extended(f" → {self.called(name)}") if anonymous else block)
            self.blocks[name] = self.leaf(name)


def _stacked(blocks: Sequence[_Block]) -> _Block:
    """Return ``blocks`` one below the other, with a line from the value of each to the end of the first row."""
    width = max(block.width for block in blocks)
    joints = [("┬→ ", "│  "), *[("┤  ", "│  ")] * (len(blocks) - 2), ("┘  ", "   ")]
    rows = []
    for block, (joint, below) in zip(blocks, joints, strict=True):
        gap = width - block.width
        first, *others = block.rows
        rows += [f"{first} ─{'─' * gap}{joint}", *(f"{row}  {' ' * gap}{below}" for row in others)]
    return _Block(tuple(rows))
