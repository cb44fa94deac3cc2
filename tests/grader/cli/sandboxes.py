"""Sandboxes for the tests of whole commands: in this process, and counted."""

import sys
from types import SimpleNamespace

import pytest

from grader.isolation import Isolation
from grader.sandbox import SANDBOXES
from tests.grader.in_process import InProcess


class Sandboxes:
    """Opens sandboxes that need no process, notes what runs in them, and fails when it is told to."""

    def __init__(self):
        self.ran = []
        self.limits = []
        self.failure = None
        self.level = Isolation.L0

    def open(self):
        return _Counted(self)


class _Counted(InProcess):
    def __init__(self, sandboxes):
        self.sandboxes = sandboxes
        self.level = sandboxes.level

    def prepare(self):
        pass

    def run(self, submission, calls, limits):
        self.sandboxes.ran.append(f"{submission.student}/{submission.file}")
        self.sandboxes.limits.append(limits)
        if self.sandboxes.failure is not None:
            raise self.sandboxes.failure
        return super().run(submission, calls, limits)

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


@pytest.fixture
def sandboxes(monkeypatch):
    """Put sandboxes in this process in the place of the local one, and of the best."""
    opened = Sandboxes()
    monkeypatch.setitem(sys.modules, "sandboxes_in_process", SimpleNamespace(Opened=opened.open))
    for name in ("local", "auto"):
        monkeypatch.setitem(SANDBOXES, name, ("sandboxes_in_process", "Opened"))
    return opened
