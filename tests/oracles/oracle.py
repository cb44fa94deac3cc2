"""Another library as an oracle: what it computes of a graph, and how far that is from ours."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from grader.closeness import ROUNDING
from reference.op import Array
from reference.rounding import sensitivity
from reference.solution import Inquiry, solve
from reference.tape import Tape, absolute_backward

AGREEMENT = 1e-12
"""Of the scale: thousands of roundings, and a millionth of a millionth of what a wrong formula would make."""

ORACLES = ("torch", "jax")
Answers = dict[str, Array]
Program = Callable[..., Any]


@dataclass(frozen=True, eq=False)
class Oracle:
    """A library that computes, and differentiates by itself, what a graph says.

    Attributes:
        name: as it is imported.
        ops: for each of our ops what does the same there, without the case axis, with our options by our names.
        differentiate: ``differentiate(program, inputs, upstream)``, the output of ``program`` at each case and the
            cotangent of each input, all with the case axis leading.
    """

    name: str
    ops: Mapping[str, Program]
    differentiate: Callable[[Program, Sequence[Array], Array], tuple[Array, list[Array]]]

    def __str__(self) -> str:
        return self.name

    def solve(self, tape: Tape, upstream: Array) -> Answers:
        """Return the output and the gradient of each input; of the numbers of ``tape`` it takes only the inputs."""
        value, gradients = self.differentiate(self._program(tape), list(tape.inputs.values()), upstream)
        return _answers(tape, value, dict(zip(tape.graph.inputs, gradients, strict=True)))

    def _program(self, tape: Tape) -> Program:
        """Return the graph of ``tape`` as a function of its inputs in this library."""

        def program(*inputs: Any) -> Any:
            values = dict(zip(tape.graph.inputs, inputs, strict=True))
            for node in tape.graph.nodes:
                operands = (values[arg] for arg in node.args)
                values[node.name] = self.ops[node.op.name](*operands, **tape.layouts[node.name].options)
            return values[tape.graph.output]

        return program


def load(name: str) -> Oracle:
    """Return one of `ORACLES`, importing it.

    Raises:
        ImportError: where it is not installed.
    """
    oracle: Oracle = import_module(f"tests.oracles.{name}_oracle").ORACLE
    return oracle


def ours(tape: Tape, upstream: Array) -> Answers:
    """Return what the engine gives for the output and for the gradient of each input."""
    solution = solve(tape, Inquiry(upstream))
    return _answers(tape, solution.values[tape.graph.output], solution.gradients)


def moves(tape: Tape, upstream: Array) -> Answers:
    """Return how far each answer moves per unit of relative disturbance of all that it is computed from."""
    inquiry = Inquiry(upstream)
    moved = sensitivity(tape, inquiry, solve(tape, inquiry))
    return _answers(tape, moved.values[tape.graph.output], moved.gradients)


def disputed(one: Answers, other: Answers, within: Mapping[str, Array]) -> list[str]:
    """Return in words where two sets of answers are farther apart than ``within``; NaN is far from everything."""
    return [
        f"{'dL/d' + name if name else 'the output'}: {one[name].tolist()} is not {other[name].tolist()}"
        for name in one
        if one[name].shape != other[name].shape or not (np.abs(one[name] - other[name]) <= within[name]).all()
    ]


def limits(tape: Tape, upstream: Array) -> Answers:
    """Return how far the answers for a whole graph may be apart.

    Beyond `AGREEMENT` of S they may be where rounding moves them farther: S says how large the contributions of a
    gradient are, but not that they are made of numbers that cancelled on the way, as ``(x + 1e4) - 1e4`` does. The
    output has no S: its own size stands for it.
    """
    sizes = _answers(tape, np.abs(tape.output), absolute_backward(tape, upstream))
    moved = moves(tape, upstream)
    return {name: AGREEMENT * size + ROUNDING * moved[name] for name, size in sizes.items()}


def strict_limits(tape: Tape, upstream: Array) -> Answers:
    """Return how far the answers for a single op may be apart: the gradients `AGREEMENT` of S, and no more."""
    scales = absolute_backward(tape, upstream)
    gradients = {name: AGREEMENT * scales[name] for name in tape.graph.inputs}
    return {**limits(tape, upstream), **gradients}


def _answers(tape: Tape, output: Array, gradients: Mapping[str, Array]) -> Answers:
    """Return the answers by the names of the inputs, that for the output under the empty name."""
    return {"": output, **{name: gradients[name] for name in tape.graph.inputs}}
