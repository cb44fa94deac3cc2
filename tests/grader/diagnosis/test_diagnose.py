"""After the verdict: what is told, that it changes nothing, and that nothing that a student returns can upset it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import diagnosis
from grader.diagnosis import MOST_CANDIDATES, diagnose
from grader.model import AskKind, Status
from grader.reports import render
from tests.grader.diagnosis.students import diagnosed, told
from tests.grader.in_process import ONE_WEIGHT, RIGHT, exam_of, graded

SIZES = """
    inputs:
      x: {role: data, shape: [N, 2]}
      W: {role: parameter, shape: [2]}
      b: {role: parameter}
      y: {role: target, shape: [N]}
    dims: {N: 2..4}
    graph: |
      e = x @ W + b - y
      r = 3 * b
      L = mean(e ** 2) + r ** 2
    ask:
      forward: {points: 1}
      locals: {edges: [[r, b]], points: 1}
      backward: {gradients: [e, W, b], points: 2}
      update: {rate: 0.1, points: 1}
    random: {cases: 7}
    """
WRONG = """
def forward(x, w, y):
    return {"p": w * x, "s": w * x + y, "L": (w * x - y) ** 2}
def local_gradients(x, w, y):
    return {"p": {"w": x, "x": w}, "s": {"p": 1, "y": 1}, "L": {"s": 2 * (w * x - y)}}
def backward(x, w, y):
    s = w * x - y
    return {"s": 6 * s, "w": 10 * s * x}
def update(x, w, y, rate):
    w = w + rate * 2 * (w * x - y) * x
    return {"w": w, "L": (w * x - y) ** 2}
"""
"""Wrong in every ask."""


def test_a_right_answer_is_told_nothing():
    assert graded(ONE_WEIGHT, RIGHT).diagnosis == ()


def test_every_ask_that_is_wrong_is_told_of_in_its_order():
    assert list(dict.fromkeys(one.ask for one in diagnosed(ONE_WEIGHT, WRONG))) == [
        AskKind.FORWARD,
        AskKind.LOCALS,
        AskKind.BACKWARD,
        AskKind.UPDATE,
    ]


def test_slips_are_counted_in_each_ask_from_1():
    found = diagnosed(ONE_WEIGHT, WRONG)
    for ask in AskKind:
        slips = list(dict.fromkeys(one.slip for one in found if one.ask is ask))
        assert slips == list(range(1, len(slips) + 1))


def test_of_one_slip_only_so_many_candidates_are_told():
    names = "abcdefghijklm"
    chain = "\n".join(f"          {name} = x * {arg}" for arg, name in zip("w" + names, names, strict=False))
    text = f"""
        inputs: {{x: {{role: data}}, w: {{role: parameter}}}}
        graph: |
{chain}
        ask: {{backward: {{gradients: [w], points: 1}}}}
        random: {{cases: 3}}
        """
    found = told(text, f"def backward(x, w): return {{'w': 3 * x ** {len(names)}}}")
    assert len(names) > MOST_CANDIDATES
    assert found == [(1, edge, "wrong factor", 3.0) for _, edge, *_ in found]
    assert len(found) == MOST_CANDIDATES


@pytest.mark.parametrize("source", [RIGHT, WRONG, RIGHT + "def backward(x, w, y): return {'s': 1e308, 'w': None}"])
def test_the_verdict_is_the_same_without_a_diagnosis(source, monkeypatch):
    with_it = graded(ONE_WEIGHT, source)
    monkeypatch.setattr(diagnosis, "diagnose", lambda *_args: ())
    without = graded(ONE_WEIGHT, source)
    assert without.diagnosis == ()
    assert replace(with_it, diagnosis=()) == without


def test_a_submission_that_cannot_be_graded_is_told_nothing():
    report = graded(ONE_WEIGHT, "def backward(:")
    assert (report.status, report.diagnosis) == (Status.NOT_GRADABLE, ())


def test_the_same_answers_are_told_the_same_in_the_same_bytes():
    first, again = (render(graded(ONE_WEIGHT, WRONG), "json") for _ in range(2))
    assert first == again
    exam_of.cache_clear()
    assert render(graded(ONE_WEIGHT, WRONG), "json") == first


def test_a_case_on_a_kink_is_left_out():
    text = """
        inputs: {x: {role: data}, w: {role: parameter}}
        graph: L = relu(w * x)
        ask: {backward: {gradients: [w], points: 1}}
        cases:
          - {name: on the kink, inputs: {x: 2, w: 0}}
        random: {cases: 4}
        """
    source = "def backward(x, w): return {'w': x if w * x >= 0 else 0.0} if w else {'w': 0.5 * x}"
    assert told(text, source) == []
    assert told(text, source.replace("0.5 * x", "7.0")) == []


GARBAGE = [
    "None",
    "True",
    "'10'",
    "[1.0]",
    "{}",
    "{'s': True, 'w': 'w'}",
    "{'s': None}",
    "{1: 2.0, None: 3, ('L', 's'): 1.0}",
    "{'s': float('nan'), 'w': float('nan')}",
    "{'s': float('inf'), 'w': -1e400}",
    "{'s': float('nan') if x > 0 else 1.0, 'w': 1.0}",
    "{'s': 10 ** 400, 'w': 2 * (w * x - y) * x}",
    "{'s': np.zeros((3, 3)), 'w': np.zeros(0)}",
    "{'s': np.zeros((3, 3)) * np.nan, 'w': np.full(2, np.inf)}",
    "{'s': np.array(['a']), 'w': np.array([None])}",
    "{'s': np.array(True), 'w': 1j}",
    "{'p': {'w': {'x': 1}}, 's': {}, 'L': [1]}",
    "{'p': {}, 's': {'p': 'p', None: 2}, 'L': {'s': 1e308}}",
    "{('p', 'w'): np.ones(4), ('s', 'y'): float('nan'), ('L', 's'): 1}",
    "{'w': {'w': 1.0}, 'L': np.ones((1, 1))}",
    "print",
    "1 / 0",
]


@pytest.mark.parametrize("garbage", GARBAGE)
def test_whatever_students_return_is_diagnosed_without_an_error(garbage):
    functions = {"forward": "x, w, y", "local_gradients": "x, w, y", "backward": "x, w, y", "update": "x, w, y, rate"}
    source = "import numpy as np\nimport warnings\nwarnings.simplefilter('ignore')\n" + "\n".join(
        f"def {name}({given}):\n    return {garbage}" for name, given in functions.items()
    )
    assert graded(ONE_WEIGHT, source).score == 0


HOSTILE = [0.0, -0.0, 1e308, -1.7976931348623157e308, 5e-324, 1e-310, -1e-200, 1e154, 1.0, np.nan, np.inf, -np.inf]
SHAPES = [(), (1,), (0,), (2, 2), (3, 1), (2, 3, 1)]
WAYS = st.sampled_from(["right", "scaled", "hostile", "one of all", "missing", "misshapen", "column"])


def given_instead(way: str, right: np.ndarray, random) -> np.ndarray | None:
    """Return what a student gives in place of a right answer."""
    if way == "missing":
        return None
    if way == "misshapen":
        return np.full(random.choice(SHAPES), random.choice(HOSTILE))
    if way == "hostile":
        return np.full(right.shape, random.choice(HOSTILE))
    if way == "one of all":
        return np.array([random.choice(HOSTILE) for _ in range(right.size)]).reshape(right.shape)
    return {"right": right, "scaled": random.choice([-1, 2, 1e-300, 1.00001]) * right, "column": right.reshape(-1, 1)}[
        way
    ]


@pytest.mark.parametrize("text", [ONE_WEIGHT, SIZES])
@pytest.mark.parametrize("number", HOSTILE)
def test_one_number_throughout_is_diagnosed_without_a_warning(text, number):
    exam = exam_of(text)
    signs = {key: sign for one in exam.questions for key, sign in zip(one.targets, (1, -1) * 9, strict=False)}
    readings = [
        {key: np.full(target.value.shape, signs[key] * number) for key, target in one.targets.items()}
        for one in exam.questions
    ]
    assert diagnose(exam.problem, exam.questions, readings)


@settings(max_examples=12)  # a diagnosis of nothing but nonsense takes longest
@given(st.sampled_from([ONE_WEIGHT, SIZES]), st.data(), st.randoms(use_true_random=False))
def test_numbers_of_any_size_and_shape_are_diagnosed_without_an_error_or_a_warning(text, data, random):
    exam = exam_of(text)
    ways = {}
    readings = []
    for question in exam.questions:
        reading = {}
        for key, target in question.targets.items():
            per = (question.ask.kind, key, data.draw(st.integers(0, 1)) and question.case.name)
            if per not in ways:
                ways[per] = data.draw(WAYS)
            answer = given_instead(ways[per], target.value, random)
            if answer is not None:
                reading[key] = np.asarray(answer, dtype=float)
        readings.append(reading)

    def forward(calls):
        return [random.choice([None, *HOSTILE]) for _ in calls]

    assert isinstance(diagnose(exam.problem, exam.questions, readings, forward), tuple)


def test_right_readings_are_told_nothing_and_no_forward_is_called():
    exam = exam_of(SIZES)
    readings = [{key: target.value for key, target in question.targets.items()} for question in exam.questions]

    def forward(calls):
        raise AssertionError(calls)

    assert diagnose(exam.problem, exam.questions, readings, forward) == ()


def test_without_any_reading_nothing_is_told():
    exam = exam_of(SIZES)
    assert diagnose(exam.problem, exam.questions, [{}] * len(exam.questions)) == ()


OWN_LOSS = RIGHT.replace('"L": (w * x - y) ** 2}', '"L": 2 * (w * x - y) ** 2}')
"""The same wrong loss from forward and from update."""


def test_a_wrong_forward_is_told_of_once_and_not_again_by_the_loss_after_the_step():
    assert told(ONE_WEIGHT, OWN_LOSS) == [(1, ("L",), "doubled", None)]
    of_update = RIGHT[: RIGHT.index("def update")] + OWN_LOSS[OWN_LOSS.index("def update") :]
    assert told(ONE_WEIGHT, of_update) == [(1, ("L",), "", None)]


def test_a_step_along_an_infinite_gradient_follows_from_it():
    source = RIGHT.replace('"w": 2 * s * x', '"w": float("inf")')
    source = source.replace("w = w - rate * 2 * (w * x - y) * x", 'w = float("inf")')
    assert [(one.ask, one.mistake) for one in diagnosed(ONE_WEIGHT, source)] == [
        (AskKind.BACKWARD, "not finite"),
        (AskKind.UPDATE, "follows from backward"),
    ]


@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
@pytest.mark.parametrize(("op", "remedy"), [("exp", "subtract the maximum before exp"), ("sin", "look for what is")])
def test_what_is_not_finite_is_told_with_what_makes_it_so(number, op, remedy):
    text = f"""
        inputs: {{x: {{role: data}}, w: {{role: parameter}}}}
        graph: |
          p = w * x
          L = {op}(p)
        ask: {{forward: {{points: 1}}}}
        random: {{cases: 4}}
        """
    (one,) = diagnosed(text, f"def forward(x, w): return {{'p': w * x, 'L': float('{number}')}}")
    assert (one.mistake, one.edge) == ("not finite", ("L",))
    assert one.remedy.startswith(remedy)
