"""The author's cases: what is expected there has been worked out exactly, and floats are held against it."""

from dataclasses import replace

import mpmath
import pytest

from grader.cases import PUBLIC_SALT, all_cases
from grader.errors import GraderFault
from grader.expected import questions
from grader.model import AskKind
from reference import exact
from tests.grader.in_process import exam_of, problem_of

SIGMOID = """
    inputs: {x: {role: data}, w: {role: parameter}}
    graph: |
      z = w * x - 0.3
      p = sigmoid(z)
      L = -log(p)
    ask: {forward: {points: 1}, locals: {points: 1}, backward: {points: 1}, update: {points: 1, rate: 0.1}}
    cases: [{name: written, inputs: {x: 0.7, w: 1.1}}]
    random: {cases: 3}
    """
MP = mpmath.mp.clone()
MP.dps = 60


def expected(text: str, kind: AskKind) -> dict:
    """Return what is expected at the author's case."""
    question = next(question for question in exam_of(text).questions if question.ask.kind is kind)
    return {key: target.value.tolist() for key, target in question.targets.items()}


def worked_out() -> dict:
    """Return the same by the formulas on the blackboard, in 60 digits."""
    x, w, rate = MP.mpf(7) / 10, MP.mpf(11) / 10, MP.mpf(1) / 10
    z = w * x - MP.mpf(3) / 10
    p = 1 / (1 + MP.exp(-z))
    dz = p - 1
    after = w - rate * dz * x
    return {
        AskKind.FORWARD: {"z": z, "p": p, "L": -MP.log(p)},
        AskKind.LOCALS: {("z", "w"): x, ("z", "x"): w, ("p", "z"): p * (1 - p), ("L", "p"): -1 / p},
        AskKind.BACKWARD: {"w": dz * x},
        AskKind.UPDATE: {"w": after, "L": MP.log(1 + MP.exp(MP.mpf(3) / 10 - after * x))},
    }


@pytest.mark.parametrize("kind", AskKind)
def test_what_is_expected_of_a_smooth_graph_has_been_rounded_once(kind):
    assert expected(SIGMOID, kind) == {key: float(value) for key, value in worked_out()[kind].items()}


def off_by_a_millionth(op):
    """Return ``op`` with values that are wrong in float64, and right in exact numbers."""

    def forward(*operands, **options):
        value = op.forward(*operands, **options)
        return value if value.dtype == object else value * (1 + 1e-6)

    return replace(op, forward=forward)


def test_a_function_that_is_wrong_in_floats_is_found_out():
    problem = problem_of(SIGMOID)
    nodes = tuple(
        replace(node, op=off_by_a_millionth(node.op)) if node.op.name == "sigmoid" else node
        for node in problem.graph.nodes
    )
    problem = replace(problem, graph=replace(problem.graph, nodes=nodes))
    with pytest.raises(GraderFault, match="p at 'written' of 'example'"):
        questions(problem, all_cases(problem, PUBLIC_SALT))


def test_where_50_digits_would_take_too_long_floats_are_expected(monkeypatch):
    monkeypatch.setattr(exact, "MOST_OPERATIONS", 0)
    problem = problem_of(SIGMOID)
    first = questions(problem, all_cases(problem, PUBLIC_SALT))[0]
    assert first.targets["p"].value == pytest.approx(float(worked_out()[AskKind.FORWARD]["p"]), rel=1e-15)


def test_a_kink_that_floats_miss_is_met_in_a_smooth_graph_too():
    text = """
        inputs: {x: {role: data}, w: {role: parameter}}
        graph: |
          z = w * x - 0.3
          L = exp(relu(z)) + w
        ask: {backward: {points: 1}}
        cases: [{name: on the kink, inputs: {x: 3, w: 0.1}}]
        random: {cases: 3}
        """
    assert expected(text, AskKind.BACKWARD) == {"w": 1}  # and not 4, though in floats z is 6e-17
