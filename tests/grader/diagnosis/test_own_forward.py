"""A wrong backward that is the right gradient of the student's own, wrong forward."""

import pytest

from grader.checks import numbers
from grader.diagnosis import diagnose
from grader.diagnosis.own_forward import MOST_CASES, MOST_ELEMENTS, STENCIL
from grader.model import Answer, AskKind, Outcome
from tests.grader.diagnosis.students import told
from tests.grader.in_process import exam_of

SUM = """
    inputs: {x: {role: data}, w: {role: parameter}}
    graph: |
      p = w * x
      L = sin(p)
    ask: {forward: {points: 1}, backward: {gradients: [w, x], points: 1}}
    cases:
      - {name: worked example, inputs: {x: 0.5, w: 2}}
      - {name: another, inputs: {x: -1.5, w: 0.25}}
    random: {cases: 6}
    """
OTHER = """
    from math import sin, cos
    def forward(x, w):
        p = w * x + w ** 2
        return {"p": p, "L": sin(p)}
    def backward(x, w):
        c = cos(w * x + w ** 2)
        return {"w": c * (x + 2 * w), "x": c * w}
    """
"""p = w * x + w ** 2 instead of w * x; its gradient is right for that."""
LINES = OTHER.replace("x + 2 * w", "x + 3 * w")


def backward_told(source: str) -> list[str]:
    return [mistake for _, _, mistake, _ in told(SUM, source, AskKind.BACKWARD)]


def test_the_gradient_of_another_forward_follows_from_it():
    assert backward_told(OTHER) == ["follows from forward"]


def test_the_gradient_of_another_last_step_follows_from_it():
    source = """
        def forward(x, w):
            return {"p": w * x, "L": (w * x) ** 3}
        def backward(x, w):
            return {"w": 3 * (w * x) ** 2 * x, "x": 3 * (w * x) ** 2 * w}
        """
    assert backward_told(source) == ["follows from forward"]


def test_the_gradient_of_neither_forward_does_not():
    assert "follows from forward" not in backward_told(LINES)


def test_a_right_forward_is_not_asked():
    source = OTHER.replace("w * x + w ** 2\n        return", "w * x\n        return")
    assert "follows from forward" not in backward_told(source)


def answered(source_values, outputs):
    """Return what is told of answers, and how many calls of forward were made for it."""
    exam = exam_of(SUM)
    readings = [numbers(question, Answer(Outcome.ANSWERED, source_values(question))) for question in exam.questions]
    made = []

    def forward(calls):
        made.extend(calls)
        return [outputs(call.arguments) for call in calls]

    return diagnose(exam.problem, exam.questions, readings, forward), made


def wrong(question):
    x, w = (float(question.case.inputs[name]) for name in "xw")
    if question.ask.kind is AskKind.FORWARD:
        return {"p": w * x + 1, "L": 3 * w + x}
    return {"w": 3.0, "x": 1.0}


OUTPUTS = {
    "the same": lambda given: 3 * given["w"] + given["x"],
    "another": lambda given: 3 * given["w"] + 2 * given["x"],
    "none": lambda _given: None,
    "nan": lambda _given: float("nan"),
    "infinite": lambda _given: float("inf"),
    "huge": lambda given: 1e308 * given["w"],
    "so large that differences show nothing": lambda _given: 1e12,
}


@pytest.mark.parametrize("outputs", OUTPUTS)
def test_what_forward_returns_decides(outputs):
    found, made = answered(wrong, OUTPUTS[outputs])
    assert made
    of_backward = {one.mistake for one in found if one.ask is AskKind.BACKWARD}
    assert ("follows from forward" in of_backward) == (outputs == "the same")


def test_forward_is_called_at_visible_cases_alone_and_not_often():
    _, made = answered(wrong, lambda _given: 0.0)
    assert len(made) <= MOST_CASES * MOST_ELEMENTS * len(STENCIL)
    near = [(0.5, 2), (-1.5, 0.25)]
    assert all(
        any(abs(call.arguments["x"] - x) < 0.01 and abs(call.arguments["w"] - w) < 0.01 for x, w in near)
        for call in made
    )


def test_without_visible_cases_forward_is_not_called():
    exam = exam_of(SUM, "a salt that nobody knows")
    hidden = [one for one in exam.questions if not one.case.visible]
    readings = [numbers(one, Answer(Outcome.ANSWERED, wrong(one))) for one in hidden]

    def forward(calls):
        raise AssertionError(calls)

    assert diagnose(exam.problem, hidden, readings, forward)


NAMED = SUM.replace("[w, x]", "[p, w, x]")
SLIP = OTHER.replace('{"w": c', '{"p": c, "w": c')


def test_a_slip_elsewhere_is_not_covered_by_the_students_own_forward():
    def mistakes(source):
        return [mistake for _, _, mistake, _ in told(NAMED, source, AskKind.BACKWARD)]

    assert mistakes(SLIP) == ["follows from forward"]
    assert "follows from forward" not in mistakes(SLIP.replace('{"p": c', '{"p": 2 * c'))
