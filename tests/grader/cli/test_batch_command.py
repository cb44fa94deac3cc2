import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.cli import batch_command
from grader.errors import GraderFault
from grader.isolation import Isolation
from tests.grader.batch.conftest import WRONG, course

__all__ = ["course"]


@pytest.fixture(autouse=True)
def _isolated(request):
    """Let the sandboxes of these tests keep submissions apart, or there were a warning each time."""
    if "sandboxes" in request.fixturenames:
        request.getfixturevalue("sandboxes").level = Isolation.L2


ROOT = Path(__file__).parents[3]


@pytest.fixture
def batch(run_cli, course, monkeypatch):
    """Grade the class from the command line."""
    monkeypatch.setenv("GRADER_PROBLEMS", str(course.problems))
    arguments = ["batch", course.submissions, "-o", course.results, "-j", "2", "--allow-unsandboxed"]
    return lambda *more, before=(): run_cli(*before, *arguments, *more)


@pytest.mark.usefixtures("sandboxes")
def test_all_graded_ends_with_0_whatever_the_grades(batch, course):
    course.hand_in("a", "product", WRONG)
    course.hand_in("b", "product", "def backward(x:\n")
    ended = batch()
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.endswith("\n2 run, 0 unchanged since they were graded\n")
    assert "\x1b" not in ended.out
    assert (course.results / "grades.csv").read_text() == (
        "student,problem,score,max_score,status\na,product,0.00,4.00,graded\nb,product,0.00,4.00,not_gradable\n"
    )
    assert batch().out.endswith("\n0 run, 2 unchanged since they were graded\n")


@pytest.mark.usefixtures("sandboxes")
def test_json_is_all_that_stdout_gets(batch, course):
    course.hand_in("a", "product", WRONG)
    course.hand_in("a", "prodct")
    (course.submissions / "stray.py").write_text("")
    ended = batch("--format", "json")
    rows = json.loads(ended.out)
    assert [row["status"] for row in rows] == ["no_problem", "graded"]
    assert rows[1] == {
        "student": "a",
        "problem": "product",
        "status": "graded",
        "score": 0.0,
        "max_score": 4.0,
        "message": "",
    }


@pytest.mark.usefixtures("sandboxes")
def test_what_is_not_graded_ends_with_1_and_is_said_once_on_stderr(batch, course):
    for student in ("a", "b"):
        course.hand_in(student, "prodct")
    course.hand_in("a", "product")
    (course.submissions / "stray.py").write_text("")
    ended = batch()
    assert ended.status == 1
    assert f"passed over: {course.submissions / 'stray.py'}: not a student's folder\n" in ended.err
    assert ended.err.count("prodct.py: unknown problem 'prodct'\n  fix: did you mean 'product'?\n") == 1
    assert (course.results / "grades.csv").read_text().count("no_problem") == 2


@pytest.mark.usefixtures("sandboxes")
@pytest.mark.parametrize(
    ("lost", "told"),
    [
        (["Product.py"], "1 that may have been meant for submissions was passed over\n"),
        (["Product.py", "product_2.py"], "2 that may have been meant for submissions were passed over\n"),
    ],
)
def test_what_may_have_been_a_submission_is_not_lost_in_silence(batch, course, lost, told):
    course.hand_in("a", "product")
    for name in lost:
        (course.submissions / "a" / name).write_text("")
    ended = batch()
    assert (ended.status, ended.err.endswith(told)) == (1, True)


def test_a_fault_of_the_grader_ends_with_3(batch, course, sandboxes):
    course.hand_in("a", "product")
    sandboxes.failure = GraderFault("no room for " + "x" * 100)
    ended = batch()
    assert ended.status == 3
    assert ended.err == f"{course.submissions / 'a' / 'product.py'}: GraderFault: no room for {'x' * 100}\n"
    assert set(course.everything_in_results()) == {"grades.csv"}


@pytest.mark.usefixtures("sandboxes")
@pytest.mark.parametrize("option", ["--smallest", "--no-smallest"])
def test_the_smallest_case_is_looked_for_where_one_says(batch, course, option):
    course.hand_in("a", "product", WRONG.replace("'x': x}", "'x': w + (x != 2)}"))
    assert batch("--salt", "secret", option).status == 0
    report = json.loads((course.results / "a" / "product.json").read_text(encoding="utf-8"))
    assert (report["asks"][0]["smallest"] is not None) is (option == "--smallest")


def test_limits_hold_for_the_whole_batch_and_what_they_change_is_run_again(batch, course, sandboxes):
    course.hand_in("a", "product")
    course.hand_in("a", "times")
    batch()
    sandboxes.limits.clear()
    ended = batch("--limit", "memory=64")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.endswith("\n2 run, 0 unchanged since they were graded\n")
    assert [limits.memory_bytes for limits in sandboxes.limits] == [64 << 20] * 2


def test_a_limit_that_cannot_be_is_said_before_anything_is_run(batch, course, sandboxes):
    course.hand_in("a", "product")
    ended = batch("--limit", "memroy=64")
    assert (ended.status, ended.err) == (2, "error: unknown limit 'memroy'\n  fix: did you mean 'memory'?\n")
    assert sandboxes.ran == []
    assert not course.results.exists()


@pytest.mark.usefixtures("sandboxes")
def test_a_file_and_a_folder_for_one_problem_are_both_passed_over(batch, course):
    course.hand_in("a", "product")
    course.hand_in("b", "product")
    (course.submissions / "a" / "product").mkdir()
    ended = batch()
    assert ended.status == 1
    assert ended.err.count("/product: handed in as a file and as a folder: take one of them away\n") == 1
    assert (course.results / "grades.csv").read_text().count("product") == 1


@pytest.fixture
def plain(run_cli, course):
    """Grade the class from the command line, as carefully as it does by itself."""
    arguments = ["batch", course.submissions, "--problems", course.problems, "-o", course.results]
    return lambda *more: run_cli(*arguments, *more)


def test_nothing_is_run_unless_the_risk_is_accepted(plain, course, sandboxes):
    course.hand_in("a", "product")
    sandboxes.level = Isolation.L0
    ended = plain()
    assert (ended.status, ended.out) == (2, "")
    assert ended.err == (
        f"error: isolation L2 is required, and there is L0: {Isolation.L0.value}\n"
        "  fix: grader doctor says what may help; for code that you trust, say --allow-unsandboxed"
        " (make grade GRADE_OPTIONS=--allow-unsandboxed)\n"
    )
    assert sandboxes.ran == []
    assert not course.results.exists()


def test_the_level_that_there_is_can_be_accepted_by_its_name(plain, course, sandboxes):
    course.hand_in("a", "product")
    sandboxes.level = Isolation.L1
    refused = plain()
    assert (refused.status, sandboxes.ran) == (2, [])
    assert (
        "  fix: grader doctor says what may help; --require-isolation L1 allows what there is; for code" in refused.err
    )
    assert plain("--require-isolation", "L1").status == 0
    assert sandboxes.ran == ["a/product.py"]


@pytest.mark.parametrize("level", [Isolation.L2, Isolation.L3])
def test_nothing_has_to_be_accepted_where_submissions_are_kept_apart(plain, course, sandboxes, level):
    course.hand_in("a", "product")
    sandboxes.level = level
    ended = plain()
    assert (ended.status, ended.err) == (0, "")
    assert sandboxes.ran == ["a/product.py"]


def test_more_can_be_required(plain, course, sandboxes):
    course.hand_in("a", "product")
    sandboxes.level = Isolation.L2
    assert (plain("--require-isolation", "L3").status, sandboxes.ran) == (2, [])


def test_without_isolation_there_is_a_warning(plain, course, sandboxes):
    course.hand_in("a", "product")
    sandboxes.level = Isolation.L0
    ended = plain("--allow-unsandboxed")
    assert (ended.status, ended.err.startswith("warning: run without isolation (L0): ")) == (0, True)


def test_what_is_required_counts_more_than_what_is_allowed(plain, course, sandboxes):
    course.hand_in("a", "product")
    sandboxes.level = Isolation.L0
    assert (plain("--allow-unsandboxed", "--require-isolation", "L1").status, sandboxes.ran) == (2, [])


def test_a_folder_without_submissions_is_a_mistake(batch, course):
    ended = batch()
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith(f"error: no submissions in '{course.submissions}'\n  fix: each is a file <student>/")
    assert not course.results.exists()


def test_results_that_cannot_be_written_are_said_before_anything_is_run(batch, course, sandboxes):
    course.hand_in("a", "product")
    course.results.write_text("")
    ended = batch()
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith(f"error: cannot make the folder '{course.results}': ")
    assert sandboxes.ran == []


@pytest.mark.usefixtures("sandboxes")
@pytest.mark.parametrize(("choice", "coloured"), [("auto", False), ("always", True), ("never", False)])
def test_the_table_heeds_the_colours_asked_for(batch, course, choice, coloured):
    course.hand_in("a", "product")
    assert ("\x1b[" in batch(before=["--color", choice]).out) is coloured


@pytest.mark.usefixtures("sandboxes")
@pytest.mark.parametrize("terminal", [False, True])
def test_progress_is_for_terminals_alone(batch, course, monkeypatch, terminal):
    monkeypatch.setenv("FORCE_COLOR", "1")  # must not put a moving bar into a log
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    course.hand_in("a", "product")
    ended = batch()
    assert ended.status == 0
    assert ("grading" in ended.err) is terminal


def test_what_breaks_off_says_that_nothing_is_lost(batch, course, monkeypatch):
    def interrupted(*_arguments):
        raise KeyboardInterrupt

    course.hand_in("a", "product")
    monkeypatch.setattr(batch_command, "grade_all", interrupted)
    ended = batch()
    assert (ended.status, ended.out) == (130, "")
    assert ended.err.strip() == "broken off: what has been graded is kept, and the same command goes on from there"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send")
@pytest.mark.parametrize(("sent", "status"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_an_interruption_is_quick_and_the_next_run_goes_on_from_there(run_cli, course, sent, status):
    started = course.folder / "started"
    hangs = f"import os, time\nopen({str(started)!r}, 'w').write(str(os.getpid()))\n"
    hangs += "def backward(x, w):\n    time.sleep(60)\n"
    course.hand_in("a", "product")
    course.hand_in("b", "product", hangs)
    command = [sys.executable, "-c", "from grader.cli import main; main()", "batch", course.submissions]
    options = [
        "-o",
        course.results,
        "--problems",
        course.problems,
        "-j",
        "1",
        "--allow-unsandboxed",
        "--sandbox",
        "local",
    ]
    with subprocess.Popen(
        [*command, *options], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        while not (started.exists() and started.read_text()):
            assert process.poll() is None
            time.sleep(0.02)
        interrupted = time.monotonic()
        process.send_signal(getattr(signal, sent))
        out, err = process.communicate()
    assert time.monotonic() - interrupted < 5
    kept = "broken off: what has been graded is kept, and the same command goes on from there"
    assert (process.returncode, out, err.split("\n")[1:2]) == (status, "", [kept])  # after the warning
    with pytest.raises(ProcessLookupError):
        os.kill(int(started.read_text()), 0)
    course.hand_in("b", "product")
    again = run_cli("batch", course.submissions, *options)
    assert (again.status, again.out.endswith("\n1 run, 1 unchanged since they were graded\n")) == (0, True)
