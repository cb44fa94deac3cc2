from pathlib import Path

import pytest

from grader.batch import Entry, Store
from grader.batch import store as store_module
from grader.batch.store import code_fingerprint, fingerprint
from grader.errors import UsageError

ENTRY = Entry("a", "one", Path("a/one.py"))
REPORT = '{"score": 1.0}'


@pytest.fixture
def store(tmp_path):
    kept = Store(tmp_path / "results")
    kept.create()
    kept.save(ENTRY, "key", REPORT)
    return kept


def test_a_report_comes_back_for_its_key_alone(store):
    assert store.load(ENTRY, "key") == {"score": 1.0}
    assert store.load(ENTRY, "another key") is None
    assert store.load(Entry("b", "one", Path("b/one.py")), "key") is None


@pytest.mark.parametrize("name", ["a/one.json", ".keys/a/one"])
@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\xfe", b'{"score": 4.0}\n', b"[" * 100_000, None])
def test_a_damaged_file_is_as_good_as_none(store, name, damage):
    path = store.folder / name
    path.unlink()
    if damage is not None:
        path.write_bytes(damage)
    assert store.load(ENTRY, "key") is None


def test_a_report_whose_key_was_not_written_any_more_is_as_good_as_none(store):
    store.write("a/one.json", '{"score": 4.0}\n')
    assert store.load(ENTRY, "key") is None


@pytest.mark.parametrize("failure", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_what_is_broken_off_leaves_the_old_file_whole(store, monkeypatch, failure):
    def broken_off(path, text, **options):
        with path.open("w", encoding=options["encoding"]) as stream:
            stream.write(text[:4])
        raise failure

    monkeypatch.setattr(Path, "write_text", broken_off)
    with pytest.raises((KeyboardInterrupt, UsageError)):
        store.save(ENTRY, "key", '{"score": 4.0}\n')
    assert store.load(ENTRY, "key") == {"score": 1.0}


def test_until_a_file_is_written_whole_the_old_one_stays_and_nothing_lies_beside_it(store, monkeypatch):
    def broken_off(path, target):  # noqa: ARG001  # those of `Path.replace`
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", broken_off)
    with pytest.raises(KeyboardInterrupt):
        store.write("a/one.json", "new")
    assert (store.folder / "a" / "one.json").read_text() == f"{REPORT}\n"
    assert [path.name for path in (store.folder / "a").iterdir()] == ["one.json"]


def test_what_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"cannot write '.*one\.json': (not a directory|file exists)"):
        Store(tmp_path / "file").write("one.json", "")


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"cannot make the folder '.*file'"):
        Store(tmp_path / "file").create()


def test_a_folder_that_is_there_is_as_good_as_a_new_one(store):
    store.create()
    assert store.load(ENTRY, "key") == {"score": 1.0}


def test_no_two_lists_of_parts_share_a_fingerprint():
    lists = [(), ("",), ("", ""), ("ab",), ("a", "b"), ("b", "a"), ("a", "", "b"), ("\udcff",)]
    assert len({fingerprint(*parts) for parts in lists}) == len(lists) - 1  # () and ("",) are never compared


@pytest.mark.parametrize("change", ["grader/cli/options.py", "reference/ops/arithmetic.py", "grader/new.py"])
def test_every_line_of_the_grader_is_in_its_fingerprint(tmp_path, monkeypatch, change):
    root = Store(tmp_path)
    for name in ("grader/batch/store.py", "grader/cli/options.py", "reference/ops/arithmetic.py", "tests/test.py"):
        root.write(name, "x = 1\n")
    monkeypatch.setattr(store_module, "__file__", str(tmp_path / "grader" / "batch" / "store.py"))
    before = code_fingerprint()
    root.write("tests/test.py", "x = 2\n")
    assert code_fingerprint() == before
    root.write(change, "x = 2\n")
    assert code_fingerprint() != before
