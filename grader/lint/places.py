"""Where in the text of a spec the things stand that lint talks of."""

from dataclasses import dataclass
from pathlib import Path

from grader.errors import Place
from grader.model import AskKind
from grader.spec.fields import SPEC, SpecFields
from grader.spec.sketch import place_in
from grader.spec.source import Source, read_source
from grader.spec.yaml_tree import read_tree
from reference.graph import Node


@dataclass(frozen=True, eq=False)
class Places:
    """A spec, as text and as fields."""

    source: Source
    fields: SpecFields

    @property
    def start(self) -> Place:
        """Where the spec begins."""
        return Place(self.source.file, 1, 1)

    @property
    def random(self) -> Place:
        """Where the random cases are spoken of."""
        return self.fields.random.key

    @property
    def allowed(self) -> dict[str, Place]:
        """Where each code stands that the author allows."""
        return {code.value: code.place for code in self.fields.lint.value.allow.value}

    def ask(self, kind: AskKind) -> Place:
        """Return where an ask of the problem stands."""
        place: Place = getattr(self.fields.ask.value, kind.value).key
        return place

    def name(self, name: str) -> Place | None:
        """Return where an input stands; None for any other name."""
        return self.fields.inputs.value[name].key if name in self.fields.inputs.value else None

    def case(self, name: str) -> Place:
        """Return where one of the author's cases stands."""
        return next(case.place for case in self.fields.cases.value if case.value.name.value == name)

    def node(self, node: Node) -> Place:
        """Return where a node is computed."""
        graph = self.fields.graph.value
        return graph.place if node.span is None else place_in(graph, node.span, self.source)


def read_places(path: Path) -> Places:
    """Return the places of the spec at ``path``, which can be read."""
    source = read_source(path)
    return Places(source, SPEC.read(read_tree(source)))
