"""What stands on the page of a worked solution, whatever it is written in."""

from collections.abc import Iterator
from dataclasses import dataclass

from grader.model import Problem
from grader.pages.explanation.figures import MOST_ENTRIES, decimal, plain, rounded_off
from grader.pages.statement import conventions
from reference.explain import Equality, Explanation, Figure, Formula, Partial, Symbol
from reference.op import Array

NO_SYMPY = "The general formulas need SymPy: pip install 'backprop-grader[formulas]'."
EACH = "for each element"
JACOBIANS = "The others are Jacobians: the chain rule has the products that programs compute in their place."
MOST_NUMBERS = 24  # of an array that the summary shows


@dataclass(frozen=True)
class Line:
    """An equation; ``inner`` if it is only a part of the one before it; ``after`` it come words."""

    equality: Equality
    inner: bool = False
    after: str = ""


@dataclass(frozen=True)
class Lines:
    """Equations one below the other."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Together:
    """Short equations side by side."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Table:
    """A table; the columns whose heading is in ``numbers`` stand on the right."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str | Formula, ...], ...]
    numbers: frozenset[str]


@dataclass(frozen=True)
class Words:
    """A sentence."""

    text: str


@dataclass(frozen=True)
class Picture:
    """The graph, with a note for each name."""

    notes: dict[str, str]


Block = Lines | Together | Table | Words | Picture


@dataclass(frozen=True)
class Section:
    """A part of the page."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Page:
    """A worked solution.

    Attributes:
        problem: whose.
        case: the name of the case.
        explanation: its steps.
    """

    problem: Problem
    case: str
    explanation: Explanation

    @property
    def title(self) -> str:
        """What the page is about."""
        return f"{self.problem.title} ({self.problem.id}): {self.case}"


def sections(page: Page) -> Iterator[Section]:
    """Yield what stands on ``page``, from the given numbers to descent."""
    worked = page.explanation
    output, loss = worked.graph.output, worked.loss
    given = tuple(map(Line, worked.given))
    short = all(row.value.shape == () for row in worked.rows)
    yield Section("Given", (Together(given) if short else Lines(given), Picture(notes(worked))))
    forward = tuple(Line(step.equality, step.inner) for step in worked.forward)
    yield Section(f"Forward: from the inputs to {output}", (Lines(forward),))
    if worked.local:
        local = tuple(Line(it.equality, after=EACH * it.each) for it in worked.local)
        blocks: tuple[Block, ...] = (*_kinks(page), Lines(local), *_left_out(worked))
        yield Section("Local gradients: each step by its operands, all else held fixed", blocks)
    chain = Lines(tuple(map(Line, worked.chain)))
    yield Section(f"The chain rule: from {loss} back to the inputs", (*_loss(page), chain))
    yield Section("Summary", (_summary(page), *_arrays(worked)))
    yield from _general(worked)
    yield from _descent(worked)


def notes(worked: Explanation) -> dict[str, str]:
    """Return the value and the gradient of each name, as a note in a picture; of an array its shape."""
    return {
        row.name: _size(row.value) or f"data {rounded_off(row.value.item())} | grad {rounded_off(row.gradient.item())}"
        for row in worked.rows
    }


def _in_brief(value: Array) -> str:
    return _size(value) or plain(value.item())


def _size(value: Array) -> str:
    """Return how many numbers an array is; nothing for a single one."""
    return f"{' x '.join(map(str, value.shape))} numbers" if value.shape else ""


def _kinks(page: Page) -> Iterator[Words]:
    """Yield what is taken for the derivative at each kink."""
    said = conventions(page.problem)
    if said:
        yield Words(f"At kinks: {', '.join(said)}. A comparison is 1 where it holds, else 0.")


def _left_out(worked: Explanation) -> Iterator[Words]:
    """Yield what stands in the place of the local gradients that are not shown."""
    if len(worked.local) < len(worked.graph.edges):
        yield Words(JACOBIANS)


def _loss(page: Page) -> Iterator[Words]:
    """Yield what is differentiated, if it is not the output itself."""
    worked = page.explanation
    if worked.loss != worked.graph.output:
        yield Words(f"{worked.loss} = {page.problem.differentiated}, so that what arrives at the output is upstream.")
    if any(row.value.shape for row in worked.rows):
        yield Words("Products written with * are of each element; @ is the matrix product.")
    if any(node.op.name == "slice" for node in worked.graph.nodes):
        yield Words("put(g, [i]) is 0 everywhere but at [i], where it is g.")


def _summary(page: Page) -> Table:
    """Return the table of all names."""
    roles = {given.name: given.role.value for given in page.problem.inputs}
    gradient = f"d{page.explanation.loss}/d..."
    rows = tuple(
        (Symbol(row.name), roles.get(row.name, "step"), _in_brief(row.value), _in_brief(row.gradient))
        for row in page.explanation.rows
    )
    return Table(("name", "role", "value", gradient), rows, frozenset({"value", gradient}))


def _arrays(worked: Explanation) -> Iterator[Lines]:
    """Yield the small arrays, for which the table has no room, each before its gradient."""
    small = [row for row in worked.rows if row.value.shape and _is_small(row.value)]
    if small:
        pairs = (((Symbol(it.name), it.value), (Partial(worked.loss, it.name), it.gradient)) for it in small)
        yield Lines(tuple(Line(Equality((left, Figure(value)))) for pair in pairs for left, value in pair))


def _is_small(value: Array) -> bool:
    """Return whether an array is shown with all its numbers."""
    return value.size <= MOST_NUMBERS and max(value.shape) <= MOST_ENTRIES


def _general(worked: Explanation) -> Iterator[Section]:
    """Yield the formulas for any inputs."""
    if worked.general is None:
        yield Section("General formulas", (Words(NO_SYMPY),))
    elif worked.general:
        yield Section("General formulas: for any inputs", (Lines(tuple(map(Line, worked.general))),))


def _descent(worked: Explanation) -> Iterator[Section]:
    """Yield a step of gradient descent, and what further ones come to."""
    if worked.descent is None:
        return
    moves, output = worked.descent.moves, worked.descent.output
    change = f"{output} goes from {decimal(worked.descent.before.item())} to {decimal(worked.descent.after.item())}."
    yield Section("One step of gradient descent", (Lines(tuple(map(Line, moves))), Words(change)))
    rows = tuple((str(count), rounded_off(loss)) for count, loss in worked.descent.losses)
    yield Section("More steps", (Table(("steps", output), rows, frozenset({"steps", output})),))
