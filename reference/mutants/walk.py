"""A backward pass that goes wrong in given places, and is right everywhere else.

Three things can be wrong where the right pass (`reference.tape.backward`) multiplies and adds: what flows through an
edge, what is kept of the contributions that arrive at a name, and what of them is passed on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from reference.graph import Node
from reference.op import Array, Vjp
from reference.tape import Tape, unbroadcast

Place = tuple[str, int]
"""An edge: a node's name, and the position of the operand."""


@dataclass(frozen=True, eq=False)
class Flow:
    """What reaches one operand of a node in a backward pass.

    Attributes:
        tape: the values.
        node: whose operand it is.
        position: of the operand.
        arriving: the cotangent of the node, ``(K, *shape)``.
    """

    tape: Tape
    node: Node
    position: int
    arriving: Array

    @property
    def right_vjp(self) -> Vjp | None:
        """What should be applied; None where nothing flows back."""
        vjps = self.node.op.vjps
        return vjps[0 if self.node.op.arity[1] is None else self.position]

    @property
    def operand(self) -> Array:
        """The value of the operand, ``(K, *shape)``."""
        return self.tape.values[self.node.args[self.position]]

    def lifted(self, vjp: Vjp | None = None, exchanged: Mapping[int, Array] = MappingProxyType({})) -> Array:
        """Return what flows on before it is summed along stretched axes.

        Args:
            vjp: what is applied in place of the right one.
            exchanged: by position, values that are taken in place of operands.
        """
        layout = self.tape.layouts[self.node.name]
        seen = (len(self.arriving), *layout.result)
        operands = self.tape.operands(self.node)
        for position, value in exchanged.items():
            operands[position] = value.reshape(operands[position].shape)
        options: dict[str, Any] = {**layout.options}
        if self.node.op.arity[1] is None:
            options["position"] = self.position
        out = self.tape.values[self.node.name].reshape(seen)
        applied = vjp or self.right_vjp
        if applied is None:
            return np.zeros_like(self.operand)
        with np.errstate(all="ignore"):  # of what stands in place of an operand anything may be
            return applied(self.arriving.reshape(seen), out, *operands, **options)

    def summed(self, lifted: Array) -> Array:
        """Return ``lifted`` as it reaches the operand: summed along the axes along which this was stretched."""
        shape = (len(self.arriving), *self.tape.layouts[self.node.name].operands[self.position])
        return unbroadcast(lifted, shape).reshape(self.operand.shape)

    def by(self, vjp: Vjp | None = None, exchanged: Mapping[int, Array] = MappingProxyType({})) -> Array:
        """Return what flows on to the operand, shaped like it; the arguments are those of `lifted`."""
        return self.summed(self.lifted(vjp, exchanged))

    def arrived(self, arriving: Array) -> "Flow":
        """Return the same with another cotangent."""
        return replace(self, arriving=arriving)


Bend = Callable[[Flow], Array]
"""What flows through an edge instead of ``flow.by()``; shaped like the operand, but where this is an input, perhaps."""
Gather = Callable[[Sequence[Array]], Array]
"""What becomes of the contributions that arrived at a name, in the order of the walk, instead of their sum."""


@dataclass(frozen=True, eq=False)
class Wrongs:
    """Where a backward pass goes wrong.

    Attributes:
        bends: by edge.
        kept: by name, what a gradient is said to be.
        passed: by name, what flows on; without it what is kept.
        seed: from the right cotangent of the output to the one that is started with.
    """

    bends: Mapping[Place, Bend] = field(default_factory=dict)
    kept: Mapping[str, Gather] = field(default_factory=dict)
    passed: Mapping[str, Gather] = field(default_factory=dict)
    seed: Callable[[Tape, Array], Array] | None = None


def total(contributions: Sequence[Array]) -> Array:
    """Return the sum of the contributions, which is right; wrong shapes are stretched at each case by itself."""
    rank = max(one.ndim for one in contributions)
    first, *others = (one.reshape(len(one), *(1,) * (rank - one.ndim), *one.shape[1:]) for one in contributions)
    for other in others:
        first = first + other
    return first


def bent_backward(tape: Tape, upstream: Array | None, wrongs: Wrongs) -> dict[str, Array]:
    """Return the gradient of every name as a pass with these mistakes finds them, ``(K, *shape)`` as a rule.

    Args:
        tape: the values.
        upstream: the cotangent of the output; ones where nothing is given.
        wrongs: the mistakes.
    """
    right = np.ones_like(tape.output) if upstream is None else upstream
    arrived = {tape.graph.output: [right if wrongs.seed is None else wrongs.seed(tape, right)]}
    with np.errstate(all="ignore"):
        for node in reversed(tape.graph.nodes):
            if node.name not in arrived or not node.args:
                continue
            gather = wrongs.passed.get(node.name) or wrongs.kept.get(node.name, total)
            arriving = gather(arrived[node.name])
            for position, arg in enumerate(node.args):
                flow = Flow(tape, node, position, arriving)
                bend = wrongs.bends.get((node.name, position))
                if flow.right_vjp is not None:
                    arrived.setdefault(arg, []).append(flow.by() if bend is None else bend(flow))
    own = (*tape.graph.inputs, *(node.name for node in tape.graph.nodes))
    return {
        name: wrongs.kept.get(name, total)(arrived[name]) if name in arrived else np.zeros_like(tape.values[name])
        for name in own
    }
