"""The sample submissions of each bundled problem get the verdict that they are there to get."""

import re
from functools import cache
from pathlib import Path

import pytest

from grader.cases import PUBLIC_SALT
from grader.model import Report, Status
from grader.pipeline import Exam, mark_file, prepare
from grader.sandbox import open_sandbox
from grader.spec.loading import load_problem

PROBLEMS = Path(__file__).parents[2] / "problems"
SPECS = sorted(PROBLEMS.glob("*/problem.yaml"))
ACCEPTED = sorted(PROBLEMS.glob("*/accepted/*.py"))
WRONG = sorted(PROBLEMS.glob("*/wrong/*.py"))
WORKED_EXAMPLES = {"linear-regression", "linear-regression-bias", "two-layer-relu", "neuron", "value-graph"}
DECLARATION = re.compile(r"# wrong: (?P<asks>\w+(?:, \w+)*): \S")
"""How a wrong sample begins: the asks that lose their points, and why."""


def short(path: Path) -> str:
    return path.relative_to(PROBLEMS).with_suffix("").as_posix()


@cache
def exam(spec: Path) -> Exam:
    return prepare(load_problem(spec), PUBLIC_SALT)


def report(sample: Path) -> Report:
    with open_sandbox("local") as sandbox:
        return mark_file(exam(sample.parents[1] / "problem.yaml"), sample, sandbox)


def test_every_worked_example_has_its_problem():
    assert {spec.parent.name for spec in SPECS} >= WORKED_EXAMPLES


@pytest.mark.parametrize("spec", SPECS, ids=short)
def test_the_points_of_a_problem_sum_to_ten(spec):
    assert exam(spec).problem.points == 10


@pytest.mark.parametrize("spec", SPECS, ids=short)
def test_a_problem_has_two_accepted_and_four_wrong_samples_at_least(spec):
    assert len(list(spec.parent.glob("accepted/*.py"))) >= 2
    assert len(list(spec.parent.glob("wrong/*.py"))) >= 4


@pytest.mark.parametrize("sample", ACCEPTED, ids=short)
def test_an_accepted_sample_gets_full_marks(sample):
    graded = report(sample)
    assert [ask.ask.value for ask in graded.asks if not ask.right] == []
    assert graded.full_marks


@pytest.mark.parametrize("sample", WRONG, ids=short)
def test_a_wrong_sample_loses_exactly_the_asks_that_it_declares(sample):
    declared = DECLARATION.match(sample.read_text(encoding="utf-8"))
    assert declared is not None
    graded = report(sample)
    assert graded.status is Status.GRADED
    assert {ask.ask.value for ask in graded.asks if not ask.right} == set(declared["asks"].split(", "))
    assert all(ask.score in {0, ask.max_score} for ask in graded.asks)
