import math

import numpy as np

from tests.grader.lint.said import verdicts

LINE = """
    inputs: {x: {role: data}, w: {role: parameter}}
    graph: |
      p = w * x
      L = p ** 2
    ask:
      forward: {points: 1, names: [p]}
      locals: {points: 1, edges: [[L, p]]}
      backward: {points: 1}
      update: {points: 1, rate: 0.1}
    """
ONE_CASE = "cases: [{name: a, inputs: {x: %s, w: %s}}]\n    random: {cases: 0}\n"


def test_a_wrong_answer_is_rejected_by_a_case_and_says_by_which_and_how_far(bench):
    trial = next(one for one in bench(LINE).trials if one.mutant.words == "the gradient of w is returned as 0")
    assert (trial.ask.value, trial.verdict.value, trial.reason) == ("backward", "rejected", "")
    assert trial.case.startswith("random ")
    assert 1e8 < trial.margin < math.inf


def test_what_is_the_same_everywhere_is_equivalent(bench):
    there = verdicts(bench(LINE).trials)
    assert there["dL/dp is not multiplied by the gradient that arrives from above"] == "equivalent"


def test_what_is_the_same_in_the_cases_alone_survives(bench):
    there = verdicts(bench(LINE + ONE_CASE % (1, 2)).trials)
    assert there["dp/dw is left out: what arrives is passed on unchanged"] == "survived"
    assert there["the gradient of w is returned as 0"] == "rejected"


def test_each_ask_meets_the_mistakes_that_concern_it(bench):
    stages = {}
    for trial in bench(LINE).trials:
        stages.setdefault(trial.ask.value, set()).add(trial.mutant.stage.value)
    assert stages == {
        "forward": {"forward"},
        "locals": {"backward"},
        "backward": {"backward", "answer"},
        "update": {"backward", "answer", "update"},
    }


def test_local_gradients_meet_the_mistakes_of_their_own_equations(bench):
    nodes = {trial.mutant.node for trial in bench(LINE).trials if trial.ask.value == "locals"}
    assert nodes == {"L"}


MATRIX = """
    inputs: {X: {role: data, shape: [N, D]}, w: {role: parameter, shape: [D]}, b: {role: parameter}}
    dims: {N: 3..5, D: 2..4}
    graph: |
      p = X @ w + b
      L = mean(p ** 2)
    ask: {backward: {points: 1}}
    random: {cases: 8}
    """


def test_an_answer_of_another_shape_is_rejected_by_infinity(bench):
    trial = next(one for one in bench(MATRIX).trials if "not summed" in one.mutant.words)
    assert (trial.verdict.value, trial.margin) == ("rejected", math.inf)
    assert trial.reason == "it gives arrays of another shape, or no finite numbers"


def test_arrays_that_do_not_fit_each_other_are_off_by_infinity(bench, monkeypatch):
    def misfit(*_arguments):
        raise ValueError

    board = bench(MATRIX).own[0]
    monkeypatch.setattr("grader.lint.board.answers_of", misfit)
    assert (board.missed_by(None) == math.inf).all()


def test_no_number_is_off_by_infinity(bench):
    board = bench(LINE).own[0]
    assert (board.misses({key: np.full(value.shape, np.nan) for key, value in board.expected.items()}) == np.inf).all()


RELU = """
    inputs: {x: {role: data}, w: {role: parameter}}
    graph: |
      a = relu(w * x)
      L = 3 * a
    ask: {backward: {points: 1}}
    cases: [{name: at the kink, inputs: {x: 2, w: 0}}]
    """


def test_at_a_kink_either_side_is_right(bench):
    board = bench(RELU).own[0]
    at = board.cases.index("at the kink")
    for slope in (0.0, 6.0):
        answer = board.expected["w"].copy()
        answer[at] = slope
        assert board.misses({"w": answer})[at] <= 1
    answer[at] = 5.0
    assert board.misses({"w": answer})[at] > 1


def test_at_a_kink_all_keys_take_the_same_side(bench):
    text = RELU.replace("w * x", "w * x + b").replace("parameter}}", "parameter}, b: {role: parameter}}")
    board = bench(text.replace("w: 0}", "w: 0, b: 0}")).own[0]
    at = board.cases.index("at the kink")
    for slopes, right in {(0.0, 0.0): True, (6.0, 3.0): True, (6.0, 0.0): False, (0.0, 3.0): False}.items():
        answer = {name: board.expected[name].copy() for name in "wb"}
        answer["w"][at], answer["b"][at] = slopes
        assert (board.misses(answer)[at] <= 1) == right


def test_of_a_large_graph_a_part_of_the_wrong_answers_is_tried(bench, monkeypatch):
    whole = bench(LINE)
    assert len(whole.tried) == len(whole.suggested)
    monkeypatch.setattr("grader.lint.trials.MOST_STEPS", 100)
    part = bench(LINE)
    assert len(part.tried) * len(part.problem.graph.nodes) <= 100
