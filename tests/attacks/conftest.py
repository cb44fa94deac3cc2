"""Sandboxes at every level that this machine has, each opened once: what one attack leaves, the next would meet."""

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from grader.isolation import Isolation
from grader.model import Report
from grader.pipeline import mark
from grader.reports.json_report import render
from grader.sandbox import Sandbox
from grader.sandbox.local import LocalSandbox
from tests.attacks.corpus import CANARY, Entry, spec
from tests.attacks.target import Target, adopting_orphans, descendants, processes
from tests.grader.in_process import exam_of, submitted

GONE_S = 2.0  # for a process that was killed to leave the table of processes, on a busy machine
LEVELS = {"L3": (), "L2": ("namespaces",), "L1": ("namespaces", "landlock")}
"""The levels, with what is left out for each."""
POORER = {"no-user-namespaces": Isolation.L2, "container": Isolation.L2, "no-landlock": Isolation.L1}
"""Poorer machines, each with the level that is left there."""


class Arena:
    """A sandbox with all that is around it, as it was before the first attack.

    Attributes:
        sandbox: the sandbox.
        target: what attacks are aimed at.
    """

    def __init__(self, sandbox: Sandbox, target: Target) -> None:
        self.sandbox = sandbox
        self.target = target
        target.plant()
        self._canary = self.canary()
        self._processes = processes()
        self._traces = target.traces()

    def graded(self, entry: Entry) -> Report:
        """Return the report on a file of the corpus."""
        return mark(exam_of(spec(entry.problem)), submitted(self.target.aimed(entry.source)), self.sandbox)

    def canary(self) -> str:
        """Return the report on the canary."""
        report = mark(exam_of(spec("scalar")), submitted(CANARY), self.sandbox)
        assert report.full_marks, render(report)
        return render(report)

    def disturbed(self) -> list[str]:
        """Return what is not as it was before the first attack."""
        found = [f"a process: {name}" for name in self.survivors()]  # first: what they did shows in what follows
        traces = self.target.traces()
        found += [f"{what}: {traces[what]}" for what in traces if traces[what] != self._traces[what]]
        return found if self.canary() == self._canary else [*found, "the next submission"]

    def survivors(self) -> list[str]:
        """Return the names of processes that were not there before, and do not end either."""
        deadline = time.monotonic() + GONE_S
        while (found := descendants(processes() - self._processes)) and time.monotonic() < deadline:
            time.sleep(0.005)
        return found


@pytest.fixture(scope="session", autouse=True)
def _adopting_orphans():
    with adopting_orphans():
        yield


@pytest.fixture(scope="session")
def target(tmp_path_factory) -> Iterator[Target]:
    """Give what attacks are aimed at; meanwhile the temporary folder is one of our own, where nobody else writes."""
    patch = pytest.MonkeyPatch()
    patch.setattr("tempfile.tempdir", str(tmp_path_factory.mktemp("temporary")))
    aim = Target()
    yield aim
    aim.close()
    patch.undo()


@pytest.fixture(scope="session")
def unconfined(target) -> Iterator[Arena]:
    """Give the sandbox that is no boundary."""
    with LocalSandbox() as sandbox:
        yield Arena(sandbox, target)


@pytest.fixture(scope="session", params=LEVELS)
def arena(request, target) -> Iterator[Arena]:
    """Give a sandbox of each level that this machine has."""
    yield from _opened(Isolation[request.param], target, without=LEVELS[request.param])


@pytest.fixture(scope="session", params=POORER)
def poorer_arena(request, target) -> Iterator[Arena]:
    """Give a sandbox on each kind of machine that has less than this one."""
    yield from _opened(POORER[request.param], target, prefix=poorer(request.param))


def poorer(profile: str) -> tuple[str, ...]:
    """Return the command that runs another one as on a poorer machine."""
    return (sys.executable, str(Path(__file__).with_name("poorer.py")), profile, "--")


def linux_sandbox(**options: Sequence[str]) -> Sandbox:
    """Return a new linux sandbox, made with these options."""
    from grader.sandbox.linux import LinuxSandbox  # noqa: PLC0415  # other systems lack what it imports

    return LinuxSandbox(**options)


def _opened(level: Isolation, target: Target, **options: Sequence[str]) -> Iterator[Arena]:
    if sys.platform != "linux":
        pytest.skip("the linux sandbox needs Linux")
    with linux_sandbox(**options) as sandbox:
        if sandbox.level is not level:
            pytest.skip(f"this machine gives {sandbox.level.name}, not {level.name}")
        yield Arena(sandbox, target)
