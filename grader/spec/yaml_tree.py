"""YAML text as a tree that knows where each thing stands; strict, and safe on hostile text.

Built from PyYAML's events, never from its constructors: no anchors, aliases, merge keys, tags or duplicate keys, and
plain scalars are text until a field says otherwise, so that ``on``, ``010`` and ``1e-3`` mean what YAML 1.2 says. The
events come from the pure Python parser, which keeps its own stack (the C one crashes on deep nesting).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import yaml

from grader.errors import Place, SpecError
from grader.spec.mistakes import Mistakes, quoted
from grader.spec.source import Source

MAX_DEPTH = 32
MAX_NODES = 10_000

UNWELCOME = re.compile("[\0-\t\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""Characters that are invisible, or break lines in some programs and not in others."""


class Style(Enum):
    """How a scalar is written."""

    PLAIN = "plain"
    QUOTED = "quoted"
    LITERAL = "|"
    FOLDED = ">"


class Meaning(Enum):
    """What YAML 1.2 (and so an editor) takes a scalar for."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NOTHING = "nothing"


MEANINGS = (
    (Meaning.NOTHING, re.compile(r"~|null|Null|NULL|")),
    (Meaning.BOOLEAN, re.compile(r"true|True|TRUE|false|False|FALSE")),
    (Meaning.NUMBER, re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+")),
    (Meaning.NUMBER, re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")),
)
"""The core schema of YAML 1.2; what matches nothing here is text."""


@dataclass(frozen=True)
class ScalarNode:
    """A text, as yet without a type.

    Attributes:
        text: what is written, without its quotes and indentation.
        style: how it is written.
        place: where it begins, its quote included.
        one_line: whether it ends on the line on which it begins.
    """

    text: str
    style: Style
    place: Place
    one_line: bool = True

    @property
    def meaning(self) -> Meaning:
        """What YAML 1.2 takes it for."""
        if self.style is Style.PLAIN:
            for meaning, pattern in MEANINGS:
                if pattern.fullmatch(self.text):
                    return meaning
        return Meaning.TEXT


@dataclass(frozen=True)
class SequenceNode:
    """A list."""

    items: tuple["Tree", ...]
    place: Place


@dataclass(frozen=True)
class Entry:
    """A value in a mapping, and where its key stands."""

    key: Place
    value: "Tree"


@dataclass(frozen=True)
class MappingNode:
    """Keys, which are text and unique, and their values."""

    entries: Mapping[str, Entry]
    place: Place


Tree = ScalarNode | SequenceNode | MappingNode


@dataclass
class _Growing:
    """A list or a mapping whose end is yet to come."""

    finish: Callable[[list[Tree], Place, Mistakes], Tree]
    place: Place
    children: list[Tree] = field(default_factory=list)


def read_tree(source: Source) -> MappingNode:
    """Return the tree of a YAML text whose root is a mapping.

    Raises:
        SpecError: if it is anything but one document of the strict kind described above.
    """
    _refuse_characters(source)
    mistakes = Mistakes()
    documents = _grow(source, mistakes)
    mistakes.settle()
    for second in documents[1:]:
        raise SpecError.at(second.place, "a second document begins here", "remove it, and the line '---' before it")
    start = Place(source.file, 1, 1)
    root = documents[0] if documents else ScalarNode("", Style.PLAIN, start)
    if isinstance(root, ScalarNode) and root.meaning is Meaning.NOTHING:
        raise SpecError.at(start, "the spec is empty", "begin with 'id: ' and the name of its folder")
    if not isinstance(root, MappingNode):
        raise SpecError.at(root.place, "a spec is made of fields", "begin with 'id: ' and the name of its folder")
    return root


def _refuse_characters(source: Source) -> None:
    """Refuse the first character that is invisible."""
    found = UNWELCOME.search(source.text)
    if found is None:
        return
    line = source.text.count("\n", 0, found.start()) + 1
    place = Place(source.file, line, found.start() - source.text.rfind("\n", 0, found.start()))
    if found.group() == "\t":
        raise SpecError.at(place, "a tab", "use spaces")
    raise SpecError.at(place, f"the invisible character U+{ord(found.group()):04X}", "remove it")


def _grow(source: Source, mistakes: Mistakes) -> list[Tree]:
    """Return the root of each document; without recursion, and no deeper than allowed."""
    growing = [_Growing(_sequence, Place(source.file, 1, 1))]
    for count, event in enumerate(_events(source)):
        place = _place(source, event.start_mark)
        _refuse_extras(event, place, mistakes)
        if count > MAX_NODES:
            raise SpecError.at(place, f"more than {MAX_NODES} values", "make it smaller")
        if isinstance(event, yaml.CollectionStartEvent):
            if len(growing) > MAX_DEPTH:
                raise SpecError.at(place, f"nested more than {MAX_DEPTH} deep", "no field needs more than six")
            growing.append(_Growing(_mapping if isinstance(event, yaml.MappingStartEvent) else _sequence, place))
        elif isinstance(event, yaml.CollectionEndEvent):
            done = growing.pop()
            growing[-1].children.append(done.finish(done.children, done.place, mistakes))
        elif isinstance(event, yaml.ScalarEvent):
            growing[-1].children.append(_scalar(source, event, mistakes))
        elif isinstance(event, yaml.AliasEvent):
            growing[-1].children.append(ScalarNode("", Style.QUOTED, place))  # keeps keys and values in step
    return growing[0].children


def _events(source: Source) -> Iterator[yaml.Event]:
    """Yield PyYAML's events; its errors in our words."""
    loader = yaml.SafeLoader(source.text)
    try:
        while loader.check_event():
            yield loader.get_event()  # type: ignore[no-untyped-call]  # a hole in the stubs
    except yaml.MarkedYAMLError as error:
        raise _broken(source, error) from error
    except (ValueError, OverflowError) as error:  # "\U7fffffff", or a version number of 5,000 digits
        place = _place(source, loader.get_mark())
        raise SpecError.at(place, "a number that is too large, in an escape or in a directive", "remove it") from error


def _place(source: Source, mark: Any) -> Place:
    """Return where a mark is, which is always there, whatever the type of PyYAML's attributes."""
    return Place(source.file, mark.line + 1, mark.column + 1)


IN_QUOTES = "put a text that begins with"


def _refuse_extras(event: yaml.Event, place: Place, mistakes: Mistakes) -> None:
    """Note what YAML allows and a spec does not: anchors, aliases, tags, directives."""
    anchor = getattr(event, "anchor", None)
    if isinstance(event, yaml.AliasEvent):
        mistakes.add(place, f"an alias, {quoted(f'*{anchor}')}", f"write the value out; {IN_QUOTES} '*' in quotes")
    elif anchor is not None:
        mistakes.add(place, f"an anchor, {quoted(f'&{anchor}')}", f"remove it; {IN_QUOTES} '&' in quotes")
    if getattr(event, "tag", None) is not None:
        mistakes.add(place, "a tag, which begins with '!'", f"remove it; {IN_QUOTES} '!' in quotes")
    if isinstance(event, yaml.DocumentStartEvent) and (event.version or event.tags):
        mistakes.add(place, "a directive, which begins with '%'", "remove the line")


STYLES = {"|": Style.LITERAL, ">": Style.FOLDED, "'": Style.QUOTED, '"': Style.QUOTED}


def _scalar(source: Source, event: yaml.ScalarEvent, mistakes: Mistakes) -> ScalarNode:
    """Return the scalar of an event."""
    place = _place(source, event.start_mark)
    if UNWELCOME.search(event.value):  # the file itself has none, so it must be
        mistakes.add(place, "an escape that stands for an invisible character", "remove it")
    style = STYLES.get(event.style or "", Style.PLAIN)
    return ScalarNode(event.value, style, place, place.line == _place(source, event.end_mark).line)


def _sequence(children: list[Tree], place: Place, _mistakes: Mistakes) -> SequenceNode:
    return SequenceNode(tuple(children), place)


def _mapping(children: list[Tree], place: Place, mistakes: Mistakes) -> MappingNode:
    """Return the mapping of keys and values that take turns in ``children``."""
    entries: dict[str, Entry] = {}
    for key, value in zip(children[::2], children[1::2], strict=True):
        with mistakes.gathering():
            name = _key(key)
            if name in entries:
                first = entries[name].key.line
                raise SpecError.at(key.place, f"{quoted(name)} stands here twice, first on line {first}", "keep one")
            entries[name] = Entry(key.place, value)
    return MappingNode(entries, place)


REMEDIES = {
    Meaning.NUMBER: "use a name; in numbers write 0.5 for 0,5",
    Meaning.BOOLEAN: "use another name, or put it in quotes",
}
"""What to do about a key that is no text."""


def _key(key: Tree) -> str:
    """Return the text of a key.

    Raises:
        SpecError: if it is no text.
    """
    if not isinstance(key, ScalarNode):
        raise SpecError.at(key.place, "a list or a mapping stands where a name should", "write 'name: value'")
    if key.text == "<<" and key.style is Style.PLAIN:
        raise SpecError.at(key.place, "a merge key, '<<'", "write the fields out")
    if key.meaning is Meaning.NOTHING:
        raise SpecError.at(key.place, "a name is missing before ':'", "write 'name: value'")
    if key.meaning is not Meaning.TEXT:
        raise SpecError.at(key.place, f"{quoted(key.text)} is a {key.meaning.value}, not a name", REMEDIES[key.meaning])
    return key.text


QUOTE_IT = "put an equation in a '|' block, and any other text with ': ', ' #' or a leading symbol in quotes"

QUOTE_OPEN, LINE_ALONE = "a quote is not closed", "a line without ':'"

REWORDED = (
    ("mapping values are not allowed", "a ': ' where no field can begin", QUOTE_IT),
    ("sequence entries are not allowed", "a '- ' where no list can begin", QUOTE_IT),
    ("that cannot start any token", "no text can begin with this character", QUOTE_IT),
    (
        "could not find expected ':'",
        LINE_ALONE,
        "write 'name: value', or indent it as far as the text that it is part of",
    ),
    ("expected alphabetic or numeric", "a '*' or '&' that begins a text", QUOTE_IT),
    ("undefined tag handle", "a '!' that begins a text", QUOTE_IT),
    ("ing a tag", "a '!' that begins a text", QUOTE_IT),
    ("scanning a directive", "a '%' that begins a line", QUOTE_IT),
    ("expected ',' or ']'", "a list in '[ ]' is not closed before this", "add ']' or ','"),
    ("expected ',' or '}'", "a mapping in '{ }' is not closed before this", "add '}' or ','"),
    ("found unexpected end of stream", QUOTE_OPEN, "add the closing quote"),
    ("found unexpected document separator", "a quote is not closed before this", "add the closing quote"),
    ("found unknown escape character", "an unknown escape", "write '\\\\' for a backslash, or use single quotes"),
    ("expected escape sequence", "an unknown escape", "write '\\\\' for a backslash, or use single quotes"),
    ("expected chomping or indentation", "a text on the same line as '|' or '>'", "begin the text on the next line"),
    ("expected a comment or a line break", "a text on the same line as '|' or '>'", "begin the text on the next line"),
    ("expected <block end>", "this does not continue what stands above it", "check its indentation and quotes"),
    ("expected '<document start>'", "this does not continue what stands above it", "check its indentation and quotes"),
    ("expected the node content", "a value is missing before this", QUOTE_IT),
)
"""What PyYAML says (a part of it), what we say, and the fix."""


def _broken(source: Source, error: yaml.MarkedYAMLError) -> SpecError:
    """Return PyYAML's error in our words."""
    said = f"{error.context} {error.problem}"
    mark = error.problem_mark
    problem, remedy = next(
        ((ours, remedy) for theirs, ours, remedy in REWORDED if theirs in said),
        (f"not YAML: {error.problem}", QUOTE_IT),
    )
    if problem in {QUOTE_OPEN, LINE_ALONE}:
        mark = error.context_mark  # where it begins; where it could not go on helps nobody
    return SpecError.at(_place(source, mark), problem, remedy)
