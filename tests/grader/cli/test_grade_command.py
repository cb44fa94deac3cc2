import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.errors import GraderFault
from grader.isolation import Isolation
from grader.spec.limits import KINDS

ROOT = Path(__file__).parents[3]
RIGHT = "accepted/closed_form.py"
WRONG = "wrong/gradient_ascent.py"
UNISOLATED = (
    "warning: run without isolation (L0): fine for your own code, not for anyone else's; grader doctor says why\n"
)
pytestmark = pytest.mark.usefixtures("sandboxes")


def test_full_marks_end_with_0(run_cli, sample):
    ended = run_cli("grade", "linear-regression", sample(RIGHT))
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith("linear-regression: 10 of 10 points\n")


def test_less_than_full_marks_ends_with_1(run_cli, sample):
    ended = run_cli("grade", "linear-regression", sample(WRONG))
    assert (ended.status, ended.err) == (1, "")
    assert ended.out.startswith("linear-regression: 8 of 10 points\n")


def test_a_file_that_is_no_program_ends_with_1_and_names_the_line(run_cli, tmp_path):
    file = tmp_path / "answer.py"
    file.write_text("x = 1\ndef backward(x:\n")
    ended = run_cli("grade", "linear-regression", file)
    assert (ended.status, ended.err) == (1, "")
    assert "answer.py, line 2: def backward(x:" in ended.out


def test_a_file_that_cannot_be_read_ends_with_1_and_says_how_to_mend_it(run_cli, tmp_path):
    file = tmp_path / "answer.py"
    file.write_bytes(b"x = '\xff'\n")
    ended = run_cli("grade", "linear-regression", file)
    assert (ended.status, ended.err) == (1, "")
    assert "not gradable: byte 0xff in line 1 is not UTF-8\n" in ended.out
    assert "fix: save the file as UTF-8\n" in ended.out


@pytest.mark.parametrize(
    ("problem", "file", "message"),
    [
        (
            "linear-regresion",
            "x.py",
            "error: unknown problem 'linear-regresion'\n  fix: did you mean 'linear-regression",
        ),
        ("neuron", "nowhere.py", "error: no such file: 'nowhere.py'\n"),
    ],
)
def test_what_is_not_there_ends_with_2(run_cli, problem, file, message):
    ended = run_cli("grade", problem, file)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith(message)


def test_a_folder_is_graded_with_its_modules(run_cli, sample, tmp_path):
    shutil.copy(sample(RIGHT), tmp_path / "linear-regression.py")
    (tmp_path / "helper.py").write_text("")
    assert run_cli("grade", "linear-regression", tmp_path).status == 0
    (tmp_path / "linear-regression.py").rename(tmp_path / "main.py")
    ended = run_cli("grade", "linear-regression", tmp_path)
    assert (ended.status, ended.err) == (1, "")
    assert "not gradable: which file is to be run: 'helper.py', 'main.py'\n" in ended.out
    assert "fix: call the one that is to be run 'linear-regression.py' at the top of the folder\n" in ended.out


@pytest.mark.parametrize(("options", "shown"), [([], True), (["--smallest"], True), (["--no-smallest"], False)])
def test_the_smallest_case_is_looked_for_unless_one_says(run_cli, sample, options, shown):
    ended = run_cli("grade", "linear-regression", sample("wrong/hard_coded_examples.py"), "--salt", "secret", *options)
    assert (ended.status, ended.err) == (1, "")
    assert ("smallest case that fails" in ended.out) is shown
    assert ("try it: backward(" in ended.out) is shown


def test_limits_of_the_spec_can_be_replaced(run_cli, sample, sandboxes):
    limits = ["--limit", "seconds=9", "--limit", "memory=2048", "--limit", "seconds=5"]
    assert run_cli("grade", "linear-regression", sample(RIGHT), *limits).status == 0
    (used,) = sandboxes.limits
    assert (used.call_s, used.total_s, used.memory_bytes) == (5.0, 20.0, 2048 << 20)


@pytest.mark.parametrize(
    ("limit", "message"),
    [
        ("secnds=5", "unknown limit 'secnds'\n  fix: did you mean 'seconds'?\n"),
        ("seconds=30", "less time for all calls than for one: 20 s, and 30 s\n  fix: make 'total' larger\n"),
        (
            "seconds=0",
            "the limit 'seconds': expected a number above 0 up to 60, got 0\n  fix: write a number above 0 up to 60\n",
        ),
    ],
)
def test_a_limit_that_cannot_be_is_a_mistake_in_what_was_asked(run_cli, sample, sandboxes, limit, message):
    ended = run_cli("grade", "linear-regression", sample(RIGHT), "--limit", limit)
    assert (ended.status, ended.out, ended.err) == (2, "", f"error: {message}")
    assert sandboxes.ran == []


@pytest.mark.parametrize("command", ["grade", "batch"])
def test_the_help_names_every_limit(run_cli, command):
    text = " ".join(run_cli(command, "--help").out.split())
    *names, last = KINDS
    assert f"In place of a limit of the spec: {', '.join(names)} or {last}." in text


def test_every_mistake_of_a_spec_is_told_with_its_place(run_cli, sample, tmp_path):
    spec = tmp_path / "linear-regression" / "problem.yaml"
    spec.parent.mkdir()
    text = sample("problem.yaml").read_text(encoding="utf-8")
    spec.write_text(text.replace("role: data", "role: dta").replace("role: target", "role: targt"), encoding="utf-8")
    lines = text.splitlines()
    ended = run_cli("grade", spec, sample(RIGHT))
    assert (ended.status, ended.out) == (2, "")
    assert f"{spec}:{lines.index('  x: {role: data}') + 1}:13: " in ended.err
    assert f"{spec}:{lines.index('  y: {role: target}') + 1}:13: " in ended.err
    assert ended.err.count("did you mean") == 2


def test_a_sandbox_that_fails_ends_with_3_and_without_a_grade(run_cli, sample, sandboxes):
    sandboxes.failure = GraderFault("no room", remedy="tidy up")
    ended = run_cli("grade", "linear-regression", sample(RIGHT), "--format", "json")
    assert (ended.status, ended.out, ended.err) == (3, "", "error: no room\n  fix: tidy up\n")


def test_json_is_all_that_stdout_gets_and_always_the_same(run_cli, sample):
    first, second = (run_cli("grade", "linear-regression", sample(WRONG), "--format", "json") for _ in range(2))
    report = json.loads(first.out)
    assert (report["schema"], report["status"], report["score"]) == ("grader/report/v1", "graded", 8.0)
    assert (first.status, first.err) == (1, UNISOLATED)
    assert second == first
    assert first.out.isascii()


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_a_missing_isolation_is_said_once_in_the_report_that_is_shown(run_cli, sample, form):
    ended = run_cli("grade", "linear-regression", sample(RIGHT), "--format", form)
    assert ended.out.count("run without isolation (L0)") == 1
    assert ended.err == ""


@pytest.mark.parametrize("level", [Isolation.L1, Isolation.L2, Isolation.L3])
def test_nobody_is_warned_of_an_isolation_that_there_is(run_cli, sample, sandboxes, level):
    sandboxes.level = level
    ended = run_cli("grade", "linear-regression", sample(RIGHT), "--format", "json")
    assert (ended.status, ended.err) == (0, "")


@pytest.mark.parametrize(("level", "required"), [("L0", "L0"), ("L1", "L1"), ("L3", "L2")])
def test_a_level_that_is_reached_is_enough(run_cli, sample, sandboxes, level, required):
    sandboxes.level = Isolation[level]
    ended = run_cli("grade", "linear-regression", sample(RIGHT), "--require-isolation", required)
    assert (ended.status, ended.err) == (0, "")


@pytest.mark.parametrize(("level", "required"), [("L0", "L1"), ("L1", "L2"), ("L2", "L3")])
def test_below_the_level_that_is_required_nothing_is_run(run_cli, sample, sandboxes, level, required):
    sandboxes.level = Isolation[level]
    ended = run_cli("grade", "linear-regression", sample(RIGHT), "--require-isolation", required)
    assert (ended.status, ended.out, sandboxes.ran) == (2, "", [])
    assert ended.err == (
        f"error: isolation {required} is required, and there is {level}: {Isolation[level].value}\n"
        "  fix: grader doctor says what may help\n"
    )


def test_a_problem_is_an_id_a_folder_or_a_spec(run_cli, sample):
    folder = sample("")
    ways = [run_cli("grade", way, sample(RIGHT)) for way in ("linear-regression", folder, folder / "problem.yaml")]
    assert [way.status for way in ways] == [0, 0, 0]
    assert ways[0] == ways[1] == ways[2]


@pytest.mark.parametrize("how", ["option", "environment"])
def test_ids_are_looked_up_where_one_says(run_cli, sample, tmp_path, monkeypatch, how):
    shutil.copytree(sample(""), tmp_path / "linear-regression")
    monkeypatch.setenv("GRADER_PROBLEMS", str(tmp_path if how == "environment" else tmp_path / "nowhere"))
    options = ["--problems", tmp_path] if how == "option" else []
    assert run_cli("grade", "linear-regression", sample(RIGHT), *options).status == 0
    assert run_cli("grade", "neuron", sample(RIGHT), *options).status == 2


def test_a_report_can_go_into_a_file(run_cli, sample, tmp_path):
    printed = run_cli("--color", "always", "grade", "linear-regression", sample(WRONG))
    ended = run_cli("--color", "always", "grade", "linear-regression", sample(WRONG), "-o", tmp_path / "report.txt")
    written = (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert (ended.status, ended.out, ended.err) == (1, "", UNISOLATED)
    assert "\x1b[" in printed.out
    assert "\x1b[" not in written
    assert written.startswith("linear-regression: 8 of 10 points\n")


@pytest.mark.parametrize(("name", "why"), [("", "is a directory"), ("nowhere/report.txt", "no such file or directory")])
def test_a_report_that_cannot_be_written_is_a_mistake_in_what_was_asked(run_cli, sample, tmp_path, name, why):
    path = tmp_path / name
    ended = run_cli("grade", "linear-regression", sample(RIGHT), "-o", path)
    assert (ended.status, ended.out, ended.err) == (2, "", f"error: cannot write '{path}': {why}\n")


def test_whose_it_is_stands_in_the_report(run_cli, sample):
    ended = run_cli("grade", "linear-regression", sample(RIGHT), "--student", "Zoë \udcff")
    assert ended.out.startswith(r"'Zoë \udcff': linear-regression: 10 of 10 points")


def replays(ended):
    cases = (case for ask in json.loads(ended.out)["asks"] for case in ask["attempts"])
    return {case["case"]: case["replay"] for case in cases if case["kind"] == "random"}


def test_students_do_not_see_the_numbers_of_hidden_cases(run_cli, sample):
    arguments = ["grade", "linear-regression", sample(WRONG), "--format", "json", "--salt", "secret"]
    student, instructor = (replays(run_cli(*arguments, "--audience", who)) for who in ("student", "instructor"))
    assert student.keys() == instructor.keys()
    assert set(student.values()) == {""}
    assert "" not in instructor.values()


def test_another_salt_draws_other_cases(run_cli, sample, monkeypatch):
    arguments = ["grade", "linear-regression", sample(WRONG), "--format", "json", "--audience", "instructor"]
    public, salted = replays(run_cli(*arguments)), replays(run_cli(*arguments, "--salt", "secret"))
    monkeypatch.setenv("GRADER_SALT", "secret")
    assert public != salted
    assert replays(run_cli(*arguments)) == salted


@pytest.mark.parametrize(
    ("table", "option"),
    [("grader.sandbox.SANDBOXES['moon']", "--sandbox"), ("grader.reports.RENDERERS['moon']", "--format")],
)
def test_what_is_in_a_table_can_be_chosen(table, option):
    program = (
        "import sys, grader.sandbox, grader.reports\n"
        f"{table} = {table.replace('moon', 'local' if option == '--sandbox' else 'text')}\n"
        "from grader.cli import run\n"
        "sample = 'problems/linear-regression/accepted/closed_form.py'\n"
        f"sys.exit(run(['grade', 'linear-regression', sample, '{option}', 'moon']))\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("linear-regression: 10 of 10 points\n")


def test_grading_imports_nothing_that_it_does_not_need():
    program = (
        "import sys\n"
        "from grader.cli import run\n"
        "status = run(['grade', 'linear-regression', 'problems/linear-regression/accepted/closed_form.py'])\n"
        "print(*sys.modules)\n"
        "sys.exit(status)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    imported = set(ended.stdout.splitlines()[-1].split())
    assert imported & {"rich", "hypothesis", "pytest", "coverage", "difflib", "jsonschema", "sympy"} == set()
    assert {"numpy", "yaml"} <= imported
