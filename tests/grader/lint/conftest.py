"""Specs to be looked at, each in a folder of its own, with or without samples."""

import textwrap

import pytest

from grader.lint import lint
from grader.lint.bench import lay_out
from grader.lint.places import read_places
from grader.sandbox.pool import Pool
from grader.spec import load_problem
from tests.grader.cli.sandboxes import sandboxes

__all__ = ["sandboxes"]


@pytest.fixture
def spec(tmp_path):
    """Write a spec; its ``id``, ``title`` and ``statement`` are added where they are missing."""

    def write(text):
        path = tmp_path / "example" / "problem.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            "id: example\ntitle: An example\nstatement: Do it.\n" + textwrap.dedent(text).lstrip("\n"), encoding="utf-8"
        )
        return path

    return write


@pytest.fixture
def looked_at(spec):
    """Return what lint has to say of a text, samples apart."""
    return lambda text: lint(spec(text))


@pytest.fixture
def bench(spec):
    """Lay a text out as a judgement finds it."""

    def laid_out(text):
        path = spec(text)
        return lay_out(load_problem(path), read_places(path))

    return laid_out


@pytest.fixture
def with_samples(spec, sandboxes):  # noqa: ARG001  # they take the place of processes
    """Return what lint has to say of a text and its samples, given by their names."""

    def look(text, samples):
        path = spec(text)
        for name, source in samples.items():
            file = path.parent / name
            file.parent.mkdir(exist_ok=True)
            file.write_text(textwrap.dedent(source).lstrip("\n"), encoding="utf-8")
        with Pool("local") as pool:
            return lint(path, pool, 2)

    return look
