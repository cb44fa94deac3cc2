import subprocess
import sys

import pytest

from grader.errors import UsageError
from grader.isolation import Isolation
from grader.sandbox import SANDBOXES, open_sandbox


@pytest.mark.parametrize("name", SANDBOXES)
def test_each_sandbox_opens_and_closes(name):
    with open_sandbox(name) as sandbox:
        assert sandbox.level in Isolation


@pytest.mark.parametrize(("name", "fix"), [("locale", "did you mean 'local'?"), ("moon", "use local")])
def test_an_unknown_sandbox_is_refused(name, fix):
    with pytest.raises(UsageError, match=f"unknown sandbox '{name}'") as caught:
        open_sandbox(name)
    assert caught.value.remedy == fix


def test_a_process_can_be_prepared_before_numpy_is_imported():
    program = (
        "import sys; from grader.sandbox import open_sandbox\n"
        "with open_sandbox('local') as sandbox: sandbox.prepare()\n"
        "assert 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
