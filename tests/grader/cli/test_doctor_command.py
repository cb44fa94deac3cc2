import json
import os
from types import SimpleNamespace

import pytest

from grader.child.linux.layers import LANDLOCK, NAMESPACES
from grader.cli import doctor_command
from grader.errors import UsageError
from grader.isolation import Isolation
from grader.sandbox.attacks import ATTACKS
from grader.sandbox.doctor import Diagnosis, Trial, layers

NO_NAMESPACES = "[Errno 1] writing /proc/self/uid_map: operation not permitted"


@pytest.fixture
def found(monkeypatch):
    """Diagnose what one says."""
    told = SimpleNamespace(level=Isolation.L2, user=64_000, missing={NAMESPACES: NO_NAMESPACES}, through=())

    def diagnose(name):
        told.asked = name
        trials = tuple(Trial(attack, stopped=attack not in told.through) for attack in ATTACKS)
        return Diagnosis(told.level, told.user, layers(told.missing, trials), trials)

    monkeypatch.setattr(doctor_command, "diagnose", diagnose)
    return told


def test_the_doctor_says_what_there_is_and_what_was_stopped(run_cli, found):
    ended = run_cli("doctor")
    assert (ended.status, ended.err, found.asked) == (0, "", "auto")
    assert "\nisolation: L2 (a filter of system calls, and Landlock)\n  yes  limits\n  yes  system calls\n" in ended.out
    assert f"\n  stopped      {ATTACKS[0].what}\n  stopped      {ATTACKS[1].what}\n" in ended.out
    assert ended.out.endswith(f"\n{len(ATTACKS)} of {len(ATTACKS)} attacks stopped\n")


def test_the_doctor_says_why_a_layer_is_missing_and_what_may_help(run_cli, found):
    assert found.missing
    assert (
        "  no   namespaces: [Errno 1] writing /proc/self/uid_map: operation not permitted\n"
        "       may help: on Ubuntu 24.04, as root: sysctl -w\n"
        "         kernel.apparmor_restrict_unprivileged_userns=0\n"
    ) in run_cli("doctor").out


def test_a_reason_against_which_nothing_is_known_stands_alone(run_cli, found):
    found.missing = {LANDLOCK: "left out"}
    assert "  no   landlock: left out\n  yes  namespaces\n" in run_cli("doctor").out


def test_lines_are_fit_for_a_narrow_terminal(run_cli, found):
    found.missing = dict.fromkeys(found.missing, "no space left " * 20)
    assert max(map(len, run_cli("doctor").out.splitlines()[1:])) <= 80  # the first has the names of the system's makers


@pytest.mark.parametrize("level", Isolation)
def test_the_doctor_knows_every_level(run_cli, found, level):
    found.level = level
    assert f"\nisolation: {level.name} ({level.value})\n" in run_cli("doctor").out


@pytest.mark.parametrize(("own", "told"), [(0, "root"), (1000, "user 1000")])
@pytest.mark.usefixtures("found")
def test_the_doctor_says_as_whom_things_run(run_cli, monkeypatch, own, told):
    monkeypatch.setattr(os, "getuid", lambda: own, raising=False)
    assert f"\nrun by {told}; submissions run as user 64000\n" in run_cli("doctor").out


def test_some_systems_number_no_users(run_cli, found, monkeypatch):
    monkeypatch.delattr(os, "getuid", raising=False)
    found.user = None
    told = "run by a user without a number; submissions run as a user without a number"
    assert f"\n{told}\n" in run_cli("doctor").out


def test_the_doctor_says_it_in_json_too(run_cli, found):
    found.level, found.through = Isolation.L0, ATTACKS[-2:-1]
    ended = run_cli("doctor", "--format", "json")
    told = json.loads(ended.out)
    assert (ended.status, ended.err, told["isolation"], told["submissions_user"]) == (0, "", "L0", 64_000)
    assert [attack["stopped"] for attack in told["attacks"]] == [*[True] * (len(ATTACKS) - 2), False, True]
    assert {layer["layer"]: layer["there"] for layer in told["layers"]} == {
        "limits": False,
        "system calls": True,
        "landlock": True,
        "namespaces": False,
        "privileges": True,
    }
    assert told["layers"][3]["reason"] == NO_NAMESPACES


def test_what_gets_through_without_isolation_is_no_fault(run_cli, found):
    found.level = Isolation.L0
    found.through = [attack for attack in ATTACKS if attack.stopped_from is not Isolation.L0]
    ended = run_cli("doctor")
    assert (ended.status, ended.err) == (0, "")
    assert f"\n  NOT STOPPED  {found.through[0].what}\n" in ended.out


def test_what_gets_through_although_the_level_has_to_stop_it_is_a_fault(run_cli, found):
    found.through = [attack for attack in ATTACKS if attack.what in {"fork", "read a file"}]
    ended = run_cli("doctor")
    assert ended.status == 3
    assert ended.out.endswith(f"\n{len(ATTACKS) - 2} of {len(ATTACKS)} attacks stopped\n")
    assert ended.err == (
        "error: THIS SANDBOX HAS A HOLE: what isolation L2 has to stop got through: read a file, fork\n"
        "  fix: grade nothing here that you do not trust, and report it as SECURITY.md says\n"
    )


@pytest.mark.parametrize("required", ["L0", "L1", "L2"])
@pytest.mark.usefixtures("found")
def test_a_level_that_is_reached_is_enough(run_cli, required):
    ended = run_cli("doctor", "--require-isolation", required)
    assert (ended.status, ended.err) == (0, "")


@pytest.mark.usefixtures("found")
def test_below_the_level_that_is_required_all_is_said_and_it_ends_with_2(run_cli):
    ended = run_cli("doctor", "--require-isolation", "L3")
    assert (ended.status, ended.out) == (2, run_cli("doctor").out)
    assert ended.err == (
        "error: isolation L3 is required, and there is L2: a filter of system calls, and Landlock\n"
        "  fix: what may help stands beside the layers above\n"
    )


def test_a_sandbox_that_this_machine_cannot_have_is_refused_with_the_reason(run_cli, monkeypatch):
    def refuse(_name):
        raise UsageError("system calls cannot be filtered here: seccomp: function not implemented")

    monkeypatch.setattr(doctor_command, "diagnose", refuse)
    ended = run_cli("doctor", "--sandbox", "linux")
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("error: system calls cannot be filtered here: seccomp: function not implemented\n")
