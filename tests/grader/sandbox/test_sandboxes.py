import os
import subprocess
import sys

import pytest

from grader.errors import UsageError
from grader.isolation import Isolation
from grader.sandbox import SANDBOXES, open_sandbox

HERE = [name for name in SANDBOXES if name != "linux" or sys.platform == "linux"]


@pytest.mark.parametrize("name", HERE)
def test_each_sandbox_opens_and_closes(name):
    with open_sandbox(name) as sandbox:
        assert sandbox.level in Isolation


def test_the_best_is_the_default():
    assert next(iter(SANDBOXES)) == "auto"


@pytest.mark.parametrize(
    ("name", "fix"),
    [("locale", "did you mean 'local'?"), ("moon", "use auto, linux, local"), ("", "use auto, linux, local")],
)
def test_an_unknown_sandbox_is_refused(name, fix):
    with pytest.raises(UsageError, match=f"unknown sandbox '{name}'") as caught:
        open_sandbox(name)
    assert caught.value.remedy == fix


def test_where_there_is_no_linux_its_sandbox_is_refused(monkeypatch):
    monkeypatch.setattr("sys.platform", "darwin")
    with pytest.raises(UsageError, match="the linux sandbox needs Linux") as caught:
        open_sandbox("linux")
    assert caught.value.remedy == "for code that you trust there is --sandbox local"


@pytest.mark.parametrize("name", HERE)
def test_a_process_can_be_prepared_before_numpy_is_imported(name):
    program = (
        "import sys; from grader.sandbox import open_sandbox\n"
        f"with open_sandbox({name!r}) as sandbox: sandbox.prepare()\n"
        "assert 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("missing", ["memfd_create", "pidfd_open"])
def test_a_python_that_lacks_a_function_has_no_linux_sandbox_and_the_best_is_the_local_one(monkeypatch, missing):
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("memfd_create", "pidfd_open"):
        monkeypatch.setattr(os, name, None, raising=False)
    monkeypatch.delattr(os, missing)
    with pytest.raises(UsageError, match=f"this Python was built without os.{missing}"):
        open_sandbox("linux")
    with open_sandbox("auto") as sandbox:
        assert sandbox.level is Isolation.L0
