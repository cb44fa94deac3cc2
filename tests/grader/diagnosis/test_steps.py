"""Wrong steps of gradient descent."""

import pytest

from grader.diagnosis.steps import MOST_PARAMETERS
from grader.model import AskKind
from tests.grader.diagnosis.students import diagnosed, of_one_weight, some, told
from tests.grader.in_process import ONE_WEIGHT, RIGHT

TWO = """
    inputs: {x: {role: data}, w: {role: parameter}, b: {role: parameter}}
    graph: |
      z = w * x + b
      L = z ** 2
    ask: {update: {rate: 0.1, points: 1}}
    random: {cases: 6}
    """


def step(w: str, output: str = "(w * x - y) ** 2") -> list:
    return of_one_weight("update", f"{{'w': w, 'L': {output}}}", f"dw = 2 * s * x; old = w; w = {w}")


def two(body: str) -> list:
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    text = "\n    ".join(["dw = lambda: 2 * (w * x + b) * x", "db = lambda: 2 * (w * x + b)", *lines])
    return told(TWO, f"def update(x, w, b, rate):\n    {text}\n    return {{'w': w, 'b': b, 'L': (w * x + b) ** 2}}")


@pytest.mark.parametrize(
    ("w", "wanted"),
    [
        ("w - rate * dw", []),
        ("w + rate * dw", [(1, (), "gradient ascent", None)]),
        ("w - dw", [(1, (), "learning rate ignored", None)]),
        ("w - 0.1 * dw", [(1, (), "learning rate written in", None)]),
        ("w - 0.3 * dw", [(1, (), "learning rate written in", 0.3)]),
        ("w - 2 * rate * dw", [(1, (), "doubled", None)]),
        ("w - 3 * rate * dw", [(1, ("w",), "wrong factor", 3.0)]),
        ("w - rate * dw * w", [(1, ("p", "w"), "w instead of x", None)]),
        ("w - rate * x", [(1, ("p", "w"), "upstream forgotten", None)]),
    ],
)
def test_one_wrong_step_is_one_slip(w, wanted):
    found = step(w)
    assert {slip for slip, *_ in found} == {slip for slip, *_ in wanted}
    if wanted and wanted[0][1]:
        assert found
    else:
        assert found == wanted


def test_a_step_that_nothing_explains_has_a_place():
    assert step("w - rate * dw - 1")[0][1:3] == (("w",), "")


def test_the_loss_is_that_from_before_the_step():
    assert step("w - rate * dw", "(old * x - y) ** 2") == [(1, ("L",), "loss not recomputed", None)]


def test_the_loss_is_something_else():
    assert step("w - rate * dw", "w") == [(1, ("L",), "", None)]


def test_a_loss_that_follows_from_a_wrong_step_is_no_slip():
    assert step("w + rate * dw") == [(1, (), "gradient ascent", None)]


def test_two_wrong_things_are_two_slips():
    assert step("w + rate * dw", "(old * x - y) ** 2") == [
        (1, (), "gradient ascent", None),
        (2, ("L",), "loss not recomputed", None),
    ]


@pytest.mark.parametrize("body", ["w -= rate * dw(); b -= rate * db()", "b -= rate * db(); w -= rate * dw()"])
def test_a_gradient_from_after_the_last_move(body):
    assert some(two(body), (1, (), "updated value used", None))


def test_one_of_two_parameters_is_not_moved():
    assert some(two("w -= rate * dw()"), (1, ("b",), "parameter not moved", None))


def test_a_parameter_that_is_moved_twice_has_a_place():
    found = two("gw, gb = dw(), db(); w -= rate * gw * gb * 7; b -= rate * (gb * gw + 1)")
    assert {edge for _, edge, *_ in found} & {("w",), ("b",)}


MIXED = """
    inputs: {x: {role: data}, w: {role: parameter}, b: {role: parameter}}
    graph: |
      h = w * x
      z = h * b
      L = z ** 2
    ask: {update: {rate: 0.1, points: 1}}
    random: {cases: 6}
    """


def test_a_new_parameter_stands_among_old_values():
    source = """
        def update(x, w, b, rate):
            h = w * x
            z = h * b
            b = b - rate * 2 * z * h
            w = w - rate * 2 * z * b * x
            return {"w": w, "b": b, "L": (w * x * b) ** 2}
        """
    ((one),) = diagnosed(MIXED, source)
    assert (one.mistake, one.words) == ("updated value used", "w moves with a gradient from after the move of b")


def test_in_what_order_many_parameters_moved_nobody_tries():
    names = [f"w{number}" for number in range(MOST_PARAMETERS + 1)]
    text = f"""
        inputs: {{x: {{role: data}}, {", ".join(f"{name}: {{role: parameter}}" for name in names)}}}
        graph: L = ({" + ".join(names)}) ** 2 * x
        ask: {{update: {{rate: 0.1, points: 1}}}}
        random: {{cases: 3}}
        """
    moved = ", ".join(f"'{name}': {name} - x ** 3" for name in names)
    found = told(text, f"def update(x, {', '.join(names)}, rate): return {{{moved}, 'L': 1.0}}")
    assert "updated value used" not in {mistake for _, _, mistake, _ in found}


WRONG = """
def backward(x, w, y):
    return {"s": 2 * (w * x - y), "w": 3 * w * (x + y)}
def update(x, w, y, rate):
    w = w - rate * 3 * w * (x + y)
    return {"w": w, "L": (w * x - y) ** 2}
"""


def test_a_step_along_the_students_own_gradient_follows_from_it():
    assert told(ONE_WEIGHT, RIGHT + WRONG, AskKind.UPDATE) == [(1, (), "follows from backward", None)]


def test_a_step_along_another_gradient_than_the_students_own_does_not():
    source = RIGHT + WRONG.replace("rate * 3", "rate * 5")
    assert "follows from backward" not in {mistake for _, _, mistake, _ in told(ONE_WEIGHT, source, AskKind.UPDATE)}


def test_a_gradient_from_after_the_move_of_one_of_several():
    text = """
        inputs: {x: {role: data}, w: {role: parameter}, b: {role: parameter}, c: {role: parameter}}
        graph: |
          h = w * x
          z = h * b + c
          L = z ** 2
        ask: {update: {rate: 0.1, points: 1}}
        random: {cases: 6}
        """
    source = """
        def update(x, w, b, c, rate):
            dc = 2 * (w * x * b + c)
            w = w - rate * dc * b * x
            b = b - rate * 2 * (w * x * b + c) * w * x
            c = c - rate * dc
            return {"w": w, "b": b, "c": c, "L": (w * x * b + c) ** 2}
        """
    (one,) = diagnosed(text, source)
    assert (one.mistake, one.words) == ("updated value used", "b moves with a gradient from after the move of w")


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("k = 1 / (1 + abs(gw) + abs(gb)); w -= k * gw; b -= k * gb", (1, (), "wrong step length", None)),
        ("w -= 3 * rate * gw; b -= 3 * rate * gb", (1, (), "wrong factor", 3.0)),
        ("w -= 0.3 * gw; b -= 0.3 * gb", (1, (), "learning rate written in", 0.3)),
        ("w += rate * gw; b += rate * gb", (1, (), "gradient ascent", None)),
        ("pass", (1, (), "parameter not moved", 0.0)),
    ],
)
def test_a_step_that_is_too_long_for_all_parameters_is_one_slip(body, wanted):
    assert two(f"gw, gb = dw(), db(); {body}" if body != "pass" else body) == [wanted]


def test_a_step_of_one_parameter_has_a_length_that_nobody_can_bear_out():
    found = step("w - dw / (1 + abs(dw))")
    assert "wrong step length" not in {mistake for _, _, mistake, _ in found}


def test_parameters_that_move_otherwise_each_have_no_length_in_common():
    found = two("gw, gb = dw(), db(); w -= gw * gw * 0.1; b -= gb * gb * gb * 0.1")
    assert found
    assert {mistake for _, _, mistake, _ in found} == {""}


def beside_gradients(w: str, b: str, db: str = "2 * (w * x + b)") -> list:
    """Return what is told of a step that is asked for together with the gradients."""
    text = TWO.replace("{update:", "{backward: {gradients: [w, b], points: 1}, update:")
    source = f"""
        def backward(x, w, b):
            return {{"w": 2 * (w * x + b) * x, "b": {db}}}
        def update(x, w, b, rate):
            dw, db = 2 * (w * x + b) * x, {db}
            w, b = w - {w}, b - {b}
            return {{"w": w, "b": b, "L": (w * x + b) ** 2}}
        """
    return told(text, source, AskKind.UPDATE)


def test_a_parameter_moves_along_the_gradient_of_another():
    assert beside_gradients("rate * dw", "rate * dw") == [(1, ("b",), "swapped", None)]


def test_two_parameters_that_move_too_far_by_different_factors_are_two_slips():
    assert beside_gradients("3 * rate * dw", "5 * rate * db") == [
        (1, ("w",), "wrong factor", 3.0),
        (2, ("b",), "wrong factor", 5.0),
    ]


def test_a_parameter_that_moves_uphill_by_itself_is_said_to():
    assert beside_gradients("rate * dw", "-rate * db") == [(1, ("b",), "gradient ascent", -1.0)]


def test_a_parameter_that_moves_along_nothing_known_has_a_place():
    assert beside_gradients("rate * dw * dw", "rate * db") == [(1, ("w",), "", None)]


def test_a_step_is_judged_by_ones_own_gradients_where_they_are_wrong():
    assert beside_gradients("rate * dw", "3 * rate * db", db="(w * x + b) ** 3") == [(1, ("b",), "wrong factor", 3.0)]


def test_a_gradient_that_is_0_tells_nothing_of_the_length_of_a_step():
    assert beside_gradients("3 * rate * dw", "rate * db", db="0.0") == [(1, ("w",), "wrong factor", 3.0)]


def test_a_parameter_that_is_missing_at_one_size_is_no_obstacle():
    text = """
        inputs: {x: {role: data, shape: [N]}, w: {role: parameter}, b: {role: parameter}}
        dims: {N: 2..4}
        graph: L = mean(x * w + b) ** 2
        ask: {update: {rate: 0.1, points: 1}}
        random: {cases: 9}
        """
    source = """
        def update(x, w, b, rate):
            s = 2 * (x * w + b).mean()
            w, b = w - 3 * rate * s * x.mean(), b - rate * s
            found = {"w": w, "b": b, "L": (x * w + b).mean() ** 2}
            if len(x) != 3:  # the size that comes first
                del found["b"]
            return found
        """
    assert some(told(text, source), (1, ("L", "w"), "wrong factor", 3.0))


def test_a_parameter_that_is_missing_at_one_size_with_its_gradient_is_no_obstacle():
    text = """
        inputs: {x: {role: data, shape: [N]}, w: {role: parameter}, b: {role: parameter}}
        dims: {N: 2..4}
        graph: L = mean(x * w + b) ** 2
        ask: {backward: {gradients: [w, b], points: 1}, update: {rate: 0.1, points: 1}}
        random: {cases: 9}
        """
    source = """
        def backward(x, w, b):
            s = 2 * (x * w + b).mean()
            return {"w": s * x.mean()} | ({"b": s} if len(x) == 3 else {})
        def update(x, w, b, rate):
            s = 2 * (x * w + b).mean()
            w, b = w - 3 * rate * s * x.mean(), b - rate * s
            return {"w": w, "L": (x * w + b).mean() ** 2} | ({"b": b} if len(x) == 3 else {})
        """
    assert told(text, source) == [(1, ("w",), "wrong factor", 3.0)]
