"""The calibration experiment on a few graphs: that it runs, and that a checker that errs is caught."""

import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from benchmarks.calibrating import experiment, graphs
from benchmarks.calibrating.answers import expected, flipped, off_in_one, scale
from benchmarks.calibrating.experiment import try_graph
from benchmarks.calibrating.graphs import FAMILIES, GRID, INPUTS, NORMAL, grow
from benchmarks.calibrating.ours import GRADED, Verdict
from benchmarks.calibrating.tally import ANSWERS, RIGHT, Setting, Tally
from benchmarks.calibrating.truth import truth
from benchmarks.calibration import promises, tables
from grader.errors import GraderFault
from reference.ops import OPS
from reference.tape import forward

ROOT = Path(__file__).parent.parent.parent


def trial(family: str, kind: str = NORMAL, number: int = 0):
    return grow(family, FAMILIES[family], kind, np.random.default_rng(number))


def tallied(monkeypatch, check):
    """Return what is counted at one graph if that is how our answers are graded."""
    monkeypatch.setattr(experiment, "CHECKS", {GRADED: check})
    tally = Tally()
    try_graph(tally, NORMAL, seed=0, number=1)
    return tally


def test_it_keeps_its_promises_on_a_few_graphs():
    command = [sys.executable, "benchmarks/calibration.py", "--graphs", "4"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"| {GRADED} | 0 | 0 | 0 | 0 | 0 |" in done.stdout


def test_a_check_that_rejects_everything_breaks_a_promise(monkeypatch):
    tally = tallied(monkeypatch, lambda _key, got: np.full(len(got), Verdict.WRONG))

    assert promises(tally)["no false alarm: ours, as graded"] == 16


def test_a_check_that_accepts_everything_breaks_a_promise(monkeypatch):
    tally = tallied(monkeypatch, lambda _key, got: np.full(len(got), Verdict.RIGHT))

    assert promises(tally)["no miss on normal inputs, at any scale of the loss: ours, as graded"] > 0


def test_what_is_open_everywhere_is_undecided_which_is_no_miss_but_too_much(monkeypatch):
    tally = tallied(monkeypatch, lambda _key, got: np.full(len(got), Verdict.OPEN))
    row = next(line for line in tables(tally, Setting(NORMAL, Fraction(1))) if line.startswith(f"| {GRADED}"))

    broken = [promise for promise, count in promises(tally).items() if count]
    assert broken == ["hardly anything is undecided on normal inputs: ours, as graded"]
    assert row.count("0 + ") == 4


def test_a_grader_that_takes_itself_for_wrong_breaks_a_promise(monkeypatch):
    def faulty(_problem, _cases):
        raise GraderFault("the reference engine disagrees")

    monkeypatch.setattr("benchmarks.calibrating.ours.questions", faulty)
    tally = Tally()
    try_graph(tally, NORMAL, seed=0, number=1)

    assert promises(tally)["the grader never takes itself for wrong"] == 1


def test_an_engine_with_a_wrong_vjp_is_found_out(monkeypatch):
    wrong = replace(OPS["add"], vjps=(lambda g, _y, _a, _b: 1.01 * g, OPS["add"].vjps[1]))
    monkeypatch.setattr(graphs, "OPS", {**OPS, "add": wrong})
    tally = Tally()
    try_graph(tally, NORMAL, seed=0, number=1)

    assert promises(tally)["the grader never takes itself for wrong"] == 1


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("kind", INPUTS)
def test_a_graph_is_the_same_each_time(family, kind):
    first, second = trial(family, kind), trial(family, kind)

    assert [node.op.name for node in first.graph.nodes] == [node.op.name for node in second.graph.nodes]
    assert all((first.inputs[name] == second.inputs[name]).all() for name in first.inputs)


def test_every_op_occurs():
    grown = [trial(family, number=number).graph for family in FAMILIES for number in range(20)]

    assert {node.op.name for graph in grown for node in graph.nodes} == set(OPS)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_truth_is_that_of_the_engine_to_all_its_digits(family):
    one = trial(family)
    tape = forward(one.graph, one.inputs)
    true = truth(tape, one.upstream, 3, np.random.default_rng(0))
    known = ~np.isnan(true)

    assert known.sum() == 3 * len(one.upstream)
    assert np.abs(true - expected(tape, one.upstream))[known].max() < 1e-12 * scale(tape, one.upstream).max()


def test_on_a_kink_there_is_no_truth():
    one = trial("scalar", GRID, number=4)
    tape = forward(one.graph, one.inputs)

    assert np.isnan(truth(tape, one.upstream, 5, np.random.default_rng(0))).any()


@pytest.mark.parametrize("family", FAMILIES)
def test_wrong_answers_are_wrong_where_they_say_so(family):
    one = trial(family)
    tape, rng = forward(one.graph, one.inputs), np.random.default_rng(0)
    right, sizes = expected(tape, one.upstream), scale(tape, one.upstream)
    for answer in (off_in_one(1e-2, tape, one.upstream, rng), flipped(tape, one.upstream, rng)):
        got = answer.gradients(tape, one.upstream)
        wrong = answer.wrong(got, right, sizes)

        assert wrong.any()
        assert (got != right)[wrong].all()


def test_a_scaled_loss_scales_its_gradients():
    one = trial("scalar")
    scaled = one.scaled(Fraction(1, 10**8))
    before, after = (expected(forward(each.graph, each.inputs), each.upstream) for each in (one, scaled))

    assert np.allclose(after, 1e-8 * before, rtol=1e-14, atol=0)


def test_the_rows_of_the_table_have_a_cell_for_each_kind_of_answer(monkeypatch):
    tally = tallied(monkeypatch, lambda _key, got: np.full(len(got), Verdict.RIGHT))
    rows = [line for line in tables(tally, Setting(NORMAL, Fraction(1))) if line.startswith("|")]

    assert {row.count("|") for row in rows} == {len(ANSWERS) + 2}
    assert tally.counted[Setting(NORMAL, Fraction(1)), RIGHT] == 16
