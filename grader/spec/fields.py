"""The fields of a spec: the one table that specs are read by, and that the JSON Schema is made from.

A dataclass is a group of fields; the words of a choice are the values of the enums in `grader.model`, which is not
imported here, so that listing problems does not wait for NumPy.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from grader.spec.kinds import (
    EMPTY,
    Boolean,
    Choice,
    Equations,
    Given,
    Grid,
    Identifier,
    Integer,
    ListOf,
    MapOf,
    Number,
    Numbers,
    Range,
    Record,
    Size,
    Sizes,
    Text,
    described,
    record,
)
from grader.spec.yaml_tree import ScalarNode

LINE = Text("a text of one line", r"[^\n]*")
ID = Text("lower-case letters, digits and hyphens", r"[a-z0-9]+(-[a-z0-9]+)*")
NAMES = ListOf(Text(), "[a, b]", least=1)
CREDIT = Choice(("all", "each"))

Values = Mapping[str, Given[Grid]]


@record
class InputFields:
    """An input of the graph."""

    role: Given[str] = described(
        Choice(("data", "parameter", "target", "constant")),
        "what it is for; gradient descent moves the parameters alone",
    )
    shape: Given[tuple[Given[int | str], ...]] = described(
        ListOf(Size(), "[N, 3]", most=8), "its sizes, or names from dims; a number without it", default=()
    )
    range: Given[tuple[Fraction, Fraction] | None] = described(
        Range(),
        "where random cases draw it from, as 0.1..3; without it from 0.2 to 2.5, of either sign and never 1",
        default=None,
    )


@record
class AskedFields:
    """What every ask says."""

    points: Given[Fraction] = described(Number(0, included=True, most=1000), "the points for a right answer")
    credit: Given[str] = described(
        CREDIT, "all the points or none, or each answer an equal share of them", default="all"
    )


def _function(name: str) -> Any:
    """Return the field for the name of the student's function, ``name`` unless the author says otherwise."""
    return described(Identifier(), "the name of the student's function", default=name)


@record
class ForwardFields(AskedFields):
    """The values of nodes."""

    function: Given[str] = _function("forward")
    names: Given[tuple[Given[str], ...] | None] = described(
        NAMES, "the equations whose values are asked; all of them without it", default=None
    )


@record
class LocalsFields(AskedFields):
    """The local gradients of edges."""

    function: Given[str] = _function("local_gradients")
    edges: Given[tuple[Given[tuple[Given[str], Given[str]]], ...] | None] = described(
        ListOf(ListOf(Text(), "[y, w]", least=2, most=2), "[[y, w], [y, x]]", least=1),
        "pairs [equation, operand] of scalars; all there are without it, constants apart",
        default=None,
    )


@record
class BackwardFields(AskedFields):
    """The gradients of the output."""

    function: Given[str] = _function("backward")
    gradients: Given[tuple[Given[str], ...] | None] = described(
        NAMES, "the equations and inputs by which the output is differentiated; all parameters without it", default=None
    )


@record
class UpdateFields(AskedFields):
    """One step of gradient descent."""

    function: Given[str] = _function("update")
    rate: Given[Fraction] = described(
        Number(0, included=False, most=10**6), "the learning rate; random cases take half of it and twice it too"
    )


@record
class AskFields:
    """What is asked."""

    forward: Given[ForwardFields | None] = described(Record(ForwardFields), "the values of the equations", default=None)
    locals: Given[LocalsFields | None] = described(
        Record(LocalsFields), "the derivative of each scalar equation by each scalar operand", default=None
    )
    backward: Given[BackwardFields | None] = described(
        Record(BackwardFields),
        "the derivative of the output (along an upstream, if it is no scalar) by each name",
        default=None,
    )
    update: Given[UpdateFields | None] = described(
        Record(UpdateFields), "the parameters after one step of gradient descent, and the new loss", default=None
    )


@record
class ExpectFields:
    """The author's own numbers."""

    values: Given[Values] = described(MapOf(Numbers()), "values of equations", default=EMPTY)
    locals: Given[Mapping[str, Given[Values]]] = described(
        MapOf(MapOf(Numbers())), "for a scalar equation, its derivative by each scalar operand", default=EMPTY
    )
    gradients: Given[Values] = described(MapOf(Numbers()), "the derivative of a scalar output by a name", default=EMPTY)
    update: Given[Values] = described(
        MapOf(Numbers()), "parameters after the step, and the output there by its name", default=EMPTY
    )


@record
class CaseFields:
    """A case that the author writes down."""

    name: Given[str] = described(LINE, "what a report calls it; no two cases have one name")
    inputs: Given[Values] = described(MapOf(Numbers()), "a number, or nested lists of them, for each input")
    expect: Given[ExpectFields] = described(
        Record(ExpectFields), "the author's own numbers; a wrong one is an error of the spec", default=EMPTY
    )
    visible: Given[bool] = described(Boolean(), "whether students see its inputs and values", default=True)


@record
class RandomFields:
    """The random cases."""

    cases: Given[int] = described(Integer(0, 1000), "how many", default=64)


@record
class LimitsFields:
    """What a submission may use."""

    seconds: Given[Fraction] = described(Number(0, included=False, most=60), "seconds for one call", default=2)
    total: Given[Fraction] = described(
        Number(0, included=False, most=600), "seconds for all calls together", default=20
    )
    cpu: Given[Fraction | None] = described(
        Number(0, included=False, most=600),
        "seconds of processor time for all calls together; as many as 'total' without it",
        default=None,
    )
    memory: Given[int] = described(Integer(16, 8192), "megabytes beyond what Python and NumPy take", default=512)
    answer: Given[int] = described(Integer(1, 16384), "kilobytes for one answer", default=1024)


@record
class LintFields:
    """What the author has to say to `grader lint`."""

    allow: Given[tuple[Given[str], ...]] = described(
        ListOf(Text("lower-case letters and hyphens", r"[a-z]+(-[a-z]+)*"), "[constant-upstream]"),
        "the codes of what it should not fail for, as it prints them",
        default=(),
    )


@record
class SpecFields:
    """A spec."""

    id: Given[str] = described(ID, "the name of the spec's folder")
    title: Given[str] = described(LINE, "what a list of problems shows")
    topic: Given[str] = described(LINE, "what it belongs to", default="")
    source: Given[str] = described(LINE, "where it is from", default="")
    statement: Given[str] = described(Text(), "what the student reads: Markdown with $LaTeX$")
    inputs: Given[Mapping[str, Given[InputFields]]] = described(
        MapOf(Record(InputFields), some=True), "what the graph is given; students' functions take it by these names"
    )
    dims: Given[Mapping[str, Given[tuple[int, int]]]] = described(
        MapOf(Sizes()), "sizes with names, for shapes and equations: N: 3..6 or N: 4", default=EMPTY
    )
    graph: Given[ScalarNode] = described(Equations(), "equations such as 'y = w * x + b', one a line, in a '|' block")
    output: Given[str | None] = described(
        Text(), "the equation that is differentiated; without it the one that is written last", default=None
    )
    ask: Given[AskFields] = described(Record(AskFields), "what is graded, in the order in which feedback is given")
    cases: Given[tuple[Given[CaseFields], ...]] = described(
        ListOf(Record(CaseFields), "'- name: ...'"),
        "the cases with the author's own inputs",
        default=(),
    )
    random: Given[RandomFields] = described(Record(RandomFields), "the random cases", default=EMPTY)
    kinks: Given[str] = described(
        Choice(("any", "convention")),
        "at a kink such as relu(0), whether the derivative of either side is right or only that of the convention",
        default="any",
    )
    limits: Given[LimitsFields] = described(Record(LimitsFields), "what a submission may use", default=EMPTY)
    feedback: Given[str] = described(
        Choice(("where", "what", "fix")),
        "how much students are told of a mistake: the edge, also what it looks like, also what to do",
        default="what",
    )
    solution: Given[str] = described(
        Choice(("shown", "hidden")), "whether 'grader explain' works its cases out for students", default="shown"
    )
    lint: Given[LintFields] = described(Record(LintFields), "what 'grader lint' should let pass", default=EMPTY)


SPEC = Record(SpecFields)
