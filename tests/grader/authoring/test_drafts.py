import ast
import re
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from grader.authoring.drafts import draft, spec_text, write
from grader.authoring.outlines import Wishes, outline
from grader.authoring.points import points
from grader.authoring.samples import Trial
from grader.errors import SpecError, UsageError
from grader.pipeline import prepare
from grader.spec import load_problem
from tests.grader.in_process import InProcess

ROOT = Path(__file__).parents[3]
DECLARED = re.compile(r"# wrong: (?P<asks>\w+(?:, \w+)*): \S")

WISHES = {
    "line": Wishes("line", ("z = w*x + b", "L = (z - y)**2")),
    "two-layers": Wishes("two-layers", ("h = relu(w1*x + b1)", "L = (w2*h + b2 - y)**2")),
    "softmax": Wishes(
        "softmax",
        ("p = softmax(x @ W + b)", "L = -mean(sum(y * log(p), axis=1))"),
        shapes={"x": ("N", "D"), "W": ("D", 3), "b": (3,), "y": ("N", 3)},
        ranges={"y": (Fraction(0), Fraction(1))},
    ),
    "vjp": Wishes("vjp", ("out = tanh(x @ w) / s",), shapes={"x": ("N", "D"), "w": ("D",)}),
    "no-parameter": Wishes("no-parameter", ("L = exp(a) * c / 3",), title="Without: a parameter"),
    "by-size": Wishes("by-size", ("L = sum((x - w)**2) / N", ), shapes={"x": ("N",)}),
}  # fmt: skip


READS = r"""# yaml-language-server: $schema=../../grader/spec/problem.schema.json
id: line
title: Line
statement: |
  The computation, step by step:

  $$z = w \cdot x + b \qquad L = \left(z - y\right)^{2}$$

  Write these four functions, with these names for the parameters. Each returns a dict of plain numbers.
  The example answers are for $x = 0.5$, $w = 3$, $b = 2$, $y = -1.5$.

  1. `forward(x, w, b, y)`: the value of every step.
     `{"z": 3.5, "L": 25.0}`
  2. `local_gradients(x, w, b, y)`: for every step, its derivative with respect to each of its own operands, all else
     held fixed. The key is (step, operand); nested dicts, `{step: {operand: ...}}`, do as well.
     `{("z", "w"): 0.5, ("z", "x"): 3.0, ("z", "b"): 1.0, ("L", "z"): 10.0, ("L", "y"): -10.0}`
  3. `backward(x, w, b, y)`: the derivative of $L$ with respect to `z`, `b` and `w`.
     `{"z": 10.0, "b": 10.0, "w": 5.0}`
  4. `update(x, w, b, y, rate)`: one step of gradient descent for `w` and `b` (all of them move at the same time, with
     the gradients from before the step). Return them, and $L$ computed again. For `rate = 0.1`:
     `{"w": 2.5, "b": 1.0, "L": 14.0625}`
inputs:
  x: {role: data}
  w: {role: parameter}
  b: {role: parameter}
  y: {role: target}
graph: |
  z = w*x + b
  L = (z - y)**2
output: L
ask:
  forward: {points: 2}
  locals: {points: 2}
  backward: {gradients: [z, b, w], points: 4}
  update: {rate: 0.1, points: 2}
cases:
  - name: worked example
    inputs: {x: 0.5, w: 3, b: 2, y: -1.5}
    expect:
      values: {z: 3.5, L: 25}
      locals:
        z: {w: 0.5, x: 3, b: 1}
        L: {z: 10, y: -10}
      gradients: {z: 10, b: 10, w: 5}
      update: {w: 2.5, b: 1, L: 14.0625}
  - name: another point
    inputs: {x: 1.5, w: 2, b: 3, y: 2.5}
    expect:
      values: {z: 6, L: 12.25}
      locals:
        z: {w: 1.5, x: 2, b: 1}
        L: {z: 7, y: -7}
      gradients: {z: 7, b: 7, w: 10.5}
      update: {w: 0.95, b: 2.3, L: 1.500625}
  - name: a third point
    inputs: {x: -2.5, w: -3, b: -0.5, y: -2}
    expect:
      values: {z: 7, L: 81}
      locals:
        z: {w: -2.5, x: -3, b: 1}
        L: {z: 18, y: -18}
      gradients: {z: 18, b: 18, w: -45}
      update: {w: 1.5, b: -2.3, L: 16.4025}
random: {cases: 64}
"""
"""The spec of ``line``."""


@cache
def made(name):
    return draft(outline(WISHES[name]), ROOT / "problems" / name, InProcess())


def written(name, folder):
    """Return the problem that was made, from its files."""
    list(write(made(name), folder / name))
    return load_problem(folder / name / "problem.yaml")


@pytest.mark.parametrize("name", WISHES)
def test_it_loads_and_its_points_sum_to_ten(tmp_path, name):
    assert written(name, tmp_path).points == 10


@pytest.mark.parametrize("name", WISHES)
def test_every_sample_gets_its_verdict(tmp_path, name):
    trial = Trial(written(name, tmp_path), InProcess())
    for path in sorted((tmp_path / name).glob("*/*.py")):
        wrong = DECLARED.match(path.read_text())
        assert trial.lost(path.read_text()) == (tuple(wrong["asks"].split(", ")) if path.parent.name == "wrong" else ())


@pytest.mark.parametrize("name", WISHES)
def test_there_are_samples_of_both_kinds(name):
    paths = [path for path, _ in made(name).files()]
    assert paths[:2] == ["problem.yaml", "accepted/chain_rule.py"]
    assert 4 <= len(paths[2:]) <= 8


@pytest.mark.parametrize("name", WISHES)
def test_its_lines_are_no_longer_than_they_must_be(name):
    long = [line for line in made(name).spec.splitlines() if len(line) > 120 and "[[" not in line]
    assert long == []


@pytest.mark.parametrize("name", ["line", "two-layers", "no-parameter"])
def test_the_examples_of_the_statement_are_what_the_first_case_expects(tmp_path, name):
    problem = written(name, tmp_path)
    questions = prepare(problem, "").questions
    first = {question.ask.kind: question for question in questions if question.case.name == "worked example"}
    examples = [ast.literal_eval(text) for text in re.findall(r'`(\{[("].*?\})`', problem.statement, re.DOTALL)]
    assert len(examples) == len(problem.asks)
    for ask, example in zip(problem.asks, examples, strict=True):
        expected = {key: float(target.value) for key, target in first[ask.kind].targets.items()}
        assert {key: expected[key] for key in example} == pytest.approx(example, rel=1e-5)
        assert set(example) == set(expected)


def test_it_reads_as_the_bundled_ones_do():
    assert made("line").spec == READS


def test_where_there_is_no_schema_none_is_named(tmp_path):
    assert draft(outline(WISHES["line"]), tmp_path / "line", InProcess()).spec.startswith("id: line\n")


def test_the_derivative_of_what_is_no_number_is_asked_along_an_upstream(tmp_path):
    problem = written("vjp", tmp_path)
    assert not problem.scalar
    assert "`backward(x, s, w, upstream)`: the derivative of `sum(out * upstream)` with" in problem.statement
    assert "gradients: {" not in made("vjp").spec


def test_the_example_of_a_derivative_along_an_upstream_says_along_which():
    said = made("vjp").spec
    given = dict(re.findall(r"`(\w+) = ([^`]*)`", re.sub(r"\n +", " ", said)))
    x, s, w, upstream = (np.array(ast.literal_eval(given[name])) for name in ("x", "s", "w", "upstream"))
    example = ast.literal_eval(re.findall(r"`(\{.*?\})`", said, re.DOTALL)[-1])
    assert example["w"] == pytest.approx(upstream / s * (1 - np.tanh(x @ w) ** 2) @ x, rel=1e-5)


def test_a_title_that_yaml_would_misread_is_in_quotes(tmp_path):
    assert written("no-parameter", tmp_path).title == "Without: a parameter"


def test_numbers_that_are_not_exact_are_said_to_be_rounded(tmp_path):
    assert ", rounded to six digits, are for" in written("no-parameter", tmp_path).statement
    assert "rounded" not in written("line", tmp_path).statement


def test_kinks_are_explained(tmp_path):
    assert "this course takes: relu'(0) = 0." in written("two-layers", tmp_path).statement


def test_a_spec_that_cannot_be_is_refused_under_the_name_that_it_would_have(tmp_path):
    wishes = Wishes("example", ("L = w * x",), title="one\nline too many")
    folder = tmp_path / "example"
    with pytest.raises(SpecError, match="expected a text of one line") as caught:
        draft(outline(wishes), folder, InProcess())
    assert [mistake.place.file for mistake in caught.value.mistakes] == [str(folder / "problem.yaml")]
    assert not folder.exists()


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot write"):
        list(write(made("line"), tmp_path / "file" / "line"))


@pytest.mark.parametrize("name", ["true", "Null", "n", "yes"])
def test_an_input_may_have_a_name_that_yaml_has_another_meaning_for(tmp_path, name):
    made_of = outline(Wishes("example", (f"L = w * {name}",)))
    path = tmp_path / "example" / "problem.yaml"
    path.parent.mkdir()
    path.write_text(spec_text(made_of, points(made_of)))
    assert load_problem(path).graph.inputs == (name, "w")
