"""Why a wrong way to compute something is the same as the right one, in words, as far as that can be told."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader.lint.board import Board
from grader.model import AskKind
from reference.graph import Graph
from reference.mutants import Mutant, Stage
from reference.mutants.walk import Flow
from reference.op import Array
from reference.tape import Tape, backward, equation_tape

OTHER = 1.37  # of a gradient that arrives, for another one: no simple factor, and never 0 or 1 where that is
MOVED = "updated value used"
NEAR = 1e-9  # relative: as closely as answers are judged


@dataclass(frozen=True, eq=False)
class _Pull:
    """What flows along one edge.

    Attributes:
        arriving: the gradient that arrives there.
        right: what should flow on.
        same: whether that flows on with the mistake too.
        always: whether it would if another gradient arrived.
    """

    arriving: Array
    right: Array
    same: bool
    always: bool


def reason_for(mutant: Mutant, boards: Sequence[Board]) -> str:
    """Return why someone with this mistake gives right answers.

    Args:
        mutant: the mistake.
        boards: points at which the answers to one ask are the same.
    """
    points = sum(len(board.cases) for board in boards)
    kinds: dict[Stage, Callable[[Mutant, Sequence[Board]], str]] = {
        Stage.BACKWARD: _of_edges,
        Stage.ANSWER: _of_answer,
        Stage.FORWARD: _of_values,
        Stage.UPDATE: lambda _mutant, _boards: "",
    }
    return kinds[mutant.stage](mutant, boards) or f"the answers are the same at {points} points"


def _of_edges(mutant: Mutant, boards: Sequence[Board]) -> str:
    """Return why mistakes at edges do no harm; nothing for other mistakes."""
    pulls = [pull for board in boards for pull in _pulls(mutant, board)]
    if not pulls:
        return _of_pass(mutant, boards[0])
    if not all(pull.same for pull in pulls):
        return "nothing that is asked for depends on it"
    if all(pull.always for pull in pulls):
        return "what flows on there is the same"
    if all((pull.arriving == 1).all() for pull in pulls):
        return "the gradient that arrives there is always 1"
    return "what flows on there is always 0" if not any(pull.right.any() for pull in pulls) else ""


def _of_pass(mutant: Mutant, board: Board) -> str:
    """Return why a mistake that is no matter of single edges does no harm."""
    if mutant.mistake == MOVED:
        return "no gradient that is asked for depends on that value"
    needed = board.group.inquiry.parameters if board.ask is AskKind.UPDATE else tuple(board.expected)
    if mutant.operand and _behind(board.tape.graph, mutant.operand).isdisjoint(needed):
        return "nothing that is asked for depends on it"
    return ""


def _behind(graph: Graph, name: str) -> set[str]:
    """Return the names to which a gradient flows on from ``name``, itself included."""
    behind = {name}
    for node in reversed(graph.nodes):
        if node.name in behind:
            behind.update(node.args)
    return behind


def _pulls(mutant: Mutant, board: Board) -> Iterator[_Pull]:
    """Yield what flows along each edge at which the mistake is made."""
    bends = {} if mutant.wrongs is None else mutant.wrongs.bends
    for tape, upstream in _passes(board):
        gradients = backward(tape, upstream)
        for (name, position), bend in bends.items():
            node = tape.graph.by_name.get(name)
            if node is not None:
                flow = Flow(tape, node, position, gradients[name])
                if flow.right_vjp is not None:
                    other = flow.arrived(OTHER * flow.arriving + OTHER)
                    same, always = (_same(one.by(), bend(one), one.arriving) for one in (flow, other))
                    yield _Pull(flow.arriving, flow.by(), same, always)


def _passes(board: Board) -> Iterator[tuple[Tape, Array | None]]:
    """Yield the tapes that the ask of ``board`` walks back, each with its upstream."""
    if board.ask is not AskKind.LOCALS:
        yield board.tape, board.group.inquiry.upstream
        return
    for name in board.group.inquiry.equations:
        part = equation_tape(board.tape, name)
        yield replace(part, values={**board.tape.values, **part.values}, levels=None), None


def _of_answer(mutant: Mutant, boards: Sequence[Board]) -> str:
    """Return why it does no harm to return the wrong thing."""
    if boards[0].ask is AskKind.UPDATE:
        return "the step does not need that gradient"
    return "the two are always the same" if mutant.mistake == "swapped" else "that is what it should be"


def _of_values(mutant: Mutant, boards: Sequence[Board]) -> str:
    """Return why a wrong value does no harm."""
    pairs = ((board.tape.values[mutant.node], mutant.values(board.tape)[mutant.node]) for board in boards)
    same = all(_same(right, other, right) for right, other in pairs)
    return "the value is always the same" if same else "nothing that is asked for depends on it"


def _same(right: Array, other: Array, made_from: Array) -> bool:
    """Return whether two arrays are the same but for rounding; what cancels has that of what it is made from."""
    if right.shape != other.shape:
        return False
    with np.errstate(all="ignore"):  # of a mistake anything may come
        return bool((np.abs(right - other) <= NEAR * np.maximum(np.abs(right), np.abs(made_from).max())).all())
