"""Where a problem is looked at: at its own cases, and at points that are none of them."""

from grader.lint.bench import FEWEST_POINTS, MOST_POINTS
from grader.lint.board import tapes_of
from grader.lint.trials import suggested

LINE = """
    inputs: {x: {role: data}, w: {role: parameter}}
    graph: |
      p = w * x
      L = p ** 2
    ask: {backward: {points: 1}}
    """
SQUARE = """
    inputs: {a: {role: parameter, shape: [N]}, b: {role: parameter, shape: [D]}}
    dims: {N: 2..3, D: 2..3}
    graph: L = sum(a ** 2) + sum(b ** 2)
    ask: {backward: {points: 1}}
    cases: [{name: square, inputs: {a: [1, 2], b: [3, 4]}}]
    random: {cases: 2}
    """
"""Random cases have sizes that differ wherever their ranges allow it."""
LAYER = """
    inputs: {x: {role: data, shape: [3]}, w: {role: parameter}}
    graph: out = w * x
    ask: {forward: {points: 1}, backward: {points: 1}}
    random: {cases: 2}
    """


def points(tapes):
    return {tuple(point) for tape in tapes for point in tape.inputs["x"].tolist()}


def test_elsewhere_is_where_no_case_of_practice_is(bench):
    laid_out = bench(LAYER)
    assert points(laid_out.tapes).isdisjoint(points(laid_out.tapes_elsewhere))


def test_large_values_are_looked_at_in_fewer_points(bench, monkeypatch):
    laid_out = bench(LINE)
    width = max(tape.width for tape in laid_out.tapes)
    assert laid_out.points == MOST_POINTS
    monkeypatch.setattr("grader.lint.bench.NUMBERS", 100 * width)
    assert bench(LINE).points == 100
    monkeypatch.setattr("grader.lint.bench.NUMBERS", 1)
    assert bench(LINE).points == FEWEST_POINTS


def test_mistakes_are_suggested_by_sizes_that_differ_where_there_are_any(bench):
    laid_out = bench(SQUARE)
    square = next(board for board in laid_out.own if "square" in board.cases)
    assert "b instead of a" in {mutant.mistake for mutant in suggested(laid_out.problem, [square])}
    every = suggested(laid_out.problem, [square, *laid_out.own])
    assert "b instead of a" not in {mutant.mistake for mutant in every}


def test_of_two_asks_the_one_with_more_points_gives_the_values(bench):
    boards = sorted(bench(LAYER).own, key=lambda board: len(board.cases))
    least, *_, most = (len(board.cases) for board in boards)
    assert least < most
    for order in (boards, boards[::-1]):
        assert [len(tape.output) for tape in tapes_of(order)] == [most]
