"""The corpus: what the comments at the top of a file say of it, and the problems that all are submissions to."""

import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from grader.model import Report, Status

HERE = Path(__file__).parent
LINE = re.compile(r"# (?P<field>attack|honest|expect|unconfined|problem|score): (?P<text>\S.*)")
UNCONFINED = {"works", "fails", "dangerous", "varies"}

SCALAR = """
    inputs: {x: {role: data}, w: {role: parameter}, y: {role: target}}
    graph: L = (w * x - y) ** 2
    ask:
      backward: {gradients: [w], points: 1}
    """
TWO_CASES = """
    cases:
      - {name: worked example, inputs: {x: 2, w: 3, y: 1}}
      - {name: another, inputs: {x: 1, w: 1, y: 2}}
    """
HIDDEN_INPUT = "0.70710678"  # of the third case; nowhere else
PROBLEMS = {
    "scalar": f"""{SCALAR}{TWO_CASES}
      - {{name: hidden, visible: false, inputs: {{x: {HIDDEN_INPUT}, w: 3, y: 1}}}}
    random: {{cases: 1}}
    """,
    "tensor": """
    inputs: {x: {role: data, shape: [N, D]}, w: {role: parameter, shape: [D, M]}}
    dims: {N: 3..5, D: 2..4, M: 2..3}
    graph: z = x @ w
    ask:
      backward: {gradients: [w], points: 1}
    random: {cases: 3}
    """,
    # Each call that hangs costs its limit, at each level; 0.2 s is enough for one that does not.
    "hasty": f"""{SCALAR}{TWO_CASES}
    random: {{cases: 0}}
    limits: {{seconds: 0.2, total: 0.3}}
    """,
    # To fill memory takes time, the more the more of it there is.
    "narrow": f"""{SCALAR}{TWO_CASES}
    random: {{cases: 0}}
    limits: {{seconds: 0.6, total: 0.9, memory: 32}}
    """,
}
"""The specs of the problems, by the names that files call them."""

CANARY = """
# canary-of-another-submission: whatever ran before, this is graded as if alone
import random
import sys

import numpy as np


def backward(x, w, y):
    print("canary", random.random(), np.random.rand(), sys.getrecursionlimit(), np.geterr())
    assert np.allclose(abs(np.array([-1.0, 2.0])), [1.0, 2.0])
    return {"w": float(2 * (w * x - y) * x)}
"""
"""An honest submission to the scalar problem, graded after each attack."""


@dataclass(frozen=True)
class Expected:
    """One way in which the first call of a file may end.

    Attributes:
        outcome: in the words of `grader.model.Outcome`, or ``not_gradable``.
        message: what begins as the message does; matches anything where it is empty.
    """

    outcome: str
    message: re.Pattern[str]


@dataclass(frozen=True)
class Entry:
    """One file, and what it says of itself.

    Attributes:
        path: the file.
        what: what it tries, in words.
        expected: how its first call may end; nothing for an honest one.
        unconfined: what becomes of it in a sandbox that is no boundary.
        problem: which of `PROBLEMS` it is a submission to.
        full: whether it gets full marks wherever it runs.
    """

    path: Path
    what: str
    expected: tuple[Expected, ...]
    unconfined: str
    problem: str
    full: bool

    @property
    def name(self) -> str:
        """Its class and its name: ``files/read_password_file``."""
        return self.path.relative_to(HERE).with_suffix("").as_posix()

    @property
    def source(self) -> str:
        """Its text."""
        return self.path.read_text(encoding="utf-8")


def read(path: Path) -> Entry:
    """Return what the comments at the top of a file say."""
    said: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        found = LINE.fullmatch(line)
        if found is None:
            break
        said.setdefault(found["field"], []).append(found["text"])
    (what,) = said["honest" if path.parent.name == "honest" else "attack"]
    return Entry(
        path,
        what,
        tuple(_expected(text) for text in said.get("expect", ())),
        said.get("unconfined", ["works"])[0],
        said.get("problem", ["scalar"])[0],
        "honest" in said or said.get("score") == ["full"],
    )


def _expected(text: str) -> Expected:
    outcome, _, message = text.partition(" ")
    return Expected(outcome, re.compile(message, re.DOTALL))


def entries(*folders: str) -> list[Entry]:
    """Return the files of some classes."""
    return [read(path) for folder in folders for path in sorted(HERE.glob(f"{folder}/*.py"))]


CLASSES = sorted(path.name for path in HERE.iterdir() if path.is_dir() and path.name not in {"honest", "__pycache__"})
ATTACKS = entries(*CLASSES)
HONEST = entries("honest")


def ending(report: Report) -> tuple[str, str]:
    """Return how the first call ended, and all that is said of it."""
    if report.status is Status.NOT_GRADABLE:
        return "not_gradable", report.message
    attempt = report.asks[0].attempts[0]
    return attempt.outcome.value, "\n".join(
        [attempt.message or "", *(found.message for found in attempt.findings)]
    ).strip()


def spec(problem: str) -> str:
    """Return the spec of a problem."""
    return dedent(PROBLEMS[problem])
