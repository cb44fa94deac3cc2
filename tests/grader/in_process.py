"""Grading without a process: the real wire format and conversation, with the student's code run right here."""

import sys
import textwrap
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, current_thread, main_thread

from grader.cases import PUBLIC_SALT
from grader.child.modules import MODULE, Modules
from grader.child.printing import printed
from grader.child.serve import serve
from grader.isolation import Isolation
from grader.model import Problem, Report, Submission
from grader.pipeline import Exam, mark, prepare
from grader.sandbox.conversation import converse
from grader.sandbox.task import Ending
from grader.spec import load_problem

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
    """A child that serves its task right here; one at a time, where in truth each has a process of its own."""

    alone = Lock()

    def perform(self, task):
        records = []
        with self.alone, _modules_put_back(), _heard() as prints:
            serve(task.payload, records.append, prints)
        return Ending(b"".join(records), "it was served")

    def close(self):
        pass


class Unheard:
    """Keeps nothing of what is printed."""

    @staticmethod
    def take():
        return ""


@contextmanager
def _heard():
    """Give what keeps the prints; beside the main thread nothing does, as `sys.stdout` is there for all of them."""
    if current_thread() is not main_thread():
        yield Unheard
        return
    streams = sys.stdout, sys.stderr
    try:
        yield printed()
    finally:
        sys.stdout, sys.stderr = streams


@contextmanager
def _modules_put_back():
    """Forget the modules of the submission that is served here."""
    finders, before = sys.meta_path[:], set(sys.modules)
    try:
        yield
    finally:
        served = [finder for finder in sys.meta_path if isinstance(finder, Modules)]
        sys.meta_path[:] = finders
        for name in set(sys.modules) - before:
            if name == MODULE or any(finder.find_spec(name) for finder in served):
                del sys.modules[name]


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
