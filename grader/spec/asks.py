"""What is asked of the student: the names in a spec's ``ask``, checked against its graph."""

from collections.abc import Callable, Iterable
from typing import Any

from grader.errors import Place
from grader.model import Ask, AskKind, Credit, Key, Role
from grader.spec.fields import AskFields, BackwardFields, ForwardFields, LocalsFields, UpdateFields
from grader.spec.kinds import Given
from grader.spec.mistakes import Mistakes
from grader.spec.sketch import Sketch, check_known, check_scalar


def build_asks(given: Given[AskFields], sketch: Sketch) -> tuple[Ask, ...]:
    """Return what is asked, in the order of the spec.

    Raises:
        SpecError: with every name that is not there, and all that cannot be asked of this graph.
    """
    mistakes = Mistakes()
    written = [(AskKind(name), ask) for name, ask in vars(given.value).items() if ask.value is not None]
    written.sort(key=lambda item: item[1].key)
    asks = tuple(_ask(kind, ask, sketch, mistakes) for kind, ask in written)
    if not sum(ask.points for ask in asks):
        mistakes.add(given.place, "nothing is asked that gives points", "add 'backward: {points: 5}'")
    functions: set[str] = set()
    for _, ask in written:
        function = ask.value.function
        if function.value in functions:
            mistakes.add(function.place, f"'{function.value}' is what another ask calls its function", "rename one")
        functions.add(function.value)
    mistakes.settle()
    return asks


def _ask(kind: AskKind, given: Given[Any], sketch: Sketch, mistakes: Mistakes) -> Ask:
    """Return one ask."""
    fields = given.value
    keys = KEYS[kind](given, sketch, mistakes)
    rate = fields.rate.value if kind is AskKind.UPDATE else None
    return Ask(kind, fields.points.value, fields.function.value, keys, rate, Credit(fields.credit.value))


def _forward_keys(given: Given[ForwardFields], sketch: Sketch, mistakes: Mistakes) -> tuple[Key, ...]:
    """Return the names of the equations whose values are asked."""
    names = given.value.names.value
    if names is None:
        return sketch.graph.named
    return _known(names, sketch.graph.named, mistakes)


def _locals_keys(given: Given[LocalsFields], sketch: Sketch, mistakes: Mistakes) -> tuple[Key, ...]:
    """Return the edges whose local gradients are asked."""
    edges = given.value.edges.value
    constants = {one.name for one in sketch.inputs if one.role is Role.CONSTANT}
    if edges is None:
        keys = [edge for edge in sketch.graph.edges if all(map(sketch.is_scalar, edge)) and edge[1] not in constants]
        if not keys:
            mistakes.add(given.key, "no equation has scalar operands", "leave 'locals' out")
        return tuple(keys)
    _refuse_twice(((f"{edge.value[0].value}, {edge.value[1].value}", edge.place) for edge in edges), mistakes)
    return tuple(
        (edge.value[0].value, edge.value[1].value) for edge in edges if _is_edge(*edge.value, sketch, mistakes)
    )


def _is_edge(name: Given[str], operand: Given[str], sketch: Sketch, mistakes: Mistakes) -> bool:
    """Return whether the graph has this edge, between scalars; if not, that is a mistake."""
    if not check_known(name, sketch.graph.named, mistakes):
        return False
    if not check_known(operand, sketch.graph.equation(name.value).inputs, mistakes):
        return False
    scalars = [check_scalar(end, sketch, mistakes) for end in (name, operand)]
    return all(scalars)


def _backward_keys(given: Given[BackwardFields], sketch: Sketch, mistakes: Mistakes) -> tuple[Key, ...]:
    """Return the names by which the output is to be differentiated."""
    names = given.value.gradients.value
    if names is not None:
        return _known(names, sketch.names, mistakes)
    if not sketch.parameters:
        mistakes.add(given.key, "no input is a parameter", "name 'gradients', or give an input the role 'parameter'")
    return sketch.parameters


def _update_keys(given: Given[UpdateFields], sketch: Sketch, mistakes: Mistakes) -> tuple[Key, ...]:
    """Return the parameters, and the output as the name of the new loss."""
    if not sketch.parameters:
        mistakes.add(given.key, "no input is a parameter", "give an input the role 'parameter'")
    if not sketch.scalar_output:
        mistakes.add(given.key, f"the output '{sketch.graph.output}' is not a scalar", "descend along a scalar loss")
    return (*sketch.parameters, sketch.graph.output)


def _known(names: tuple[Given[str], ...], known: tuple[str, ...], mistakes: Mistakes) -> tuple[Key, ...]:
    """Return the texts of ``names``, each of which has to be one of ``known``, and to stand there once."""
    _refuse_twice(((name.value, name.place) for name in names), mistakes)
    return tuple(name.value for name in names if check_known(name, known, mistakes))


def _refuse_twice(names: Iterable[tuple[str, Place]], mistakes: Mistakes) -> None:
    """Note every name that stands there for the second time."""
    seen = set()
    for name, place in names:
        if name in seen:
            mistakes.add(place, f"'{name}' stands here twice", "keep one")
        seen.add(name)


KEYS: dict[AskKind, Callable[[Any, Sketch, Mistakes], tuple[Key, ...]]] = {
    AskKind.FORWARD: _forward_keys,
    AskKind.LOCALS: _locals_keys,
    AskKind.BACKWARD: _backward_keys,
    AskKind.UPDATE: _update_keys,
}
"""What each kind of ask asks for."""
