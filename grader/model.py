"""What flows through the grader, from the spec to the report: frozen, built once, no input or output."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from grader.isolation import Isolation
from reference.graph import Graph, infer_shapes
from reference.op import Array, Shape


class Role(Enum):
    """What an input of a graph is for; gradient descent moves the parameters alone."""

    DATA = "data"
    PARAMETER = "parameter"
    TARGET = "target"
    CONSTANT = "constant"


class AskKind(Enum):
    """What a student can be asked to compute."""

    FORWARD = "forward"
    LOCALS = "locals"
    BACKWARD = "backward"
    UPDATE = "update"


class Credit(Enum):
    """How the points of an ask are given: for all its answers together, or a share for each name."""

    ALL = "all"
    EACH = "each"


class CaseKind(Enum):
    """Where a case comes from."""

    EXACT = "exact"
    RANDOM = "random"
    LINEARITY = "linearity"
    REPEAT = "repeat"


class Outcome(Enum):
    """How one call of the student's function ended."""

    ANSWERED = "answered"
    RAISED = "raised"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    DIED = "died"
    PROTOCOL_ERROR = "protocol_error"


class Status(Enum):
    """How grading one submission ended; a grader fault is never the student's."""

    GRADED = "graded"
    NOT_GRADABLE = "not_gradable"
    GRADER_FAULT = "grader_fault"


class Feedback(Enum):
    """How far a diagnosis goes when it is told to students; each level tells what those before it do."""

    WHERE = "where"
    WHAT = "what"
    FIX = "fix"


class Audience(Enum):
    """Who reads a report; hidden cases keep their inputs and values from students."""

    STUDENT = "student"
    INSTRUCTOR = "instructor"


Key = str | tuple[str, str]
"""What one answer is for: a name, or an edge (node, operand) whose local gradient is asked."""


def name_of(key: Key) -> str:
    """Return the name of ``key`` in a report: the name itself, or ``dnode/doperand`` for an edge."""
    return key if isinstance(key, str) else f"d{key[0]}/d{key[1]}"


@dataclass(frozen=True)
class Input:
    """An input of the graph.

    Attributes:
        name: as in the equations.
        role: what it is for.
        shape: sizes, or names of dimensions; empty for a scalar.
        low, high: random cases draw its value from here; where they are None, sizes from 0.2 to 2.5 of either sign.
    """

    name: str
    role: Role
    shape: tuple[int | str, ...] = ()
    low: Fraction | None = None
    high: Fraction | None = None

    def sized(self, sizes: Mapping[str, int]) -> Shape:
        """Return its shape, given the size of each dimension."""
        return tuple(sizes[size] if isinstance(size, str) else size for size in self.shape)


def distinct_sizes(ranked: Mapping[str, Sequence[int]]) -> dict[str, int]:
    """Return a size for each dimension, one that it ranks high, all different where that can be.

    Were two sizes the same, taking one axis for the other would go unseen.

    Args:
        ranked: the sizes that each may have, the best first.
    """
    holders: dict[int, str] = {}
    for dim in sorted(ranked, key=lambda dim: -len(ranked[dim])):  # the last gets its first: it has the least choice
        _settle(dim, ranked, holders, set())
    held = {dim: size for size, dim in holders.items()}
    return {dim: held.get(dim, sizes[0]) for dim, sizes in ranked.items()}


def _settle(dim: str, ranked: Mapping[str, Sequence[int]], holders: dict[int, str], tried: set[int]) -> bool:
    """Give ``dim`` the first of its sizes that is free, or whose holder can take another; return whether one was.

    Source: H. W. Kuhn's augmenting paths, so that no dimension goes without if any choice of sizes avoids it.
    """
    for size in ranked[dim]:
        if size not in tried:
            tried.add(size)
            if size not in holders or _settle(holders[size], ranked, holders, tried):
                holders[size] = dim
                return True
    return False


@dataclass(frozen=True)
class Ask:
    """One thing that is asked of the student, and graded.

    Attributes:
        kind: what.
        points: for a right answer.
        function: the name of the student's function.
        keys: the names (or edges) that it has to return.
        rate: the learning rate, for an update.
        credit: all the points or none, or a share for each key.
    """

    kind: AskKind
    points: Fraction
    function: str
    keys: tuple[Key, ...]
    rate: Fraction | None = None
    credit: Credit = Credit.ALL


@dataclass(frozen=True, eq=False)
class ExactCase:
    """A case that the author wrote down.

    Attributes:
        name: unique in its problem.
        inputs: an array of Fractions for each input, without the case axis.
        visible: whether students see it.
    """

    name: str
    inputs: Mapping[str, Array]
    visible: bool = True


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes:
        call_s, total_s: seconds of wall-clock time for one call, and for all together.
        cpu_s: seconds of processor time for all calls together; counted in whole seconds.
        memory_bytes: what it may take beyond Python and NumPy.
        answer_bytes: the size of one answer.
    """

    call_s: float
    total_s: float
    answer_bytes: int = 1 << 20
    cpu_s: float = 60.0
    memory_bytes: int = 512 << 20


@dataclass(frozen=True, eq=False)
class Problem:
    """A problem, as its spec states it; valid by construction.

    Attributes:
        id, title, topic, source, statement: as in the spec.
        inputs: the graph's inputs, in the order in which students' functions take them.
        dims: the least and the largest size of each named dimension.
        graph: the computation.
        equations: the graph as the author wrote it.
        asks: what is graded, in the order in which feedback is given.
        cases: the exact cases.
        random_cases: how many random ones.
        kinks_by_convention: whether, at a kink, only the convention is right rather than any subgradient.
        limits: what a submission may use.
        feedback: how far a diagnosis goes when it is told to students.
        solution_shown: whether students may have its cases explained.
        allowed: the codes of what `grader lint` would warn of, and the author wants so.
        sha256: of the spec's bytes.
    """

    id: str
    title: str
    topic: str
    source: str
    statement: str
    inputs: tuple[Input, ...]
    dims: Mapping[str, tuple[int, int]]
    graph: Graph
    equations: str
    asks: tuple[Ask, ...]
    cases: tuple[ExactCase, ...]
    random_cases: int
    kinks_by_convention: bool
    limits: Limits
    feedback: Feedback
    solution_shown: bool
    allowed: tuple[str, ...]
    sha256: str

    @property
    def points(self) -> Fraction:
        """The most that a submission can get."""
        return sum((ask.points for ask in self.asks), Fraction(0))

    def output_shape(self, sizes: Mapping[str, int]) -> Shape:
        """Return the shape of the output for these sizes of the dimensions."""
        inputs = {given.name: given.sized(sizes) for given in self.inputs}
        return infer_shapes(self.graph, inputs, sizes)[self.graph.output]

    @cached_property
    def scalar(self) -> bool:
        """Whether the output is a number; any other is differentiated along an upstream."""
        return self.output_shape({dim: most for dim, (_, most) in self.dims.items()}) == ()

    @property
    def rate(self) -> Fraction | None:
        """The learning rate of the update that is asked for, if one is."""
        return next((ask.rate for ask in self.asks if ask.kind is AskKind.UPDATE), None)

    @property
    def differentiated(self) -> str:
        """What ``backward`` is to differentiate, as people write it."""
        return self.graph.output if self.scalar else f"sum({self.graph.output} * upstream)"

    def parameters(self, ask: Ask) -> tuple[str, ...]:
        """Return the parameters of the function that ``ask`` calls: the inputs, then the upstream or the rate."""
        names = tuple(given.name for given in self.inputs)
        if ask.kind is AskKind.BACKWARD and not self.scalar:
            return (*names, "upstream")
        return (*names, "rate") if ask.kind is AskKind.UPDATE else names


@dataclass(frozen=True, eq=False)
class Case:
    """One point at which a student's functions are called.

    Attributes:
        name: what a report calls it.
        kind: where it comes from.
        visible: whether students see its inputs and values.
        inputs: an array of float64 for each input, without the case axis.
        upstream: the cotangent of a non-scalar output; None for a scalar one.
        rate: the learning rate of an update; None where none is asked.
        exact: the inputs as Fractions, for an exact case.
        dims: the size of each named dimension.
    """

    name: str
    kind: CaseKind
    visible: bool
    inputs: Mapping[str, Array]
    upstream: Array | None = None
    rate: Fraction | None = None
    exact: Mapping[str, Array] | None = None
    dims: Mapping[str, int] = field(default_factory=dict)

    def argument(self, name: str) -> float | Array:
        """Return what a student's function is given for one of its parameters: numbers as floats."""
        value: Any = self.inputs[name] if name in self.inputs else getattr(self, name)  # "upstream" or "rate"
        return value if isinstance(value, np.ndarray) and value.shape else float(value)


@dataclass(frozen=True)
class Submission:
    """What a student handed in: a file, and the modules that it imports, if they came in a folder.

    Attributes:
        student: who; empty where nobody is named.
        file: the name of the file, without folders.
        source: its text, without a byte-order mark.
        sha256: of all its bytes.
        modules: the text of each other file, by its path in the folder: ``layers/relu.py``.
    """

    student: str
    file: str
    source: str
    sha256: str
    modules: Mapping[str, str] = field(default_factory=dict)

    @property
    def sources(self) -> Mapping[str, str]:
        """The text of every file, by its name."""
        return {self.file: self.source, **self.modules}


@dataclass(frozen=True, eq=False)
class Call:
    """One call of a student's function: plain numbers and float64 arrays, by the names of its parameters."""

    function: str
    arguments: Mapping[str, float | Array]


@dataclass(frozen=True)
class Foreign:
    """What a student returned that is no number, array, text or collection of them: only the name of its type."""

    type_name: str


@dataclass(frozen=True)
class Answer:
    """What became of one call.

    Attributes:
        outcome: how it ended.
        value: what the function returned: None, bool, int, float, complex, str, an array, `Foreign`, or tuples, lists
            and dicts of them; meaningless unless the outcome is ANSWERED.
        message: the student's exception, or what ended the call; printable, capped.
        file, line: where the student's code raised; empty and None where there is no such place.
        printed: what the call printed, up to a cap; lines of printable text.
        changed: the arguments that the function changed in place.
        loaded: False where not even the file could be run, so that no function was called.
        missing: whether there is no such function.
    """

    outcome: Outcome
    value: Any = None
    message: str = ""
    file: str = ""
    line: int | None = None
    printed: str = ""
    changed: tuple[str, ...] = ()
    loaded: bool = True
    missing: bool = False


@dataclass(frozen=True)
class Finding:
    """What a check has to say of one answer.

    Attributes:
        check: the check's name.
        name: which of the names asked for (``ds/dy`` for the local gradient of an edge); empty for the whole answer.
        label: the same as people say it: ``dL/dw`` for a gradient.
        index: where in an array; empty for a scalar.
        expected, got: the two numbers; None where it is not about numbers.
        message: in words.
        note: whether it is only worth knowing, and costs nothing.
    """

    check: str
    name: str
    message: str
    index: tuple[int, ...] = ()
    expected: float | None = None
    got: float | None = None
    note: bool = False
    label: str = ""


@dataclass(frozen=True)
class Attempt:
    """One case that ran, and what the checks found.

    Attributes:
        case, kind, visible: of the case.
        outcome: how the call ended.
        right: the verdict.
        message: what ended the call, with the line of the student's file; empty where nothing did.
        replay: the call as text to paste.
        findings: what the checks have to say.
        missing: whether there is no such function.
        printed: what the student's code printed; for the student and the instructor, never for hidden cases.
    """

    case: str
    kind: CaseKind
    visible: bool
    outcome: Outcome
    right: bool
    message: str
    replay: str
    findings: tuple[Finding, ...]
    missing: bool = False
    printed: str = ""


@dataclass(frozen=True)
class AskResult:
    """What was asked, and what it earned.

    Attributes:
        ask: what was asked.
        score, max_score, right: what came of it.
        attempts: every case, in the order in which they were asked.
        smallest: simpler inputs that fail too, where the first visible case to fail has more digits or there is none;
            they have no part in the verdict.
    """

    ask: AskKind
    score: Fraction
    max_score: Fraction
    right: bool
    attempts: tuple[Attempt, ...]
    smallest: Attempt | None = None


@dataclass(frozen=True)
class Diagnosis:
    """One mistake that would give the answers to an ask: they are consistent with it, and perhaps with others.

    Attributes:
        ask: of which answers.
        slip: the place among those where the answers go wrong by themselves, from 1; several diagnoses of one slip
            are alternatives.
        edge: (node, operand) whose derivative it is about; a name alone, or nothing, where it is about no edge.
        mistake: short and stable, as in ``reference.mutants``; empty where only the place is known.
        factor: by which constant a derivative is too large; None where it is no constant.
        words: what was done, as a clause.
        remedy: what to do instead; empty where that is not known.
        confidential: whether it is for instructors alone.
    """

    ask: AskKind
    slip: int
    edge: tuple[str, ...]
    mistake: str
    factor: float | None
    words: str
    remedy: str
    confidential: bool = False


@dataclass(frozen=True)
class Report:
    """The result of grading one submission; holds no time, host or path, so that it is the same on every machine."""

    version: str
    problem_id: str
    problem_sha256: str
    student: str
    file: str
    submission_sha256: str
    isolation: Isolation
    status: Status
    message: str
    score: Fraction
    max_score: Fraction
    asks: tuple[AskResult, ...]
    diagnosis: tuple[Diagnosis, ...] = ()
    feedback: Feedback = Feedback.WHAT

    @property
    def full_marks(self) -> bool:
        """Whether everything was right."""
        return self.status is Status.GRADED and self.score == self.max_score
