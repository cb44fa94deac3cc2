import json

import pytest

from grader.isolation import Isolation
from grader.model import Answer, Outcome
from grader.sandbox.doctor import ATTACKS, HONEST


@pytest.fixture
def answers(sandboxes, monkeypatch):
    """Answer every attack as told, by what it is."""
    told = {HONEST.source: 1.5, ATTACKS[0].source: True}

    def answered(self, submission, calls, limits):  # noqa: ARG001  # the protocol's
        return (Answer(Outcome.ANSWERED, told.get(submission.source)),)

    monkeypatch.setattr(type(sandboxes.open()), "run", answered)
    return told


def test_the_doctor_says_what_was_stopped(run_cli, answers):
    ended = run_cli("doctor")
    assert len(answers) == 2
    assert (ended.status, ended.err) == (0, "")
    assert "isolation: L0 (nothing keeps a submission apart; run only code that you trust)\n" in ended.out
    assert f"  NOT STOPPED  {ATTACKS[0].what}\n  stopped      {ATTACKS[1].what}\n" in ended.out
    assert ended.out.endswith(f"\n{len(ATTACKS) - 1} of {len(ATTACKS)} attacks stopped\n")


@pytest.mark.parametrize("level", Isolation)
@pytest.mark.usefixtures("answers")
def test_the_doctor_knows_every_level(run_cli, sandboxes, level):
    sandboxes.level = level
    assert f"\nisolation: {level.name} ({level.value})\n" in run_cli("doctor").out


def test_the_doctor_says_it_in_json_too(run_cli, answers):
    answers[ATTACKS[-1].source] = True
    ended = run_cli("doctor", "--format", "json")
    told = json.loads(ended.out)
    assert (ended.status, ended.err, told["isolation"]) == (0, "", "L0")
    assert [attack["stopped"] for attack in told["attacks"]] == [False, *[True] * (len(ATTACKS) - 2), False]


def test_a_sandbox_that_lets_nothing_honest_through_is_a_fault(run_cli, answers):
    answers.clear()
    ended = run_cli("doctor")
    assert (ended.status, ended.out) == (3, "")
    assert ended.err.startswith("error: an honest submission got no answer through\n  fix: ")
