"""Wrong answers to a problem, each with one mistake that people make."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from grader.authoring.manuscript import Contribution, Manuscript
from grader.authoring.phrases import WRONG
from grader.authoring.programs import Change, Slip, Step
from grader.model import AskKind, Problem


@dataclass(frozen=True)
class Mistake:
    """One way in which what an operation passes on can be wrong, whatever the operation.

    Attributes:
        name: short.
        words: the same as a clause about ``{edge}``.
        change: what becomes of the contribution.
        possible: whether it would be something else then, if it is one of several to its operand (``shared``), and
            not the first that the way back comes to (``later``).
    """

    name: str
    words: str
    change: Change
    possible: Callable[[Contribution, bool, bool], bool] = lambda _one, _shared, _later: True


def _alone(one: Contribution) -> Contribution:
    """Return a contribution with 1 in place of what arrives."""
    template = re.sub(r"\bg\b", "np.ones_like(g)" if one.arrives else "1.0", one.template)
    return replace(one, template=re.sub(r"\bG\b", "np.ones_like(G)" if one.arrives else "1.0", template))


MISTAKES = (
    Mistake(
        "overwritten instead of accumulated",
        "what comes by {edge} overwrites what has arrived there before",
        lambda one: replace(one, sign="="),
        lambda _one, _shared, later: later,
    ),
    Mistake(
        "averaged instead of summed",
        "the gradient by {edge} is a mean, where it should be a sum",
        lambda one: replace(one, adding="np.mean"),
        lambda one, _shared, _later: one.stretched,
    ),
    Mistake("upstream forgotten", "{edge} is not multiplied by the gradient that arrives", _alone),
    Mistake("dropped", "what comes by {edge} is forgotten", lambda _one: None, lambda _one, shared, _later: shared),
    Mistake("sign flipped", "the sign of {edge} is flipped", lambda one: replace(one, template=f"-({one.template})")),
)
"""What can be wrong anywhere, the most typical first."""
TYPICAL = 3
"""So many of them are shown before wrong steps of gradient descent, the others only after them."""
LONGEST = 20  # characters of a sub-expression that says what it is
FIRST = 3
"""So many kinds of operations that are differentiated wrongly come before all else."""

STEPS = {
    Step.UP: "gradient ascent",
    Step.ONE_BY_ONE: "updated value used",
    Step.OLD_LOSS: "loss not recomputed",
}
"""What wrong steps of gradient descent are called."""


def slips(problem: Problem) -> Iterator[list[Slip]]:
    """Yield what can go wrong in a program about ``problem``, the slips of one kind together, in order of evaluation.

    Raises:
        UsageError: as `program` does.
    """
    draft = Manuscript(problem)
    kinds = {ask.kind for ask in problem.asks}
    operations, way = list[list[Slip]](), list[list[Slip]]()
    if kinds & {AskKind.BACKWARD, AskKind.UPDATE}:
        operations, way = list(filter(None, _of_operations(draft))), list(_of_the_way(draft))
        yield from operations[:FIRST]
        yield from way[:TYPICAL]
    if AskKind.UPDATE in kinds:
        for step, name in STEPS.items():
            yield [Slip(_file(name), step.value, step=step)]
    yield from way[TYPICAL:]
    yield from operations[FIRST:]


def _of_operations(draft: Manuscript) -> Iterator[list[Slip]]:
    """Yield the wrong derivatives of operations, each believed wherever that operation is differentiated."""
    passed = [one for one in _way_back(draft) if not any(map(draft.is_literal, one.node.args))]
    for op, name in _typical_first():
        yield [
            Slip(_file(f"{op} {name}"), f"{_edge(draft, one)}: {name}", _at(one), _saying(template), believed=True)
            for one in passed
            if one.node.op.name == op
            for position, known, template in WRONG[op]
            if (position, known) == (one.position, name)
        ]


def _typical_first() -> Iterator[tuple[str, str]]:
    """Yield each operation with the name of its most typical mistake, then each with its second, and so on."""
    named = {op: list(dict.fromkeys(name for _, name, _ in mistakes)) for op, mistakes in WRONG.items()}
    for turn in zip_longest(*([(op, name) for name in names] for op, names in named.items())):
        yield from filter(None, turn)


def _saying(template: str) -> Change:
    """Return the change that says a contribution otherwise."""
    return lambda one: replace(one, template=template)


def _of_the_way(draft: Manuscript) -> Iterator[list[Slip]]:
    """Yield what can be wrong whatever the operation."""
    passed = list(_way_back(draft))
    uses = [one.arg for one in passed]
    for mistake in MISTAKES:
        yield [
            Slip(_file(mistake.name), mistake.words.format(edge=_edge(draft, one)), _at(one), mistake.change)
            for place, one in enumerate(passed)
            if mistake.possible(one, uses.count(one.arg) > 1, one.arg in uses[:place])
        ]


def _way_back(draft: Manuscript) -> Iterable[Contribution]:
    """Return all that operations pass on, in the order in which the way back comes to it."""
    return (one for node in reversed(draft.graph.nodes) for one in draft.contributions(node))


def _at(one: Contribution) -> tuple[str, int]:
    """Return which contribution this is."""
    return one.node.name, one.position


def _edge(draft: Manuscript, one: Contribution) -> str:
    """Return a derivative as people write it: ``dL/ds``, ``dL/d(x * y)``."""
    return "/".join(f"d{_called(draft, name)}" for name in (one.node.name, one.arg))


def _called(draft: Manuscript, name: str) -> str:
    """Return a name; what has none is in brackets, its operation alone if its text is long."""
    node = draft.graph.by_name.get(name)
    if node is None or not node.anonymous:
        return name
    return f"({node.text if len(node.text) <= LONGEST else node.op.name})"


def _file(name: str) -> str:
    """Return what a file is called that shows a mistake."""
    return "_".join(re.findall(r"\w+", name))
