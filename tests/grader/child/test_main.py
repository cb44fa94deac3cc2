import importlib.util
import os
import runpy
import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from grader.child import __main__ as program
from grader.child import wire


class EndOfProcess(BaseException):
    """Stands for the end of the process."""


@contextmanager
def standard_pipes():
    """Put pipes in the places of stdin and stdout; give the far ends. No fixture: pytest captures each phase anew."""
    kept = [os.dup(standard) for standard in range(3)]
    (ours_in, far_in), (far_out, ours_out) = os.pipe(), os.pipe()
    os.dup2(ours_in, 0)
    os.dup2(ours_out, 1)
    os.close(ours_in)
    os.close(ours_out)
    try:
        yield far_in, far_out
    finally:
        for standard, copy in enumerate(kept):
            os.dup2(copy, standard)
            os.close(copy)
        os.close(far_out)


@pytest.fixture
def fresh_imports(monkeypatch):
    monkeypatch.setattr(os, "_exit", end)
    monkeypatch.setattr(sys, "meta_path", sys.meta_path[:])
    folder = str(Path(np.__file__).parent.parent)
    monkeypatch.setattr(sys, "argv", ["script", folder])
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


def end(status):
    raise EndOfProcess(status)


def run_program(payload):
    """Return the exit status of the program, and what it wrote."""
    with standard_pipes() as (far_in, far_out):
        os.write(far_in, payload)
        os.close(far_in)
        os.set_blocking(far_out, False)
        with pytest.raises(EndOfProcess) as ended:
            runpy.run_path(program.__file__, run_name="__main__")
        try:
            return ended.value.args[0], os.read(far_out, 1 << 16)
        except BlockingIOError:
            return ended.value.args[0], b""


@pytest.mark.usefixtures("fresh_imports")
def test_the_program_serves_the_payload_on_stdin_and_ends_with_status_0():
    source = "def f(x):\n    print('noise')\n    return x"
    status, written = run_program(wire.encode_payload("f.py", source, 999, [("f", {"x": 2.0})]))
    assert status == 0
    answer = wire.encode_record(wire.ANSWERED, 0, wire.encode_answer(2.0, (), 999))
    assert written == b"".join(
        [wire.encode_record(wire.READY), wire.encode_record(wire.LOADED), answer, wire.encode_record(wire.END, 1)]
    )


@pytest.mark.usefixtures("fresh_imports")
def test_a_payload_that_is_none_ends_with_status_1_before_anything_is_said():
    assert run_program(b"") == (1, b"")


def test_what_is_printed_afterwards_reaches_no_pipe():
    with standard_pipes() as (far_in, far_out):
        source, sink = program.private_pipes()
        for standard in (1, 2):
            os.write(standard, b"noise")
        program.write_all(sink, b"answer")
        os.write(far_in, b"payload")
        os.close(far_in)
        assert program.read_all(source) == b"payload"
        assert os.read(0, 10) == b""
        assert os.read(far_out, 100) == b"answer"
        os.close(sink)


def test_a_package_is_found_and_what_lies_beside_it_is_not(tmp_path):
    for name in ("wanted", "beside"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    finder = program.Folders({"wanted": str(tmp_path)})
    assert finder.find_spec("wanted").origin == str(tmp_path / "wanted" / "__init__.py")
    assert finder.find_spec("beside") is None
    assert importlib.util.find_spec("wanted") is None
