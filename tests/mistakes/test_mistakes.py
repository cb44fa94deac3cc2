"""Every mistake that students were seen to make, and that a graph can hold, is diagnosed by its name."""

import warnings
from functools import cache

import pytest

from grader.cases import PUBLIC_SALT
from grader.checks import purity
from grader.model import CaseKind
from grader.pipeline import DEBUG, mark, prepare
from grader.spec import load_problem
from tests.grader.in_process import InProcess, submitted
from tests.mistakes.catalogue import MISTAKES, PAGE, PROBLEMS, SAMPLES, TABLE, declared, mistake_of, table

WRONG = [sample for sample in SAMPLES if sample.parent.name == "wrong"]
ACCEPTED = [sample for sample in SAMPLES if sample.parent.name == "accepted"]
MOST = 5
"""Explanations that a student should have to look through."""


def short(path):
    return path.relative_to(PROBLEMS).with_suffix("").as_posix()


@pytest.fixture(autouse=True)
def _loud(monkeypatch):
    """Let no error of the diagnosis pass for a diagnosis that found nothing."""
    monkeypatch.setenv(DEBUG, "1")


@cache
def exam(spec):
    return prepare(load_problem(spec), PUBLIC_SALT)


@cache
def report(sample):
    source = submitted(sample.read_text(encoding="utf-8"))
    with warnings.catch_warnings(action="ignore"):  # of an overflow NumPy warns, in a student's own process
        return mark(exam(sample.parents[1] / "problem.yaml"), source, InProcess())


def asks_of(sample):
    return declared(sample, "wrong").partition(":")[0].split(", ")


@pytest.mark.parametrize("sample", ACCEPTED, ids=short)
def test_a_right_answer_gets_full_marks_and_no_diagnosis(sample):
    assert report(sample).full_marks
    assert report(sample).diagnosis == ()


@pytest.mark.parametrize("sample", WRONG, ids=short)
def test_a_mistake_loses_the_asks_that_it_declares(sample):
    assert [ask.ask.value for ask in report(sample).asks if not ask.right] == asks_of(sample)


@pytest.mark.parametrize("sample", WRONG, ids=short)
def test_a_mistake_is_diagnosed_by_name_at_its_place(sample):
    found = [one for one in report(sample).diagnosis if one.ask.value == asks_of(sample)[0] and not one.confidential]
    edge = declared(sample, "edge")
    assert declared(sample, "diagnosis") in [one.mistake for one in found if edge in ("", ", ".join(one.edge))]
    assert len(found) <= MOST


def test_an_upstream_that_is_changed_in_place_is_noted():
    (sample,) = (sample for sample in ACCEPTED if sample.stem == "mutates-upstream")
    attempts = [one for ask in report(sample).asks for one in ask.attempts if one.kind is CaseKind.RANDOM]
    assert all((purity.NAME, "upstream") in [(one.check, one.name) for one in attempt.findings] for attempt in attempts)


def test_every_wrong_sample_is_called_after_its_mistake():
    assert [short(sample) for sample in WRONG if mistake_of(sample) is None] == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.code)
def test_a_mistake_is_shown_or_there_is_a_reason(mistake):
    assert bool(mistake.samples) != bool(mistake.reason)


def test_the_mistakes_are_numbered():
    assert [mistake.number for mistake in MISTAKES] == list(range(1, 54))


def test_the_table_of_mistakes_is_current():
    assert TABLE.search(PAGE.read_text(encoding="utf-8"))[0] == table()
