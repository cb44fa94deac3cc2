"""The diagnosis experiment on a small problem: that it runs, and that a diagnosis that errs is caught."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.diagnosing import paper as papers
from benchmarks.diagnosing.others import milliseconds, told_though_right
from benchmarks.diagnosing.pairs import by_one, together, try_pairs
from benchmarks.diagnosing.paper import Paper, alike, behaviour
from benchmarks.diagnosing.singles import try_singles
from benchmarks.diagnosis import PLANS, Result, bars
from grader.model import AskKind, Diagnosis
from grader.spec import load_problem

ROOT = Path(__file__).parent.parent.parent
PROBLEM = "problems/linear-regression"
BACKWARD = AskKind.BACKWARD
FEW = 8  # students


@pytest.fixture(scope="module")
def paper():
    return Paper(load_problem(ROOT / PROBLEM / "problem.yaml"))


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def mutant(paper, mistake, operand):
    return next(one for one in paper.mutants if one.mistake == mistake and one.operand == operand)


def told(mistake="sign flipped", slip=1, edge=("s", "y")):
    return Diagnosis(BACKWARD, slip, edge, mistake, None, "words", "remedy")


def failing(paper, rng):
    """Return what is not shown by a few students."""
    result = Result(
        "linear-regression",
        {BACKWARD: try_singles(paper, BACKWARD, FEW, rng)},
        try_pairs(paper, FEW, rng),
        told_though_right(paper, FEW, rng),
        [1.0],
        most_ms=2,
    )
    return [bar.says.split(": ")[1] for bar in bars(PLANS[0], [result]) if not bar.least <= bar.figure <= bar.most]


def test_it_runs_from_the_command_line():
    command = [sys.executable, "benchmarks/diagnosis.py", "--problem", PROBLEM, "--seed", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode in {0, 1}, done.stderr  # a busy machine may be too slow
    assert "| linear-regression, backward: edge | 100 % | at least 99 % | yes |" in done.stdout
    assert "| 50 who are right: diagnoses | 0 | at most 0 | yes |" in done.stdout


def test_a_few_students_are_told_the_right_thing(paper, rng):
    assert failing(paper, rng) == []


def test_a_diagnosis_that_says_nothing_is_caught(paper, rng, monkeypatch):
    monkeypatch.setattr(papers, "diagnose", lambda *_: ())

    assert failing(paper, rng) == ["edge", "named"]


def test_a_diagnosis_that_always_says_the_same_is_caught(paper, rng, monkeypatch):
    monkeypatch.setattr(papers, "diagnose", lambda *_: (told(),))

    assert failing(paper, rng) == ["edge", "named", "explained by one", "diagnoses"]


def test_a_diagnosis_that_lists_everything_is_caught(paper, rng, monkeypatch):
    everything = tuple(told(one.mistake, edge=(one.node, one.operand)) for one in paper.mutants)
    monkeypatch.setattr(papers, "diagnose", lambda *_: everything)

    assert "candidates" in failing(paper, rng)


def test_two_mutants_that_do_the_same_are_no_distinct_ones(paper, rng):
    score = try_singles(paper, BACKWARD, 1_000, rng)

    assert 0 < score.distinct < score.students
    assert score.harmless > 0


def test_a_slow_diagnosis_is_caught(paper, rng):
    result = Result("slow", {}, try_pairs(paper, 0, rng), 0, milliseconds(paper, 2, rng), most_ms=0)

    assert [bar.says for bar in bars(PLANS[0], [result]) if bar.figure > bar.most] == ["slow: 95 % of diagnoses"]


def test_two_mistakes_do_what_both_do(paper):
    flipped, halved = mutant(paper, "sign flipped", "w"), mutant(paper, "halved", "x")
    (found,) = paper.answers(together(flipped, halved), BACKWARD)
    (right,) = paper.expected(BACKWARD)

    assert (found["w"] == -right["w"]).all()
    assert (found["x"] == right["x"] / 2).all()
    assert (found["s"] == right["s"]).all()


def test_one_nameless_slip_explains_nothing_and_two_slips_are_not_one():
    assert by_one([told()])
    assert not by_one([told(mistake="")])
    assert not by_one([told(), told(slip=2)])
    assert not by_one([])


def test_answers_of_other_shapes_or_numbers_are_not_alike(paper):
    right, within = behaviour(paper.expected(BACKWARD)), paper.within(BACKWARD)
    nearly = replace(right, numbers=right.numbers + within / 2)
    off = replace(right, numbers=right.numbers + 4 * within)
    flat = replace(right, shapes=())

    assert alike(right, nearly, within)
    assert not alike(right, off, within)
    assert not alike(right, flat, within)


def test_what_is_not_finite_is_alike_where_both_are_not(paper):
    right, within = behaviour(paper.expected(BACKWARD)), paper.within(BACKWARD)
    one, other = (replace(right, numbers=np.where(right.numbers > 0, odd, right.numbers)) for odd in (np.nan, np.inf))

    assert alike(one, other, within)
    assert not alike(right, one, within)
