"""From the fields of a spec to a `Problem` that is valid by construction."""

from types import MappingProxyType

from grader.errors import SpecError
from grader.model import AskKind, Feedback, Limits, Problem
from grader.spec.asks import build_asks
from grader.spec.cases import build_cases
from grader.spec.fields import LimitsFields, SpecFields
from grader.spec.limits import measured
from grader.spec.mistakes import Mistakes, quoted
from grader.spec.sketch import Sketch, build_sketch, ends, sizes_text
from grader.spec.source import Source
from reference.errors import GraphError
from reference.sampling import Range, sample

TRIED = 16  # random cases, as many as `grader.cases` draws for one choice of sizes, as a rule


def build_problem(spec: SpecFields, source: Source, folder: str) -> Problem:
    """Return the problem that a spec states.

    Args:
        spec: its fields.
        source: its text.
        folder: the name of the folder that it is in.
    Raises:
        SpecError: with all that is wrong, as far as one thing wrong does not hide another.
    """
    mistakes = Mistakes()
    if spec.id.value != folder:
        mistakes.add(
            spec.id.place, f"the id {quoted(spec.id.value)} is not the name of the folder", f"write '{folder}'"
        )
    if spec.limits.value.total.value < spec.limits.value.seconds.value:
        mistakes.add(spec.limits.value.total.place, "less time for all calls than for one", "make 'total' larger")
    if not spec.cases.value and not spec.random.value.cases.value:
        mistakes.add(spec.random.place, "there is no case, neither written nor random", "add one to 'cases'")
    by_convention = spec.kinks.value == "convention"
    with mistakes.gathering():
        sketch = build_sketch(spec, source)
        with mistakes.gathering():
            _check_random(spec, sketch)
        asks = build_asks(spec.ask, sketch)
        rate = next((ask.rate for ask in asks if ask.kind is AskKind.UPDATE), None)
        cases = build_cases(spec.cases.value, sketch, rate, by_convention=by_convention)
    mistakes.settle()
    return Problem(
        id=spec.id.value,
        title=spec.title.value,
        topic=spec.topic.value,
        source=spec.source.value,
        statement=spec.statement.value,
        inputs=sketch.inputs,
        dims=MappingProxyType(dict(sketch.dims)),
        graph=sketch.graph,
        equations=spec.graph.value.text,
        asks=asks,
        cases=cases,
        random_cases=spec.random.value.cases.value,
        kinks_by_convention=by_convention,
        limits=_limits(spec.limits.value),
        feedback=Feedback(spec.feedback.value),
        solution_shown=spec.solution.value == "shown",
        allowed=tuple(code.value for code in spec.lint.value.allow.value),
        sha256=source.sha256,
    )


def _limits(fields: LimitsFields) -> Limits:
    """Return the limits; the processor may be busy all the time unless the author says otherwise."""
    given = {name: field.value for name, field in vars(fields).items()}
    return Limits(**measured(given | {"cpu": given["cpu"] or given["total"]}))


def _check_random(spec: SpecFields, sketch: Sketch) -> None:
    """Draw a few random cases, where there are to be any.

    Raises:
        SpecError: if hardly any can be drawn, at the smallest sizes or at the largest.
    """
    if not spec.random.value.cases.value:
        return
    for sizes in ends(sketch.dims):
        ranges = {one.name: Range(one.sized(sizes), one.low, one.high) for one in sketch.inputs}
        try:
            sample(sketch.graph, ranges, TRIED, spec.id.value.encode(), sizes)
        except GraphError as error:
            problem = f"no random cases can be drawn: {error.problem}{sizes_text(sizes)}"
            raise SpecError.at(spec.inputs.key, problem, error.remedy) from error
