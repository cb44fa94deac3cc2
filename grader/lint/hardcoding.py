"""What can a student do who looks at the visible cases and at nothing else?"""

from collections.abc import Iterator

import numpy as np

from grader.lint.bench import Bench
from grader.lint.board import of_kind
from grader.lint.remarks import Remark, remark
from grader.lint.survivors import of_ask, spelled
from grader.lint.trials import Verdict
from grader.model import Ask, ExactCase


def judge(bench: Bench) -> Iterator[Remark]:
    """Yield what the visible cases give away, and what they do not tell."""
    problem = bench.problem
    shown = [_numbers(case) for case in problem.cases if case.visible]
    if not problem.random_cases and all(case.visible or _numbers(case) in shown for case in problem.cases):
        words = f"students see all cases ({len(shown)}): a table of their answers gets full marks"
        yield remark("hard-codeable", words, bench.places.random)
    if not any(case.visible for case in problem.cases):
        return
    for ask in problem.asks:
        place = bench.places.ask(ask.kind)
        if _constant(bench, ask):
            yield remark("visible-constant", f"{ask.kind.value}: one constant answers every visible case", place)
        told = of_ask(bench.trials, ask.kind, Verdict.REJECTED)
        untold = [trial for trial in told if trial.shown <= 1]
        if untold:
            words = f"{ask.kind.value}: the visible cases do not reject {len(untold)} of {len(told)} wrong answers"
            yield remark("visible-blind", f"{words}: {spelled(untold)}", place)


def _numbers(case: ExactCase) -> dict[str, object]:
    """Return the inputs of a case, to be compared: a hidden case that is a visible one hides nothing."""
    return {name: value.tolist() for name, value in case.inputs.items()}


def _constant(bench: Bench, ask: Ask) -> bool:
    """Return whether the answer to ``ask`` is the same in all visible cases, which have one size then."""
    boards = [board for board in of_kind(bench.own, ask.kind) if board.shown.any()]
    if len(boards) > 1:
        return False
    return all(
        (np.abs(board.expected[key] - board.expected[key][0]) <= board.within[key])[board.shown].all()
        for board in boards
        for key in ask.keys
    )
