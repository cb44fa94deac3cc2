"""What is asked, in which order, and that a wrong engine is found out before anybody is graded by it."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from grader.cases import PUBLIC_SALT, all_cases
from grader.errors import GraderFault, UsageError
from grader.expected import derived, questions
from grader.expected.derived import Derived
from grader.model import AskKind, CaseKind, Problem
from reference.numeric import quick_differences
from reference.op import Op
from tests.grader.in_process import ONE_WEIGHT, exam_of, problem_of

SMOOTH = """
    inputs: {x: {role: data}, w: {role: parameter}}
    graph: |
      h = tanh(w * x)
      L = h * w
    ask: {locals: {points: 1}, backward: {points: 1}}
    random: {cases: 3}
    """
VECTOR = """
    inputs: {x: {role: parameter, shape: [N]}}
    dims: {N: 3..6}
    graph: out = x * sum(x)
    ask: {forward: {points: 1}, backward: {points: 1}}
    cases: [{name: written, inputs: {x: [1, 2, 4]}}]
    random: {cases: 5}
    """


def asked(text: str, salt: str = PUBLIC_SALT) -> list[tuple[str, str]]:
    return [(question.ask.kind.value, question.case.name) for question in exam_of(text, salt).questions]


def targets(text: str, kind: AskKind):
    """Return what is expected of the first question of an ask."""
    question = next(question for question in exam_of(text).questions if question.ask.kind is kind)
    return {key: target.value.tolist() for key, target in question.targets.items()}


class TestOrder:
    def test_each_ask_comes_in_turn_with_all_its_cases_and_the_first_one_again(self):
        cases = ["worked example", *(f"random {number}" for number in range(1, 7)), "worked example, asked again"]
        kinds = ["forward", "locals", "backward", "update"]
        assert asked(ONE_WEIGHT) == [(kind, case) for kind in kinds for case in cases]

    def test_what_is_visible_is_asked_before_anything_hidden(self):
        visible = [question.case.visible for question in exam_of(ONE_WEIGHT, "secret").questions]
        assert visible == sorted(visible, reverse=True)
        cases = ("worked example", "worked example, asked again")
        kinds = ("forward", "locals", "backward", "update")
        assert asked(ONE_WEIGHT, "secret")[:8] == [(kind, case) for kind in kinds for case in cases]

    def test_of_the_hidden_cases_the_first_is_asked_again_too(self):
        repeats = [q.case for q in exam_of(ONE_WEIGHT, "secret").questions if q.case.kind is CaseKind.REPEAT]
        assert [case.visible for case in repeats] == [True] * 4 + [False] * 4

    def test_only_a_vjp_is_asked_without_its_upstream(self):
        kinds = {(q.ask.kind, q.case.kind) for q in exam_of(VECTOR).questions}
        assert (AskKind.BACKWARD, CaseKind.LINEARITY) in kinds
        assert (AskKind.FORWARD, CaseKind.LINEARITY) not in kinds

    def test_feedback_begins_at_the_loss(self):
        assert list(targets(ONE_WEIGHT, AskKind.FORWARD)) == ["p", "s", "L"]
        assert list(targets(ONE_WEIGHT, AskKind.LOCALS)) == [("L", "s"), ("s", "p"), ("s", "y"), ("p", "w"), ("p", "x")]
        assert list(targets(ONE_WEIGHT.replace("[s, w]", "[w, s]"), AskKind.BACKWARD)) == ["s", "w"]
        assert list(targets(ONE_WEIGHT, AskKind.UPDATE)) == ["w", "L"]


class TestNumbers:
    def test_they_are_those_of_the_worked_example(self):
        assert targets(ONE_WEIGHT, AskKind.FORWARD) == {"p": 6, "s": 5, "L": 25}
        assert targets(ONE_WEIGHT, AskKind.BACKWARD) == {"s": 10, "w": 20}
        assert targets(ONE_WEIGHT, AskKind.UPDATE) == {"w": 1, "L": 1}

    def test_an_exact_case_is_rounded_once(self):
        text = ONE_WEIGHT.replace("x: 2, w: 3, y: 1", "x: 0.1, w: 3, y: 0.3")
        assert targets(text, AskKind.FORWARD) == {"p": float(Fraction(3, 10)), "s": 0.0, "L": 0.0}

    def test_zero_has_no_sign(self):
        text = ONE_WEIGHT.replace("x: 2, w: 3, y: 1", "x: 0, w: -3, y: 0")
        assert {repr(value) for value in targets(text, AskKind.FORWARD).values()} == {"0.0"}

    def test_every_derivative_at_a_random_case_is_decided_by_differences(self):
        asked = [q for q in exam_of(SMOOTH).questions if q.case.kind is CaseKind.RANDOM]
        errors = [target.differences.error for q in asked for target in q.targets.values()]
        assert (np.array(errors) < 1e-6).all()

    def test_without_an_upstream_nothing_but_zero_is_right(self):
        case = next(q for q in exam_of(VECTOR).questions if q.case.name.endswith("no upstream"))
        assert not case.targets["x"].value.any()
        assert not case.targets["x"].tolerance.any()


def sabotaged(text: str, op: str, change: Callable[[Op], Op]) -> Problem:
    """Return a problem whose engine has one op changed."""
    problem = problem_of(text)
    nodes = tuple(replace(node, op=change(node.op)) if node.op.name == op else node for node in problem.graph.nodes)
    assert nodes != problem.graph.nodes
    return replace(problem, graph=replace(problem.graph, nodes=nodes))


def with_vjp(position: int, factor: float) -> Callable[[Op], Op]:
    """Return a change that makes one vjp of an op wrong by a factor."""

    def change(op: Op) -> Op:
        right = op.vjps[position]
        vjps = list(op.vjps)
        vjps[position] = lambda g, out, *operands, **options: right(g, out, *operands, **options) * factor
        return replace(op, vjps=tuple(vjps))

    return change


def off_by_a_millionth(op: Op) -> Op:
    """Return ``op`` with values that are wrong in float64, and right in Fractions."""

    def forward(*operands, **options):
        value = op.forward(*operands, **options)
        return value if value.dtype == object else value * (1 + 1e-6)

    return replace(op, forward=forward)


class TestProof:
    @pytest.mark.parametrize(
        ("text", "op", "position"),
        [(SMOOTH, "tanh", 0), (SMOOTH, "mul", 1), (ONE_WEIGHT, "mul", 0), (ONE_WEIGHT, "sub", 1), (VECTOR, "sum", 0)],
    )
    @pytest.mark.parametrize("factor", [-1, 2, 0, 1 + 1e-5])
    def test_finite_differences_find_a_wrong_vjp(self, text, op, position, factor):
        problem = sabotaged(text, op, with_vjp(position, factor))
        with pytest.raises(GraderFault, match=r"the reference engine disagrees with what it is held against: d?[a-z]"):
            questions(problem, all_cases(problem, PUBLIC_SALT))

    def test_exact_arithmetic_finds_a_wrong_value(self):
        problem = sabotaged(ONE_WEIGHT, "mul", off_by_a_millionth)
        with pytest.raises(GraderFault, match="p at 'worked example' of 'example'"):
            questions(problem, all_cases(problem, PUBLIC_SALT))

    def test_a_fault_is_worth_retrying(self):
        assert GraderFault.exit_status == 3


LOG = """
    inputs: {w: {role: parameter, range: 0.1..RANGE}}
    graph: L = log(w)
    ask: {update: {points: 1, rate: 0.1}}
    random: {cases: 30}
    """


def test_a_step_that_leaves_the_domain_everywhere_is_a_mistake_of_the_spec():
    with pytest.raises(UsageError, match="at no case is there an answer to 'update'") as error:
        exam_of(LOG.replace("RANGE", "0.2"))
    assert error.value.remedy == "give the inputs a narrower 'range', or make 'rate' smaller"


def test_a_case_whose_step_leaves_the_domain_is_not_asked():
    asked_for = len(exam_of(LOG.replace("RANGE", "1")).questions)
    assert 20 < asked_for < 30


@pytest.mark.parametrize("cases", [[1], [7], [0, 1, 2, 29]])
def test_differences_that_are_deceived_cost_nobody_a_grade(monkeypatch, cases):
    problem = problem_of(SMOOTH.replace("cases: 3", "cases: 30"))
    monkeypatch.setattr(derived, "quick_differences", deceived_at(cases))
    errors = [
        question.targets["w"].differences.error
        for question in questions(problem, all_cases(problem, PUBLIC_SALT))
        if question.ask.kind is AskKind.BACKWARD
    ]
    assert np.flatnonzero(np.isinf(errors[:30])).tolist() == cases


def test_a_random_case_at_which_nothing_could_be_found_out_is_not_asked(monkeypatch):
    problem = problem_of(SMOOTH)
    monkeypatch.setattr(Derived, "conclusive", lambda *_: np.array([[True], [False], [True]]))
    asked = questions(problem, all_cases(problem, PUBLIC_SALT))
    names = [one.case.name for one in asked if one.ask.kind is AskKind.BACKWARD]
    assert names == ["random 1", "random 3", "random 1, asked again"]


def test_of_what_would_be_too_much_work_only_some_elements_are_looked_at(monkeypatch):
    problem = problem_of(SMOOTH.replace("cases: 3", "cases: 30"))
    monkeypatch.setattr(derived, "WORK", 1)
    asked = questions(problem, all_cases(problem, PUBLIC_SALT))
    errors = [one.targets["w"].differences.error for one in asked if one.ask.kind is AskKind.BACKWARD]
    assert len(errors) == 31
    assert np.isfinite(errors).sum() == 2  # the first, which is asked again


def deceived_at(cases: list[int]):
    """Return finite differences that are wrong at ``cases``."""

    def wrong(tape, names, *rest):
        found = quick_differences(tape, names, *rest)
        for right in found.values():
            right.derivative[cases] += 1
        return found

    return wrong


def test_a_gradient_that_cancels_leaves_its_rounding_in_the_step():
    text = """
        inputs: {x: {role: parameter}}
        graph: |
          n = x - x
          L = n + x ** 2
        ask: {update: {points: 1, rate: 0.1}}
        cases: [{name: small, inputs: {x: 1e-8}}]
        random: {cases: 3}
        """
    assert exam_of(text).questions
