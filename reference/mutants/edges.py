"""What goes wrong at one edge, or by one rule wherever it is applied."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

import numpy as np

from reference.graph import Graph, Node
from reference.mutants.mutant import Mutant, Stage, called, derivative_text
from reference.mutants.walk import Bend, Flow, Place, Wrongs
from reference.op import Array
from reference.ops import OPS
from reference.tape import Tape

FACTORS = {
    "dropped": (0.0, "{edge} is taken for 0", "let the gradient flow through it"),
    "sign flipped": (-1.0, "the sign of {edge} is flipped", "turn its sign"),
    "doubled": (2.0, "{edge} is twice what it should be", "halve it"),
    "halved": (0.5, "{edge} is half of what it should be", "double it"),
    "wrong factor": (1.37, "{edge} is off by a constant factor", "work out its constant again"),
}
ACTIVATIONS = ("relu", "sigmoid", "tanh")
"""Ops of which one is differentiated as if it were another."""
VECTOR_AND_MATRIX = (1, 2)  # axes
MOST_CANDIDATES = 12
"""Names that may be taken for another of the same shape; of more only the neighbours are looked at."""


@dataclass(frozen=True, eq=False)
class Slip:
    """A mistake that can be made at an edge.

    Attributes:
        mistake: short and stable.
        words: a clause, ``{edge}`` for the derivative along it.
        remedy: a command.
        bend: what flows instead.
        everywhere: whether someone would make it at every node of the op: it is a wrong rule, not a slip of the pen.
    """

    mistake: str
    words: str
    remedy: str
    bend: Bend
    everywhere: bool = True


def edge_mutants(tape: Tape) -> Iterator[Mutant]:
    """Yield the mutants of every edge, and then those of every op that is used more than once.

    Args:
        tape: the graph at some points: they tell which values have one shape, and which a derivative depends on.
    """
    made: list[tuple[Place, Slip]] = []
    for node in tape.graph.nodes:
        for position in range(len(node.args)):
            flow = Flow(tape, node, position, np.ones_like(tape.values[node.name]))
            if flow.right_vjp is None or _is_constant(tape.graph, node.args[position]):
                continue
            for slip in _slips(flow):
                yield _mutant(tape, node, position, slip)
                if slip.everywhere:
                    made.append(((node.name, position), slip))
    yield from _wide_mutants(tape, made)


def _is_constant(graph: Graph, name: str) -> bool:
    """Return whether ``name`` is a number in an equation: nobody is asked for its gradient."""
    return name in graph.by_name and not graph.by_name[name].args


def _wide_mutants(tape: Tape, made: Sequence[tuple[Place, Slip]]) -> Iterator[Mutant]:
    """Yield the mutants that make one mistake for all operands of a node, or of an op: it is a wrong rule."""
    graph = tape.graph
    groups: dict[tuple[str, str], list[tuple[Place, Slip]]] = defaultdict(list)
    for (name, position), slip in made:
        op = graph.by_name[name].op
        groups[f"every derivative of {called(graph, name)}", slip.mistake].append(((name, position), slip))
        if op.arity != (1, 1):
            by = f"the derivative of every {op.name} by operand {position + 1}"
            groups[by, slip.mistake].append(((name, position), slip))
        groups[f"the derivative of every {op.name}", slip.mistake].append(((name, position), slip))
    seen = set()
    for (of, mistake), places in groups.items():
        where = frozenset(place for place, _ in places)
        if len(where) > 1 and (where, mistake) not in seen:
            seen.add((where, mistake))
            yield _wide(tape, of, places)


def _mutant(tape: Tape, node: Node, position: int, slip: Slip) -> Mutant:
    """Return the mutant with one slip."""
    operand = node.args[position]
    edge = derivative_text(tape.graph, node.name, operand)
    return Mutant(
        slip.mistake,
        Stage.BACKWARD,
        slip.words.format(edge=edge),
        slip.remedy.format(edge=edge),
        node.name,
        operand,
        wrongs=Wrongs({(node.name, position): slip.bend}),
    )


def _wide(tape: Tape, of: str, places: Sequence[tuple[Place, Slip]]) -> Mutant:
    """Return the mutant that makes the same mistake at several edges, which ``of`` calls by one name."""
    (name, position), slip = places[0]
    operand = tape.graph.by_name[name].args[position]
    return Mutant(
        slip.mistake,
        Stage.BACKWARD,
        slip.words.format(edge=of),
        f"for one, {slip.remedy.format(edge=derivative_text(tape.graph, name, operand))}",
        name,
        operand,
        wide=True,
        wrongs=Wrongs({place: wrong.bend for place, wrong in places}),
    )


def _slips(flow: Flow) -> Iterator[Slip]:
    """Yield what can go wrong at one edge."""
    right = _right_words(flow)
    for misconception in flow.node.op.misconceptions:
        if misconception.operand == flow.position:
            words = f"{misconception.name}, in {{edge}}"
            yield Slip(misconception.name, words, right, _by_vjp(misconception.vjp))
    for mistake, (factor, words, remedy) in FACTORS.items():
        yield Slip(mistake, words, remedy, _scaled(factor))
    yield from _other_activations(flow)
    yield from _upstream_slips(flow)
    yield from _size_slips(flow)
    yield from _broadcast_slips(flow)
    yield from _unsummed(flow)
    yield from _wrong_values(flow)


def _right_words(flow: Flow) -> str:
    """Return what the derivative along an edge is, where that is short, as a remedy."""
    graph, node, position = flow.tape.graph, flow.node, flow.position
    template = node.op.slopes[position] if position < len(node.op.slopes) else ""
    exponent = node.options.get("exponent")
    if isinstance(exponent, int | Fraction) and node.op.name == "pow":
        template = f"{exponent} * a ** {exponent - 1}".removesuffix(" ** 1")
    if not template or "{" in template or flow.operand.shape != flow.arriving.shape:
        return "work {edge} out again"
    names = {**dict(zip("abc", node.args, strict=False)), "y": node.name}
    filled = re.sub(r"\b[abcy]\b", lambda letter: called(graph, names[letter[0]]), template)
    return f"d{called(graph, node.name)}/d{called(graph, node.args[position])} is {filled}"


def _other_activations(flow: Flow) -> Iterator[Slip]:
    """Yield the derivatives of other activations, taken at the same operand."""
    if flow.node.op.name in ACTIVATIONS:
        for name in ACTIVATIONS:
            if name != flow.node.op.name:
                yield Slip(
                    f"derivative of {name}",
                    f"{{edge}} is the derivative of {name}, not of {flow.node.op.name}",
                    f"take that of {flow.node.op.name}",
                    partial(_as_activation, name),
                )


def _as_activation(name: str, flow: Flow) -> Array:
    """Return what flows if the node were of the activation ``name``."""
    other = replace(flow.node, op=OPS[name])
    out = {**flow.tape.values, flow.node.name: OPS[name].forward(flow.operand)}
    return replace(flow, node=other, tape=replace(flow.tape, values=out, levels=None)).by()


def _upstream_slips(flow: Flow) -> Iterator[Slip]:
    """Yield what can be done wrong with the upstream gradient, and in its place."""
    yield Slip(
        "upstream forgotten",
        "{edge} is not multiplied by the gradient that arrives from above",
        "multiply it by the gradient of the value that it is the derivative of",
        lambda flow: flow.arrived(np.ones_like(flow.arriving)).by(),
    )
    if flow.lifted().shape == (len(flow.arriving), *flow.tape.layouts[flow.node.name].result):
        yield Slip(
            "local derivative forgotten",
            "{edge} is left out: what arrives is passed on unchanged",
            "multiply by {edge}",
            lambda flow: flow.by(lambda g, *_operands, **_options: g),
        )
        yield Slip(
            "chain rule applied twice",
            "the gradient that arrives from above is multiplied in twice at {edge}",
            "multiply by it once",
            lambda flow: flow.by(partial(_twice, flow)),
        )
    if flow.node.op.kink is not None and len(flow.node.args) == 1 and flow.operand.shape == flow.arriving.shape:
        yield Slip(
            "mask of the upstream",
            "{edge} asks whether the gradient from above is positive, not whether the operand is",
            "ask about the operand of the forward pass",
            lambda flow: flow.by(exchanged={0: flow.arriving}),
        )


def _twice(flow: Flow, g: Array, *operands: Array, **options: object) -> Array:
    """Return the right cotangent, multiplied by the upstream once more."""
    right = flow.right_vjp
    pulled = g if right is None else right(g, *operands, **options)
    return pulled * g


def _size_slips(flow: Flow) -> Iterator[Slip]:
    """Yield the factors N and 1/N, for the lengths of axes that meet at the edge."""
    graph = flow.tape.graph
    seen: set[int] = {1}
    for name in dict.fromkeys((flow.node.args[flow.position], *flow.node.args, flow.node.name)):
        shape = flow.tape.values[name].shape[1:]
        for axis, length in enumerate(shape):
            if length not in seen:
                seen.add(length)
                what = f"the length of axis {axis} of {called(graph, name)}"
                size = partial(_length, name, axis)
                yield Slip(
                    "divided by N",
                    f"{{edge}} is divided by {what}",
                    "do not divide by it",
                    _sized(size, -1),
                    everywhere=False,
                )
                yield Slip(
                    "multiplied by N",
                    f"{{edge}} is multiplied by {what}",
                    "do not multiply by it: is a 1/N missing?",
                    _sized(size, 1),
                    everywhere=False,
                )


def _length(name: str, axis: int, tape: Tape) -> int:
    """Return how long an axis of ``name`` is."""
    length: int = tape.values[name].shape[axis + 1]
    return length


def _unsummed(flow: Flow) -> Iterator[Slip]:
    """Yield the elementwise product where a vector was multiplied with a matrix: its gradient is a matrix product."""
    if flow.node.op.name != "matmul":
        return
    ranks = flow.operand.ndim - 1, flow.tape.values[flow.node.args[1 - flow.position]].ndim - 1
    if ranks == VECTOR_AND_MATRIX:
        yield Slip(
            "elementwise instead of the matrix product",
            "{edge} is multiplied element by element, and not summed",
            "use the matrix product",
            _elementwise,
        )


def _elementwise(flow: Flow) -> Array:
    """Return the upstream times the other operand, element by element, as the matrix product sees them."""
    shape = (len(flow.arriving), *flow.tape.layouts[flow.node.name].result)
    return flow.arriving.reshape(shape) * flow.tape.operands(flow.node)[1 - flow.position]


def _broadcast_slips(flow: Flow) -> Iterator[Slip]:
    """Yield what can go wrong where an operand was stretched: its gradient is a sum over the copies."""
    lifted = flow.lifted().shape
    layout = flow.tape.layouts[flow.node.name]
    kept = (lifted[0], *layout.operands[flow.position])
    stretched = tuple(axis for axis, size in enumerate(kept) if size == 1 and lifted[axis] != 1 and axis > 0)
    if not stretched:
        return
    yield Slip(
        "averaged instead of summed",
        "{edge} is averaged along the axes along which the operand was stretched",
        "sum along them: each copy carries its share",
        lambda flow: flow.by() / np.prod([lifted_length(flow, axis) for axis in stretched]),
    )
    yield Slip(
        "first row only",
        "{edge} takes the first of the copies that the operand was stretched to",
        "sum over all of them",
        lambda flow: flow.summed(np.expand_dims(_first(flow.lifted(), stretched), stretched)),
    )
    if flow.node.args[flow.position] in flow.tape.graph.inputs:
        yield Slip(
            "broadcast sum forgotten",
            "{edge} is not summed along the axes along which the operand was stretched",
            "sum along them, so that it has the shape of the operand",
            Flow.lifted,
        )
        if flow.operand.ndim < len(lifted):
            yield Slip(
                "axis kept",
                "{edge} is summed with keepdims=True, and has an axis too many",
                "sum without keepdims",
                lambda flow: flow.lifted().sum(axis=stretched, keepdims=True),
            )
        yield from _wrong_axis(lifted, stretched)


def lifted_length(flow: Flow, axis: int) -> int:
    """Return how long an axis is before it is summed."""
    return flow.tape.layouts[flow.node.name].result[axis - 1]


def _first(lifted: Array, axes: tuple[int, ...]) -> Array:
    """Return the first element along each of ``axes``."""
    for axis in sorted(axes, reverse=True):
        lifted = np.take(lifted, 0, axis=axis)
    return lifted


def _wrong_axis(lifted: Sequence[int], stretched: tuple[int, ...]) -> Iterator[Slip]:
    """Yield the sum along the axes that should stay."""
    others = tuple(axis for axis in range(1, len(lifted)) if axis not in stretched)
    if others and len(stretched) == 1 and len(others) == 1:
        yield Slip(
            "summed along the wrong axis",
            "{edge} is summed along the axis that should stay",
            "sum along the other axis",
            lambda flow: flow.lifted().sum(axis=others),
        )


def _wrong_values(flow: Flow) -> Iterator[Slip]:
    """Yield the derivative taken with another value of the same shape in place of an operand."""
    graph = flow.tape.graph
    right = flow.lifted()
    for position, operand in enumerate(flow.node.args):
        if _indifferent(flow, position, right):
            continue
        for name in _mistakable(flow.tape, flow.node, operand):
            wrong, meant = called(graph, name), called(graph, operand)
            yield Slip(
                f"{wrong} instead of {meant}",
                f"{{edge}} is taken with {wrong} where {meant} belongs",
                f"put {meant} in",
                _exchanged(position, name),
                everywhere=False,
            )


def _indifferent(flow: Flow, position: int, right: Array) -> bool:
    """Return whether the derivative is the same for other values of the operand at ``position``."""
    operand = flow.tape.values[flow.node.args[position]]
    moved = flow.lifted(exchanged={position: 0.5 * operand}), flow.lifted(exchanged={position: -operand})
    return all(np.array_equal(right, other, equal_nan=True) for other in moved)


def _mistakable(tape: Tape, node: Node, operand: str) -> Iterator[str]:
    """Yield the names that could be taken for ``operand``: of its shape, and near it where there are many."""
    graph, shape = tape.graph, tape.values[operand].shape
    taken = {operand, node.name}
    neighbours = [arg for name in (operand,) if name in graph.by_name for arg in graph.by_name[name].args]
    neighbours += [user.name for user in graph.nodes if operand in user.args]
    names = [*graph.inputs, *graph.named]
    near = names if len(names) <= MOST_CANDIDATES else neighbours
    for name in dict.fromkeys((*neighbours, *near)):
        if name not in taken and tape.values[name].shape == shape:
            yield name


def _by_vjp(vjp: Callable[..., Array]) -> Bend:
    return lambda flow: flow.by(vjp)


def _scaled(factor: float) -> Bend:
    return lambda flow: factor * flow.by()


def _sized(size: Callable[[Tape], int], exponent: int) -> Bend:
    return lambda flow: flow.by() * float(size(flow.tape)) ** exponent


def _exchanged(position: int, name: str) -> Bend:
    return lambda flow: flow.by(exchanged={position: flow.tape.values[name]})
