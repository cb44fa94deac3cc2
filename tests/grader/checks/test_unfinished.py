import pytest

from grader.model import AskKind
from tests.grader.in_process import ONE_WEIGHT, RIGHT, graded

CLIPPED = """
    inputs: {x: {role: parameter}}
    graph: L = clip(x, -1, 1)
    ask: {backward: {points: 1}}
    cases: [{name: at the bound, inputs: {x: 1}}]
    random: {cases: 3}
    """


def findings(source: str, ask: AskKind = AskKind.BACKWARD, text: str = ONE_WEIGHT):
    """Return what is found, by case."""
    result = next(result for result in graded(text, source).asks if result.ask is ask)
    return {attempt.case: [(found.check, found.message) for found in attempt.findings] for attempt in result.attempts}


def unfinished(source: str, ask: AskKind = AskKind.BACKWARD, text: str = ONE_WEIGHT):
    """Return the cases that look unfinished."""
    return [case for case, found in findings(source, ask, text).items() if "unfinished" in dict(found)]


@pytest.mark.parametrize("zero", ["0", "0.0", "-0.0"])
def test_all_zeros_look_unfinished(zero):
    found = findings(f"def backward(x, w, y): return {{'s': {zero}, 'w': {zero}}}")
    assert all(said[0] == ("unfinished", "every number is 0: is this still to be written?") for said in found.values())


def test_one_zero_among_others_is_only_wrong():
    assert unfinished("def backward(x, w, y): return {'s': 0, 'w': 2 * (w * x - y) * x}") == []


@pytest.mark.parametrize("nothing", ["None", "{}", "{'s': None, 'w': ...}", "{'w': 0}", "{'s': None, 'w': 0.0}"])
def test_an_answer_with_nothing_in_it_is_unfinished(nothing):
    found = findings(f"def backward(x, w, y): return {nothing}")
    assert all(("unfinished", "backward is still to be written") in said for said in found.values())


@pytest.mark.parametrize("nothing", ["None", "{'s': 0, 'w': 0}"])
def test_what_is_written_for_some_cases_is_begun(nothing):
    source = f"def backward(x, w, y): return {nothing} if x < 0 else {{'s': 2 * (w * x - y), 'w': 2 * (w * x - y) * x}}"
    assert unfinished(source) == []


def test_empty_arrays_of_zeros_are_unfinished():
    text = "inputs: {x: {role: parameter, shape: [3]}}\ngraph: L = sum(x * x)\n"
    text += "ask: {backward: {points: 1}}\nrandom: {cases: 2}\n"
    source = "import numpy as np\ndef backward(x): return {'x': np.zeros(3)}"
    assert unfinished(source, text=text) == ["random 1", "random 2", "random 1, asked again"]


def test_zeros_are_finished_where_they_are_right():
    text = ONE_WEIGHT.replace("y: 1}", "y: 6}")
    assert unfinished(RIGHT, text=text) == []
    assert "worked example" not in unfinished("def backward(x, w, y): return {'s': 0, 'w': 0}", text=text)


def test_zeros_are_finished_where_another_subgradient_is_zero():
    source = "def backward(x): return {'x': 1.0 if -1 < x < 1 else 0.0}"
    assert findings(source, text=CLIPPED)["at the bound"] == []


def test_zeros_everywhere_are_finished_where_another_subgradient_is_zero():
    found = findings("def backward(x): return {'x': 0.0}", text=CLIPPED)
    assert found.pop("at the bound") == found.pop("at the bound, asked again") == []
    assert any(("unfinished", "every number is 0: is this still to be written?") in said for said in found.values())


def test_a_function_that_says_so_is_unfinished():
    source = "def backward(x, w, y): raise NotImplementedError('tomorrow')"
    assert set(map(tuple, findings(source).values())) == {(("unfinished", "backward is still to be written"),)}


@pytest.mark.parametrize(
    "error",
    ["ValueError('NotImplementedError')", "type('NotImplementedErrors', (Exception,), {})('x')", "NotImplemented"],
)
def test_any_other_exception_is_an_attempt(error):
    assert unfinished(f"def backward(x, w, y): raise {error}") == []
