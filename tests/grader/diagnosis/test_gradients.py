"""Wrong gradients: one slip is one slip, under its name, and two are never explained by one."""

import pytest

from grader.diagnosis.fitting import SMALL
from grader.diagnosis.gradients import NAMED
from tests.grader.diagnosis.students import backward, diagnosed, some, told

SHARED = """
    inputs: {x: {role: data}, w: {role: parameter}}
    graph: |
      s = w * x
      a = 3 * s
      b = sin(s)
      L = a * b
    ask: {backward: {gradients: [a, b, s, w], points: 1}}
    random: {cases: 6}
    """
PAIR = """
    inputs: {x: {role: data}, w: {role: parameter}, b: {role: parameter}}
    graph: |
      z = w * x + b
      h = relu(z)
      L = h ** 2
    ask:
      backward: {gradients: [w, b], points: 1}
      update: {rate: 0.1, points: 1}
    random: {cases: 8}
    """
SIZES = """
    inputs: {x: {role: data, shape: [N, 2]}, w: {role: parameter, shape: [2]}, y: {role: target, shape: [N]}}
    dims: {N: 2..6}
    graph: |
      e = x @ w - y
      L = mean(e ** 2)
    ask: {backward: {gradients: [e, w], points: 1}}
    random: {cases: 20}
    """
UPSTREAM = """
    inputs: {x: {role: data, shape: [3]}, w: {role: parameter}}
    graph: out = w * x
    ask: {backward: {gradients: [x, w], points: 1}}
    random: {cases: 6}
    """


def of_shared(s: str, w: str = "ds * x") -> list:
    source = f"""
        from math import sin, cos
        def backward(x, w):
            s = w * x
            a, b = 3 * s, sin(s)
            da, db = b, a
            by_a, by_b = 3 * da, cos(s) * db
            ds = {s}
            return {{"a": da, "b": db, "s": ds, "w": {w}}}
        """
    return told(SHARED, source)


def of_pair(w: str, b: str, before: str = "pass") -> list:
    source = f"""
        def backward(x, w, b):
            z = w * x + b
            h = max(z, 0.0)
            dh = 2 * h
            dz = dh if z > 0 else 0.0
            {before}
            return {{"w": {w}, "b": {b}}}
        def update(x, w, b, rate):
            z = max(w * x + b, 0.0)
            w, b = w - rate * 2 * z * x, b - rate * 2 * z
            return {{"w": w, "b": b, "L": max(w * x + b, 0.0) ** 2}}
        """
    return told(PAIR, source)


def of_sizes(e: str, w: str) -> list:
    body = f"def backward(x, w, y):\n    n = len(y)\n    e = x @ w - y\n    return {{'e': {e}, 'w': {w}}}"
    return told(SIZES, f"import numpy as np\n{body}")


def of_upstream(x: str, w: str) -> list:
    return told(UPSTREAM, f"def backward(x, w, upstream):\n    return {{'x': {x}, 'w': {w}}}")


def test_a_right_answer_is_told_nothing():
    assert backward("2 * s", "2 * s * x") == []
    assert of_shared("by_a + by_b") == of_pair("dz * x", "dz") == []
    assert of_sizes("2 * e / n", "2 * (x.T @ e) / n") == of_upstream("w * upstream", "(x * upstream).sum()") == []


@pytest.mark.parametrize(
    ("s", "w", "edge", "mistake", "factor"),
    [
        ("s", "s * x", ("L", "s"), "exponent not brought down", 0.5),
        ("-2 * s", "-2 * s * x", ("L", "s"), "sign flipped", -1.0),
        ("4 * s", "4 * s * x", ("L", "s"), "doubled", 2.0),
        ("0.0", "0.0", ("L", "s"), "dropped", 0.0),
        ("6 * s", "6 * s * x", ("L", "s"), "wrong factor", 3.0),
        ("1.0", "x", ("L", "s"), "local derivative forgotten", None),
        ("2 * s", "2 * s", ("p", "w"), "local derivative forgotten", None),
        ("2 * s", "2 * s * w", ("p", "w"), "own value instead of the other factor", None),
        ("2 * s", "2 * s * y", ("p", "w"), "y instead of x", None),
        ("2 * s", "x", ("p", "w"), "upstream forgotten", None),
        ("2 * s", "4 * s * s * x", ("p", "w"), "chain rule applied twice", None),
        ("2 * s", "4 * s * x", ("p", "w"), "doubled", 2.0),
        ("2 * s * x", "2 * s", ("s",), "swapped", None),
    ],
)
def test_one_mistake_is_one_slip(s, w, edge, mistake, factor):
    found = backward(s, w)
    assert {slip for slip, *_ in found} == {1}
    assert some(found, (1, edge, mistake, factor))


def test_a_mistake_that_the_op_knows_comes_before_its_factor():
    assert backward("s", "s * x") == [(1, ("L", "s"), "exponent not brought down", 0.5)]


def test_a_factor_is_as_near_as_it_is_called():
    assert NAMED[2.0] == "doubled"
    assert backward("6 * s", "6 * s * x") == [(1, ("L", "s"), "wrong factor", 3.0)]


def test_what_follows_from_a_mistake_is_no_slip_of_its_own():
    assert {(slip, edge) for slip, edge, *_ in backward("3 * s", "3 * s * x")} == {(1, ("L", "s"))}


def test_two_mistakes_are_two_slips():
    found = backward("6 * s", "10 * s * x")
    assert [slip for slip, *_ in found] == sorted(slip for slip, *_ in found)
    assert {slip: edge for slip, edge, *_ in reversed(found)} == {1: ("L", "s"), 2: ("s", "p")}
    assert some(found, (1, ("L", "s"), "wrong factor", 3.0))


def test_of_two_mistakes_each_may_have_a_name():
    found = backward("s", "s * w")
    assert some(found, (1, ("L", "s"), "exponent not brought down", 0.5))
    assert some(found, (2, ("p", "w"), "own value instead of the other factor", None))


def test_what_no_single_mistake_explains_has_a_place_and_no_name():
    assert backward("2 * s", "2 * s * (x + 1)") == [(1, ("w",), "", None)]


@pytest.mark.parametrize(
    ("s", "mistake"),
    [("by_a", "overwritten instead of accumulated"), ("by_b", "overwritten instead of accumulated")],
)
def test_of_the_contributions_only_one_is_kept(s, mistake):
    assert some(of_shared(s), (1, ("s",), mistake, None))


@pytest.mark.parametrize(
    ("w", "mistake"), [("by_b * x", "passed on too early"), ("(2 * by_b + by_a) * x", "passed on more than once")]
)
def test_a_gradient_is_passed_on_in_the_wrong_order(w, mistake):
    assert mistake in {found for _, _, found, _ in of_shared("by_a + by_b", w)}


def test_a_local_derivative_is_another_value():
    assert some(backward("w", "w * x"), (1, ("L", "s"), "taken for w", None))
    assert some(backward("-y", "-y * x"), (1, ("L", "s"), "taken for -y", None))
    assert some(backward("2 * s * w", "2 * s * w * x"), (1, ("L", "s"), "multiplied by w", None))


def test_a_name_that_was_not_asked_for_may_be_where_it_goes_wrong():
    found = of_pair("dh * x", "dh", "dh = 3 * dh if z > 0 else 0.0")
    assert {slip for slip, *_ in found} == {1}
    assert ("h", "z") in {edge for _, edge, *_ in found}


def test_a_derivative_that_is_wrong_in_each_case_otherwise_is_found_without_a_name():
    found = of_pair("dz * x * (1 + z ** 2)", "dz * (1 + z ** 2)")
    assert {(slip, mistake) for slip, _, mistake, _ in found} == {(1, "wrong local derivative")}


def test_a_gradient_is_taken_with_the_parameter_after_its_step():
    text = PAIR.replace("gradients: [w, b]", "gradients: [w, b, x]").replace(
        "      update: {rate: 0.1, points: 1}\n", ""
    )
    source = """
        def backward(x, w, b):
            z = w * x + b
            dz = 2 * max(z, 0.0)
            w = w - 0.1 * dz * x
            return {"w": dz * x, "b": dz, "x": dz * w}
        """
    found = diagnosed(text, source)
    assert {(one.slip, one.mistake) for one in found} == {(1, "updated value used")}
    assert found[0].words == "the gradients are computed with w as after the step"


def test_a_wrong_formula_for_one_name_alone_says_so():
    assert backward("2 * s", "s * x")[0][1:3] in {(("p", "w"), "halved"), (("s", "p"), "halved")}


@pytest.mark.parametrize(
    ("e", "w", "edge", "mistake"),
    [
        ("2 * e", "2 * (x.T @ e)", ("L", "(e ** 2)"), "1/n forgotten"),
        ("e / n", "(x.T @ e) / n", ("L", "e"), "exponent not brought down"),
    ],
)
def test_mistakes_with_arrays_of_several_sizes(e, w, edge, mistake):
    found = of_sizes(e, w)
    assert {slip for slip, *_ in found} == {1}
    assert (edge, mistake) in {(place, name) for _, place, name, _ in found}


def test_a_size_is_written_in():
    found = of_sizes("2 * e / 3", "2 * (x.T @ e) / 3")
    assert "hard-coded size" in {mistake for _, _, mistake, _ in found}


def test_a_key_that_is_missing_at_one_size_is_no_obstacle():
    body = """
        def backward(x, w, y):
            e = x @ w - y
            found = {"e": 6 * e / len(y), "w": 6 * (x.T @ e) / len(y)}
            if len(y) == 3:
                del found["w"]
            return found
        """
    assert ("wrong factor", 3.0) in {found[2:] for found in told(SIZES, body)}


def test_an_upstream_is_ignored():
    assert some(of_upstream("w + 0 * x", "x.sum()"), (1, ("out",), "upstream ignored", None))


def test_a_mistake_on_the_way_to_one_name_alone_says_so():
    text = PAIR.replace("h ** 2", "(h - 3) ** 2").replace("      update: {rate: 0.1, points: 1}\n", "")
    source = """
        def backward(x, w, b):
            z = w * x + b
            dh = 2 * (max(z, 0.0) - 3)
            return {"w": dh * x, "b": dh if z > 0 else 0.0}
        """
    found = diagnosed(text, source)
    assert ("mask forgotten", ("h", "z")) in {(one.mistake, one.edge) for one in found}
    assert all(one.words.endswith(", on the way to w alone") for one in found)


@pytest.mark.parametrize(("size", "mistake"), [("* len(x)", "multiplied by N"), ("/ len(x)", "divided by N")])
def test_a_size_that_is_not_met_at_the_edge_is_put_in(size, mistake):
    text = """
        inputs: {x: {role: data, shape: [N]}, w: {role: parameter}}
        dims: {N: 2..6}
        graph: |
          m = mean(x)
          p = w * m
          L = p ** 2
        ask: {backward: {gradients: [p, w], points: 1}}
        random: {cases: 20}
        """
    source = f"def backward(x, w):\n    dp = 2 * w * x.mean() {size}\n    return {{'p': dp, 'w': dp * x.mean()}}"
    assert some(told(text, source), (1, ("L", "p"), mistake, None))


def test_wrong_shapes_that_do_not_even_fit_explain_nothing():
    text = """
        inputs: {x: {role: data, shape: [4, 3]}, y: {role: data, shape: [5, 3]}, b: {role: parameter, shape: [3]}}
        graph: |
          p = x * b
          q = y * b
          L = sum(p ** 2) + sum(sin(q))
        ask: {backward: {gradients: [b], points: 1}}
        random: {cases: 4}
        """
    found = told(text, "def backward(x, y, b): return {'b': b ** 5 + 3}")
    assert {edge for _, edge, *_ in found} == {("b",)}


def test_of_two_sizes_nobody_can_tell_what_a_factor_goes_with():
    body = "def backward(x, w, y):\n    e = x @ w - y\n    return {'e': 2 * e / 3, 'w': 2 * (x.T @ e) / 3}"
    found = told(SIZES.replace("2..6", "3..4"), body)
    assert found
    assert "hard-coded size" not in {mistake for _, _, mistake, _ in found}


def test_a_rule_of_an_op_comes_before_a_factor_that_is_nearer_to_the_output():
    text = """
        inputs: {x: {role: data}, w: {role: parameter}}
        graph: |
          p = w ** 2
          L = x * p
        ask: {backward: {gradients: [w], points: 1}}
        random: {cases: 4}
        """
    assert told(text, "def backward(x, w): return {'w': x * w}") == [
        (1, ("p", "w"), "exponent not brought down", 0.5),
        (1, ("L", "p"), "halved", 0.5),
    ]


def test_a_factor_of_a_value_times_itself_is_that_of_both_its_uses():
    text = """
        inputs: {x: {role: data}, w: {role: parameter}}
        graph: |
          a = w * x
          L = a * a
        ask: {backward: {gradients: [a, w], points: 1}}
        random: {cases: 4}
        """
    found = told(text, "def backward(x, w): return {'a': 6 * w * x, 'w': 6 * w * x * x}")
    assert found == [(1, ("L", "a"), "wrong factor", 3.0)]


def test_a_wrong_formula_that_is_rounded_on_the_way_is_still_that_formula():
    assert backward("(1e9 + s) - 1e9 - s", "0.0") == [(1, ("L", "s"), "dropped", 0.0)]


def test_a_gradient_that_is_wrong_at_each_size_otherwise_has_a_place():
    assert of_sizes("e ** 3", "x.T @ (e ** 3)") == [(1, ("e",), "", None)]


def test_in_a_large_graph_what_nothing_explains_has_a_place():
    steps = "\n".join(f"          a{number + 1} = sin(a{number} * x)" for number in range(SMALL))
    text = f"""
        inputs: {{x: {{role: data}}, w: {{role: parameter}}}}
        graph: |
          a0 = w * x
{steps}
          L = a{SMALL} * w
        ask: {{backward: {{gradients: [w], points: 1}}}}
        random: {{cases: 3}}
        """
    assert told(text, "def backward(x, w): return {'w': x ** 5 + w}") == [(1, ("w",), "", None)]
