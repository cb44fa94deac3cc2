"""Modules that are imported from what was kept of them."""

import importlib
import importlib.util
import py_compile
import sys
from pathlib import Path

import pytest

from grader.child.linux.shelf import Shelf

SOURCES = {
    "shelved.py": "import sys\nVALUE = 42\n",
    "shelves/__init__.py": "from . import upper\n",
    "shelves/upper.py": "VALUE = 1\n",
    "shelves/lower/__init__.py": "VALUE = 2\n",
    "shelves/test_them.py": "VALUE = 3\n",
    "shelves/tests/__init__.py": "",
    "shelves/notes.txt": "VALUE = 4\n",
}


@pytest.fixture
def library(tmp_path):
    """A folder of modules, none of them imported."""
    for name, text in SOURCES.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith(("shelved", "shelves"))]:
        del sys.modules[name]


@pytest.fixture
def imported(monkeypatch):
    """Import a module from a shelf alone."""

    def imported(shelf, name):
        monkeypatch.setattr(sys, "meta_path", [shelf])
        return importlib.import_module(name)

    return imported


def stocked(library, *names):
    shelf = Shelf()
    for name in names:
        shelf.put(name, [str(library)])
    return shelf


def test_a_module_comes_from_the_shelf_when_its_file_is_gone(library, imported):
    shelf = stocked(library, "shelved")
    (library / "shelved.py").unlink()
    module = imported(shelf, "shelved")
    assert (module.VALUE, module.__file__) == (42, str(library / "shelved.py"))


@pytest.mark.parametrize("change", ["nothing", "source", "other python", "hash"])
def test_what_the_cache_has_counts_only_if_it_is_of_this_source_and_this_python(library, imported, change):
    source = library / "shelved.py"
    mode = py_compile.PycInvalidationMode
    how = mode.UNCHECKED_HASH if change == "hash" else mode.TIMESTAMP
    cached = py_compile.compile(str(source), invalidation_mode=how)
    if change == "source":
        source.write_text("VALUE = 42 + 0\n")
    elif change == "other python":
        Path(cached).write_bytes(b"\0\0\0\0" + Path(cached).read_bytes()[4:])
    assert imported(stocked(library, "shelved"), "shelved").VALUE == 42


def test_a_package_brings_its_modules_but_not_its_tests(library, imported):
    shelf = stocked(library, "shelves")
    assert imported(shelf, "shelves").upper.VALUE == 1
    assert importlib.import_module("shelves.lower").VALUE == 2
    for name in ("test_them", "tests", "notes"):
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(f"shelves.{name}")


def test_what_is_imported_already_is_not_put_on_it_again():
    shelf = Shelf()
    shelf.put("os")
    assert shelf.find_spec("os") is None


def test_a_module_of_an_imported_package_is_found_in_it():
    shelf = Shelf()
    sys.modules.pop("email.mime.audio", None)
    importlib.import_module("email.mime")
    shelf.put("email.mime.audio")
    assert shelf.find_spec("email.mime.audio").origin == importlib.util.find_spec("email.mime.audio").origin


@pytest.mark.parametrize("name", ["no_such_module", "sys", "math"])
def test_what_is_not_there_or_not_written_in_python_is_left_out(name):
    sys.modules.pop("no_such_module", None)
    shelf = Shelf()
    shelf.put(name)
    assert shelf.find_spec(name) is None
