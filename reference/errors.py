"""What can be wrong with a graph, said so that its author can mend it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

FEW = 20  # names that can be listed in a message


@dataclass(frozen=True, order=True)
class Span:
    """Where in the text of the equations something stands; line and column count from 1."""

    line: int = 1
    column: int = 1


class GraphError(Exception):
    """A graph that cannot be: its text, its names, its shapes or its structure are wrong.

    Attributes:
        problem: what is wrong, lower case, no full stop.
        remedy: how to mend it; empty where there is no one way.
        span: where in the equations; None for a graph that was not written as text.
    """

    def __init__(self, problem: str, *, remedy: str = "", span: Span | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.span = span


class ShapeError(GraphError):
    """Operands whose shapes do not fit the operation."""


class DomainError(GraphError):
    """A value at which an operation is not defined, or not differentiable: log(-1), 1/0.

    Attributes:
        node: the name of the node that cannot be computed.
        case: the index, on the case axis, of the first case where it happens.
    """

    def __init__(self, problem: str, *, node: str, case: int, remedy: str = "") -> None:
        super().__init__(problem, remedy=remedy)
        self.node = node
        self.case = case


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """Return ``did you mean 'mul'?`` for the nearest of ``words``, whatever its case, or the empty string."""
    import difflib  # noqa: PLC0415  # 10 ms, and only ever needed for an error

    folded = {known.casefold(): known for known in words}
    near = difflib.get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    return f"did you mean '{folded[near[0]]}'?" if near else ""


def choose_from(word: str, words: Collection[str]) -> str:
    """Return `did_you_mean`, or else all of ``words`` if they are few."""
    few = f"choose from: {', '.join(words)}" if 0 < len(words) <= FEW else ""
    return did_you_mean(word, words) or few


class GraphErrors(Exception):
    """Everything that is wrong with the text of a graph, at once, in the order of the text."""

    def __init__(self, errors: tuple[GraphError, ...]) -> None:
        super().__init__("; ".join(error.problem for error in errors))
        self.errors = errors
