"""Cases at which floats, exact numbers and differences see different things: who is believed, and what is not asked."""

import numpy as np
import pytest

from grader.errors import SpecError, UsageError
from grader.model import AskKind, Finding
from tests.grader.in_process import exam_of, graded

CUBE = """
    inputs: {x: {role: parameter}}
    graph: |
      z = EQUATION
      L = 2 * z
    ask: {locals: {points: 1}, backward: {points: 1}}
    cases: [{name: flat, inputs: {x: 0}}]
    random: {cases: 3}
    """
CUBED = """
def local_gradients(x):
    return {"z": {"x": 3 * x ** 2}, "L": {"z": 2.0}}

def backward(x):
    return {"x": 6 * x ** 2}
"""
NOTHING = """
    inputs: {x: {role: parameter}, y: {role: parameter}}
    graph: |
      n = x * y - y * x
      L = n ** 2
    ask: {backward: {gradients: [n], points: 1}}
    random: {cases: 4}
    """
MIXED = """
    inputs: {x: {role: parameter, range: 0.1..4}}
    graph: L = sin(exp(exp(x)))
    ask: {backward: {points: 1}}
    random: {cases: 60}
    """
HOPELESS = """
    inputs: {w: {role: parameter}}
    graph: |
      a = w + 100000000
      b = a - 100000000
      L = b ** 2
    ask: {backward: {points: 1}}
    cases: [{name: written, inputs: {w: 1}}]
    random: {cases: 64}
    """


def names(text: str, kind: AskKind) -> list[str]:
    return [question.case.name for question in exam_of(text).questions if question.ask.kind is kind]


def expected(text: str, case: str) -> dict:
    """Return what is expected of `backward` at one case."""
    of_ask = (question for question in exam_of(text).questions if question.ask.kind is AskKind.BACKWARD)
    question = next(question for question in of_ask if question.case.name == case)
    return {key: target.value.tolist() for key, target in question.targets.items()}


class TestNoDerivative:
    @pytest.mark.parametrize("equation", ["x ** 3", "x * x * x", "x ** 2 * sin(x)", "x ** 5 - x ** 3"])
    def test_a_case_where_every_derivative_is_zero_can_be_asked(self, equation):
        assert expected(CUBE.replace("EQUATION", equation), "flat") == {"x": 0}

    def test_a_right_answer_there_is_right(self):
        report = graded(CUBE.replace("EQUATION", "x ** 3"), CUBED)
        assert [result.score for result in report.asks] == [1, 1]

    def test_a_wrong_answer_there_is_wrong(self):
        report = graded(CUBE.replace("EQUATION", "x ** 3"), CUBED.replace("6 * x ** 2", "6 * x ** 2 + 1e-12"))
        flat = report.asks[1].attempts[0]
        assert {found.check for found in flat.findings} == {"reference", "differences"}


class TestTooUncertain:
    def test_random_cases_at_which_rounding_decides_the_derivative_are_drawn_again(self):
        asked = {q.case.name: q for q in exam_of(MIXED).questions}
        assert len(asked) == 61
        assert max(question.case.inputs["x"] for question in asked.values()) < 3

    def test_where_rounding_decides_at_all_of_them_the_spec_is_refused(self):
        with pytest.raises(SpecError, match="no random cases can be drawn"):
            exam_of(HOPELESS)

    def test_an_authors_case_stays(self, monkeypatch):
        monkeypatch.setattr("reference.sampling.sharp", lambda scale, _: np.ones(len(scale), dtype=bool))
        monkeypatch.setattr("grader.expected.FEWEST_RANDOM", 0)
        assert names(HOPELESS, AskKind.BACKWARD) == ["written", "written, asked again"]

    def test_a_problem_is_not_graded_by_its_authors_cases_alone(self, monkeypatch):
        monkeypatch.setattr("reference.sampling.sharp", lambda scale, _: np.ones(len(scale), dtype=bool))
        with pytest.raises(UsageError, match="rounding leaves too few digits of 'backward' at random inputs"):
            exam_of(HOPELESS, "another salt")  # exams are kept

    def test_where_there_is_no_derivative_but_for_rounding_it_is_asked_for(self):
        assert len(names(NOTHING, AskKind.BACKWARD)) == 5


KINKED = """
    inputs: {x: {role: parameter}, y: {role: parameter}}
    graph: L = GRAPH
    ask: {backward: {gradients: [x], points: 1}}
    cases: [{name: on the kink, inputs: {x: 0.2, y: 0.1}}]
    random: {cases: 3}
    """
DECIDED_OTHERWISE = [  # in floats 0.1 + 0.2 is more than 0.3
    "3 * relu(x + y - 0.3) + 2 * x",
    "3 * x - 3 * y + 3 * minimum(0.3, x + y) - x",
    "3 * maximum(x + y, 0.3) + 2 * x",
    "3 * clip(x + y, 0, 0.3) + 2 * x",
]
STAYING = [  # moving x crosses no kink
    "where(y > 0.1, 5 * x, 2 * x)",
    "where(y <= 0.1, 2 * x, 5 * x)",
    "2 * x + 3 * x * (0.1 < y)",
]


class TestKinks:
    @pytest.mark.parametrize("graph", DECIDED_OTHERWISE)
    def test_a_side_that_floats_take_and_exact_numbers_do_not_is_no_fault(self, graph):
        assert expected(KINKED.replace("GRAPH", graph), "on the kink")["x"] in {2, 3.5, 5}

    @pytest.mark.parametrize("graph", DECIDED_OTHERWISE + STAYING)
    def test_differences_are_undecided(self, graph):
        question = exam_of(KINKED.replace("GRAPH", graph)).questions[0]
        assert question.case.name == "on the kink"
        assert question.targets["x"].differences.error == float("inf")

    @pytest.mark.parametrize("slope", [2, 3.5, 5])
    @pytest.mark.parametrize("graph", DECIDED_OTHERWISE + STAYING)
    def test_either_side_is_right_and_so_is_their_mean(self, graph, slope):
        assert findings(KINKED.replace("GRAPH", graph), slope) == ()

    @pytest.mark.parametrize("graph", DECIDED_OTHERWISE + STAYING)
    def test_nothing_else_is_right(self, graph):
        assert {found.check for found in findings(KINKED.replace("GRAPH", graph), 4)} == {"reference"}


def findings(text: str, slope: float) -> tuple[Finding, ...]:
    """Return what is said of ``slope`` at the author's case."""
    return graded(text, f"def backward(x, y):\n    return {{'x': {slope}}}").asks[0].attempts[0].findings


@pytest.mark.parametrize(
    ("equation", "case"),
    [
        ("1 / ((a + b) - c + 1e-10)", "a: 0.1, b: 0.2, c: 0.3"),
        ("log(a * b - c + 1e-13)", "a: 0.1, b: 3, c: 0.3"),
    ],
)
def test_an_authors_case_of_which_rounding_leaves_nothing_is_the_authors_mistake(equation, case):
    text = f"""
        inputs:
          a: {{role: parameter, range: 3..4}}
          b: {{role: parameter, range: 3..4}}
          c: {{role: data, range: 1..2}}
        graph: L = {equation}
        ask: {{backward: {{points: 1}}}}
        cases: [{{name: cancelling, inputs: {{{case}}}}}]
        random: {{cases: 8}}
        """
    with pytest.raises(UsageError, match="rounding leaves too few digits to judge anything by: a at 'cancelling'"):
        exam_of(text)


UNDERFLOWS = {
    "exp(-200 * x ** 2)": "-2.5..2.5",
    "exp(-(x - 3) ** 2)": "-30..30",
    "sigmoid(300 * x) ** 2": "-2.5..2.5",
    "softplus(-300 * x)": "-2.5..2.5",
    "log(exp(x) + exp(2 * x))": "-350..-300",
    "(x / 1000) ** 100": "0.5..1",
}


class TestUnderflow:
    @pytest.mark.parametrize("equation", UNDERFLOWS)
    @pytest.mark.parametrize("salt", ["", "1", "2"])
    def test_a_derivative_smaller_than_the_complex_step_can_tell_is_no_fault(self, equation, salt):
        text = f"""
            inputs: {{x: {{role: parameter, range: {UNDERFLOWS[equation]}}}}}
            graph: L = {equation}
            ask: {{backward: {{points: 1}}}}
            random: {{cases: 64}}
            """
        assert len(exam_of(text, salt).questions) > 50

    @pytest.mark.parametrize(("equation", "x"), [("exp(x)", -700), ("sigmoid(x)", -700), ("x ** 20", "1e-16")])
    def test_nor_is_an_authors_case(self, equation, x):
        text = f"""
            inputs: {{x: {{role: parameter}}}}
            graph: L = {equation}
            ask: {{backward: {{points: 1}}}}
            cases: [{{name: small, inputs: {{x: {x}}}}}]
            random: {{cases: 3}}
            """
        assert exam_of(text).questions[0].case.name == "small"


def test_a_small_value_is_judged_by_its_own_size():
    text = """
        inputs: {w: {role: parameter, range: 100000..1000000}}
        graph: L = sqrt(w ** 2 + 1) - w
        ask: {forward: {points: 1}}
        random: {cases: 16}
        """
    assert graded(text, "def forward(w): return {'L': 0.0}").asks[0].score == 0
    assert graded(text, "def forward(w): return {'L': (w * w + 1) ** 0.5 - w}").asks[0].score == 1
