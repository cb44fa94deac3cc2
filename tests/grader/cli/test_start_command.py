import json

import pytest

from tests.grader.cli.conftest import PROBLEMS

IDS = sorted(path.parent.name for path in PROBLEMS.glob("*/problem.yaml"))


@pytest.mark.parametrize("problem", IDS)
@pytest.mark.usefixtures("sandboxes")
def test_a_starter_file_is_graded_as_unfinished(run_cli, tmp_path, problem):
    file = tmp_path / "answer.py"
    assert run_cli("start", problem, "-o", file).status == 0
    ended = run_cli("grade", problem, file, "--format", "json")
    report = json.loads(ended.out)
    assert (ended.status, report["status"], report["score"]) == (1, "graded", 0.0)
    visible = [attempt for ask in report["asks"] for attempt in ask["attempts"] if attempt["visible"]]
    assert {finding["check"] for attempt in visible for finding in attempt["findings"]} == {"unfinished"}


def test_a_starter_file_is_printed_where_no_file_is_named(run_cli):
    ended = run_cli("start", "linear-regression")
    assert (ended.status, ended.err) == (0, "")
    assert "\ndef backward(x, w, y):\n" in ended.out


def test_what_to_do_next_is_said_on_stderr_and_can_be_pasted(run_cli, tmp_path):
    file = tmp_path / "my answer.py"
    ended = run_cli("start", "neuron", "-o", file)
    assert (ended.status, ended.out) == (0, "")
    assert ended.err == f"next: write '{file}', then: grader grade neuron '{file}'\n"


def test_a_file_that_is_there_is_not_overwritten_unless_by_force(run_cli, tmp_path):
    file = tmp_path / "answer.py"
    file.write_text("a week of work\n")
    ended = run_cli("start", "neuron", "-o", file)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith(f"error: '{file}' exists already\n  fix: ")
    assert file.read_text() == "a week of work\n"
    assert run_cli("start", "neuron", "-o", file, "--force").status == 0
    assert "def backward" in file.read_text()
