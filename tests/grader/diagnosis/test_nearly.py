"""Numbers that are nearly right."""

import pytest

from grader.model import AskKind
from tests.grader.diagnosis.students import backward, diagnosed, told

LAYER = """
    inputs: {x: {role: data, shape: [3]}, w: {role: parameter, shape: [3]}}
    graph: L = sum(sin(w * x))
    ask: {backward: {gradients: [w], points: 1}}
    random: {cases: 5}
    """


def layer(w: str) -> list[str]:
    source = f"import numpy as np\ndef backward(x, w):\n    right = np.cos(w * x) * x\n    return {{'w': {w}}}"
    return [mistake for _, _, mistake, _ in told(LAYER, source)]


@pytest.mark.parametrize("decimals", [1, 2, 3, 6])
def test_rounded_numbers_say_to_how_many_decimals(decimals):
    source = f"import numpy as np\ndef backward(x, w):\n    return {{'w': np.round(np.cos(w * x) * x, {decimals})}}"
    (one,) = diagnosed(LAYER, source, AskKind.BACKWARD)
    assert (one.mistake, one.words) == ("rounded", f"the numbers are rounded to {decimals} decimals")


def test_wrong_numbers_of_few_decimals_are_not_rounded():
    assert "rounded" not in layer("np.round(right, 1) + 0.3")


def test_numbers_of_float32_are_known_by_their_digits():
    assert layer("right.astype(np.float32).astype(float)") == ["float32"]


def test_a_wrong_number_of_few_digits_is_not_float32():
    assert "float32" not in layer("(2 * right).astype(np.float32).astype(float)")


def test_noise_is_nearly_right():
    assert layer("right * (1 + 1e-5 * np.sin(np.arange(3) + w))") == ["nearly right"]


def test_what_is_far_off_in_one_element_is_not_nearly_right():
    assert "nearly right" not in layer("right + np.array([0, 0, 1.0])")


def test_finite_differences_are_nearly_right():
    assert layer("(np.sin((w + 1e-3) * x) - np.sin(w * x)) / 1e-3") == ["nearly right"]


def test_a_mistake_that_has_a_name_is_not_nearly_right():
    assert "nearly right" not in {mistake for _, _, mistake, _ in backward("2 * s", "2.001 * s * x")}


def test_huge_numbers_are_not_nearly_anything():
    assert {"nearly right", "rounded", "float32"}.isdisjoint(layer("np.full(3, 1e308)"))


def test_in_a_wrong_shape_nothing_is_nearly_right():
    assert {"nearly right", "rounded", "float32"}.isdisjoint(layer("np.round(right, 2)[:, None]"))


def test_where_the_right_number_is_0_nothing_is_near_it():
    text = """
        inputs: {x: {role: data}, w: {role: parameter}}
        graph: L = x + 0 * w
        ask: {backward: {gradients: [w], points: 1}}
        random: {cases: 3}
        """
    found = told(text, "def backward(x, w):\n    return {'w': 1e-5 * x}")
    assert "nearly right" not in {mistake for _, _, mistake, _ in found}


def test_numbers_that_never_change_are_no_answer_to_different_questions():
    assert layer("np.array([1.0, 2.0, 3.0])") == ["constant answer"]


def test_zeros_are_not_called_constant():
    assert "constant answer" not in layer("np.array([1.0, 0.0, 3.0]) * 0")


def test_of_few_cases_nobody_can_tell_that_numbers_never_change():
    source = "import numpy as np\ndef backward(x, w): return {'w': np.array([1.0, 2.0, 3.0])}"
    assert [mistake for _, _, mistake, _ in told(LAYER.replace("cases: 5", "cases: 3"), source)] == [""]


def of_product(x: str, answer: str) -> list[str]:
    """Return what is told of an answer for the derivative of w * x by w, where x is in a range."""
    text = f"""
        inputs: {{x: {{role: data, range: {x}}}, w: {{role: parameter}}}}
        graph: L = w * x
        ask: {{backward: {{gradients: [w], points: 1}}}}
        random: {{cases: 5}}
        """
    return [mistake for _, _, mistake, _ in told(text, f"def backward(x, w): return {{'w': {answer}}}")]


def test_round_numbers_that_never_change_are_constant_rather_than_rounded():
    assert of_product("1.16..1.24", "1.2") == ["constant answer"]


def test_small_numbers_that_are_all_0_may_be_rounded():
    assert of_product("0.01..0.04", "0.0") == ["rounded"]


def test_what_is_rounded_on_the_way_has_few_decimals_itself():
    source = "import numpy as np\ndef backward(x, w):\n    c = np.round(np.cos(w * x), 3)\n"
    (one,) = diagnosed(LAYER, f"{source}    return {{'w': np.round(c * x, 5)}}", AskKind.BACKWARD)
    assert (one.mistake, one.words) == ("rounded", "the numbers have 5 decimals: something is rounded on the way")
