"""The kinds of values that a field of a spec can have: how each is read, and what the JSON Schema says of it."""

import dataclasses
import keyword
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Generic, Protocol, TypeVar, dataclass_transform

from grader.errors import Place, SpecError, did_you_mean
from grader.spec.mistakes import Mistakes, quoted
from grader.spec.scalars import Figure, read_boolean, read_figure, read_integer, read_number, read_text
from grader.spec.yaml_tree import Entry, MappingNode, Meaning, ScalarNode, SequenceNode, Style, Tree

Schema = dict[str, Any]
T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def record(cls: type[T]) -> type[T]:
    """Make ``cls`` a dataclass with nothing but its fields.

    Nobody compares, hashes or prints what a spec is read into, and what dataclasses write for that would take a third
    of the time in which a spec is read.
    """
    return dataclass(eq=False, repr=False)(cls)


REQUIRED: Any = object()
"""The default of a field that has none."""

EMPTY: Any = object()
"""The default of a field that is read, where it is left out, as if ``{}`` stood there."""


@record
class Given(Generic[T]):
    """A value, and where its author wrote it.

    Attributes:
        value: the value.
        place: where it stands; where it is left out, the place of what it is missing from.
        key: where its name stands; its own place where it has none.
    """

    value: T
    place: Place
    key: Place


class Kind(Protocol):
    """A kind of value."""

    def read(self, node: Tree) -> Any:
        """Return the value of ``node``, or raise `SpecError`."""

    def schema(self) -> Schema:
        """Return the JSON Schema (draft-07) of this kind."""


@record
class Text:
    """A text.

    Attributes:
        says: what kind of text, for messages.
        pattern: a regular expression (of JavaScript too) for all of it.
    """

    says: str = "a text"
    pattern: str = ""

    def read(self, node: Tree) -> str:
        """Return the text."""
        text = read_text(node)
        if self.pattern and not re.fullmatch(self.pattern, text):
            raise SpecError.at(node.place, f"expected {self.says}, got {quoted(text)}", f"write {self.says}")
        return text

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": "string", "minLength": 1} | ({"pattern": f"^{self.pattern}$"} if self.pattern else {})


@record
class Identifier:
    """A name that Python code can use."""

    def read(self, node: Tree) -> str:
        """Return the name."""
        name = read_text(node)
        refuse_name(name, node.place)
        return name

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": "string", "minLength": 1}


def refuse_name(name: str, place: Place) -> None:
    """Raise `SpecError` if ``name`` is none that a parameter or a function can have in Python."""
    if not name.isidentifier() or keyword.iskeyword(name):
        problem = f"{quoted(name)} is no name that Python code can use"
        raise SpecError.at(place, problem, "use letters, digits and '_', and no keyword")
    if unicodedata.normalize("NFKC", name) != name:
        raise SpecError.at(place, f"Python reads {quoted(name)} as another name", "use the plain letters")


@record
class Equations:
    """The text of the equations; read as a `ScalarNode`, which knows where each of its lines stands."""

    def read(self, node: Tree) -> ScalarNode:
        """Return the scalar."""
        read_text(node)
        scalar = node
        if (
            not isinstance(scalar, ScalarNode)
            or scalar.style is Style.FOLDED
            or not (scalar.one_line or scalar.style is Style.LITERAL)
        ):
            raise SpecError.at(node.place, "here several lines of equations become one", "put them in a '|' block")
        return scalar

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": "string", "minLength": 1}


@record
class Boolean:
    """True or false."""

    def read(self, node: Tree) -> bool:
        """Return the boolean."""
        return read_boolean(node)

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": "boolean"}


@record
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    def read(self, node: Tree) -> str:
        """Return the word."""
        word = node.text if isinstance(node, ScalarNode) else read_text(node)
        if word not in self.words:
            raise SpecError.at(node.place, f"unknown word {quoted(word)}", _suggest(word, self.words))
        return word

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"enum": list(self.words)}


@record
class Integer:
    """A whole number from ``least`` to ``most``."""

    least: int
    most: int

    def read(self, node: Tree) -> int:
        """Return the number."""
        number = read_integer(node)
        if not self.least <= number <= self.most:
            span = f"a whole number from {self.least} to {self.most}"
            raise SpecError.at(node.place, f"expected {span}, got {number}", f"write {span}")
        return number

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@record
class Number:
    """A number above ``above`` (or just there, if ``included``), and at most ``most``."""

    above: int
    included: bool
    most: int

    def read(self, node: Tree) -> Fraction:
        """Return the number."""
        number = read_number(node)
        if number > self.most or number < self.above or (number == self.above and not self.included):
            span = f"a number {'from' if self.included else 'above'} {self.above} up to {self.most}"
            raise SpecError.at(node.place, f"expected {span}, got {float(number):g}", f"write {span}")
        return number

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        least = "minimum" if self.included else "exclusiveMinimum"
        return {"type": "number", least: self.above, "maximum": self.most}


@record
class Grid:
    """A number, or numbers in nested lists of one length each.

    Attributes:
        shape: empty for a number.
        figures: in the order in which they are written.
    """

    shape: tuple[int, ...]
    figures: tuple[Figure, ...]


@record
class Numbers:
    """A number or nested lists of numbers."""

    def read(self, node: Tree) -> Grid:
        """Return the numbers."""
        if not isinstance(node, SequenceNode):
            return Grid((), (read_figure(node),))
        if not node.items:
            raise SpecError.at(node.place, "an empty list", "write its numbers")
        rows = [self.read(item) for item in node.items]
        for item, row in zip(node.items, rows, strict=True):
            if row.shape != rows[0].shape:
                problem = f"the shape {row.shape} beside rows of the shape {rows[0].shape}"
                raise SpecError.at(item.place, problem, "make all rows alike")
        return Grid((len(rows), *rows[0].shape), tuple(figure for row in rows for figure in row.figures))

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        nested = {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/numbers"}}
        return {"anyOf": [{"type": "number"}, nested]}


SIZES = Integer(1, 1000)


@record
class Size:
    """A size, or the name of a dimension."""

    def read(self, node: Tree) -> int | str:
        """Return the size or the name."""
        if isinstance(node, ScalarNode) and node.meaning is Meaning.NUMBER:
            return SIZES.read(node)
        return read_text(node)

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"anyOf": [SIZES.schema(), {"type": "string", "minLength": 1}]}


@record
class Sizes:
    """A size, or a range of them: ``3..6``."""

    def read(self, node: Tree) -> tuple[int, int]:
        """Return the least and the largest size."""
        if isinstance(node, ScalarNode) and node.meaning is Meaning.NUMBER:
            size = SIZES.read(node)
            return size, size
        low, high = (SIZES.read(end) for end in _ends(node, "3..6"))
        if low > high:
            raise SpecError.at(node.place, "the range ends before it begins", f"write {high}..{low}")
        return low, high

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"anyOf": [SIZES.schema(), {"type": "string", "pattern": r"^[0-9]+ *\.\. *[0-9]+$"}]}


@record
class Range:
    """A range of numbers: ``0.1..3``."""

    def read(self, node: Tree) -> tuple[Fraction, Fraction]:
        """Return the least and the largest number."""
        low, high = (read_number(end) for end in _ends(node, "0.1..3"))
        if low >= high:
            raise SpecError.at(node.place, "the range ends before it begins", "write the smaller number first")
        return low, high

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": "string", "pattern": r"^.+\.\..+$"}


def _ends(node: Tree, example: str) -> tuple[ScalarNode, ScalarNode]:
    """Return the two ends of a range, each as a scalar by itself."""
    low, dots, high = node.text.partition("..") if isinstance(node, ScalarNode) else ("", "", "")
    if not dots or high.startswith("."):  # 0...3 may be 0 to 3, or 0 to 0.3
        raise SpecError.at(node.place, "expected a range", f"write a range like {example}")
    return ScalarNode(low.strip(), Style.PLAIN, node.place), ScalarNode(high.strip(), Style.PLAIN, node.place)


@record
class ListOf:
    """A list of ``item``, of at least ``least``, and at most ``most``, items; ``example`` shows how to write it."""

    item: Kind
    example: str
    least: int = 0
    most: int | None = None

    def read(self, node: Tree) -> tuple[Given[Any], ...]:
        """Return the items."""
        if not isinstance(node, SequenceNode):
            raise SpecError.at(node.place, "expected a list", f"write a list like {self.example}")
        if len(node.items) < self.least or (self.most is not None and len(node.items) > self.most):
            bound = f"at least {self.least}" if len(node.items) < self.least else f"at most {self.most}"
            wanted = str(self.least) if self.least == self.most else bound
            raise SpecError.at(node.place, f"expected a list of {wanted}, got {len(node.items)}", f"write {wanted}")
        mistakes = Mistakes()
        items = []
        for item in node.items:
            with mistakes.gathering():
                items.append(Given(self.item.read(item), item.place, item.place))
        mistakes.settle()
        return tuple(items)

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        most = {} if self.most is None else {"maxItems": self.most}
        return {"type": "array", "items": self.item.schema(), "minItems": self.least} | most


@record
class MapOf:
    """Names of the author's choice, each with a ``value``; at least one if ``some``."""

    value: Kind
    some: bool = False

    def read(self, node: Tree) -> dict[str, Given[Any]]:
        """Return the values by their names."""
        entries = _entries(node)
        if self.some and not entries:
            raise SpecError.at(node.place, "expected at least one name", "write 'name: ...'")
        mistakes = Mistakes()
        values = {}
        for name, entry in entries.items():
            with mistakes.gathering():
                values[name] = Given(self.value.read(entry.value), entry.value.place, entry.key)
        mistakes.settle()
        return values

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": "object", "additionalProperties": self.value.schema(), "minProperties": int(self.some)}


def described(kind: Kind, description: str, *, default: Any = REQUIRED) -> Any:
    """Return a field of a dataclass that stands for a field of a spec.

    Args:
        kind: of its value.
        description: for whoever writes a spec; their editor shows it.
        default: what its being left out means; None where that depends on other fields.
    """
    return dataclasses.field(metadata={"kind": kind, "description": description, "default": default})


@record
class Record:
    """The fields that a dataclass describes, see `described`; each is read as a `Given`."""

    fields: type

    def read(self, node: Tree) -> Any:
        """Return an instance of the dataclass."""
        entries = _entries(node)
        known = {field.name: field.metadata for field in dataclasses.fields(self.fields)}
        mistakes = Mistakes()
        unknown = [name for name in entries if name not in known]
        for name in unknown:
            mistakes.add(entries[name].key, f"unknown field {quoted(name)}", _suggest(name, tuple(known)))
        values = {}
        for name, metadata in known.items():
            if name not in entries and any(did_you_mean(other, (name,)) for other in unknown):
                continue  # it is there, misspelled, which has just been said
            with mistakes.gathering():
                values[name] = _field(name, metadata, entries.get(name), node.place)
        mistakes.settle()
        return self.fields(**values)

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        known = {field.name: field.metadata for field in dataclasses.fields(self.fields)}
        required = [name for name, metadata in known.items() if metadata["default"] is REQUIRED]
        properties = {name: _property(metadata) for name, metadata in known.items()}
        return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def _field(name: str, metadata: Mapping[str, Any], entry: Entry | None, parent: Place) -> Given[Any]:
    """Return the value of one field, or its default."""
    if entry is not None:
        return Given(metadata["kind"].read(entry.value), entry.value.place, entry.key)
    if metadata["default"] is REQUIRED:
        raise SpecError.at(parent, f"the field '{name}' is missing", f"add '{name}: ', {metadata['description']}")
    if metadata["default"] is EMPTY:
        return Given(metadata["kind"].read(MappingNode({}, parent)), parent, parent)
    return Given(metadata["default"], parent, parent)


def _property(metadata: Mapping[str, Any]) -> Schema:
    """Return the JSON Schema of one field."""
    default = {} if metadata["default"] in (REQUIRED, EMPTY, None, (), "") else {"default": metadata["default"]}
    schema: Schema = metadata["kind"].schema()
    return {"description": metadata["description"], **default, **schema}


def _entries(node: Tree) -> Mapping[str, Entry]:
    """Return the entries of ``node`` if it is a mapping."""
    if isinstance(node, MappingNode):
        return node.entries
    raise SpecError.at(node.place, "expected fields", "write 'name: value', one a line, or {name: value, ...}")


def _suggest(word: str, words: tuple[str, ...]) -> str:
    """Return the word that may be meant, or all that there are."""
    return did_you_mean(word, words) or f"choose from: {', '.join(words)}"
