import pytest

from grader.errors import GraderFault
from grader.isolation import Isolation
from grader.model import Limits, Submission
from grader.sandbox import best
from grader.sandbox.best import BestSandbox
from grader.sandbox.local import LocalSandbox

SUBMISSION = Submission("", "backward.py", "", "")
LIMITS = Limits(call_s=1.0, total_s=1.0)


class Fake:
    """Stands for the Linux sandbox: it has a level, or fails to start, and answers with its own name."""

    def __init__(self, level):
        self._level = level
        self.prepared = self.closed = False
        self.asked = 0

    @property
    def level(self):
        self.asked += 1
        if self._level is None or self.closed:
            raise GraderFault("the sandbox is closed" if self.closed else "it does not start")
        return self._level

    def prepare(self):
        self.prepared = True

    def run(self, *_given):
        if self.closed:
            raise GraderFault("the sandbox is closed")
        return ("linux",)

    def close(self):
        self.closed = True


class FakeLocal(LocalSandbox):
    """Answers with its own name."""

    def run(self, *_given):
        self._require_open()
        return ("local",)


@pytest.fixture
def on_linux(monkeypatch):
    """Put a fake of this level in the place of the Linux sandbox."""

    def put(level):
        linux = Fake(level)
        monkeypatch.setattr(best, "_first", lambda: linux)
        monkeypatch.setattr(best, "LocalSandbox", FakeLocal)
        return linux

    return put


@pytest.mark.parametrize("level", [Isolation.L1, Isolation.L2, Isolation.L3])
def test_where_linux_keeps_anything_apart_it_is_the_best(on_linux, level):
    linux = on_linux(level)
    with BestSandbox() as sandbox:
        sandbox.prepare()
        assert linux.prepared
        assert sandbox.level is level
        assert sandbox.run(SUBMISSION, [], LIMITS) == ("linux",)
        assert not linux.closed
    assert linux.closed


def test_where_it_does_not_the_local_one_is_and_it_is_closed(on_linux):
    linux = on_linux(Isolation.L0)
    with BestSandbox() as sandbox:
        assert sandbox.run(SUBMISSION, [], LIMITS) == ("local",)
        assert sandbox.level is Isolation.L0
        assert linux.closed
    assert linux.asked == 1


def test_a_linux_sandbox_that_does_not_start_is_told_of_rather_than_replaced(on_linux):
    on_linux(None)
    with BestSandbox() as sandbox, pytest.raises(GraderFault, match="it does not start"):
        sandbox.run(SUBMISSION, [], LIMITS)


def test_nothing_is_asked_of_it_before_it_runs_something(on_linux):
    linux = on_linux(Isolation.L3)
    with BestSandbox() as sandbox:
        sandbox.prepare()
    assert linux.asked == 0


@pytest.mark.parametrize("level", [Isolation.L3, Isolation.L0, None])
def test_closed_before_it_has_run_anything_it_never_does(on_linux, level):
    on_linux(level)
    sandbox = BestSandbox()
    sandbox.close()
    with pytest.raises(GraderFault, match="the sandbox is closed"):
        sandbox.run(SUBMISSION, [], LIMITS)


def test_closed_while_it_waits_for_the_level_it_runs_nothing(on_linux):
    class ClosedMeanwhile(Fake):
        @property
        def level(self):
            sandbox.close()
            return super().level

    on_linux(None).__class__ = ClosedMeanwhile
    sandbox = BestSandbox()
    with pytest.raises(GraderFault, match="the sandbox is closed"):
        sandbox.run(SUBMISSION, [], LIMITS)


def test_closed_once_it_knows_the_level_it_runs_nothing_either(on_linux):
    class ClosedMeanwhile(Fake):
        @property
        def level(self):
            level = super().level
            sandbox.close()
            return level

    on_linux(Isolation.L0).__class__ = ClosedMeanwhile
    sandbox = BestSandbox()
    with pytest.raises(GraderFault, match="the sandbox is closed"):
        sandbox.run(SUBMISSION, [], LIMITS)


def test_on_other_systems_it_is_the_local_one_from_the_beginning(monkeypatch):
    monkeypatch.setattr("sys.platform", "darwin")
    with BestSandbox() as sandbox:
        sandbox.prepare()
        prepared = sandbox._sandbox._prepared
        assert sandbox.level is Isolation.L0
        assert sandbox._sandbox._prepared is prepared is not None


def test_it_is_on_linux_that_linux_is_tried(monkeypatch):
    linux = pytest.importorskip("grader.sandbox.linux", reason="other systems lack what it imports")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(linux, "LinuxSandbox", lambda: Fake(Isolation.L2))
    with BestSandbox() as sandbox:
        assert sandbox.level is Isolation.L2
