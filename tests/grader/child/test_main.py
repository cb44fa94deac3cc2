import gc
import importlib.util
import os
import runpy
import sys
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from grader.child import __main__ as program
from grader.child import wire
from grader.child.limits import LIMITS
from grader.child.serve import read_all


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
    yield folder
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
        streams = sys.stdout, sys.stderr
        try:
            with pytest.raises(EndOfProcess) as ended:
                runpy.run_path(program.__file__, run_name="__main__")
        finally:
            sys.stdout, sys.stderr = streams
        try:
            return ended.value.args[0], os.read(far_out, 1 << 16)
        except BlockingIOError:
            return ended.value.args[0], b""


@pytest.fixture
def held(monkeypatch):
    """Give the limits that the program sets, none of which takes hold of this process."""
    resource = pytest.importorskip("resource", reason="Windows has no such limits")
    held = {}
    monkeypatch.setattr(resource, "setrlimit", held.__setitem__)
    return held


@pytest.mark.usefixtures("fresh_imports", "held")
def test_the_program_serves_the_payload_on_stdin_and_ends_with_status_0():
    files = {"f.py": "from g import g\ndef f(x):\n    print('noise')\n    return g(x)", "g.py": "g = abs"}
    payload = wire.encode_payload(files, 999, 1 << 20, wire.encode_calls([("f", {"x": -2.0})]))
    gc.collect()  # or what other tests left may print when it goes
    status, written = run_program(LIMITS.pack(1 << 30, 9) + payload)
    assert status == 0
    assert written == b"".join(
        [
            wire.encode_record(wire.READY),
            wire.encode_record(wire.LOADED),
            wire.encode_record(wire.ANSWERED, 0, wire.encode_answer(2.0, (), 999), "noise\n"),
            wire.encode_record(wire.END, 1),
        ]
    )


@pytest.mark.usefixtures("fresh_imports")
def test_the_program_holds_itself_to_its_limits(held):
    import resource  # noqa: PLC0415  # Windows has none

    run_program(LIMITS.pack(1 << 30, 9) + wire.encode_payload({"f.py": ""}, 999, 1 << 20, b""))
    assert held[resource.RLIMIT_CPU] == (9, 10)
    if sys.platform == "linux":
        assert 1 << 30 < held[resource.RLIMIT_AS][0] < 1 << 40


@pytest.mark.usefixtures("fresh_imports", "held")
@pytest.mark.parametrize("given", [b"", LIMITS.pack(1 << 30, 9)], ids=["nothing", "no payload"])
def test_what_is_no_payload_ends_with_status_1_before_anything_is_said(given):
    assert run_program(given) == (1, b"")


def test_with_further_arguments_the_program_is_a_zygote(fresh_imports, monkeypatch):
    served = []
    zygote = SimpleNamespace(main=lambda *given: end(served.append(given)))
    monkeypatch.setitem(sys.modules, "child.linux.zygote", zygote)
    monkeypatch.setattr(sys, "argv", ["script", fresh_imports, "3", "landlock"])
    with pytest.raises(EndOfProcess):
        runpy.run_path(program.__file__, run_name="__main__")
    assert served == [("3", "landlock")]
    assert sys.argv == ["script"]


def test_what_is_printed_afterwards_reaches_no_pipe():
    with standard_pipes() as (far_in, far_out):
        source, sink = program.private_pipes()
        for standard in (1, 2):
            os.write(standard, b"noise")
        program.write_all(sink, b"answer")
        os.write(far_in, b"payload")
        os.close(far_in)
        assert read_all(source) == b"payload"
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
