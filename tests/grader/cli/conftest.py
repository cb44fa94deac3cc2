from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.cli import run
from tests.grader.cli.sandboxes import sandboxes

__all__ = ["sandboxes"]

PROBLEMS = Path(__file__).parents[3] / "problems"
SETTINGS = ("GRADER_DEBUG", "GRADER_SALT", "NO_COLOR", "FORCE_COLOR")


@dataclass
class Ended:
    """What a command left behind."""

    status: int
    out: str
    err: str


@pytest.fixture
def run_cli(capsys, monkeypatch):
    """Run the command line on the bundled problems, in this process."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GRADER_PROBLEMS", str(PROBLEMS))

    def call(*arguments):
        status = run([str(argument) for argument in arguments])
        return Ended(status, *capsys.readouterr())

    return call


@pytest.fixture
def sample():
    """Find a sample submission to a bundled problem."""
    return lambda name, problem="linear-regression": PROBLEMS / problem / name
