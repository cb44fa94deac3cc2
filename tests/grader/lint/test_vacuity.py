import pytest

from tests.grader.lint.said import codes, said

TEXT = """
    inputs: {x: {role: data}, w: {role: parameter}, b: {role: parameter}}
    graph: |
      p = GRAPH
      L = p ** 2
    ask:
      backward: {points: 1}
    """
KINDS = ("forward", "locals", "backward")


def of(graph, asks="backward: {points: 1}"):
    return TEXT.replace("GRAPH", graph).replace("backward: {points: 1}", asks)


@pytest.mark.parametrize(
    ("equation", "inputs", "words"),
    [
        ("L = a + b", "a: {role: parameter}, b: {role: parameter}", "ones"),
        ("L = exp(a)", "a: {role: parameter}", "the value of the output"),
        ("L = a ** 2 / 2", "a: {role: parameter}", "the value of each name itself"),
        ("y = a + b", "a: {role: parameter, shape: [3]}, b: {role: data, shape: [3]}", "the upstream"),
    ],
)
def test_an_answer_that_needs_no_calculation_is_told(looked_at, equation, inputs, words):
    found = looked_at(f"inputs: {{{inputs}}}\ngraph: {equation}\nask: {{backward: {{points: 1}}}}\n")
    assert said(found, "constant-answer-passes").message == f"backward: {words} would pass in every case"


def test_the_output_is_tried_in_the_shape_of_each_gradient(looked_at):
    found = looked_at(
        "inputs: {a: {role: parameter, shape: [2]}}\ngraph: L = exp(a[0] + a[1])\nask: {backward: {points: 1}}\n"
    )
    assert "the value of the output" in said(found, "constant-answer-passes").message


def test_a_gradient_that_cancels_is_told_at_its_input(looked_at):
    remark = said(looked_at(of("(w - w) + b * x")), "gradient-always-zero")
    assert remark.message == "the gradient of 'w' is 0 at all of 256 points: what flows along its paths cancels"
    assert (remark.place.line, remark.place.column) == (4, 27)


def test_a_parameter_that_does_not_move_is_told_too(looked_at):
    found = looked_at(of("(w - w) + b * x", "update: {points: 1, rate: 0.1}"))
    assert "'w'" in said(found, "gradient-always-zero").message


def test_a_gradient_to_which_no_path_carries_anything_is_told_at_its_ask(looked_at):
    found = looked_at("""
    inputs: {x: {role: data}, w: {role: parameter}}
    graph: |
      q = sin(w)
      L = w * x + 0 * q
    ask:
      backward: {points: 1, gradients: [w, q]}
    """)
    remark = said(found, "gradient-always-zero")
    assert remark.message.startswith("the gradient of 'q' is 0 at all of 256 points: no path carries anything")
    assert remark.place.line == 9


def test_a_chain_rule_that_can_be_forgotten_is_told(looked_at):
    found = looked_at(
        "inputs: {a: {role: parameter}, b: {role: data}}\n"
        "graph: |\n  e = a * b\n  L = e + b\nask: {backward: {points: 1}}\n"
    )
    assert said(found, "constant-upstream").message.endswith("the gradients on the way to a are all 1")


def test_where_there_is_one_operation_there_is_no_chain(looked_at):
    found = looked_at(
        "inputs: {a: {role: parameter}, b: {role: data}}\ngraph: L = a * b\nask: {backward: {points: 1}}\n"
    )
    assert codes(found) == []


def test_an_input_without_effect_is_a_note(looked_at):
    found = looked_at(
        of("w * x + b", "forward: {points: 1, names: [p]}")
        .replace("p ** 2", "p ** 2 + x")
        .replace("w * x + b", "w + b")
    )
    assert said(found, "input-without-effect").message == "nothing that is asked for changes with 'x'"


def test_a_sound_problem_is_not_called_vacuous(looked_at):
    asks = "\n      ".join([*(f"{kind}: {{points: 1}}" for kind in KINDS), "update: {points: 1, rate: 0.1}"])
    assert codes(looked_at(of("w * x + b", asks))) == []
