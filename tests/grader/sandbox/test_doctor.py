import os
import sys
from types import SimpleNamespace

import pytest

from grader.child.linux.layers import LANDLOCK, LAYERS, NAMESPACES, SYSCALLS
from grader.errors import GraderFault, UsageError
from grader.isolation import Isolation
from grader.model import Answer, Outcome
from grader.sandbox import SANDBOXES, doctor
from grader.sandbox.attacks import ATTACKS, TOO_MUCH_MEMORY
from grader.sandbox.doctor import HONEST, LIMITS, Diagnosis, Trial

HARMLESS = {attack.what for attack in ATTACKS if attack.stopped_from is Isolation.L0}
MEMORY = TOO_MUCH_MEMORY.what


class Answering:
    """A sandbox in which all ends alike, and which notes what is run."""

    level = Isolation.L1
    missing = {LANDLOCK: "[Errno 95] landlock_create_ruleset: operation not supported"}  # noqa: RUF012  # nobody changes it

    def __init__(self, *, outcome=Outcome.ANSWERED, value=None):
        self.answer = Answer(outcome, value)
        self.ran = []

    def run(self, submission, calls, limits):  # noqa: ARG002  # the protocol's
        self.ran.append(submission.source)
        return (self.answer,)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass


@pytest.fixture
def put(monkeypatch):
    """Put a sandbox in the place of one of the table."""

    def put(name, opens):
        monkeypatch.setitem(sys.modules, f"{name}_sandbox", SimpleNamespace(Opened=opens))
        monkeypatch.setitem(SANDBOXES, name, (f"{name}_sandbox", "Opened"))

    return put


@pytest.fixture
def linux(put, monkeypatch):
    """Pretend to be on Linux, with a sandbox in the place of its own that opens as told."""
    monkeypatch.setattr(sys, "platform", "linux")
    return lambda opens: put("linux", opens)


def test_the_local_sandbox_keeps_a_submission_out_of_the_way_and_nothing_else():
    found = doctor.diagnose("local")
    stopped = {trial.attack.what for trial in found.trials if trial.stopped}
    assert [trial.attack for trial in found.trials] == list(ATTACKS)
    assert stopped - {MEMORY} == HARMLESS  # whether memory is limited depends on the system
    assert (found.level, found.holes) == (Isolation.L0, ())
    assert [layer.name for layer in found.layers if not layer.there][-4:] == list(LAYERS)
    assert found.user == (os.getuid() if hasattr(os, "getuid") else None)


@pytest.mark.skipif(sys.platform != "linux", reason="this is the sandbox of Linux")
def test_the_linux_sandbox_stops_every_attack():
    try:
        found = doctor.diagnose("linux")
    except UsageError as error:
        pytest.skip(str(error))
    assert [trial.attack.what for trial in found.trials if not trial.stopped] == []
    assert (found.level.isolates, found.holes, found.stopped) == (True, (), len(ATTACKS))
    assert found.user != 0 or "privileges" in [layer.name for layer in found.layers if not layer.there]


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


def test_what_has_to_be_run_before_an_attack_is_run_before_it():
    sandbox = Answering()
    doctor.attack_all(sandbox)
    (prepared,) = (attack for attack in ATTACKS if attack.before)
    at = sandbox.ran.index(prepared.source)
    assert sandbox.ran[at - 1] == prepared.before
    assert len(sandbox.ran) == len(ATTACKS) + 1


@pytest.mark.parametrize(
    ("answering", "works"),
    [(Answering(value=1.5), True), (Answering(value=2.5), False), (Answering(outcome=Outcome.DIED), False)],
)
def test_a_sandbox_works_if_the_honest_answer_comes_back(answering, works):
    assert doctor.works(answering) is works


def test_the_honest_submission_makes_some_noise():
    assert "print" in HONEST


def test_a_sandbox_that_lets_nothing_honest_through_is_a_fault(put):
    put("local", Answering)
    with pytest.raises(GraderFault, match="an honest submission got no answer through"):
        doctor.diagnose("local")


def test_a_user_that_has_no_number_has_none(put):
    put("local", lambda: Answering(value=1.5))
    assert doctor.diagnose("local").user is None


@pytest.mark.parametrize(
    ("level", "holes"), [(Isolation.L0, 6), (Isolation.L1, len(ATTACKS)), (Isolation.L3, len(ATTACKS))]
)
def test_a_hole_is_what_the_level_has_to_stop_and_does_not(level, holes):
    trials = tuple(Trial(attack, stopped=False) for attack in ATTACKS)
    assert len(Diagnosis(level, None, (), trials).holes) == holes


def test_what_is_stopped_is_no_hole():
    trials = tuple(Trial(attack, stopped=True) for attack in ATTACKS)
    assert Diagnosis(Isolation.L3, None, (), trials).holes == ()


def test_a_layer_that_is_missing_is_named_with_its_reason_and_what_may_help():
    reason = "[Errno 28] unshare: no space left on device"
    layers = {layer.name: layer for layer in doctor.layers({NAMESPACES: reason}, ())}
    assert list(layers) == [LIMITS, *LAYERS]
    assert {name for name, layer in layers.items() if not layer.there} == {NAMESPACES}
    assert (layers[NAMESPACES].reason, "max_user_namespaces" in layers[NAMESPACES].remedy) == (reason, True)
    assert layers[LANDLOCK].remedy == ""


def test_without_a_filter_of_system_calls_no_layer_is_used():
    missing = {SYSCALLS: "[Errno 38] seccomp: function not implemented", LANDLOCK: "left out"}
    reasons = {layer.name: layer.reason for layer in doctor.layers(missing, ())}
    unused = "not used where system calls cannot be filtered"
    assert reasons == {LIMITS: "", **dict.fromkeys(LAYERS, unused), **missing}


@pytest.mark.parametrize("stopped", [True, False])
def test_limits_are_there_if_no_more_memory_can_be_taken(stopped):
    limits = doctor.layers({}, (Trial(TOO_MUCH_MEMORY, stopped=stopped),))[0]
    assert (limits.name, limits.there) == (LIMITS, stopped)


def test_layers_are_those_of_linux_whichever_sandbox_is_the_best(linux):
    linux(Answering)
    assert doctor.missing("auto") == doctor.missing("linux") == Answering.missing


def test_the_local_sandbox_has_no_layers():
    assert doctor.missing("local") == dict.fromkeys(LAYERS, "the local sandbox has none")


def test_where_the_sandbox_does_not_start_every_layer_is_missing_for_that(linux):
    class Broken(Answering):
        @property
        def missing(self):
            raise GraderFault("it does not start")

    linux(Broken)
    assert doctor.missing("auto") == dict.fromkeys(LAYERS, "it does not start")


def test_on_another_system_every_layer_is_missing_for_that(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert doctor.missing("auto") == dict.fromkeys(LAYERS, "the linux sandbox needs Linux")
