"""The graph of a spec with its inputs and shapes, all checked: what asks and cases are about."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from grader.errors import Mistake, Place, SpecError, did_you_mean
from grader.model import Input, Role, distinct_sizes
from grader.spec.fields import InputFields, SpecFields
from grader.spec.kinds import Given, refuse_name
from grader.spec.mistakes import Mistakes, quoted
from grader.spec.source import Source
from grader.spec.yaml_tree import ScalarNode, Style
from reference.equations import parse_equations
from reference.errors import GraphError, GraphErrors, Span
from reference.graph import Graph, graph_text, infer_shapes
from reference.lowering import FUNCTIONS
from reference.op import Shape

MOST_NUMBERS = 10_000  # in one value: far more than anybody can check by hand, and still quick in Fractions


@dataclass(frozen=True)
class Sketch:
    """A graph that holds together.

    Attributes:
        graph: the graph.
        inputs: its inputs, in the author's order.
        dims: the least and the largest size of each named dimension.
        shapes: of every name, at some size of each dimension.
    """

    graph: Graph
    inputs: tuple[Input, ...]
    dims: Mapping[str, tuple[int, int]]
    shapes: Mapping[str, Shape]

    @property
    def names(self) -> tuple[str, ...]:
        """All that the author gave a name to, inputs first."""
        return (*self.graph.inputs, *self.graph.named)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The inputs that gradient descent moves."""
        return tuple(given.name for given in self.inputs if given.role is Role.PARAMETER)

    @property
    def scalar_output(self) -> bool:
        """Whether the output is a number."""
        return self.is_scalar(self.graph.output)

    def is_scalar(self, name: str) -> bool:
        """Return whether ``name`` is a number."""
        return self.shapes[name] == ()


def build_sketch(spec: SpecFields, source: Source) -> Sketch:
    """Return the graph of a spec.

    Raises:
        SpecError: with all that is wrong with the names, or with the equations, or with shapes and uses.
    """
    mistakes = Mistakes()
    _check_names(spec, mistakes)
    with mistakes.gathering():
        graph = _parse(spec, source)
    mistakes.settle()
    dims = {name: given.value for name, given in spec.dims.value.items()}
    inputs = tuple(_input(name, given.value) for name, given in spec.inputs.value.items())
    with mistakes.gathering():
        shapes = _shapes(spec.graph.value, graph, inputs, dims, source)
    for name, given in spec.inputs.value.items():
        if name not in graph.ancestors:
            mistakes.add(given.key, f"'{graph.output}' does not depend on '{name}'", "use it, or take it out")
    mistakes.settle()
    return Sketch(graph, inputs, dims, shapes)


def ends(dims: Mapping[str, tuple[int, int]]) -> tuple[dict[str, int], ...]:
    """Return the smallest sizes of all dimensions, and the largest if they are others."""
    sizes = {dim: range(least, most + 1) for dim, (least, most) in dims.items()}
    smallest = distinct_sizes(sizes)
    largest = distinct_sizes({dim: every[::-1] for dim, every in sizes.items()})
    return (smallest,) if smallest == largest else (smallest, largest)


def sizes_text(sizes: Mapping[str, int]) -> str:
    """Return `` (where N = 3)``, to follow what is wrong there; nothing where there are no sizes."""
    return f" (where {', '.join(f'{name} = {size}' for name, size in sizes.items())})" if sizes else ""


def check_known(name: Given[str], known: Collection[str], mistakes: Mistakes) -> bool:
    """Return whether ``name`` is one of ``known``; if not, that is a mistake."""
    if name.value in known:
        return True
    remedy = did_you_mean(name.value, known) or f"choose from: {', '.join(list(known)[:20])}"
    mistakes.add(name.key, f"unknown name {quoted(name.value)}", remedy)
    return False


def check_scalar(name: Given[str], sketch: Sketch, mistakes: Mistakes) -> bool:
    """Return whether ``name``, which the graph knows, is a number; if not, no local gradient can be named for it."""
    if sketch.is_scalar(name.value):
        return True
    mistakes.add(name.key, f"'{name.value}' is not a scalar", "name local gradients of scalars alone")
    return False


def shape_words(shape: Shape) -> str:
    """Return what a value of ``shape`` is."""
    return f"an array of shape {shape}" if shape else "a number"


def place_in(scalar: ScalarNode, span: Span, source: Source) -> Place:
    """Return where in the file a place in the text of ``scalar`` is; its beginning where escapes make that unclear."""
    begin = scalar.place
    if scalar.style is Style.LITERAL:
        line = begin.line + span.line
        indent = len(source.lines[line - 1]) - len(scalar.text.split("\n")[span.line - 1])
        return Place(source.file, line, indent + span.column)
    offset = begin.column - (scalar.style is Style.PLAIN)
    if source.lines[begin.line - 1].startswith(scalar.text, offset):
        return Place(source.file, begin.line, offset + span.column)
    return begin


def _check_names(spec: SpecFields, mistakes: Mistakes) -> None:
    """Note every input and dimension whose name cannot be, and every dimension that is used wrongly."""
    inputs, dims = spec.inputs.value, spec.dims.value
    taken = dict.fromkeys(FUNCTIONS, "is a function of the equations")
    taken["upstream"] = "is what functions call the gradient that arrives at the output"
    if spec.ask.value.update.value is not None:
        taken["rate"] = "is what 'update' calls the learning rate"
    keys = [*((name, given.key) for name, given in inputs.items()), *((name, dim.key) for name, dim in dims.items())]
    for name, key in keys:
        with mistakes.gathering():
            refuse_name(name, key)
            if name in taken:
                raise SpecError.at(key, f"'{name}' {taken[name]}", "choose another name")
    sizes = [size for given in inputs.values() for size in given.value.shape.value if isinstance(size.value, str)]
    for size in sizes:
        if size.value not in dims:
            known = f", or choose from: {', '.join(dims)}" if dims else ""
            remedy = did_you_mean(str(size.value), dims) or f"add '{size.value}: 3..6' to 'dims'{known}"
            mistakes.add(size.place, f"unknown dimension {quoted(str(size.value))}", remedy)
    for name, dim in dims.items():
        if name in inputs:
            mistakes.add(dim.key, f"'{name}' is an input too", "choose another name")
        elif all(size.value != name for size in sizes):
            mistakes.add(dim.key, f"no input has '{name}' in its shape", "use it in a shape, or take it out")


def _input(name: str, fields: InputFields) -> Input:
    """Return an input of the graph."""
    low, high = fields.range.value or (None, None)
    shape = tuple(size.value for size in fields.shape.value)
    return Input(name, Role(fields.role.value), shape, low, high)


def _parse(spec: SpecFields, source: Source) -> Graph:
    """Return the graph that the equations describe."""
    scalar = spec.graph.value
    try:
        return parse_equations(scalar.text, inputs=spec.inputs.value, dims=spec.dims.value, output=spec.output.value)
    except GraphErrors as errors:
        found = (_mistake(error, scalar, spec.output.place, source) for error in errors.errors)
        raise SpecError(tuple(found)) from errors


def _mistake(error: GraphError, scalar: ScalarNode, otherwise: Place, source: Source) -> Mistake:
    """Return what is wrong with a graph, at its place in the file."""
    place = otherwise if error.span is None else place_in(scalar, error.span, source)
    return Mistake(place, error.problem, error.remedy)


def _shapes(
    scalar: ScalarNode, graph: Graph, inputs: tuple[Input, ...], dims: Mapping[str, tuple[int, int]], source: Source
) -> Mapping[str, Shape]:
    """Return the shape of every name at the largest sizes, having made sure that the smallest fit too."""
    shapes: Mapping[str, Shape] = {}
    for sizes in ends(dims):
        try:
            shapes = infer_shapes(graph, {one.name: one.sized(sizes) for one in inputs}, sizes)
            _refuse_large(graph, shapes)
        except GraphError as error:
            mistake = _mistake(error, scalar, scalar.place, source)
            raise SpecError.at(mistake.place, mistake.problem + sizes_text(sizes), mistake.remedy) from error
    return shapes


def _refuse_large(graph: Graph, shapes: Mapping[str, Shape]) -> None:
    """Raise `GraphError` for the first name that is too large to work with."""
    for name, shape in shapes.items():
        if math.prod(shape) > MOST_NUMBERS:
            span = graph.by_name[name].span if name in graph.by_name else None
            problem = f"{graph_text(graph, name)} has {math.prod(shape)} numbers, and {MOST_NUMBERS} are the most"
            raise GraphError(problem, remedy="use smaller sizes", span=span)
