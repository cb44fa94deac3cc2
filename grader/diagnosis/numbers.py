"""Numbers that stand where a derivative belongs, or are multiplied to it: sizes, and values of the graph."""

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from grader.diagnosis.explanation import Explanation
from grader.diagnosis.fitting import Trail, bends, constant_factor
from reference.graph import Node
from reference.mutants.mutant import called, derivative_text
from reference.mutants.walk import Flow
from reference.op import Array

FEWEST_SIZES = 3  # of two almost any two factors are powers
POWERS = (1.0, -1.0, 2.0, -2.0)
"""Of a size, by which a gradient may be off."""
NEAR = 1e-6
"""Of two numbers that are one."""
ALIKE = 1e-4
"""Of two numbers that may be one: what is alike is looked at closely."""


def by_size(trails: Sequence[Trail], node: Node, position: int) -> Iterator[Explanation]:
    """Yield that a size is written in where that of the arrays belongs: a factor that goes with a power of it."""
    if len(trails) < FEWEST_SIZES:
        return
    factors = [constant_factor([trail], node, position) for trail in trails]
    known = [factor for factor in factors if factor is not None]
    if len(known) < len(factors):
        return
    graph, operand = trails[0].tape.graph, node.args[position]
    edge = derivative_text(graph, node.name, operand)
    seen: set[tuple[int, ...]] = set()
    for name in graph.inputs:
        for axis in range(1, trails[0].tape.values[name].ndim):
            lengths = tuple(trail.tape.values[name].shape[axis] for trail in trails)
            shares = {power: known / np.array(lengths, dtype=float) ** power for power in POWERS}
            power = next((power for power, share in shares.items() if _same(share)), None)
            if lengths in seen or len(set(lengths)) < FEWEST_SIZES or power is None:
                continue
            seen.add(lengths)
            size = f"the length of axis {axis - 1} of {name}"
            if abs(power) == 1 and abs(shares[power][0] - 1) <= NEAR:
                done, remedy = ("multiplied", "is a 1/N missing?") if power > 0 else ("divided", "leave that out")
                yield Explanation(f"{done} by N", f"{edge} is {done} by {size}", remedy, node.name, operand)
            else:
                words = f"{edge} is off by a factor that goes with {size}"
                yield Explanation("hard-coded size", words, f"use {size}", node.name, operand)


def _same(numbers: Array) -> bool:
    """Return whether all ``numbers`` are the same."""
    return bool(np.ptp(numbers) <= NEAR * np.abs(numbers).max())


def by_value(trails: Sequence[Trail], node: Node, position: int) -> Iterator[Explanation]:
    """Yield the values that stand where a local derivative of scalars belongs, or are multiplied to it."""
    first, operand = trails[0], node.args[position]
    needed = first.needed(operand)
    if needed is None or first.tape.values[node.name].ndim > 1:
        return
    graph, flow = first.tape.graph, first.flow(node, position)
    edge = derivative_text(graph, node.name, operand)
    right = flow.by()
    for name in (*graph.inputs, *graph.named):
        value = first.tape.values[name]
        if value.ndim > 1:
            continue
        for sign, minus in ((1, ""), (-1, "-")):
            what = minus + called(graph, name)
            if _alike(right + needed, sign * flow.arriving * value):
                if bends(trails, node, position, partial(_taken_for, name, sign)):
                    words, remedy = f"{edge} is taken for {what}", f"work {edge} out again"
                    yield Explanation(f"taken for {what}", words, remedy, node.name, operand)
            elif _alike(right + needed, sign * right * value) and bends(
                trails, node, position, partial(_times, name, sign)
            ):
                words, remedy = f"{edge} is multiplied by {what}", f"leave {what} out"
                yield Explanation(f"multiplied by {what}", words, remedy, node.name, operand)


def _alike(through: Array, supposed: Array) -> bool:
    """Return whether what flows may be what is supposed to; where it is not known it may be anything."""
    with np.errstate(all="ignore"):
        return not bool((np.abs(through - supposed) > ALIKE * (np.abs(through) + np.abs(supposed))).any())


def _taken_for(name: str, sign: int, flow: Flow) -> Array:
    """Return what flows if the value of ``name`` stands where the local derivative belongs."""
    return sign * flow.arriving * flow.tape.values[name]


def _times(name: str, sign: int, flow: Flow) -> Array:
    """Return what flows if the local derivative is multiplied by the value of ``name``."""
    return sign * flow.by() * flow.tape.values[name]
