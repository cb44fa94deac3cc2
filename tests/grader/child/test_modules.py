import importlib
import sys

import pytest

from grader.child.modules import Modules

FILES = {
    "backward.py": "raise AssertionError('run as a module')",
    "one.py": "'''Says what it is.'''\nfrom layers import relu as imported\nvalue = 1\n",
    "layers/relu.py": "from . import linear\nfrom .linear import value as linear_value\nvalue = 2\n",
    "layers/linear.py": "value = 3\n",
    "package/__init__.py": "value = 4\nfrom .deep.down import value as deep\nfrom . import sibling\n",
    "package/deep/down.py": "from ..sibling import value\n",
    "package/sibling.py": "value = 5\n",
    "package.py": "raise AssertionError('the folder comes first')",
    "beyond.py": "from .. import anything\n",
    "annotated.py": "def f(x: int): pass\n",
    "json.py": "raise AssertionError('in the place of one of Python')",
    "breaks.py": "value = 6\nvalue = 1 / 0\n",
    "cycle.py": "import layers.cycle\nvalue = 7\n",
    "layers/cycle.py": "import cycle\nvalue = 8\n",
}
OURS = {file.split("/")[0].removesuffix(".py") for file in FILES} - {"json"}


@pytest.fixture(autouse=True)
def modules(monkeypatch):
    """Put the files where the import system finds them, and their modules away again."""
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Modules(FILES)])
    yield
    for name in [name for name in sys.modules if name.split(".")[0] in OURS]:
        del sys.modules[name]


def test_a_file_is_a_module():
    one = importlib.import_module("one")
    assert (one.value, one.__name__, one.__file__, one.__doc__) == (1, "one", "one.py", "Says what it is.")
    assert not hasattr(one, "__path__")


def test_a_folder_is_a_package_even_without_a_file_of_its_own():
    layers = importlib.import_module("layers")
    assert importlib.import_module("layers.relu").value == 2
    assert layers.relu.value == 2
    assert layers.__file__ is None


def test_a_package_runs_its_own_file_and_comes_before_a_file_of_its_name():
    package = importlib.import_module("package")
    assert (package.value, package.__file__) == (4, "package/__init__.py")


def test_modules_of_a_package_import_one_another():
    relu, package = importlib.import_module("layers.relu"), importlib.import_module("package")
    assert (relu.linear.value, relu.linear_value) == (3, 3)
    assert (package.deep, package.sibling.value) == (5, 5)


def test_nothing_is_above_the_top():
    with pytest.raises(ImportError, match="relative import"):
        importlib.import_module("beyond")


@pytest.mark.parametrize("name", ["nowhere", "layers.nowhere", "one.nowhere", "layer", "lay", "layers.rel"])
def test_what_is_no_file_is_not_found(name):
    with pytest.raises(ModuleNotFoundError, match=f"No module named '{name}'"):
        importlib.import_module(name)


def test_a_module_of_pythons_comes_first():
    assert importlib.reload(sys.modules["json"]).dumps([1]) == "[1]"


def test_our_future_imports_are_not_the_students():
    assert importlib.import_module("annotated").f.__annotations__ == {"x": int}


def test_a_module_is_run_once():
    assert importlib.import_module("one") is importlib.import_module("one")
    assert sys.modules["one"].imported is importlib.import_module("layers.relu")


def test_a_module_that_breaks_off_is_none():
    with pytest.raises(ZeroDivisionError):
        importlib.import_module("breaks")
    assert "breaks" not in sys.modules


def test_two_modules_may_import_one_another():
    assert importlib.import_module("cycle").layers.cycle.cycle.value == 7
