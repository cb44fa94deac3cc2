"""What is 0 but for rounding, as 0: ``-3.3e-52`` is no number that a student would write down.

Fractions have no rounding, and stay as they are; `reference.digits` and floats are compared with what was added up.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

import numpy as np

from reference.graph import Node
from reference.op import Array
from reference.tape import Hook, Tape, absolute_backward, backward, local_gradients, replay

Key = TypeVar("Key")

IN_DIGITS = Fraction(1, 10**47)  # of the summands: a few thousand roundings of 50 digits
IN_FLOATS = 1e-14  # of the summands: some fifty roundings of floats
LINEAR = ("sum", "mean", "matmul")
"""Operations that add up elements of their operands, and do nothing to their signs but what a product does."""


def gradients_of(tape: Tape, upstream: Array | None) -> Mapping[str, Array]:
    """Return what `reference.tape.backward` does, without noise."""
    return _without_noise(backward(tape, upstream), lambda: absolute_backward(tape, upstream))


def slopes_of(tape: Tape, equations: list[str]) -> Mapping[tuple[str, str], Array]:
    """Return what `reference.tape.local_gradients` does, without noise."""
    return _without_noise(local_gradients(tape, equations), lambda: local_gradients(tape, equations, absolute_backward))


def replayed(tape: Tape, inputs: Mapping[str, Array]) -> Tape:
    """Return the values of the graph of ``tape`` at ``inputs``, without noise: each is worked out from such values."""
    known = dict(inputs)
    return replay(tape, inputs, _settling(replace(tape, values=known), known))


def settled(values: Array, sizes: Array) -> Array:
    """Return ``values``, but 0 for what is rounding alone beside ``sizes``, those of its summands."""
    exact = values.dtype == object
    noise = np.abs(values) < (IN_DIGITS if exact else IN_FLOATS) * sizes
    if exact:
        noise = noise.astype(bool) & ~_fractions(values)
    return np.where(noise, np.zeros_like(values), values)


def _without_noise(values: Mapping[Key, Array], sizes: Callable[[], Mapping[Key, Array]]) -> Mapping[Key, Array]:
    """Return ``values`` settled by the ``sizes`` of the same keys, worked out if there can be noise at all."""
    if all(map(_exact, values.values())):
        return values
    known = sizes()
    return {key: settled(value, known[key]) for key, value in values.items()}


def _settling(part: Tape, known: dict[str, Array]) -> Hook:
    """Return the hook that settles each value before it is recorded, in ``known`` too, which ``part`` reads from."""

    def settle(node: Node, value: Array) -> Array:
        noisy = node.args and not _exact(value)
        known[node.name] = settled(value, _sizes(part, node, value)) if noisy else value
        return known[node.name]

    return settle


def _sizes(tape: Tape, node: Node, value: Array) -> Array:
    """Return how far each element of ``node`` moves, at most, if its operands do by as much as they are; 0 if unknown.

    Of a sum that is the size of its terms; of a logarithm it is 1.
    """
    layout, operands = tape.layouts[node.name], tape.operands(node)
    if node.op.name in LINEAR:
        added: Array = node.op.forward(*map(np.abs, operands), **layout.options)
        return added.reshape(value.shape)
    sizes = np.zeros_like(value)
    if node.op.slopes:
        for vjp, operand in zip(node.op.vjps, operands, strict=True):
            if vjp is not None:
                moved = vjp(np.ones_like(value), value, *operands, **layout.options)
                sizes = sizes + np.abs(moved) * np.abs(operand)
    return sizes


def _exact(values: Array) -> bool:
    return values.dtype == object and bool(_fractions(values).all())


def _fractions(values: Array) -> Array:
    """Return which of ``values``, exact numbers, are Fractions."""
    found = np.array([isinstance(value, Fraction | int) for value in values.flat], dtype=bool)
    return found.reshape(values.shape)
