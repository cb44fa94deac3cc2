import pytest

GRAPH = """
    inputs: {x: {role: data}, w: {role: parameter}, b: {role: parameter}, c: {role: parameter}}
    graph: |
      z = w * x
      y = z + b
      q = y
      v = c - c
      L = q ** 2 + v
    ask:
      forward: {points: 1}
      locals: {points: 1}
      backward: {points: 1, gradients: [w, b]}
      update: {points: 1, rate: 0.1}
    """


@pytest.fixture
def reasons(bench):
    """Return why each wrong answer to an ask is none."""

    def of(ask, text=GRAPH):
        trials = [trial for trial in bench(text).trials if trial.ask.value == ask]
        return {trial.mutant.words: trial.reason for trial in trials if trial.verdict.value == "equivalent"}

    return of


def test_an_edge_to_what_nobody_asks_for(reasons):
    assert reasons("backward")["dz/dx is taken for 0"] == "nothing that is asked for depends on it"


def test_an_edge_at_which_1_arrives(reasons):
    words = "dL/d(q ** 2) is not multiplied by the gradient that arrives from above"
    assert reasons("backward")[words] == "the gradient that arrives there is always 1"


def test_an_edge_whose_derivative_is_1(reasons):
    words = "dy/dz is left out: what arrives is passed on unchanged"
    assert reasons("backward")[words] == "what flows on there is the same"


def test_a_local_derivative_has_no_upstream(reasons):
    words = "dz/dw is not multiplied by the gradient that arrives from above"
    assert reasons("locals")[words] == "the gradient that arrives there is always 1"


def test_a_value_on_which_no_gradient_depends(reasons):
    words = "the gradients are computed with c as after the step"
    assert reasons("backward")[words] == "no gradient that is asked for depends on that value"


def test_a_gradient_that_the_step_does_not_take(reasons):
    text = GRAPH.replace("[w, b]", "[w, b, q]")
    assert reasons("update", text)["the gradient of q is returned as 0"] == "the step does not need that gradient"


def test_gradients_that_are_the_same(reasons):
    text = GRAPH.replace("[w, b]", "[y, b]")
    words = "the gradients of y and b are returned in each other's place"
    assert reasons("backward", text)[words] == "the two are always the same"


def test_a_wrong_answer_that_is_what_it_should_be(reasons):
    text = GRAPH.replace("[w, b]", "[c]")
    assert reasons("backward", text)["the gradient of c is returned as 0"] == "that is what it should be"


def test_a_step_that_changes_nothing(reasons):
    assert reasons("forward")["q is y itself: a step is left out"] == "the value is always the same"


def test_a_value_that_nobody_asks_for(reasons):
    text = GRAPH.replace("forward: {points: 1}", "forward: {points: 1, names: [z]}")
    assert reasons("forward", text)["y has the wrong sign"] == "nothing that is asked for depends on it"


def test_an_order_of_steps_that_makes_no_difference(reasons):
    text = """
    inputs: {a: {role: parameter}, b: {role: parameter}}
    graph: L = a + 2 * b
    ask: {update: {points: 1, rate: 0.1}}
    """
    found = reasons("update", text)
    assert found[next(words for words in found if "one after the other" in words)].endswith("the same at 256 points")


def test_an_edge_through_which_nothing_flows(reasons):
    text = """
    inputs: {a: {role: parameter}, b: {role: parameter}}
    graph: |
      z = 0 * a
      L = z + b
    ask: {backward: {points: 1}}
    """
    assert set(reasons("backward", text).values()) >= {"what flows on there is the same"}


def test_a_condition_through_which_nothing_flows_back(reasons):
    text = """
    inputs: {x: {role: data}, v: {role: parameter}, w: {role: parameter}}
    graph: L = where(x > 0, 3 * v, w)
    ask: {backward: {points: 1, gradients: [w]}}
    """
    found = reasons("backward", text)
    assert found["each derivative is a local one: nothing is multiplied by the gradient from above"]


def test_a_gradient_of_the_wrong_shape_that_nobody_asks_for(reasons):
    text = """
    inputs: {x: {role: data, shape: [3]}, c: {role: data}, w: {role: parameter, shape: [3]}}
    graph: L = sum((x * w + c) ** 2)
    ask: {backward: {points: 1}}
    """
    found = reasons("backward", text)
    shapes = {reason for words, reason in found.items() if "is not summed" in words}
    assert shapes == {"nothing that is asked for depends on it"}


def test_a_pass_that_goes_wrong_where_nobody_asks(reasons):
    words = "dz/dx is taken with the gradient of w where w belongs"
    assert reasons("backward")[words] == "nothing that is asked for depends on it"


def test_a_wrong_rule_that_shows_at_one_edge_of_several_does(reasons):
    words = "every derivative of v is left out: what arrives is passed on unchanged"
    assert reasons("backward")[words] == "nothing that is asked for depends on it"


def test_what_would_flow_on_is_told_of_all_edges_or_of_none(reasons):
    text = """
    inputs: {x: {role: data}, w: {role: parameter}}
    graph: |
      z = w * x
      L = exp(z) + 0 * z
    ask: {locals: {points: 1}}
    """
    words = "the derivative of every mul is not multiplied by the gradient that arrives from above"
    assert reasons("locals", text)[words] == "the gradient that arrives there is always 1"


def test_what_arrives_is_1_at_all_edges_or_not_at_all(reasons):
    text = """
    inputs: {c: {role: data}, d: {role: data}, w: {role: parameter}}
    graph: |
      z = 0 * c + d
      L = z * w
    ask: {backward: {points: 1, gradients: [c, w]}}
    """
    words = "the derivative of every mul by operand 2 is not multiplied by the gradient that arrives from above"
    assert reasons("backward", text)[words] == "the answers are the same at 256 points"


def test_what_arrives_is_1_at_all_points_or_not_at_all(reasons):
    text = """
    inputs: {x: {role: data}, w: {role: parameter}}
    graph: |
      z = w * x
      L = relu(z)
    ask: {backward: {points: 1}}
    """
    words = "the gradient that arrives from above is multiplied in twice at dz/dw"
    assert reasons("backward", text)[words] == "the answers are the same at 256 points"
