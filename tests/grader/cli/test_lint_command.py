import json
import shutil
from pathlib import Path

import pytest

VACUOUS = Path(__file__).parents[1] / "lint" / "vacuous"
pytestmark = pytest.mark.usefixtures("sandboxes")


@pytest.fixture
def at_zero(tmp_path):
    """Copy a vacuous problem to where it can be mended."""
    return Path(shutil.copytree(VACUOUS / "case-at-zero", tmp_path / "case-at-zero"))


def test_a_good_problem_ends_with_0(run_cli):
    ended = run_cli("lint", "linear-regression")
    assert (ended.status, ended.err) == (0, "")
    assert "linear-regression: passes\n" in ended.out  # after what samples print, which here nobody hears in threads
    assert "  samples   3 accepted, 8 wrong\n" in ended.out


def test_a_vacuous_problem_ends_with_1(run_cli):
    ended = run_cli("lint", VACUOUS / "sum-of-softmax", "--no-samples")
    assert (ended.status, ended.err) == (1, "")
    assert "error[gradient-always-zero]" in ended.out


def test_without_a_name_all_problems_are_looked_at(run_cli):
    ended = run_cli("lint", "--problems", VACUOUS, "--no-samples")
    assert [line for line in ended.out.splitlines() if line.endswith(": FAILS")] == [
        "case-at-zero: FAILS",
        "ones-upstream: FAILS",
        "sum-of-softmax: FAILS",
    ]


def test_a_folder_without_problems_ends_with_2(run_cli, tmp_path):
    ended = run_cli("lint", "--problems", tmp_path)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith(f"error: no problems in '{tmp_path}'\n")


def test_an_unknown_problem_ends_with_2(run_cli):
    ended = run_cli("lint", "linear-regresion")
    assert (ended.status, ended.out) == (2, "")


def test_no_samples_runs_nothing(run_cli, sandboxes):
    run_cli("lint", "linear-regression", "--no-samples")
    assert sandboxes.ran == []


@pytest.mark.parametrize(("form", "key"), [("json", "schema"), ("sarif", "version")])
def test_other_formats_are_json(run_cli, form, key):
    ended = run_cli("lint", "linear-regression", "--no-samples", "--format", form)
    assert json.loads(ended.out)[key]


def test_timings_are_shown_on_demand(run_cli):
    ended = run_cli("lint", "linear-regression", "--timings")
    assert " s  accepted/chain_rule.py\n" in ended.out


def test_it_can_be_written_to_a_file(run_cli, tmp_path):
    ended = run_cli("lint", "linear-regression", "--no-samples", "-o", tmp_path / "out.txt")
    assert ended.out == ""
    assert (tmp_path / "out.txt").read_text(encoding="utf-8").startswith("linear-regression: passes\n")


def test_what_is_mended_is_said_on_stderr_and_not_told_any_more(run_cli, at_zero):
    ended = run_cli("lint", at_zero, "--fix", "--no-samples")
    assert ended.err.startswith(f"mended: {at_zero / 'problem.yaml'}: added {{name: lint 1, inputs: {{")
    assert "error[survivor]" not in ended.out
    assert "error[hard-codeable]" in ended.out
    assert ended.status == 1


def test_mending_ends_even_if_it_never_helps(run_cli, at_zero, monkeypatch):
    monkeypatch.setattr("grader.cli.lint_command.mend", lambda _found: ["something"])
    ended = run_cli("lint", at_zero, "--fix", "--no-samples")
    assert ended.err == "mended: something\n" * 5
