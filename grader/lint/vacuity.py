"""Would an answer pass for which nobody has calculated anything?"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from grader.lint.bench import Bench
from grader.lint.board import Board, of_kind
from grader.lint.remarks import Remark, remark
from grader.lint.trials import Verdict, rejected
from grader.model import Ask, AskKind, Key, Problem
from reference.graph import Graph
from reference.op import Array
from reference.tape import absolute_backward, replay

TWO = 2  # operations on a path: then there is something to multiply
CHAIN = "chain rule forgotten"


def judge(bench: Bench) -> Iterator[Remark]:
    """Yield what makes a problem vacuous."""
    for ask in bench.problem.asks:
        yield from _constants(bench, ask)
    for name in dict.fromkeys((*_asked(bench.problem), *_moved(bench.problem))):
        yield from _zeros(bench, name)
    yield from _chain(bench)
    for given in bench.problem.inputs:
        if not _matters(bench, given.name):
            words = f"nothing that is asked for changes with '{given.name}'"
            yield remark("input-without-effect", words, bench.places.name(given.name) or bench.places.start)


def _constants(bench: Bench, ask: Ask) -> Iterator[Remark]:
    """Yield a remark for the first effortless answer that passes in every case of ``ask``."""
    boards = of_kind(bench.own, ask.kind)
    for words in EFFORTLESS:
        if not any(rejected(board.misses(_effortless(words, board))) for board in boards):
            message = f"{ask.kind.value}: {words} would pass in every case"
            yield remark("constant-answer-passes", message, bench.places.ask(ask.kind))
            return


EFFORTLESS = ("zeros", "ones", "the value of the output", "the upstream", "the value of each name itself")


def _effortless(words: str, board: Board) -> Mapping[Key, Array]:
    """Return an answer that needs no calculation; where there is no such number, none that passes."""
    return {key: _number(words, board, key) for key in board.expected}


def _number(words: str, board: Board, key: Key) -> Array:
    wanted = board.expected[key]
    none: Array = np.full(wanted.shape, np.nan)
    name = key if isinstance(key, str) else key[1]
    found: dict[str, Array | None] = {
        "zeros": np.zeros(wanted.shape),
        "ones": np.ones(wanted.shape),
        "the value of the output": board.tape.output,
        "the upstream": board.group.inquiry.upstream,
        "the value of each name itself": board.tape.values[name],
    }
    number = found[words]
    if number is None or (board.ask is AskKind.FORWARD and words not in {"zeros", "ones"}):
        return none
    if number.shape == wanted.shape[:1] and words == "the value of the output":
        number = number.reshape(-1, *(1,) * (wanted.ndim - 1)) * np.ones(wanted.shape)
    return number if number.shape == wanted.shape else none


def _asked(problem: Problem) -> Iterator[str]:
    """Yield the names whose gradients are asked for."""
    yield from (key for ask in problem.asks if ask.kind is AskKind.BACKWARD for key in ask.keys if isinstance(key, str))


def _moved(problem: Problem) -> Iterator[str]:
    """Yield the parameters that a step moves, if one is asked for."""
    for ask in problem.asks:
        if ask.kind is AskKind.UPDATE:
            yield from (str(key) for key in ask.keys if key != problem.graph.output)


def _zeros(bench: Bench, name: str) -> Iterator[Remark]:
    """Yield a remark if a gradient is 0 wherever it is looked at."""
    kinds = {AskKind.BACKWARD: _gradient, AskKind.UPDATE: _unmoved}
    boards = [board for board in bench.elsewhere if board.ask in kinds and name in board.expected]
    if all(kinds[board.ask](board, name) for board in boards):
        paths = any(absolute_backward(board.tape, board.group.inquiry.upstream)[name].any() for board in boards)
        because = "what flows along its paths cancels" if paths else "no path carries anything to it"
        message = f"the gradient of '{name}' is 0 at all of {bench.points} points: {because}"
        place = bench.places.name(name)
        yield remark("gradient-always-zero", message, place or bench.places.ask(boards[0].ask))


def _gradient(board: Board, name: str) -> bool:
    """Return whether a gradient is 0 everywhere, as closely as it is judged."""
    return bool((np.abs(board.expected[name]) <= board.within[name]).all())


def _unmoved(board: Board, name: str) -> bool:
    """Return whether a parameter stays where it is."""
    return bool((np.abs(board.expected[name] - board.tape.values[name]) <= board.within[name]).all())


def _chain(bench: Bench) -> Iterator[Remark]:
    """Yield a remark if the chain rule can be forgotten, though there is something to multiply."""
    steps = _steps(bench.problem.graph)
    deep = [name for name in _asked(bench.problem) if steps[name] >= TWO]
    for trial in bench.trials:
        forgotten = trial.mutant.mistake == CHAIN and trial.ask is AskKind.BACKWARD
        if deep and forgotten and trial.verdict is Verdict.EQUIVALENT:
            words = f"whoever forgets the chain rule is right: the gradients on the way to {', '.join(deep)} are all 1"
            yield remark("constant-upstream", words, bench.places.ask(AskKind.BACKWARD))


def _steps(graph: Graph) -> dict[str, int]:
    """Return, for each name, the most operations that lie between it and the output; all names lead there."""
    steps = {graph.output: 0}
    for node in reversed(graph.nodes):
        for arg in node.args:
            steps[arg] = max(steps.get(arg, 0), steps[node.name] + 1)
    return steps


def _matters(bench: Bench, name: str) -> bool:
    """Return whether any answer changes if an input takes the values that it has at other points."""
    return any(rejected(board.misses(_exchanged(board, name))) for board in bench.elsewhere)


def _exchanged(board: Board, name: str) -> Mapping[Any, Array]:
    """Return the right answers to other questions: the values of one input have moved on by one point."""
    inputs = {**board.tape.inputs, name: np.roll(board.tape.inputs[name], 1, axis=0)}
    return board.answers(replay(board.tape, inputs))
