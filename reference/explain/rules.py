"""The derivatives of operations as formulas, from the templates that stand on each `Op`.

In `Op.pulls` there stand in braces, besides options: ``{own}``, the operand's shape as the op sees it; ``{count}``, how
many elements are reduced to one; ``{swapped}``, the operand's axes with the last two swapped; ``{inverse}``, the axes
that undo a transposition; ``{part}``, the part of the result that is the operand. ``put(g)`` is 0 everywhere but where
the result was taken from.
"""

import inspect
import math
import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from reference.equations import parse_equations
from reference.explain.formula import ONE, ZERO, Applied, Formula, Symbol, formulas_of, neat, number, times
from reference.graph import NO_OPTIONS, Graph, Node
from reference.op import Op, Shape
from reference.ops import OPS
from reference.ops.axes import logical_axes
from reference.ops.linalg import VECTOR_PULLS
from reference.tape import Layout, Tape

OPERANDS = ("a", "b", "c")
REDUCTIONS = ("sum", "mean", "max", "logsumexp")
"""Operations of which each element of the operand goes into one element of the result."""

FIELD = re.compile(r"{(\w+)}")
PUT = Op(
    "put", lambda g, **_: g, (None,), shape=lambda shape, **_: shape, latex=r"\operatorname{{put}}\left({0}\right)"
)
"""A formula only: zeros, and at ``index`` its operand."""


def slope(op: Op, position: int, operands: tuple[Formula, ...], out: Formula, options: Mapping[str, Any]) -> Formula:
    """Return ∂out/∂operand of an op that has `Op.slopes`."""
    return _filled(_written(op, op.slopes[position], options), operands, out)


def pull(tape: Tape, node: Node, position: int, upstream: Formula) -> Formula:
    """Return what flows on to an operand of ``node`` of the ``upstream`` that arrives there, in the operand's shape.

    The operands of ``node``, and itself, are called by their names; numbers stand for themselves.
    """
    layout = tape.layouts[node.name]
    names = tuple(_called(tape.graph, arg) for arg in node.args)
    own, lifted = _shape(tape, node.args[position]), layout.operands[position]
    if node.op.slopes:
        steep = slope(node.op, position, names, Symbol(node.name), layout.options)
        return _summed(times(upstream, steep), layout.shape, lifted, own)
    ranks = tuple(len(_shape(tape, arg)) for arg in node.args)
    if node.op.name == "matmul" and ranks in VECTOR_PULLS:
        text = _written(node.op, VECTOR_PULLS[ranks][position], _told(node.op, layout, position))
        return _filled(text, names, Symbol(node.name), upstream)
    operands = tuple(
        _seen(node.op, name, _shape(tape, arg), shape)
        for name, arg, shape in zip(names, node.args, layout.operands, strict=True)
    )
    out, arriving = (_seen(node.op, it, layout.shape, layout.result) for it in (Symbol(node.name), upstream))
    text = _written(node.op, _of_each(node.op.pulls, position), _told(node.op, layout, position))
    if text == "put(g)":
        return Applied(PUT, (upstream,), {"index": layout.options["index"], "shape": own})
    return _summed(_filled(text, operands, out, arriving), _reached(node.op, layout, lifted), lifted, own)


def factor(tape: Tape, node: Node) -> Formula:
    """Return the derivative of a reduction by each element of its operand: of a mean of three numbers 1/3."""
    whole = pull(tape, node, 0, ONE)
    return whole.args[0] if isinstance(whole, Applied) and whole.op.name == "broadcast_to" else whole


def _called(graph: Graph, name: str) -> Formula:
    """Return ``name``, or the number that it is, if nobody gave it that name."""
    node = graph.by_name.get(name)
    return Symbol(name) if node is None or not node.anonymous else number(node)


def _shape(tape: Tape, name: str) -> Shape:
    return tape.values[name].shape[1:]


def _of_each(pulls: tuple[str, ...], position: int) -> str:
    """Return the template for an operand; an op of any number of operands has one for all of them."""
    return pulls[position] if len(pulls) > position else pulls[0]


def _written(op: Op, template: str, told: Mapping[str, Any]) -> str:
    """Return ``template`` with what stands in braces filled in."""
    known = {**_defaults(op), **told} if FIELD.search(template) else {}
    return FIELD.sub(lambda field: _as_text(known[field[1]]), template)


def _as_text(value: Any) -> str:
    """Return a number in brackets, as it may be negative, or a fraction; else what Python writes."""
    return f"({value})" if isinstance(value, int | Fraction) else str(value)


@cache
def _defaults(op: Op) -> Mapping[str, Any]:
    """Return the options that an equation need not give."""
    if not op.options:
        return NO_OPTIONS
    parameters = inspect.signature(op.forward).parameters.values()
    return {it.name: it.default for it in parameters if it.default is not it.empty}


def _told(op: Op, layout: Layout, position: int) -> dict[str, Any]:
    """Return the options, and what besides them can stand in the braces of `Op.pulls`."""
    own = layout.operands[position]
    told = {"own": own, "count": math.prod(own) // math.prod(layout.result), **layout.options}
    if op.name == "matmul":
        told["swapped"] = (*range(len(own) - 2), len(own) - 1, len(own) - 2)
    if op.name == "transpose":
        axes = layout.options.get("axes")
        order = tuple(reversed(range(len(own)))) if axes is None else logical_axes(axes, len(own))
        told["inverse"] = tuple(order.index(axis) for axis in range(len(own)))
    if op.name == "concatenate":
        (along,) = logical_axes(layout.options.get("axis", 0), len(own))
        start = sum(shape[along] for shape in layout.operands[:position])
        told["part"] = ":, " * along + f"{start}:{start + own[along]}"
    return told


@cache
def _parsed(text: str) -> Graph:
    return parse_equations(f"result = {text}", inputs=(*OPERANDS, "y", "g"))


def _filled(text: str, operands: tuple[Formula, ...], out: Formula, upstream: Formula = ONE) -> Formula:
    """Return the formula that ``text`` is, with formulas in the places of its names."""
    leaves = {**dict(zip(OPERANDS, operands, strict=False)), "y": out, "g": upstream}
    return formulas_of(_parsed(text), leaves, neat)["result"]


def _seen(op: Op, formula: Formula, own: Shape, seen: Shape) -> Formula:
    """Return ``formula``, of the shape ``own``, in the shape in which ``op`` sees it, where that makes a difference.

    Axes of length 1 in front make one in a matrix product alone.
    """
    padded = (1,) * (len(seen) - len(own)) + own
    return formula if own == seen or (padded == seen and op.name != "matmul") else _reshaped(formula, seen)


def _reached(op: Op, layout: Layout, lifted: Shape) -> Shape:
    """Return the shape in which the formula for an operand comes out, before it is summed over stretched axes."""
    if op.name == "broadcast_to":
        return layout.result
    return (*layout.result[:-2], *lifted[-2:]) if op.name == "matmul" else lifted


def _summed(formula: Formula, shape: Shape, lifted: Shape, own: Shape) -> Formula:
    """Return ``formula`` summed over the axes along which an operand was stretched, in the operand's shape."""
    if formula == ZERO or shape == own:
        return formula
    axes = tuple(axis for axis, (size, kept) in enumerate(zip(shape, lifted, strict=True)) if size != kept)
    if not axes:
        return _reshaped(formula, own)
    axis = axes[0] if len(axes) == 1 else axes
    added = len(lifted) - len(own)
    if axes == tuple(range(len(shape))) and not own:
        return Applied(OPS["sum"], (formula,))
    if axes == tuple(range(added)):
        return Applied(OPS["sum"], (formula,), {"axis": axis})
    summed = Applied(OPS["sum"], (formula,), {"axis": axis, "keepdims": True})
    return _reshaped(summed, own) if added else summed


def _reshaped(formula: Formula, shape: Shape) -> Formula:
    return Applied(OPS["reshape"], (formula,), {"shape": shape})
