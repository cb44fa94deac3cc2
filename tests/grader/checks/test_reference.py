"""What counts as the right number, at a kink and elsewhere."""

import pytest

from grader.errors import SpecError
from grader.model import AskKind
from tests.grader.in_process import ONE_WEIGHT, exam_of, graded

RELU = """
    kinks: any
    inputs: {x: {role: data}, w: {role: parameter}, b: {role: parameter}}
    graph: |
      z = w * x + b
      a = relu(z)
      L = (a - 3) ** 2
    ask:
      forward: {points: 1}
      locals: {points: 1}
      backward: {gradients: [a, z, w, b], points: 1}
      update: {rate: 0.1, points: 1}
    cases:
      - {name: on the kink, inputs: {x: 2, w: 1, b: -2}}
    random: {cases: 4}
    """
FUNCTIONS = """
    def forward(x, w, b):
        a = max(w * x + b, 0)
        return {"z": w * x + b, "a": a, "L": (a - 3) ** 2}

    def local_gradients(x, w, b):
        z = w * x + b
        return {"z": {"w": x, "x": w, "b": 1}, "a": {"z": SLOPE}, "L": {"a": 2 * (max(z, 0) - 3)}}

    def backward(x, w, b):
        z = w * x + b
        da = 2 * (max(z, 0) - 3)
        return {"a": da, "z": da * SLOPE, "w": da * SLOPE * x, "b": da * SLOPE}

    def update(x, w, b, rate):
        g = backward(x, w, b)
        w, b = w - rate * g["w"], b - rate * g["b"]
        return {"w": w, "b": b, "L": forward(x, w, b)["L"]}
    """


def wrong(source: str, text: str = RELU):
    """Return the asks that lose their points, with the names that are wrong in the first case."""
    return {
        result.ask.value: [found.name for found in result.attempts[0].findings]
        for result in graded(text, source).asks
        if not result.right
    }


def at_kink(slope: str) -> str:
    """Return the functions with ``slope`` for the derivative of relu at 0."""
    return FUNCTIONS.replace("SLOPE", f"({slope} if z == 0 else float(z > 0))")


@pytest.mark.parametrize("slope", ["0", "1", "0.5"])
def test_any_slope_between_the_sides_is_right_if_all_of_them_agree(slope):
    assert wrong(at_kink(slope)) == {}


@pytest.mark.parametrize("slope", ["2", "-1", "0.01", "1.000001"])
def test_no_other_slope_is_right(slope):
    found = wrong(at_kink(slope))
    assert (found["locals"], found["backward"]) == (["da/dz"], ["z", "b", "w"])
    assert {"w", "b"} <= set(found["update"])


@pytest.mark.parametrize(("slope", "right"), [("0", True), ("1", False), ("0.5", False)])
def test_only_the_convention_is_right_where_the_author_says_so(slope, right):
    text = RELU.replace("kinks: any", "kinks: convention")
    assert wrong(at_kink(slope), text) == (
        {} if right else {"locals": ["da/dz"], "backward": ["z", "b", "w"], "update": ["w", "b", "L"]}
    )


@pytest.mark.parametrize(("of_w", "of_b"), [(1, 0), (0, 1), (0.5, 1)])
def test_names_that_disagree_about_the_slope_are_wrong(of_w, of_b):
    source = f"""
        def backward(x, w, b):
            z = w * x + b
            da = 2 * (max(z, 0) - 3)
            of_w, of_b = ({of_w}, {of_b}) if z == 0 else (z > 0, z > 0)
            return {{"a": da, "z": da * of_b, "w": da * of_w * x, "b": da * of_b}}
        """
    assert wrong(source)["backward"] == ["w"]


def test_a_missing_name_leaves_only_the_convention():
    source = at_kink("1").replace('"a": da, "z"', '"z"')
    assert wrong(source)["backward"] == ["a", "z", "b", "w"]


def test_two_kinks_each_have_a_slope_of_their_own():
    text = """
        inputs: {x: {role: parameter}, y: {role: parameter}}
        graph: L = 3 * relu(x) + 5 * abs(y)
        ask: {backward: {points: 1}}
        cases: [{name: both, inputs: {x: 0, y: 0}}]
        random: {cases: 2}
        """
    source = "def backward(x, y): return {{'x': 3 * float(x >= 0), 'y': 5 * ((y > 0) - (y < 0) + {0} * (y == 0))}}"
    assert [wrong(source.format(slope), text) for slope in (-1, 0, 1)] == [{}, {}, {}]
    assert wrong(source.format(0.3), text) == {"backward": ["y"]}


@pytest.mark.parametrize("kept", ["z >= 0", "z > 0"])
def test_a_comparison_may_fall_to_either_side(kept):
    text = """
        inputs: {z: {role: parameter}, w: {role: parameter}}
        graph: L = where(z > 0, w * z, 0.01 * z) ** 2 + z * w
        ask: {backward: {points: 1}}
        cases: [{name: tie, inputs: {z: 0, w: 7}}]
        random: {cases: 2}
        """.replace(" ** 2 + z * w", " * 3")
    source = f"""
        def backward(z, w):
            keep = {kept}
            return {{"z": 3 * (w if keep else 0.01), "w": 3 * z * keep}}
        """
    assert wrong(source, text) == {}


@pytest.mark.parametrize("share", ["(top, 0)", "(0, top)", "(top / 2, top / 2)"])
def test_a_tie_of_the_maximum_may_go_to_either_or_be_split(share):
    text = """
        inputs: {x: {role: parameter, shape: [2]}}
        graph: L = 3 * max(x)
        ask: {backward: {points: 1}}
        cases: [{name: tie, inputs: {x: [4, 4]}}]
        random: {cases: 2}
        """
    source = f"""
        import numpy as np
        def backward(x):
            top = 3.0
            if x[0] == x[1]:
                return {{"x": np.array({share}, dtype=float)}}
            return {{"x": top * (x == x.max())}}
        """
    assert wrong(source, text) == {}


def test_a_point_that_rounding_moves_off_its_kink_is_still_on_it():
    text = RELU.replace("x: 2, w: 1, b: -2", "x: 0.1, w: 3, b: -0.3")  # w * x + b is 5.6e-17
    assert wrong(FUNCTIONS.replace("SLOPE", "float(z > 0)"), text) == {}
    assert wrong(FUNCTIONS.replace("SLOPE", "float(z > 1e-9)"), text) == {}


def test_too_many_kinks_at_once_are_a_mistake_of_the_spec():
    text = """
        kinks: any
        inputs: {x: {role: parameter, shape: [9]}}
        graph: L = sum(relu(x))
        ask: {backward: {points: 1}}
        cases: [{name: dead, inputs: {x: [0, 0, 0, 0, 0, 0, 0, 0, 0]}}]
        """
    with pytest.raises(SpecError, match="case 'dead': 9 numbers are on a kink at once"):
        exam_of(text)
    exam_of(text.replace("kinks: any", "kinks: convention"))


def test_the_first_wrong_number_is_shown_with_what_it_should_be():
    source = "def backward(x, w, y): return {'s': 2 * (w * x - y), 'w': -2 * (w * x - y) * x}"
    result = graded(ONE_WEIGHT, source).asks[2]
    first = result.attempts[0].findings[0]
    assert (result.ask, first.check, first.name, first.label) == (AskKind.BACKWARD, "reference", "w", "dL/dw")
    assert (first.got, first.expected, first.message) == (-20.0, 20.0, "dL/dw is -20.0, expected 20.0")


def test_a_subgradient_may_be_rounded_like_any_other_number():
    text = """
        inputs: {x: {role: parameter}}
        graph: L = 0.1 * relu(x) * 3
        ask: {backward: {points: 1}}
        cases: [{name: on the kink, inputs: {x: 0}}]
        random: {cases: 2}
        """
    source = "def backward(x): return {'x': 0.3 * (x >= 0)}"  # 0.1 * 3 is not 0.3, but for rounding
    assert wrong(source, text) == {}


PLAIN = """
    import numpy as np

    def plain(z):
        return z - np.log(np.exp(z).sum(axis=1, keepdims=True))

    def forward(z, x):
        return {"p": plain(z), "q": np.log(np.exp(z).sum()), "h": np.log(1 + np.exp(x))}
    """


def test_a_textbook_formula_may_round_as_it_does():
    text = """
        inputs: {z: {role: data, shape: [4, 3], range: -12..12}, x: {role: data, range: -30..1}}
        graph: |
          p = log_softmax(z)
          q = logsumexp(z)
          h = softplus(x)
          L = sum(p) + q + h
        output: L
        ask: {forward: {points: 1, names: [p, q, h]}}
        random: {cases: 200}
        """
    assert wrong(PLAIN, text) == {}
