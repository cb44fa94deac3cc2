"""Derivatives that are right for the student's own, wrong values; and those that are not."""

from grader.model import AskKind
from tests.grader.diagnosis.students import told
from tests.grader.in_process import ONE_WEIGHT, RIGHT

OWN = """
def forward(x, w, y):
    p = w + x
    return {"p": p, "s": p - y, "L": (p - y) ** 2}

def local_gradients(x, w, y):
    return {"p": {"w": x, "x": w}, "s": {"p": 1, "y": -1}, "L": {"s": 2 * (w + x - y)}}

def backward(x, w, y):
    s = w + x - y
    return {"s": 2 * s, "w": 2 * s * x}
"""
"""p = w + x instead of w * x, but its derivatives are taken as those of w * x."""


def mistakes(source: str, ask: AskKind) -> list[str]:
    return [mistake for _, _, mistake, _ in told(ONE_WEIGHT, RIGHT + source, ask)]


def test_the_forward_pass_is_blamed_for_itself():
    assert mistakes(OWN, AskKind.FORWARD) == ["add instead of mul"]


def test_gradients_that_follow_from_wrong_values_are_no_mistake_of_their_own():
    assert mistakes(OWN, AskKind.BACKWARD) == ["follows from forward"]


def test_local_gradients_that_follow_from_wrong_values_are_no_mistake_of_their_own():
    assert mistakes(OWN, AskKind.LOCALS) == ["follows from forward"]


def test_a_mistake_besides_is_found_at_the_students_own_values():
    source = OWN.replace('{"s": 2 * s, "w": 2 * s * x}', '{"s": 2 * s, "w": -2 * s * x}')
    assert "follows from forward" not in mistakes(source, AskKind.BACKWARD)
    assert "sign flipped" in mistakes(source, AskKind.BACKWARD)


def test_a_pass_that_does_not_use_its_own_values_is_judged_by_the_right_ones():
    source = OWN.partition("def local_gradients")[0]
    source += 'def backward(x, w, y):\n    s = w * x - y\n    return {"s": s, "w": s * x}\n'
    assert mistakes(source, AskKind.BACKWARD) == ["exponent not brought down"]


def test_values_that_are_missing_are_not_taken_for_the_students_own():
    source = OWN.replace("def forward(x, w, y):", 'def forward(x, w, y):\n    return {"p": 1j}')
    assert "follows from forward" not in mistakes(source, AskKind.BACKWARD)
