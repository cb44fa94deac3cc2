"""The generator of the table of system calls, with and without the library that it asks."""

import runpy
import sys
from pathlib import Path

import pytest

from grader.child.linux import syscalls
from grader.errors import UsageError
from grader.sandbox import syscall_tables
from grader.sandbox.syscall_tables import ALLOWED, ARCHITECTURES, CALLED, LIBRARY, libseccomp, module, numbers

AARCH64 = ARCHITECTURES["aarch64"]


@pytest.fixture
def resolve():
    try:
        return libseccomp()
    except UsageError as error:
        pytest.skip(str(error))


def letters(name, architecture):
    """Stand in for libseccomp: a call's number is the length of its name; aarch64 has none that begins with t."""
    return -10_001 if architecture == AARCH64 and name.startswith("t") else len(name)


def table_of(source):
    table = {}
    exec(source, table)  # noqa: S102  # what our own generator wrote
    return table


def test_the_table_that_is_checked_in_is_current(resolve):
    assert Path(syscalls.__file__).read_text(encoding="utf-8") == module(resolve), (
        "run: python -m grader.sandbox.syscall_tables > grader/child/linux/syscalls.py"
    )


def test_the_table_that_is_checked_in_has_every_name():
    assert syscalls.ARCHITECTURES == ARCHITECTURES
    assert tuple(sorted(ALLOWED)) == syscalls.ALLOWED
    assert syscalls.TABLES["x86_64"].keys() == {*ALLOWED, *CALLED}
    assert syscalls.TABLES["aarch64"].keys() == {*ALLOWED, *CALLED} - {"time"}


def test_the_module_is_written_whatever_the_numbers():
    table = table_of(module(letters))

    assert table["ALLOWED"] == tuple(sorted(ALLOWED))
    assert table["TABLES"]["x86_64"]["times"] == 5
    assert "times" not in table["TABLES"]["aarch64"]


def test_the_module_can_be_printed(resolve, capsys, monkeypatch):
    monkeypatch.delitem(sys.modules, "grader.sandbox.syscall_tables")
    runpy.run_module("grader.sandbox.syscall_tables", run_name="__main__")

    assert capsys.readouterr().out == module(resolve)


def test_main_prints_the_module(capsys, monkeypatch):
    monkeypatch.setattr(syscall_tables, "libseccomp", lambda: letters)
    syscall_tables.main()

    assert capsys.readouterr().out == module(letters)


def test_a_missing_library_is_said_with_its_remedy(monkeypatch):
    monkeypatch.setattr(syscall_tables, "libseccomp", lambda: libseccomp("libnowhere.so.2"))

    with pytest.raises(SystemExit, match=r"error: cannot load 'libnowhere\.so\.2'.*\n  fix: install libseccomp"):
        syscall_tables.main()


def test_a_library_that_is_another_is_said_too(monkeypatch):
    class Other:
        """Has no function of that name."""

    monkeypatch.setattr(syscall_tables.ctypes, "CDLL", lambda _: Other())

    with pytest.raises(UsageError, match=f"cannot load '{LIBRARY}'"):
        libseccomp()


def test_a_library_is_asked_for_numbers(monkeypatch):
    class Library:
        """Stands in for libseccomp."""

        @staticmethod
        def seccomp_syscall_resolve_name_arch(architecture, name):
            return letters(name.decode(), architecture)

    monkeypatch.setattr(syscall_tables.ctypes, "CDLL", lambda _: Library)

    assert libseccomp()("times", AARCH64) == -10_001
    assert libseccomp()("read", AARCH64) == 4


def test_a_call_that_an_architecture_lacks_is_left_out():
    assert numbers(["time", "read"], AARCH64, letters) == {"read": 4}


def test_a_name_that_libseccomp_does_not_know_is_an_error():
    with pytest.raises(UsageError, match="libseccomp knows no 'raed'"):
        numbers(["read", "raed"], AARCH64, lambda name, _: -1 if name == "raed" else 0)


@pytest.mark.parametrize("name", ALLOWED)
def test_every_allowed_call_has_its_reason(name):
    assert ALLOWED[name]
