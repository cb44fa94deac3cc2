import hashlib
import os
import shutil
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.submission import UngradableSubmission, folder, read_submission, sha256_of
from grader.submission.folder import MAX_DEPTH, MAX_FILES
from grader.submission.python_file import MAX_BYTES

ONLY_CODE = "hand in only the code that was asked for"


@pytest.fixture
def handed_in(tmp_path):
    """Write files into a folder, by their paths, and return it."""
    root = tmp_path / "work"
    root.mkdir()

    def write(files):
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return write


def refused(root, problem="neuron"):
    """Return what is said of a folder that cannot be graded."""
    with pytest.raises(UngradableSubmission) as caught:
        read_submission(root, "ada", problem)
    submission = caught.value.submission
    assert (submission.student, submission.file, submission.source) == ("ada", root.name, "")
    assert (submission.modules, submission.sha256) == ({}, sha256_of(root))
    return caught.value


class TestWhatIsRead:
    def test_the_file_named_after_the_problem_is_run_and_the_others_are_modules(self, handed_in):
        root = handed_in(
            {
                "neuron.py": "import layers.relu\n",
                "tools.py": "größe = 1\n",
                "layers/__init__.py": "",
                "layers/relu.py": b"\xef\xbb\xbfx = 1",
                "deep/er/space.py": "y = 2",
            }
        )
        submission = read_submission(root, "ada", "neuron")
        assert (submission.student, submission.file, submission.source) == ("ada", "neuron.py", "import layers.relu\n")
        assert submission.modules == {
            "deep/er/space.py": "y = 2",
            "layers/__init__.py": "",
            "layers/relu.py": "x = 1",
            "tools.py": "größe = 1\n",
        }
        assert submission.sha256 == sha256_of(root)

    @pytest.mark.parametrize("problem", ["neuron", ""])
    def test_the_only_file_at_the_top_is_run_whatever_its_name(self, handed_in, problem):
        submission = read_submission(handed_in({"my-answer!.py": "x", "sub/a.py": ""}), "", problem)
        assert (submission.file, dict(submission.modules)) == ("my-answer!.py", {"sub/a.py": ""})

    def test_the_name_of_the_file_that_is_run_is_made_printable(self, handed_in):
        assert read_submission(handed_in({"a\x1b[31m.py": "x"})).file == r"a\x1b[31m.py"

    def test_what_is_no_code_is_passed_over_in_silence(self, handed_in):
        code = {"neuron.py": "x", "tools.py": "y"}
        alone = read_submission(handed_in(code), "", "neuron")
        clutter = [
            "README",
            "data/points.csv",
            ".git/config",
            ".git/hook.py",
            "__pycache__/t.pyc",
            ".hidden.py",
            "a.PY",
        ]
        root = handed_in(dict.fromkeys(clutter, b"\xff\0"))
        (root / ".lock.py").symlink_to("nowhere")
        assert read_submission(root, "", "neuron") == alone

    def test_a_folder_may_be_where_one_is(self, handed_in, monkeypatch):
        monkeypatch.chdir(handed_in({"neuron.py": "x"}))
        assert read_submission(Path()).file == "neuron.py"
        Path("neuron.py").unlink()
        with pytest.raises(UngradableSubmission) as caught:
            read_submission(Path())
        assert caught.value.submission.file == "work"

    def test_as_much_as_is_allowed_is_read(self, handed_in):
        files = {f"m{number}.py": "" for number in range(MAX_FILES - 1)}
        root = handed_in(files | {"neuron.py": "#" * MAX_BYTES})
        assert len(read_submission(root, "", "neuron").modules) == MAX_FILES - 1


class TestWhichFileIsRun:
    @pytest.mark.parametrize(
        ("names", "problem"),
        [
            (["a.py", "b.py"], "which file is to be run: 'a.py', 'b.py'"),
            ([f"{i}.py" for i in range(6)], "which file is to be run: '0.py', '1.py', '2.py', '3.py', '4.py', ..."),
            (["sub/neuron.py"], "no .py file at the top of the folder: 'sub/neuron.py'"),
            (["notes.txt"], "no .py file at the top of the folder"),
        ],
    )
    def test_where_nothing_says_which_the_candidates_are_named(self, handed_in, names, problem):
        root = handed_in(dict.fromkeys(names, "x"))
        error = refused(root)
        remedy = "call the one that is to be run 'neuron.py' at the top of the folder"
        assert (error.problem, error.remedy) == (problem, remedy)
        assert refused(root, "").remedy == "leave one .py file at the top of the folder"


class TestWhatIsRefused:
    @pytest.mark.parametrize("target", ["nowhere", "..", "neuron.py", "/etc/passwd", "."])
    @pytest.mark.parametrize("name", ["link", "link.py", "sub/link"])
    def test_links_are_never_followed(self, handed_in, name, target):
        root = handed_in({"neuron.py": "x", "sub/a.py": ""})
        (root / name).symlink_to(target)
        error = refused(root)
        assert (error.problem, error.remedy) == (f"'{name}' is a link, which could lead anywhere", ONLY_CODE)

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
    @pytest.mark.parametrize("name", ["pipe", "pipe.py"])
    def test_what_is_no_regular_file_is_not_opened(self, handed_in, name):
        root = handed_in({"neuron.py": "x"})
        os.mkfifo(root / name)
        assert refused(root).problem == f"'{name}' is neither a file nor a folder"

    def test_too_many_files(self, handed_in):
        root = handed_in({f"m{number}.py": "" for number in range(MAX_FILES)} | {"neuron.py": "x"})
        error = refused(root)
        assert (error.problem, error.remedy) == ("more than 100 .py files", ONLY_CODE)

    def test_too_many_bytes_together(self, handed_in):
        root = handed_in({"neuron.py": "#" * (MAX_BYTES // 2), "tools.py": "#" * (MAX_BYTES // 2 + 1)})
        error = refused(root)
        assert (error.problem, error.remedy) == ("the .py files are larger than 1048576 bytes together", ONLY_CODE)

    def test_what_is_too_much_is_not_read_on(self, handed_in):
        files = {f"m{number:03}.py": "" for number in range(2 * MAX_FILES)}
        root = handed_in(files | {"a/big.py": "#" * (3 * MAX_BYTES), "a/next.py": "x"})
        pieces = folder._read(root)
        assert [(piece.path, len(piece.raw)) for piece in pieces] == [("a/big.py", MAX_BYTES + 1)]
        shutil.rmtree(root / "a")
        assert len(folder._read(root)) == MAX_FILES + 1

    def test_folders_in_folders_without_end(self, handed_in):
        deep = "a/" * MAX_DEPTH
        root = handed_in({"neuron.py": "x", f"{deep}x.py": ""})
        assert list(read_submission(root, "", "neuron").modules) == [f"{deep}x.py"]
        handed_in({f"{deep}a/x.py": ""})
        assert refused(root).problem == f"'{deep}a' is a folder in 20 others"

    @pytest.mark.parametrize(
        ("name", "part"),
        [
            ("old-tools.py", "old-tools"),
            ("1st.py", "1st"),
            ("a b/c.py", "a b"),
            ("a.b/c.py", "a.b"),
            ("class.py", "class"),
            ("sub/for/c.py", "for"),
            ("ﬁle.py", "ﬁle"),
            ("a\x1b[31m.py", r"a\x1b[31m"),
        ],
    )
    def test_what_no_import_could_name(self, handed_in, name, part):
        error = refused(handed_in({"neuron.py": "x", name: ""}))
        shown = name.replace("\x1b", r"\x1b")
        assert error.problem == f"'{shown}' cannot be imported: '{part}' is no name in Python"
        assert error.remedy == "use letters, digits and '_' for files and folders, or take it out"

    def test_a_name_that_is_no_text(self, handed_in):
        try:
            root = handed_in({"neuron.py": "x", "\udcff.py": ""})
        except (OSError, UnicodeError):
            pytest.skip("this file system knows no such names")
        assert refused(root).problem.startswith(r"'\udcff.py' cannot be imported")

    @pytest.mark.parametrize(
        ("name", "raw", "problem"),
        [
            ("neuron.py", b"x = '\xe9'", "'neuron.py': byte 0xe9 in line 1 is not UTF-8"),
            ("sub/a.py", b"x = 1\n'\xe9'", "'sub/a.py': byte 0xe9 in line 2 is not UTF-8"),
            ("sub/a.py", b"x\0", "'sub/a.py': a NUL character in line 1"),
            ("neuron.py", b" \n", "the file 'neuron.py' is empty"),
        ],
    )
    def test_files_that_are_no_source(self, handed_in, name, raw, problem):
        assert refused(handed_in({"neuron.py": "x", name: raw})).problem == problem


class TestSha256:
    def test_it_is_the_same_wherever_the_folder_lies(self, handed_in, tmp_path):
        root = handed_in({"neuron.py": "x", "b/c.py": "y", "b.py": "z"})
        shutil.copytree(root, tmp_path / "copy")
        assert sha256_of(tmp_path / "copy") == sha256_of(root)
        parts = [b"b/c.py", b"", b"y", b"b.py", b"", b"z", b"neuron.py", b"", b"x"]
        written = b"folder" + b"".join(len(part).to_bytes(8, "big") + part for part in parts)
        assert sha256_of(root) == hashlib.sha256(written).hexdigest()

    def test_no_two_folders_share_one(self, handed_in):
        seen = set()
        root = handed_in({"neuron.py": ""})
        for files in (
            {"neuron.py": "x"},
            {"neuron.py": "xy"},
            {"neuron.py": "x", "y.py": ""},
            {"neuron.py": "", "x.py": ""},
            {"neuron.py": "", "x.py": "y"},
            {"neuron.py": "", "x/y.py": ""},
            {},
        ):
            shutil.rmtree(root)
            root.mkdir()
            handed_in(files)
            seen.add(sha256_of(root))
        assert len(seen) == 7

    def test_what_is_refused_counts_too(self, handed_in):
        root = handed_in({"neuron.py": "x"})
        before = sha256_of(root)
        (root / "link").symlink_to("neuron.py")
        assert sha256_of(root) != before


def raced(monkeypatch, name, change):
    """Let something happen just before a file or a folder of this name is opened."""
    opens = os.open

    def race(path, *arguments, **options):
        if path == name:
            monkeypatch.undo()
            change()
        return opens(path, *arguments, **options)

    monkeypatch.setattr(os, "open", race)
    monkeypatch.setattr(os, "supports_dir_fd", {race})


class TestWhatChangesMeanwhile:
    def test_a_file_that_vanishes(self, handed_in, monkeypatch):
        root = handed_in({"neuron.py": "x", "sub/a.py": ""})
        raced(monkeypatch, "a.py", (root / "sub" / "a.py").unlink)
        with pytest.raises(UsageError) as caught:
            read_submission(root)
        assert str(caught.value) == f"cannot read '{root / 'sub' / 'a.py'}': no such file or directory"

    def test_a_folder_that_vanishes(self, handed_in, monkeypatch):
        root = handed_in({"neuron.py": "x"})
        raced(monkeypatch, str(root), lambda: shutil.rmtree(root))
        with pytest.raises(UsageError) as caught:
            sha256_of(root)
        assert str(caught.value) == f"cannot read '{root}': no such file or directory"

    @pytest.mark.parametrize("name", ["a.py", "sub"])
    def test_a_link_in_the_place_of_a_file_or_a_folder(self, handed_in, tmp_path, monkeypatch, name):
        root = handed_in({"neuron.py": "x", "sub/a.py": ""})
        secret = tmp_path / "secret"
        secret.mkdir()
        (secret / "a.py").write_text("a secret")
        path = root / "sub" if name == "sub" else root / "sub" / "a.py"

        def exchange():
            path.rename(tmp_path / "away")
            path.symlink_to(secret if name == "sub" else secret / "a.py")

        raced(monkeypatch, name, exchange)
        with pytest.raises(UsageError, match=f"cannot read '{path}': "):
            read_submission(root, "", "neuron")

    def test_a_folder_that_is_exchanged_while_it_is_read_is_read_on(self, handed_in, tmp_path, monkeypatch):
        root = handed_in({"neuron.py": "x", "sub/a.py": "mine"})
        secret = tmp_path / "secret"
        secret.mkdir()
        (secret / "a.py").write_text("a secret")

        def exchange():
            (root / "sub").rename(tmp_path / "away")
            (root / "sub").symlink_to(secret)

        raced(monkeypatch, "a.py", exchange)
        assert read_submission(root, "", "neuron").modules == {"sub/a.py": "mine"}

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
    def test_a_named_pipe_in_the_place_of_a_file_is_not_waited_for(self, handed_in, monkeypatch):
        root = handed_in({"neuron.py": "x", "a.py": ""})

        def exchange():
            (root / "a.py").unlink()
            os.mkfifo(root / "a.py")

        raced(monkeypatch, "a.py", exchange)
        with pytest.raises(UsageError, match=r"cannot read '.*a\.py': not a regular file any more"):
            read_submission(root, "", "neuron")

    def test_a_file_that_grows_is_read_as_far_as_is_allowed(self, handed_in, monkeypatch):
        root = handed_in({"neuron.py": "x", "a.py": ""})
        raced(monkeypatch, "a.py", lambda: (root / "a.py").write_text("#" * (2 * MAX_BYTES)))
        with pytest.raises(UngradableSubmission, match="larger than 1048576 bytes together"):
            read_submission(root, "", "neuron")

    def test_nothing_stays_open(self, handed_in):
        descriptors = Path("/proc/self/fd" if Path("/proc/self/fd").exists() else "/dev/fd")
        before = len(list(descriptors.iterdir()))
        root = handed_in({"neuron.py": "x", "sub/a.py": "", "sub/sub/b.py": ""})
        read_submission(root, "", "neuron")
        handed_in({"sub/big.py": "#" * (2 * MAX_BYTES)})
        refused(root)
        assert len(list(descriptors.iterdir())) == before

    @pytest.mark.parametrize("name", ["sub", "sub/a.py"])
    def test_what_may_not_be_read_is_said_with_its_path(self, handed_in, monkeypatch, name):
        def deny():
            raise PermissionError(13, "Permission denied")

        root = handed_in({"neuron.py": "x", "sub/a.py": ""})
        raced(monkeypatch, Path(name).name, deny)
        with pytest.raises(UsageError) as caught:
            read_submission(root)
        assert str(caught.value) == f"cannot read '{root / name}': permission denied"
