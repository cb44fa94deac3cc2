import subprocess
import sys

import pytest

from grader.isolation import Isolation
from grader.model import Answer, Outcome
from grader.sandbox import doctor, open_sandbox
from grader.sandbox.doctor import ATTACKS, HONEST

BY_ITSELF = {"loop for ever", "answer by printing"}
"""Attacks that would take the tests down with them."""


class Answering:
    """A sandbox in which all ends alike."""

    level = Isolation.L0

    def __init__(self, *, outcome=Outcome.ANSWERED, value=None):
        self.answer = Answer(outcome, value)

    def run(self, submission, calls, limits):  # noqa: ARG002  # the protocol's
        return (self.answer,)


@pytest.mark.parametrize("attack", [attack for attack in ATTACKS if attack.what not in BY_ITSELF], ids=lambda a: a.what)
def test_an_attack_succeeds_where_nothing_stops_it(attack, monkeypatch):
    monkeypatch.setenv("HOME", "somewhere")
    namespace = {}
    exec(attack.source, namespace)  # noqa: S102  # each is harmless
    assert namespace["attempt"]() is True


def test_printing_an_answer_succeeds_where_what_is_printed_is_the_answer():
    (attack,) = (attack for attack in ATTACKS if attack.what == "answer by printing")
    command = [sys.executable, "-c", f"{attack.source}\nattempt()"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "True"


def test_looping_succeeds_in_not_coming_back():
    (attack,) = (attack for attack in ATTACKS if attack.what == "loop for ever")
    command = [sys.executable, "-c", f"{attack.source}\nattempt()"]
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run(command, check=True, timeout=0.5)


def test_an_honest_submission_gets_through_the_local_sandbox_and_these_attacks_do_too():
    with open_sandbox("local") as sandbox:
        assert doctor.works(sandbox)
        trials = doctor.attack_all(sandbox)
    assert [trial.attack for trial in trials] == list(ATTACKS)
    assert [trial.attack.what for trial in trials if not trial.stopped] == [
        "read a file",
        "list a folder",
        "start a process",
        "open a socket",
    ]


@pytest.mark.parametrize(
    ("answering", "stopped"),
    [
        (Answering(value=True), False),
        (Answering(value=False), True),
        (Answering(value=1), True),
        (Answering(outcome=Outcome.RAISED), True),
        (Answering(outcome=Outcome.DIED, value=True), True),
    ],
)
def test_an_attack_has_succeeded_only_if_its_answer_says_so(answering, stopped):
    assert {trial.stopped for trial in doctor.attack_all(answering)} == {stopped}


@pytest.mark.parametrize(
    ("answering", "works"),
    [(Answering(value=1.5), True), (Answering(value=2.5), False), (Answering(outcome=Outcome.DIED), False)],
)
def test_a_sandbox_works_if_the_honest_answer_comes_back(answering, works):
    assert doctor.works(answering) is works


def test_the_honest_submission_makes_some_noise():
    assert "print" in HONEST.source
