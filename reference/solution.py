"""Everything that can be asked about a graph at K points."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from reference.descent import descend
from reference.op import Array
from reference.tape import Hook, Tape, backward, local_gradients

Edge = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Inquiry:
    """What is asked besides values and gradients, and along what.

    Attributes:
        upstream: the cotangent of the output, shaped like it; None for a scalar output's own gradient.
        equations: the named nodes whose local gradients are asked for.
        parameters: the inputs that a step of gradient descent moves.
        rate: its learning rate at each case, ``(K,)``; None where no step is asked for.
    """

    upstream: Array | None = None
    equations: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    rate: Array | None = None

    def at(self, rows: slice) -> "Inquiry":
        """Return the inquiry for these cases alone."""
        upstream = None if self.upstream is None else self.upstream[rows]
        return replace(self, upstream=upstream, rate=None if self.rate is None else self.rate[rows])

    def repeated(self, times: int) -> "Inquiry":
        """Return the inquiry for a tape on which each case stands ``times`` times in a row."""
        upstream = None if self.upstream is None else np.repeat(self.upstream, times, axis=0)
        rate = None if self.rate is None else np.repeat(self.rate, times)
        return Inquiry(upstream, self.equations, self.parameters, rate)


@dataclass(frozen=True, eq=False)
class Solution:
    """The answers, an array ``(K, *shape)`` each.

    What is said of each answer goes the same way: how far it moves (`reference.rounding`), and what else it may be,
    the leading axis then being that of the mixtures (`reference.kinks`).

    Attributes:
        values: of every name.
        gradients: of the output (along the upstream) with respect to every name.
        local: ∂node/∂operand for every operand of the equations asked for.
        updated: the parameters after the step, and the output there; empty where no step is asked for.
    """

    values: Mapping[str, Array]
    gradients: Mapping[str, Array]
    local: Mapping[Edge, Array]
    updated: Mapping[str, Array]

    def at(self, rows: slice) -> "Solution":
        """Return the answers at these cases alone."""
        return Solution(
            {name: answer[rows] for name, answer in self.values.items()},
            {name: answer[rows] for name, answer in self.gradients.items()},
            {edge: answer[rows] for edge, answer in self.local.items()},
            {name: answer[rows] for name, answer in self.updated.items()},
        )


def solve(tape: Tape, inquiry: Inquiry, hook: Hook | None = None) -> Solution:
    """Return everything asked for at the points of ``tape``; ``hook`` is for `replay`, after the step."""
    gradients = tape.gradients if inquiry.upstream is None else backward(tape, inquiry.upstream)
    local = local_gradients(tape, inquiry.equations)
    return Solution(tape.values, gradients, local, step(tape, gradients, inquiry, hook))


def step(tape: Tape, gradients: Mapping[str, Array], inquiry: Inquiry, hook: Hook | None = None) -> dict[str, Array]:
    """Return the parameters after the step that ``inquiry`` asks for, and the output there."""
    if inquiry.rate is None:
        return {}
    there = descend(tape, gradients, inquiry.parameters, inquiry.rate, hook)
    return {name: there.values[name] for name in (*inquiry.parameters, tape.graph.output)}
