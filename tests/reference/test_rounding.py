"""How far rounding alone may move each answer."""

import numpy as np
import pytest

from grader.closeness import close, tolerance
from reference.digits import in_digits
from reference.equations import parse_equations
from reference.exact import rounded
from reference.rounding import REPLICATES, sensitivity
from reference.solution import Inquiry, Solution, solve
from reference.tape import Tape, absolute_backward, backward, forward, replay

ROUNDOFF = 2.0**-53


def tape_of(text: str, **inputs: object) -> Tape:
    graph = parse_equations(text, inputs=list(inputs))
    return forward(graph, {name: np.array(value, dtype=float) for name, value in inputs.items()})


def moved(tape: Tape, inquiry: Inquiry | None = None) -> Solution:
    asked = inquiry or Inquiry()
    return sensitivity(tape, asked, solve(tape, asked))


def test_an_answer_that_is_a_product_moves_by_a_few_times_itself():
    moves = moved(tape_of("L = w * x", w=[3.0], x=[7.0]))
    assert 21 <= moves.values["L"][0] <= 3.01 * 21
    assert 7 <= moves.gradients["w"][0] <= 1.01 * 7


def test_a_perfect_prediction_is_forgiven_what_rounding_leaves_of_it():
    tape = tape_of("y_hat = w * x\ns = y_hat - y\nL = s ** 2", w=[0.1], x=[3], y=[0.3])
    left = tape.values["s"][0]
    assert 0 < left < 1e-16  # where it should be 0
    moves = moved(tape)
    assert moves.values["s"][0] * ROUNDOFF > left / 4
    assert moves.gradients["w"][0] * ROUNDOFF > 2 * left * 3 / 4
    assert moves.gradients["w"][0] < 10


def test_cancellation_is_forgiven():
    tape = tape_of("L = (x + 1e8) - 1e8", x=[0.1])
    assert abs(tape.output[0] - 0.1) < 8 * ROUNDOFF * moved(tape).values["L"][0] < 1e-6


@pytest.mark.parametrize("name", ["w", "b", "z", "x"])
def test_nothing_moves_behind_a_dead_relu(name):
    assert moved(tape_of("z = w * x + b\nL = 3 * relu(z)", w=[1], x=[-2], b=[0.5])).gradients[name].tolist() == [0]


def test_a_saturated_tanh_is_forgiven_the_cancellation_in_its_derivative():
    tape = tape_of("L = tanh(x)", x=[20.0])
    exact = 4 * np.exp(-40.0)  # of 1 - tanh(20)², which floats give as 0
    moves = moved(tape).gradients["x"][0]
    assert abs(solve(tape, Inquiry()).gradients["x"][0] - exact) < moves * ROUNDOFF
    assert 1 < moves < 4


def test_a_replicate_beyond_a_kink_does_not_count():
    near, far = (tape_of("L = 1000 * relu(x - 1)", x=[1 + gap]) for gap in (1e-9, 0.5))
    assert moved(far).gradients["x"][0] == pytest.approx(moved(near).gradients["x"][0], rel=0.5)
    assert moved(near).gradients["x"][0] < 1e4  # across the kink the slope would move by 1000 / 2**-26


TIES = [
    ("max(x)", {"x": [[1.0] * 5]}),
    ("max(x)", {"x": [[[1.0] * 5] * 2]}),
    ("sum(maximum(x, y))", {"x": [[1.0] * 5], "y": [[1.0] * 5]}),
    ("sum(minimum(x, 1))", {"x": [[1.0] * 5]}),
    ("sum(clip(x, low=1, high=2))", {"x": [[1.0] * 5]}),
    ("sum(where(x >= y, x, 0))", {"x": [[1.0] * 5], "y": [[1.0] * 5]}),
    ("sum(relu(x - 1))", {"x": [[1.0] * 5]}),
    ("sum(abs(x - y))", {"x": [[1.0] * 5], "y": [[1.0] * 5]}),
]


@pytest.mark.parametrize(("tied", "inputs"), TIES)
def test_a_tie_leaves_the_rounding_of_all_else_to_be_forgiven(tied, inputs):
    """In every replicate some tie is broken: were those dropped, none would be left."""
    tape = tape_of(f"L = {tied} + tanh(w)", w=[16.0], **inputs)
    exact = backward(forward(tape.graph, {name: in_digits(value) for name, value in tape.inputs.items()}))["w"]
    within = tolerance(absolute_backward(tape)["w"], moved(tape).gradients["w"])
    found = backward(tape)["w"]
    assert not close(found, rounded(exact), 1e-6 * np.abs(found)).any()  # floats are off by far more than their scale
    assert close(found, rounded(exact), within).all()


@pytest.mark.parametrize(("tied", "inputs"), TIES[:5])
def test_a_derivative_is_taken_at_one_side_of_a_tie(tied, inputs):
    moves = moved(tape_of(f"L = {tied}", **inputs))
    assert moves.gradients["x"].tolist() == np.zeros_like(inputs["x"]).tolist()
    assert moves.values["L"][0] >= 1  # the value moves on, as it is continuous


@pytest.mark.parametrize("comparison", ["x > 1", "x >= 1", "x < 1", "1 <= x", "x > y", "y >= x"])
def test_a_comparison_keeps_its_side_in_a_tie(comparison):
    tape = tape_of(f"m = {comparison}\nL = m * 1000 + x", x=[1.0, 0.5], y=[1.0, 1.0])
    moves = moved(tape)
    assert (moves.values["m"] < 2).all()  # by its own rounding; a jump would be 1 / 2**-26
    assert (moves.values["L"] < 5e3).all()
    assert moves.gradients["x"].tolist() == [0, 0]


def test_each_case_keeps_a_side_of_its_own():
    moves = moved(tape_of("L = w ** 2 * relu(x)", x=[0.0, 1.0, -1.0], w=[3.0, 3.0, 3.0]))
    assert moves.gradients["x"].tolist() == pytest.approx([0, 18, 0], rel=0.6)
    assert (moves.gradients["x"] > 0).tolist() == [False, True, False]


def test_a_replicate_outside_the_domain_does_not_count():
    moves = moved(tape_of("L = log(x - 1)", x=[1 + 1e-9]))
    assert np.isfinite(moves.values["L"]).all()
    assert np.isfinite(moves.gradients["x"]).all()


def test_a_replicate_beyond_a_pole_does_not_count():
    assert moved(tape_of("L = 1 / (x - 1)", x=[1 + 3e-9])).values["L"][0] < 1e20


def test_replicates_that_overflow_do_not_count():
    moves = moved(tape_of("L = x * 1", x=[1.797693134e308, 2.0]))
    assert np.isfinite(moves.values["L"]).all()
    assert 2 <= moves.values["L"][1] < 10


def test_answers_that_are_not_finite_warn_of_nothing():
    tape = tape_of("L = exp(x)", x=[800.0])
    moves = moved(tape, Inquiry(equations=("L",), parameters=("x",), rate=np.array([1.0])))
    assert moves.values["L"].tolist() == [0]
    assert moves.updated["x"].tolist() == [0]


def test_every_answer_that_is_asked_for_has_a_sensitivity_of_its_shape():
    generator = np.random.default_rng(0)
    tape = tape_of("h = x @ w\nL = mean(h ** 2)", x=generator.normal(size=(3, 4, 2)), w=generator.normal(size=(3, 2)))
    inquiry = Inquiry(equations=("h",), parameters=("w",), rate=np.array([0.1, 0.2, 0.3]))
    answers, moves = solve(tape, inquiry), moved(tape, inquiry)
    for part in ("values", "gradients", "local", "updated"):
        expected, found = getattr(answers, part), getattr(moves, part)
        assert {name: array.shape for name, array in expected.items()} == {
            name: array.shape for name, array in found.items()
        }
        assert all((array >= 0).all() for array in found.values())


def test_the_upstream_is_followed():
    tape = tape_of("z = x ** 2", x=[[1.0, 2.0]])
    one, ten = (moved(tape, Inquiry(upstream=np.array([[size, 0.0]]))).gradients["x"][0] for size in (1.0, 10.0))
    assert ten[0] == pytest.approx(10 * one[0])
    assert (one[1], ten[1]) == (0, 0)


def test_each_case_has_its_own_sensitivity():
    together = moved(tape_of("L = tanh(w * x)", w=[1.0, -0.5, 3.0], x=[0.3, 2.0, 1.0])).gradients["w"]
    alone = moved(tape_of("L = tanh(w * x)", w=[-0.5], x=[2.0])).gradients["w"]
    assert together[1] == alone[0]


def test_the_answer_is_the_same_every_time():
    tape = tape_of("L = (w * x - y) ** 2", w=[0.7], x=[1.3], y=[0.2])
    assert moved(tape).gradients["w"].tolist() == moved(tape).gradients["w"].tolist()


def test_programs_that_compute_the_same_in_another_order_differ_by_less():
    """What the tolerance is for: several right ways to the same gradient, at points where much cancels."""
    generator = np.random.default_rng(3)
    x, w = generator.normal(size=200), generator.normal(size=200)
    y = w * x * (1 + 1e-12 * generator.normal(size=200))
    tape = tape_of("L = (w * x - y) ** 2", w=w, x=x, y=y)
    right = solve(tape, Inquiry()).gradients["w"]
    allowed = 64 * ROUNDOFF * moved(tape).gradients["w"]
    for other in (2 * w * x * x - 2 * x * y, 2 * (x * (w * x) - x * y), (w * x - y) * x + (w * x - y) * x):
        assert (np.abs(other - right) <= allowed).all()


def test_more_cases_than_fit_at_once_are_done_in_blocks(monkeypatch):
    tape = tape_of("h = w * x\nL = sum(tanh(h))", w=np.linspace(0.1, 2, 60).reshape(6, 10), x=np.ones((6, 10)))
    inquiry = Inquiry(equations=("h",), parameters=("w",), rate=np.full(6, 0.1))
    whole = moved(tape, inquiry)
    replayed = []

    def counted(held, inputs, hook=None):
        replayed.append(len(inputs["w"]))
        return replay(held, inputs, hook)

    monkeypatch.setattr("reference.rounding.replay", counted)
    monkeypatch.setattr("reference.tape.NUMBERS", 2 * REPLICATES * tape.width)
    parts = moved(tape, inquiry)
    assert replayed == [2 * REPLICATES] * 3
    for all_at_once, in_blocks in zip(vars(whole).values(), vars(parts).values(), strict=True):
        assert in_blocks.keys() == all_at_once.keys()
        assert all(np.array_equal(in_blocks[name], all_at_once[name]) for name in in_blocks)
