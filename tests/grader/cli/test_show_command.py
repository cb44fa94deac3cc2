import io
import json
import sys

import pytest

from grader.cli.show_command import FORMATS
from tests.grader.cli.conftest import PROBLEMS

IDS = sorted(path.parent.name for path in PROBLEMS.glob("*/problem.yaml"))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("problem", IDS)
def test_each_problem_is_shown_in_each_format(run_cli, problem, form):
    ended = run_cli("show", problem, "--format", form)
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.endswith("\n")
    assert not ended.out.endswith("\n\n")


def test_the_page_has_statement_picture_signatures_conventions_and_cases(run_cli):
    shown = run_cli("show", "two-layer-relu").out
    assert shown.startswith("A two-layer network with ReLU (two-layer-relu)\n")
    assert "[ relu ] → a1" in shown
    assert "backward(x, w1, b1, w2, b2, y)   5 points" in shown
    assert "relu'(0) = 0" in shown
    assert "worked example: x = 1.0, w1 = 1.0, b1 = 0.0, w2 = 2.0, b2 = 0.0, y = 4.0" in shown


def test_the_picture_is_ascii_where_the_terminal_has_no_more(run_cli, monkeypatch):
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", terminal)
    assert run_cli("show", "two-layer-relu").status == 0
    terminal.flush()
    assert "[ relu ] > a1" in terminal.buffer.getvalue().decode("ascii")


@pytest.mark.parametrize(
    ("form", "beginning"), [("md", "# Linear regression"), ("dot", "digraph {"), ("mermaid", "flowchart LR")]
)
def test_pictures_for_other_programs_begin_as_those_expect(run_cli, form, beginning):
    assert run_cli("show", "linear-regression", "--format", form).out.startswith(beginning)


def test_json_says_what_a_program_wants_to_know(run_cli):
    shown = json.loads(run_cli("show", "linear-regression", "--format", "json").out)
    assert [shown[name] for name in ("id", "points", "output")] == ["linear-regression", 10.0, "L"]
    assert shown["inputs"][1] == {"name": "w", "role": "parameter", "shape": []}
    assert shown["nodes"][0] == {"name": "y_hat", "op": "mul", "args": ["w", "x"], "options": {}, "text": "w * x"}
    assert shown["nodes"][2]["options"] == {"exponent": "2"}
    assert shown["asks"][2]["keys"] == ["s", "y_hat", "w", "x", "y"]
    assert [ask["rate"] for ask in shown["asks"]] == [None, None, None, 0.1]
    assert shown["asks"][3]["parameters"] == ["x", "w", "y", "rate"]
    assert shown["cases"][0] == {"name": "worked example", "inputs": {"x": 1.0, "w": 1.0, "y": 2.0}}
    assert shown["random_cases"] == 64
    assert shown["dims"] == {}
    assert shown["asks"][1]["keys"][0] == ["y_hat", "w"]
    assert shown["kinks"] == []


TENSORS = """\
id: tensors
title: A sum
statement: Do it.
inputs: {x: {role: data, shape: [N]}, w: {role: parameter}}
dims: {N: 2..4}
graph: L = sum(x ** 0.5 * w, axis=0)
ask: {backward: {points: 4}}
cases:
  - {name: shown, inputs: {x: [1, 4], w: 0.1}}
  - {name: secret, visible: false, inputs: {x: [1, 4], w: 2}}
random: {cases: 8}
"""


def test_json_says_the_sizes_the_options_and_the_cases_that_students_see(run_cli, tmp_path):
    spec = tmp_path / "tensors" / "problem.yaml"
    spec.parent.mkdir()
    spec.write_text(TENSORS, encoding="utf-8")
    shown = json.loads(run_cli("show", spec, "--format", "json").out)
    assert shown["dims"] == {"N": [2, 4]}
    assert [node["options"] for node in shown["nodes"] if node["options"]] == [{"exponent": "1/2"}, {"axis": "0"}]
    assert shown["cases"] == [{"name": "shown", "inputs": {"x": [1.0, 4.0], "w": 0.1}}]


def test_a_page_can_go_into_a_file(run_cli, tmp_path):
    ended = run_cli("show", "neuron", "-o", tmp_path / "page.txt")
    assert (ended.status, ended.out, ended.err) == (0, "", "")
    assert (tmp_path / "page.txt").read_text(encoding="utf-8") == run_cli("show", "neuron").out


def test_an_unknown_problem_is_answered_with_the_nearest(run_cli):
    ended = run_cli("show", "nuron")
    assert (ended.status, ended.out) == (2, "")
    assert ended.err == "error: unknown problem 'nuron'\n  fix: did you mean 'neuron'?\n"
