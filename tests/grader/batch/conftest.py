import pytest

from grader.batch import Store, discover, grade_all
from grader.batch.run import Settings
from grader.sandbox.pool import Pool
from tests.grader.cli.conftest import run_cli
from tests.grader.cli.sandboxes import sandboxes

__all__ = ["run_cli", "sandboxes"]

SPEC = """\
id: {id}
title: A product
statement: Do it.
inputs: {{x: {{role: data}}, w: {{role: parameter}}}}
graph: L = w * x
output: L
ask: {{backward: {{gradients: [w, x], points: 4}}}}
cases: [{{name: one, inputs: {{x: 2, w: 3}}}}]
random: {{cases: 4}}
limits: {{seconds: 30, total: 120}}
"""
RIGHT = "def backward(x, w):\n    return {'w': x, 'x': w}\n"
WRONG = "def backward(x, w):\n    return {'w': x, 'x': x}\n"


class Class:
    """Two problems, and a folder of submissions to them."""

    def __init__(self, folder):
        self.folder = folder
        self.problems = folder / "problems"
        self.submissions = folder / "submissions"
        self.results = folder / "results"
        self.submissions.mkdir()
        for name in ("product", "times"):
            (self.problems / name).mkdir(parents=True)
            (self.problems / name / "problem.yaml").write_text(SPEC.format(id=name))

    def hand_in(self, student, problem, source=RIGHT):
        """Write a submission, and return its path."""
        file = self.submissions / student / f"{problem}.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text(source)
        return file

    def found(self):
        """Return what was handed in."""
        entries, _ = discover(self.submissions)
        return entries

    def grade(self, entries=None, *, on_row=lambda _: None, **given):
        """Grade what was handed in with the settings that are given, and return the rows."""
        settings = Settings(**{"problems": self.problems, "salt": "", "jobs": 1, **given})
        with Pool("auto") as sandboxes:
            return grade_all(entries or self.found(), Store(self.results), settings, sandboxes, on_row)

    def everything_in_results(self):
        """Return the bytes of each file below the results, by its path."""
        files = (path for path in sorted(self.results.rglob("*")) if path.is_file())
        return {path.relative_to(self.results).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def course(tmp_path):
    return Class(tmp_path)
