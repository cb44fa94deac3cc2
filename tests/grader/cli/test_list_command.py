import json
import shutil

import pytest

IDS = ["linear-regression", "linear-regression-bias", "neuron", "two-layer-relu", "value-graph"]


def test_the_list_has_a_line_for_each_problem_in_columns(run_cli):
    ended = run_cli("list")
    heading, *lines = ended.out.splitlines()
    assert (ended.status, ended.err) == (0, "")
    assert heading.split() == ["id", "topic", "points", "title"]
    assert [line.split()[0] for line in lines] == IDS
    assert {line.index("10  ") for line in lines} == {heading.index("points") + 4}


def test_the_list_in_json_is_all_that_stdout_gets(run_cli):
    ended = run_cli("list", "--format", "json")
    assert (ended.status, ended.err) == (0, "")
    assert [problem["id"] for problem in json.loads(ended.out)] == IDS
    assert json.loads(ended.out)[0] == {
        "id": "linear-regression",
        "topic": "scalar chain rule",
        "points": 10,
        "title": "Linear regression with one weight",
    }


@pytest.mark.parametrize("name", ["", "nowhere"])
def test_a_folder_without_problems_is_a_mistake(run_cli, tmp_path, name):
    folder = tmp_path / name
    ended = run_cli("list", "--problems", folder)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err == f"error: no problems in '{folder}'\n  fix: say where they are: --problems or GRADER_PROBLEMS\n"


def test_a_broken_spec_hides_no_other(run_cli, sample, tmp_path):
    for name in IDS[:2]:
        shutil.copytree(sample("", name), tmp_path / name)
    broken = tmp_path / IDS[0] / "problem.yaml"
    broken.write_text(broken.read_text(encoding="utf-8").replace("points: 4", "points: 4.5e"), encoding="utf-8")
    ended = run_cli("list", "--problems", tmp_path, "--format", "json")
    assert ended.status == 2
    assert [problem["id"] for problem in json.loads(ended.out)] == [IDS[1]]
    assert ended.err.startswith(f"error: {broken}:")


def test_points_may_be_parts_of_one(run_cli, sample, tmp_path):
    shutil.copytree(sample(""), tmp_path / "linear-regression")
    spec = tmp_path / "linear-regression" / "problem.yaml"
    spec.write_text(spec.read_text(encoding="utf-8").replace("points: 4", "points: 4.5"), encoding="utf-8")
    (listed,) = json.loads(run_cli("list", "--problems", tmp_path, "--format", "json").out)
    assert listed["points"] == 10.5
