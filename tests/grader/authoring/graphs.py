"""Problems about graphs that nobody wrote a spec for."""

from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

from grader.errors import GraderError
from grader.model import Ask, AskKind, ExactCase, Feedback, Input, Limits, Problem, Role
from grader.pipeline import Exam, mark, prepare
from reference.equations import parse_equations
from reference.exact import fractions
from reference.graph import Graph, infer_shapes, resolve
from reference.sampling import Range, sample
from tests.grader.in_process import InProcess, submitted


def problem_about(graph, inputs, dims=None):
    """Return a problem that asks everything there is to ask about a graph.

    Args:
        graph: the graph; what its output does not depend on is left out.
        inputs: for each input an array, the case axis leading.
        dims: the sizes of the dimensions that options name.
    """
    used = tuple(name for name in graph.inputs if name in graph.ancestors)
    nodes = [node for node in graph.nodes if node.name in graph.ancestors]
    sized = [replace(node, options=MappingProxyType(resolve(node.options, dims or {}))) for node in nodes]
    plain = Graph(used, tuple(sized), graph.output)
    given = tuple(Input(name, Role.PARAMETER, inputs[name].shape[1:]) for name in used)
    cases = [{name: fractions(inputs[name][row]) for name in used} for row in range(len(inputs[used[0]]))]
    return Problem(
        id="drawn",
        title="A graph",
        topic="",
        source="",
        statement="",
        inputs=given,
        dims={},
        graph=plain,
        equations="",
        asks=tuple(_asks(plain, infer_shapes(plain, {one.name: one.shape for one in given}))),
        cases=tuple(ExactCase(f"case {number}", case) for number, case in enumerate(cases)),
        random_cases=0,
        kinks_by_convention=False,
        limits=Limits(2.0, 20.0),
        feedback=Feedback.WHAT,
        solution_shown=True,
        allowed=(),
        sha256="0" * 64,
    )


def problem_of_equations(text, *shapes):
    """Return a problem about equations; ``shapes`` are those of the inputs a, b, c."""
    names = "abc"[: len(shapes)]
    graph = parse_equations(text, inputs=names)
    ranges = {name: Range(shape) for name, shape in zip(names, shapes, strict=True)}
    if any(function in text for function in ("log(", "sqrt(", "** (", "** -")):
        ranges = {name: replace(span, low=Fraction(1, 2), high=Fraction(2)) for name, span in ranges.items()}
    return problem_about(graph, sample(graph, ranges, 2, text.encode()))


def _asks(graph, shapes):
    """Yield everything there is to ask about a graph."""
    yield Ask(AskKind.FORWARD, Fraction(1), "forward", graph.named)
    edges = tuple(edge for edge in graph.edges if not any(shapes[name] for name in edge))
    if edges:
        yield Ask(AskKind.LOCALS, Fraction(1), "local_gradients", edges)
    yield Ask(AskKind.BACKWARD, Fraction(1), "backward", (*graph.inputs, *graph.named))
    if not shapes[graph.output]:
        yield Ask(AskKind.UPDATE, Fraction(1), "update", (*graph.inputs, graph.output), rate=Fraction(1, 10))


def exam_about(problem) -> Exam | None:
    """Return the exam of a problem; None where the grader itself cannot tell right from wrong."""
    try:
        return prepare(problem, "")
    except GraderError:
        return None


def mistakes(exam, source):
    """Return what a program does wrong, in words; nothing if it gets full marks."""
    report = mark(exam, submitted(source), InProcess())
    attempts = [(ask.ask.value, attempt) for ask in report.asks for attempt in ask.attempts if not attempt.right]
    found = [(ask, attempt.case, attempt.message, attempt.findings) for ask, attempt in attempts]
    return [report.message, *found] if report.message else found


def nested(graph, keep):
    """Return the graph with sub-expressions: what is used once is part of what uses it, except for ``keep``."""
    uses = [(arg, node.name) for node in graph.nodes for arg in node.args]
    names = {name: name for name in graph.inputs}
    for node in reversed(graph.nodes):
        users = [user for arg, user in uses if arg == node.name]
        inside = len(users) == 1 and node.name not in keep
        names[node.name] = f"{names[users[0]].partition('.')[0]}.{node.name}" if inside else node.name
    nodes = [replace(node, name=names[node.name], args=tuple(names[arg] for arg in node.args)) for node in graph.nodes]
    return Graph(graph.inputs, tuple(nodes), names[graph.output])
