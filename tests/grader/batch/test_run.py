import json
import time
from fractions import Fraction
from threading import Event, Timer

import pytest

from grader.batch import RowStatus, run
from grader.errors import GraderFault
from tests.grader.batch.conftest import RIGHT, WRONG


def outcomes(rows):
    return [(row.entry.student, row.entry.problem, row.status.value, row.score, row.stored) for row in rows]


def test_each_submission_gets_its_row_and_its_report(course, sandboxes):
    course.hand_in("b", "product", WRONG)
    course.hand_in("a", "times")
    course.hand_in("a", "product", "def backward(x:\n")
    rows = course.grade()
    assert outcomes(rows) == [
        ("a", "product", "not_gradable", 0.0, False),
        ("a", "times", "graded", 4.0, False),
        ("b", "product", "graded", 0.0, False),
    ]
    assert [row.max_score for row in rows] == [4.0, 4.0, 4.0]
    assert rows[0].message.startswith("SyntaxError")
    report = json.loads((course.results / "b" / "product.json").read_text())
    assert (report["submission"]["student"], report["problem"]["id"], report["score"]) == ("b", "product", 0.0)
    assert sorted(sandboxes.ran) == ["a/product.py", "a/times.py", "b/product.py"]


def test_what_has_not_changed_is_not_run_again(course, sandboxes):
    for student in ("a", "b"):
        course.hand_in(student, "product", WRONG)
    course.hand_in("a", "times", "def backward(x:\n")
    first = course.grade()
    sandboxes.ran.clear()
    second = course.grade()
    assert sandboxes.ran == []
    assert [(row.status, row.score, row.message) for row in second] == [
        (row.status, row.score, row.message) for row in first
    ]
    assert all(row.stored for row in second)


def test_another_submission_is_run_and_the_others_are_not(course, sandboxes):
    course.hand_in("a", "product", WRONG)
    course.hand_in("b", "product", WRONG)
    course.grade()
    sandboxes.ran.clear()
    course.hand_in("a", "product", RIGHT)
    assert outcomes(course.grade()) == [("a", "product", "graded", 4.0, False), ("b", "product", "graded", 0.0, True)]
    assert sandboxes.ran == ["a/product.py"]


def test_another_problem_is_run_and_the_others_are_not(course, sandboxes):
    course.hand_in("a", "product")
    course.hand_in("a", "times")
    course.grade()
    sandboxes.ran.clear()
    spec = course.problems / "times" / "problem.yaml"
    spec.write_text(spec.read_text() + "# a remark\n")
    course.grade()
    assert sandboxes.ran == ["a/times.py"]


@pytest.mark.parametrize("change", ["salt", "code"])
def test_everything_is_run_again_with_another_salt_or_another_grader(course, sandboxes, monkeypatch, change):
    course.hand_in("a", "product")
    course.hand_in("b", "times")
    course.grade()
    sandboxes.ran.clear()
    if change == "code":
        monkeypatch.setattr(run, "code_fingerprint", lambda: "another")
    assert not any(row.stored for row in course.grade(salt="secret" if change == "salt" else ""))
    times = 2 if change == "salt" else 1  # hidden cases are run by themselves
    assert sorted(sandboxes.ran) == ["a/product.py"] * times + ["b/times.py"] * times


def test_the_smallest_case_is_looked_for_where_it_is_wanted_and_that_is_another_report(course, sandboxes):
    course.hand_in("a", "product", "def backward(x, w):\n    return {'w': x, 'x': w + (x != 2)}\n")
    assert smallest(course, *course.grade(salt="secret")) is None
    (row,) = course.grade(salt="secret", smallest=True)
    assert (row.stored, smallest(course, row)["replay"]) == (False, "backward(x=1.0, w=1.0)")
    sandboxes.ran.clear()
    (row,) = course.grade(salt="secret", smallest=True)
    assert (row.stored, sandboxes.ran) == (True, [])


def smallest(course, row):
    """Return the smallest case of the one ask of the stored report."""
    report = json.loads((course.results / row.entry.student / f"{row.entry.problem}.json").read_text(encoding="utf-8"))
    return report["asks"][0]["smallest"]


def test_with_other_limits_is_run_again_what_then_has_other_limits(course, sandboxes):
    course.hand_in("a", "product")
    course.hand_in("a", "times")
    spec = course.problems / "times" / "problem.yaml"
    spec.write_text(spec.read_text().replace("seconds: 30", "seconds: 5"))
    course.grade()
    sandboxes.ran.clear()
    assert [row.stored for row in course.grade(limits={"seconds": Fraction(5)})] == [False, True]
    assert sandboxes.ran == ["a/product.py"]
    assert [limits.call_s for limits in sandboxes.limits] == [30.0, 5.0, 5.0]


def test_limits_that_a_problem_cannot_have_cost_no_other_problem(course, sandboxes):
    course.hand_in("a", "product")
    course.hand_in("a", "times")
    spec = course.problems / "times" / "problem.yaml"
    spec.write_text(spec.read_text().replace("seconds: 30", "seconds: 5"))
    rows = course.grade(limits={"total": Fraction(10)})
    assert [row.status for row in rows] == [RowStatus.NO_PROBLEM, RowStatus.GRADED]
    assert rows[0].message.startswith("less time for all calls than for one")
    assert sandboxes.ran == ["a/times.py"]


def test_a_folder_is_graded_and_run_again_only_if_a_file_of_it_changes(course, sandboxes):
    folder = course.submissions / "a" / "product"
    folder.mkdir(parents=True)
    (folder / "product.py").write_text(RIGHT)
    (folder / "helper.py").write_text("x = 1\n")
    assert outcomes(course.grade()) == [("a", "product", "graded", 4.0, False)]
    (folder / "README").write_text("no code")
    assert outcomes(course.grade()) == [("a", "product", "graded", 4.0, True)]
    (folder / "helper.py").write_text("x = 2\n")
    assert outcomes(course.grade()) == [("a", "product", "graded", 4.0, False)]
    assert sandboxes.ran == ["a/product.py"] * 2


def test_a_folder_that_was_mended_is_graded_again(course, sandboxes):
    folder = course.submissions / "a" / "product"
    folder.mkdir(parents=True)
    (folder / "product.py").write_text(RIGHT)
    (folder / "link").symlink_to(folder)
    assert [outcomes(course.grade()) for _ in range(2)] == [
        [("a", "product", "not_gradable", 0.0, stored)] for stored in (False, True)
    ]
    (folder / "link").unlink()
    assert outcomes(course.grade()) == [("a", "product", "graded", 4.0, False)]
    assert sandboxes.ran == ["a/product.py"]


@pytest.mark.parametrize("name", ["a/product.json", ".keys/a/product"])
def test_a_damaged_result_is_graded_again(course, sandboxes, name):
    course.hand_in("a", "product")
    course.grade()
    before = course.everything_in_results()
    (course.results / name).write_text("{}")
    sandboxes.ran.clear()
    course.grade()
    assert sandboxes.ran == ["a/product.py"]
    assert course.everything_in_results() == before


def test_files_that_an_interruption_left_behind_are_harmless(course, sandboxes):
    course.hand_in("a", "product")
    course.grade()
    (course.results / ".unfinished" / "a=product.json.123").write_text('{"sco')
    sandboxes.ran.clear()
    assert outcomes(course.grade()) == [("a", "product", "graded", 4.0, True)]
    assert sandboxes.ran == []


def test_what_belongs_to_no_problem_stops_nothing_else(course, sandboxes):
    course.hand_in("a", "prodct")
    course.hand_in("a", "product")
    strange, known = course.grade()
    assert (strange.status, strange.graded, strange.score, strange.max_score) == (RowStatus.NO_PROBLEM, False, 0.0, 0.0)
    assert strange.message == "unknown problem 'prodct'\n  fix: did you mean 'product'?"
    assert known.graded
    assert sandboxes.ran == ["a/product.py"]


def test_a_problem_is_looked_for_among_the_problems_and_nowhere_else(course, sandboxes, monkeypatch):
    monkeypatch.chdir(course.problems / "product")
    course.hand_in("a", "problem")
    course.hand_in("a", "product")
    assert [row.status for row in course.grade()] == [RowStatus.NO_PROBLEM, RowStatus.GRADED]
    assert sandboxes.ran == ["a/product.py"]


def test_a_broken_spec_stops_nothing_else(course, sandboxes):
    spec = course.problems / "product" / "problem.yaml"
    spec.write_text(spec.read_text().replace("output: L", "output: M"))
    course.hand_in("a", "product")
    course.hand_in("a", "times")
    broken, whole = course.grade()
    assert (broken.status, broken.graded, whole.status) == (RowStatus.NO_PROBLEM, False, RowStatus.GRADED)
    assert broken.message.startswith(f"{spec}:6:9: ")
    assert sandboxes.ran == ["a/times.py"]


def test_a_spec_that_breaks_the_grader_stops_nothing_else(course, sandboxes, monkeypatch):
    load = run.load_problem

    def breaks(path):
        return load(path) if path.parent.name == "times" else 1 // 0

    monkeypatch.setattr(run, "load_problem", breaks)
    course.hand_in("a", "product")
    course.hand_in("a", "times")
    broken, whole = course.grade()
    assert (broken.status, whole.status) == (RowStatus.GRADER_FAULT, RowStatus.GRADED)
    assert broken.message.startswith("ZeroDivisionError: ")
    assert sandboxes.ran == ["a/times.py"]


@pytest.mark.parametrize("failure", [GraderFault("no room"), MemoryError("full")])
def test_a_fault_of_the_grader_is_no_grade_and_takes_none_away(course, sandboxes, failure):
    file = course.hand_in("a", "product")
    course.grade()
    before = course.everything_in_results()
    file.write_text(WRONG)
    sandboxes.failure = failure
    (row,) = course.grade()
    message = f"{type(failure).__name__}: {failure}"
    assert (row.status, row.graded, row.message) == (RowStatus.GRADER_FAULT, False, message)
    assert course.everything_in_results() == before
    sandboxes.failure = None
    assert outcomes(course.grade()) == [("a", "product", "graded", 0.0, False)]


def test_a_submission_that_vanishes_stops_nothing_else(course, sandboxes):
    gone = course.hand_in("a", "product")
    course.hand_in("b", "product")
    entries = course.found()
    gone.unlink()
    lost, there = course.grade(entries)
    assert (lost.status, there.status) == (RowStatus.GRADER_FAULT, RowStatus.GRADED)
    assert lost.message.startswith(f"UsageError: no such file: '{gone}'")
    assert sandboxes.ran == ["b/product.py"]


def test_a_report_is_stored_for_the_bytes_that_were_graded(course, sandboxes, monkeypatch):
    file = course.hand_in("a", "product", WRONG)
    mark_file = run.mark_file

    def changed_meanwhile(exam, path, *rest, **options):
        path.write_text(RIGHT)
        return mark_file(exam, path, *rest, **options)

    monkeypatch.setattr(run, "mark_file", changed_meanwhile)
    course.grade()
    monkeypatch.undo()
    assert [row.score for row in course.grade()] == [4.0]
    file.write_text(WRONG)
    sandboxes.ran.clear()
    assert [(row.score, row.stored) for row in course.grade()] == [(0.0, False)]


@pytest.mark.usefixtures("sandboxes")
def test_the_rows_do_not_depend_on_how_many_run_at_once(course, tmp_path):
    for number in range(6):
        course.hand_in(f"s{number}", "product", WRONG if number % 2 else RIGHT)
        course.hand_in(f"s{number}", "times", RIGHT)
    one = course.grade(jobs=1)
    stored = course.everything_in_results()
    course.results = tmp_path / "again"
    assert course.grade(jobs=4) == one
    assert course.everything_in_results() == stored


def test_each_row_is_heard_of_once(course, sandboxes):
    course.hand_in("a", "product")
    course.hand_in("a", "times")
    course.hand_in("a", "nothing")
    heard = []
    assert sorted(course.grade(on_row=heard.append), key=str) == sorted(heard, key=str)
    assert len(sandboxes.ran) == 2


def test_an_exam_is_prepared_once_and_only_for_what_is_new(course, sandboxes, monkeypatch):
    prepared = []
    prepare = run.prepare
    monkeypatch.setattr(run, "prepare", lambda problem, salt: prepared.append(problem.id) or prepare(problem, salt))
    for student in ("a", "b", "c"):
        course.hand_in(student, "product")
    course.hand_in("a", "times")
    course.grade(jobs=3)
    course.hand_in("d", "times")
    course.grade()
    assert sorted(prepared) == ["product", "times", "times"]
    assert len(sandboxes.ran) == 5


def test_an_exam_that_cannot_be_prepared_is_tried_once_and_fails_for_all(course, sandboxes, monkeypatch):
    tried = []

    def fails(problem, salt):
        tried.append((problem.id, salt))
        raise GraderFault("the reference disagrees with itself")

    monkeypatch.setattr(run, "prepare", fails)
    for student in ("a", "b", "c"):
        course.hand_in(student, "product")
    rows = course.grade(jobs=3)
    assert [(row.status, row.message) for row in rows] == [
        (RowStatus.GRADER_FAULT, "GraderFault: the reference disagrees with itself")
    ] * 3
    assert tried == [("product", "")]
    assert sandboxes.ran == []


def test_an_interruption_ends_what_hangs_and_keeps_what_is_done(course):
    hangs = "import time\ndef backward(x, w):\n    time.sleep(60)\n"
    course.hand_in("a", "product")
    for student in ("b", "c", "d"):
        course.hand_in(student, "product", hangs)
    interrupted = []

    def interrupt(row):
        interrupted.append((row.entry.student, time.monotonic()))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        course.grade(jobs=2, on_row=interrupt)
    ((student, when),) = interrupted
    assert student == "a"
    assert time.monotonic() - when < 5
    assert set(course.everything_in_results()) == {"a/product.json", ".keys/a/product"}


def test_nothing_is_opened_any_more_when_a_batch_is_interrupted(course, sandboxes, monkeypatch):
    """The worker that was about to open a sandbox when the others were closed gives up too."""
    course.hand_in("a", "nothing")
    course.hand_in("b", "product")
    looked, go_on = Event(), Event()

    def waits(self, entry, key):  # noqa: ARG001  # those of `Store.load`
        looked.set()
        go_on.wait(5)

    monkeypatch.setattr(run.Store, "load", waits)

    def interrupt(row):  # noqa: ARG001  # the first one, of no problem
        looked.wait(5)
        Timer(0.2, go_on.set).start()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        course.grade(jobs=2, on_row=interrupt)
    assert sandboxes.ran == []
    assert course.everything_in_results() == {}
