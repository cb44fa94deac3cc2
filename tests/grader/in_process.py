"""Grading without a process: the real wire format and conversation, with the student's code run right here."""

import sys
import textwrap
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.cases import PUBLIC_SALT
from grader.child.serve import MODULE, serve
from grader.isolation import Isolation
from grader.model import Problem, Report, Submission
from grader.pipeline import Exam, mark, prepare
from grader.sandbox.conversation import converse
from grader.spec import load_problem

LENGTH_BYTES = 4  # before each record on the pipe

ONE_WEIGHT = """
    inputs: {x: {role: data}, w: {role: parameter}, y: {role: target}}
    graph: |
      p = w * x
      s = p - y
      L = s ** 2
    ask:
      forward: {points: 1}
      locals: {points: 2}
      backward: {gradients: [s, w], points: 4}
      update: {rate: 0.1, points: 1}
    cases:
      - {name: worked example, inputs: {x: 2, w: 3, y: 1}}
    random: {cases: 6}
    """
"""A small problem: p = 6, s = 5, L = 25; dL/ds = 10, dL/dw = 20; after the step w = 1, L = 1."""

RIGHT = """
def forward(x, w, y):
    return {"p": w * x, "s": w * x - y, "L": (w * x - y) ** 2}

def local_gradients(x, w, y):
    return {"p": {"w": x, "x": w}, "s": {"p": 1, "y": -1}, "L": {"s": 2 * (w * x - y)}}

def backward(x, w, y):
    s = w * x - y
    return {"s": 2 * s, "w": 2 * s * x}

def update(x, w, y, rate):
    w = w - rate * 2 * (w * x - y) * x
    return {"w": w, "L": (w * x - y) ** 2}
"""
"""A right answer to ONE_WEIGHT."""


class Served:
    """A child that has answered everything before it is asked."""

    def send(self, payload, answers_most):
        del answers_most
        records = []
        serve(lambda: payload, records.append)
        sys.modules.pop(MODULE, None)  # another thread, which serves another submission, may have done it
        self.records = iter(records)

    def record(self, deadline, most):
        del deadline, most
        return next(self.records)[LENGTH_BYTES:]

    def close(self):
        pass


class InProcess:
    """A sandbox for submissions that neither hang nor exit."""

    level = Isolation.L0

    def run(self, submission, calls, limits):
        return converse(Served, submission, calls, limits)


@cache
def problem_of(text: str) -> Problem:
    """Return the problem of a spec; its ``id``, ``title`` and ``statement`` are added where they are missing."""
    text = textwrap.dedent(text)
    given = [line.partition(":")[0] for line in text.splitlines()]
    defaults = {"id": "example", "title": "An example", "statement": "Do it."}
    added = "".join(f"{name}: {value}\n" for name, value in defaults.items() if name not in given)
    with TemporaryDirectory() as folder:
        path = Path(folder, "example", "problem.yaml")
        path.parent.mkdir()
        path.write_text(added + text, encoding="utf-8")
        return load_problem(path)


@cache
def exam_of(text: str, salt: str = PUBLIC_SALT) -> Exam:
    return prepare(problem_of(text), salt)


def submitted(source: str) -> Submission:
    return Submission("", "answer.py", textwrap.dedent(source), "5" * 64)


def graded(text: str, source: str, salt: str = PUBLIC_SALT) -> Report:
    """Return the report on a student's source, graded by the problem of a spec."""
    return mark(exam_of(text, salt), submitted(source), InProcess())
