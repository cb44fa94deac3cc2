"""The oracles, each where it is installed; and what of this folder `make test` runs."""

from pathlib import Path

import pytest

from tests.oracles.oracle import ORACLES, load

FOLDER = Path(__file__).parent
LONG = {"test_conventions.py", "test_graphs.py", "test_ops.py"}
"""What takes more than a few seconds: `make test-oracles` runs it, and whoever names this folder, or the file."""


def pytest_ignore_collect(collection_path, config):
    """Leave the long part out of a run of all tests."""
    named = [Path(config.invocation_params.dir, argument.partition("::")[0]) for argument in config.args]
    here = any(path.is_relative_to(FOLDER) for path in named)
    return True if collection_path.name in LONG and not here else None


@pytest.fixture(scope="session", params=ORACLES)
def oracle(request):
    pytest.importorskip(request.param)
    return load(request.param)
