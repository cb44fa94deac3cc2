"""No wrong answer gets a point, however near it comes; and no right one loses any to rounding."""

import pytest

from grader.model import AskKind, CaseKind
from tests.grader.in_process import ONE_WEIGHT, RIGHT, exam_of, graded

CANCELLING = """
    inputs: {x: {role: data}, w: {role: parameter}, y: {role: target}}
    graph: |
      s = w * x - y
      L = SCALE * s ** 2
    ask: {backward: {points: 1}, update: {rate: 0.01, points: 1}}
    cases:
      - {name: perfect, inputs: {x: 0.1, w: 3, y: 0.3}}
      - {name: nearly, inputs: {x: 0.1, w: 3, y: 0.300000000001}}
    random: {cases: 6}
    """
CANCELLING_RIGHT = """
    def loss(x, w, y):
        return SCALE * (w * x - y) ** 2

    def backward(x, w, y):
        return {"w": 2 * SCALE * x * (x * w - y)}

    def update(x, w, y, rate):
        w = w - 2 * SCALE * x * (x * w - y) * rate
        return {"w": w, "L": loss(x, w, y)}
    """
WIDE = """
    inputs: {x: {role: data}, a: {role: parameter}, b: {role: parameter}}
    graph: L = x * (a + 1e-7 * b)
    ask: {backward: {points: 1, credit: each}}
    random: {cases: 4}
    """


def points(text: str, source: str, salt: str = "") -> dict[str, float]:
    return {ask.ask.value: float(ask.score) for ask in graded(text, source, salt).asks}


def spoiled(name: str, change: str) -> str:
    """Return the right answer to ONE_WEIGHT with each of one function's numbers changed; ``v`` is the right one."""
    wrapper = f"""
right = {name}
def spoil(v):
    return {{key: spoil(part) for key, part in v.items()}} if isinstance(v, dict) else {change}

def {name}(**given):
    return spoil(right(**given))
"""
    return RIGHT + wrapper


FUNCTIONS = {"forward": "forward", "local_gradients": "locals", "backward": "backward", "update": "update"}


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(
    "change",
    ["v * (1 + 1e-6)", "v * (1 - 1e-6)", "v * (1 + 1e-8)", "v + 1e-6", "-v", "1e300", "5e-324", "0.0", "round(v, 2)"],
)
def test_what_is_nearly_right_earns_nothing(function, change):
    earned = points(ONE_WEIGHT, spoiled(function, change))
    assert [ask for ask, score in earned.items() if not score] == [FUNCTIONS[function]]


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("change", ["v * (1 + 1e-12)", "v * (1 - 1e-12)", "float(v)", "__import__('numpy').float64(v)"])
def test_rounding_costs_nothing(function, change):
    assert graded(ONE_WEIGHT, spoiled(function, change)).full_marks


@pytest.mark.parametrize("scale", ["1e-8", "1", "1e8"])
class TestScale:
    def test_a_right_answer_is_right_at_any_scale(self, scale):
        assert graded(*(text.replace("SCALE", scale) for text in (CANCELLING, CANCELLING_RIGHT))).full_marks

    @pytest.mark.parametrize("change", ["* (1 + 1e-6)", "* 2", "* 0", "* -1", "+ SCALE * 1e-6"])
    def test_a_wrong_one_is_wrong_at_any_scale(self, scale, change):
        source = CANCELLING_RIGHT.replace("(x * w - y)}", f"(x * w - y) {change}}}")
        text, source = (text.replace("SCALE", scale) for text in (CANCELLING, source))
        assert points(text, source)["backward"] == 0


@pytest.mark.parametrize("b", ["0", "1e-9 * x", "-1e-7 * x", "1.00001e-7 * x"])
def test_a_small_gradient_beside_a_large_one_is_judged_by_itself(b):
    source = f"def backward(x, a, b): return {{'a': x, 'b': {b}}}"
    assert points(WIDE, source) == {"backward": 0.5}


def test_knowing_the_visible_answers_by_heart_earns_nothing():
    cases = {question.case.inputs["x"].item(): question for question in exam_of(ONE_WEIGHT).questions
             if question.ask.kind is AskKind.BACKWARD and question.case.kind is not CaseKind.REPEAT}  # fmt: skip
    answers = {x: {key: target.value.item() for key, target in q.targets.items()} for x, q in cases.items()}
    source = f"def backward(x, w, y): return {answers}.get(x, {{'s': 0.0, 'w': 0.0}})"
    assert points(ONE_WEIGHT, source)["backward"] == 4
    assert points(ONE_WEIGHT, source, "secret")["backward"] == 0


@pytest.mark.parametrize(("salt", "calls", "again"), [("", 8, "worked example"), ("secret", 7, "random 1")])
def test_an_answer_that_hangs_on_earlier_calls_earns_nothing(salt, calls, again):
    source = (
        RIGHT
        + f"LAST = {calls}"
        + """
calls = []
right = backward
def backward(**given):
    calls.append(given)
    return right(**(given if len(calls) < LAST else calls[0] | {"w": 0.0}))
"""
    )
    report = graded(ONE_WEIGHT, source, salt)
    assert [attempt.case for attempt in report.asks[2].attempts if not attempt.right] == [f"{again}, asked again"]
    assert report.asks[2].score == 0


def test_a_function_that_answers_only_once_earns_nothing():
    source = (
        RIGHT
        + """
right = backward
def backward(x, w, y, seen=set()):
    if x in seen:
        raise KeyError(x)
    seen.add(x)
    return right(x, w, y)
"""
    )
    assert points(ONE_WEIGHT, source)["backward"] == 0


@pytest.mark.parametrize("h", [1e-6, 1e-8, 1e-10])
def test_one_sided_differences_are_too_coarse(h):
    source = f"""
        def backward(x, w, y, h={h}):
            s = w * x - y
            return {{"s": ((s + h) ** 2 - s**2) / h, "w": (((w + h) * x - y) ** 2 - s**2) / h}}
        """
    assert points(ONE_WEIGHT, source)["backward"] == 0


def test_one_right_case_in_many_earns_nothing():
    source = (
        RIGHT + "\nright = backward\ndef backward(x, w, y): return right(x, w, y) if x > 0 else {'s': 1.0, 'w': 1.0}"
    )
    assert points(ONE_WEIGHT, source)["backward"] == 0


@pytest.mark.parametrize(
    "value", ["float('nan')", "float('inf')", "-float('inf')", "1.7976931348623157e308", "-1.7976931348623157e308"]
)
def test_no_special_number_is_close_to_everything(value):
    source = f"def backward(x, w, y): return {{'s': {value}, 'w': {value}}}"
    assert points(ONE_WEIGHT, source)["backward"] == 0
