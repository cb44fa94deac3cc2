"""No attack gains a point, and none leaves anything behind; what is honest gets full marks at every level."""

import os
import re
import sys
from functools import cache

import pytest

from grader.errors import GraderError
from grader.isolation import Isolation
from grader.model import Audience
from grader.pipeline import mark
from grader.reports.audience import for_audience
from grader.reports.json_report import render
from grader.sandbox import open_sandbox
from grader.sandbox.local import LocalSandbox
from tests.attacks.conftest import linux_sandbox, poorer
from tests.attacks.corpus import (
    ATTACKS,
    CANARY,
    CLASSES,
    HIDDEN_INPUT,
    HONEST,
    PROBLEMS,
    UNCONFINED,
    Entry,
    ending,
    entries,
    spec,
)
from tests.grader.in_process import exam_of, submitted

CONFINED_BY_THE_SYSTEM = ("files", "kernel", "network", "processes")
SMUGGLERS = [entry for entry in ATTACKS if entry.path.stem.startswith("inputs_in_")]
EARLY_SMUGGLERS = [entry for entry in ATTACKS if entry.path.stem.startswith("later_inputs_")]
VISIBLE_INPUT = "2.0"  # of the first case
LONGEST_MESSAGE = 2200  # 2000 characters of the student's, and the line of the file

linux = pytest.mark.skipif(sys.platform != "linux", reason="the attacks are on Linux")


def of(some):
    return pytest.mark.parametrize("entry", some, ids=lambda entry: entry.name)


def without_level(report):
    return re.sub(r'"isolation": "L\d"', "", render(report))


# The corpus itself


def test_every_attack_says_what_it_tries_and_what_is_to_become_of_it():
    known = [entry.expected and entry.unconfined in UNCONFINED and entry.problem in PROBLEMS for entry in ATTACKS]
    assert [entry.name for entry, said in zip(ATTACKS, known, strict=True) if not said] == []


def test_every_class_has_attacks():
    assert [name for name in CLASSES if not entries(name)] == []


# Confined


@of(ATTACKS)
def test_an_attack_gains_nothing_and_leaves_nothing(entry, arena):
    assert_refused(entry, arena)
    assert arena.disturbed() == []


@of([entry for entry in ATTACKS if entry.path.parent.name == "state"])
def test_an_attack_finds_nothing_of_itself_when_it_runs_again(entry, arena):
    assert render(arena.graded(entry)) == render(arena.graded(entry))


@of(entries(*CONFINED_BY_THE_SYSTEM))
def test_an_attack_gains_nothing_on_a_poorer_machine(entry, poorer_arena):
    assert_refused(entry, poorer_arena)


def test_all_attacks_together_leave_nothing_on_a_poorer_machine(poorer_arena):
    assert poorer_arena.disturbed() == []


def assert_refused(entry, arena):
    report = arena.graded(entry)
    outcome, message = ending(report)
    known = [said for said in entry.expected if said.outcome == outcome and said.message.match(message)]
    assert known, (outcome, message)
    assert report.full_marks if entry.full else report.score == 0
    assert len(message) < LONGEST_MESSAGE


@linux
@pytest.mark.skipif(not os.environ.get("CI"), reason="one's own machine may have less")
def test_continuous_integration_has_landlock_at_least():
    with open_sandbox("linux") as sandbox:
        assert sandbox.level in {Isolation.L2, Isolation.L3}


# Not confined


@linux
@of([entry for entry in ATTACKS if entry.unconfined in {"works", "fails"} and entry.problem != "hasty"])
def test_an_attack_is_real_where_nothing_confines_it(entry, unconfined):
    report = unconfined.graded(entry)
    unconfined.target.plant()
    assert report.full_marks is (entry.unconfined == "works"), ending(report)


# Honest


@of(HONEST)
def test_an_honest_submission_gets_full_marks_everywhere(entry, arena):
    report = arena.graded(entry)
    assert report.full_marks, ending(report)
    assert without_level(report) == unconfined_report(entry)


@cache
def unconfined_report(entry: Entry) -> str:
    with LocalSandbox() as sandbox:
        report = mark(exam_of(spec(entry.problem)), submitted(entry.source), sandbox)
    assert report.full_marks, ending(report)
    return without_level(report)


# What reports say


@of(SMUGGLERS)
def test_no_hidden_input_reaches_a_student(entry, arena):
    report = arena.graded(entry)
    assert HIDDEN_INPUT in render(report)
    assert HIDDEN_INPUT not in render(for_audience(report, Audience.STUDENT))


@of(EARLY_SMUGGLERS)
def test_where_a_student_is_told_of_something_no_hidden_input_is_to_be_found(entry, arena):
    report = arena.graded(entry)
    assert f"{VISIBLE_INPUT}, 3.0" in render(report) or f"{VISIBLE_INPUT} 3.0" in render(report)
    assert HIDDEN_INPUT not in render(for_audience(report, Audience.STUDENT))


# Machines without walls


@linux
def test_without_a_filter_of_system_calls_nothing_is_run():
    with linux_sandbox(prefix=poorer("no-seccomp")) as sandbox:
        assert sandbox.level is Isolation.L0
        with pytest.raises(GraderError, match="system calls cannot be filtered here"):
            mark(exam_of(spec("scalar")), submitted(CANARY), sandbox)


@linux
def test_without_a_filter_of_system_calls_the_best_sandbox_is_none(monkeypatch):
    monkeypatch.setattr("grader.sandbox.best._first", lambda: linux_sandbox(prefix=poorer("no-seccomp")))
    with open_sandbox("auto") as sandbox:
        assert sandbox.level is Isolation.L0
