"""A mutant: one wrong way to answer everything that can be asked of a graph."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from reference.graph import Graph
from reference.mutants.walk import Wrongs, bent_backward
from reference.op import Array
from reference.solution import Edge, Inquiry, Solution, step
from reference.tape import Tape, backward, local_gradients

Sweep = Callable[[Tape, Array | None], Mapping[str, Array]]
"""A backward pass: from the values and the cotangent of the output, ones where there is none, to all gradients."""


class Stage(Enum):
    """Where a mistake is made."""

    FORWARD = "forward"
    BACKWARD = "backward"
    ANSWER = "answer"
    UPDATE = "update"


@dataclass(frozen=True, eq=False)
class Mutant:
    """One mistake, made at one place or throughout, and what it does to each answer.

    Attributes:
        mistake: short and stable: ``sign flipped``.
        stage: where it is made.
        words: what was done, as a clause: ``the sign of ds/dy is flipped``.
        remedy: what to do instead, as a command.
        node, operand: the edge that it is about, as in the graph; empty where it is about none.
        wide: whether it is made at every node of one op.
        wrongs: where the backward pass goes wrong; None where it does not, or all of it is another.
        sweep: the backward pass where it is another; None where it is not.
        finish: from the gradients found to those returned; None where they are the same.
        replayed: the forward pass; None where that is right.
        stepped: from a tape, the gradients found there and the inquiry to the answers of an update; None for right.
    """

    mistake: str
    stage: Stage
    words: str
    remedy: str
    node: str = ""
    operand: str = ""
    wide: bool = False
    wrongs: Wrongs | None = None
    sweep: Sweep | None = None
    finish: Callable[[Mapping[str, Array], Tape], Mapping[str, Array]] | None = None
    replayed: Callable[[Tape], Tape] | None = None
    stepped: Callable[[Tape, Mapping[str, Array], Inquiry], Mapping[str, Array]] | None = None

    def values(self, tape: Tape) -> Mapping[str, Array]:
        """Return the value of every name, ``(K, *shape)``."""
        return tape.values if self.replayed is None else self.replayed(tape).values

    def gradients(self, tape: Tape, upstream: Array | None) -> Mapping[str, Array]:
        """Return the gradient of every name; an array may have another shape than it should."""
        found = self._swept(tape, upstream)
        return found if self.finish is None else self.finish(found, tape)

    def local(self, tape: Tape, equations: Iterable[str]) -> Mapping[Edge, Array]:
        """Return the local gradients of scalar ``equations``, ``(K,)`` each."""
        if not self.operand:  # what goes wrong between edges is no matter of one equation
            return local_gradients(tape, equations)

        def within(part: Tape, upstream: Array | None) -> Mapping[str, Array]:
            others = {**tape.values, **part.values}  # what can be mistaken for an operand
            return self._swept(replace(part, values=others), upstream)

        return local_gradients(tape, equations, within)

    def updated(self, tape: Tape, inquiry: Inquiry) -> Mapping[str, Array]:
        """Return the parameters after one step of gradient descent, and the output there."""
        gradients = self.gradients(tape, inquiry.upstream)
        return step(tape, gradients, inquiry) if self.stepped is None else self.stepped(tape, gradients, inquiry)

    def solution(self, tape: Tape, inquiry: Inquiry) -> Solution:
        """Return all answers together; raises ValueError where arrays of wrong shapes do not even fit each other."""
        gradients = self.gradients(tape, inquiry.upstream)
        return Solution(self.values(tape), gradients, self.local(tape, inquiry.equations), self.updated(tape, inquiry))

    def _swept(self, tape: Tape, upstream: Array | None) -> Mapping[str, Array]:
        """Return the gradients that the backward pass finds."""
        if self.wrongs is not None:
            return bent_backward(tape, upstream, self.wrongs)
        return (self.sweep or backward)(tape, upstream)


def called(graph: Graph, name: str) -> str:
    """Return ``name`` as people write it: its name, or the text of an anonymous value, in brackets if that is long."""
    node = graph.by_name.get(name)
    if node is None or not node.anonymous or not node.text:
        return name
    return node.text if node.text.isidentifier() else f"({node.text})"


def derivative_text(graph: Graph, node: str, operand: str) -> str:
    """Return how the derivative along an edge is written: ``ds/dy``; that of an anonymous value is its equation's."""
    return f"d{called(graph, equation_of(graph, node))}/d{called(graph, operand)}"


def equation_of(graph: Graph, name: str) -> str:
    """Return the equation that ``name`` is part of: itself, unless it is an anonymous value."""
    node = graph.by_name.get(name)
    return name if node is None else node.equation
