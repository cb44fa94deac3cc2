import os
from pathlib import Path

import pytest

from grader.batch import Entry, discover
from grader.errors import UsageError

NO_ID = "not the id of a problem: lower-case letters, digits and hyphens"
NO_NAME = "not a student's name: up to 100 characters, none of =+-@ first"


def told(passed_over):
    return [f"{passed.where}: {passed.why}" for passed in passed_over]


@pytest.mark.parametrize("student", ["Müller Anna", "O'Brien", "李雷", "a.b-c_d", "Zoë (2)"])
def test_students_have_all_kinds_of_names(tmp_path, student):
    written(tmp_path, f"{student}/one.py")
    assert discover(tmp_path) == ((Entry(student, "one", tmp_path / student / "one.py"),), ())


def test_what_may_have_been_meant_for_a_submission_is_lost(tmp_path):
    written(tmp_path, "a/One!.py", "a/notes.txt", "=b/one.py", "readme.md")
    lost = {Path(passed.where).name: passed.lost for passed in discover(tmp_path)[1]}
    assert lost == {"One!.py": True, "notes.txt": False, "=b": True, "readme.md": False}


def written(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")


def test_submissions_come_in_order_of_student_and_problem(tmp_path):
    written(tmp_path, "b/two.py", "b/one.py", "a/two.py", "a.b/one.py")
    entries, passed_over = discover(tmp_path)
    assert [(entry.student, entry.problem) for entry in entries] == [
        ("a", "two"),
        ("a.b", "one"),
        ("b", "one"),
        ("b", "two"),
    ]
    assert entries[0] == Entry("a", "two", tmp_path / "a" / "two.py")
    assert passed_over == ()


def test_a_folder_is_a_submission_whatever_is_in_it(tmp_path):
    written(tmp_path, "a/two.py", "a/one/helper.py", "b/one/deeper/x.txt")
    (tmp_path / "c" / "two").mkdir(parents=True)
    entries, passed_over = discover(tmp_path)
    assert entries == (
        Entry("a", "one", tmp_path / "a" / "one"),
        Entry("a", "two", tmp_path / "a" / "two.py"),
        Entry("b", "one", tmp_path / "b" / "one"),
        Entry("c", "two", tmp_path / "c" / "two"),
    )
    assert passed_over == ()


def test_neither_of_a_file_and_a_folder_for_one_problem_is_chosen(tmp_path):
    written(tmp_path, "a/one.py", "a/one/one.py", "a/two.py", "b/one.py")
    entries, passed_over = discover(tmp_path)
    assert [(entry.student, entry.problem) for entry in entries] == [("a", "two"), ("b", "one")]
    why = "handed in as a file and as a folder: take one of them away"
    assert told(passed_over) == [f"{tmp_path / 'a' / name}: {why}" for name in ("one", "one.py")]
    assert all(passed.lost for passed in passed_over)


def test_what_hides_and_what_python_leaves_behind_is_not_worth_a_word(tmp_path):
    written(tmp_path, "a/.one.py.swp", "a/__pycache__/one.pyc", ".git/config", ".DS_Store", "__pycache__/x.pyc")
    assert discover(tmp_path) == ((), ())


@pytest.mark.parametrize(
    ("name", "where", "why"),
    [
        ("stray.py", "stray.py", "not a student's folder"),
        ("a/notes.txt", "a/notes.txt", "not a .py file"),
        ("a/folder.py/one.py", "a/folder.py", NO_ID),
        ("a/My_Folder/one.py", "a/My_Folder", f"{NO_ID}; did you mean 'my-folder'?"),
        ("a/=1+1/one.py", "a/=1+1", NO_ID),
        ("a/My Solution.py", "a/My Solution.py", f"{NO_ID}; did you mean 'my-solution.py'?"),
        ("a/=1+1.py", "a/=1+1.py", NO_ID),
        ("a/..py", None, None),
        ("a/problem.yaml.py", "a/problem.yaml.py", NO_ID),
        ("a/\x1b[31m.py", r"a/\x1b[31m.py", NO_ID),
        ("a/one_two.py", "a/one_two.py", f"{NO_ID}; did you mean 'one-two.py'?"),
        ("=a/one.py", "=a", NO_NAME),
        ("a\u202eb/one.py", r"a\u202eb", NO_NAME),
        ("@a/one.py", "@a", NO_NAME),
        (f"{'a' * 101}/one.py", "a" * 101, NO_NAME),
    ],
)
def test_what_is_no_submission_is_passed_over_and_said(tmp_path, name, where, why):
    written(tmp_path, name, "z/one.py")
    entries, passed_over = discover(tmp_path)
    assert [entry.student for entry in entries] == ["z"]
    assert told(passed_over) == ([f"{tmp_path}{os.sep}{where}: {why}"] if where else [])


def test_names_that_are_no_text_are_passed_over(tmp_path):
    try:
        written(tmp_path, "a/\udcff.py")
    except (OSError, UnicodeError):
        pytest.skip("this file system knows no such names")
    assert told(discover(tmp_path)[1])[0].endswith(rf"\udcff.py: {NO_ID}")


def test_links_lead_nowhere(tmp_path):
    written(tmp_path, "secret/one.py", "class/a/two.py")
    try:
        (tmp_path / "class" / "b").symlink_to(tmp_path / "secret")
        (tmp_path / "class" / "a" / "one.py").symlink_to(tmp_path / "secret" / "one.py")
    except OSError:
        pytest.skip("no links here")
    entries, passed_over = discover(tmp_path / "class")
    assert [(entry.student, entry.problem) for entry in entries] == [("a", "two")]
    assert [passed.why for passed in passed_over] == ["a link, which could lead anywhere"] * 2


def locked(monkeypatch, method, *names):
    """Make a method of paths fail for those with these names."""
    unlocked = getattr(Path, method)

    def fails(path):
        if path.name in names:
            raise PermissionError(13, "Permission denied")
        return unlocked(path)

    monkeypatch.setattr(Path, method, fails)


@pytest.mark.parametrize(("method", "name"), [("iterdir", "a"), ("is_symlink", "a"), ("is_symlink", "two.py")])
def test_a_folder_that_cannot_be_read_costs_no_other(tmp_path, monkeypatch, method, name):
    written(tmp_path, "a/one.py", "a/two.py", "b/one.py")
    locked(monkeypatch, method, name)
    entries, passed_over = discover(tmp_path)
    assert [entry.student for entry in entries] == ["b"]
    assert told(passed_over) == [f"{tmp_path / 'a'}: cannot be read: permission denied"]


@pytest.mark.parametrize("method", ["is_dir", "iterdir"])
def test_a_folder_of_submissions_that_cannot_be_read_is_a_mistake(tmp_path, monkeypatch, method):
    locked(monkeypatch, method, tmp_path.name)
    with pytest.raises(UsageError, match=f"cannot read '{tmp_path}': permission denied"):
        discover(tmp_path)


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_there_has_to_be_a_folder(tmp_path, name):
    written(tmp_path, "file")
    with pytest.raises(UsageError, match=f"no folder '{tmp_path / name}'") as caught:
        discover(tmp_path / name)
    assert caught.value.remedy == "give the folder that has a folder for each student"


@pytest.mark.parametrize("name", ["grades.csv", "Grades.CSV"])
def test_no_student_has_the_name_of_a_file_of_the_results(tmp_path, name):
    (tmp_path / name).mkdir()
    (tmp_path / name / "product.py").write_text("")
    entries, (passed,) = discover(tmp_path)
    assert (entries, passed.why) == ((), "a name that the results need for themselves")
