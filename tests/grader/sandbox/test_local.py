"""Attacks and accidents, each a small source and what its calls must come to, run in real processes."""

import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from threading import Thread

import numpy as np
import pytest

from grader.errors import GraderFault
from grader.model import Answer, Call, Foreign, Limits, Outcome, Submission
from grader.sandbox import interpreter
from grader.sandbox.local import LocalSandbox
from grader.sandbox.task import Clock, Task

PATIENT = Limits(call_s=10.0, total_s=30.0)
HASTY = Limits(call_s=0.3, total_s=5.0)
linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems hold nobody to a limit of memory")
posix = pytest.mark.skipif(os.name != "posix", reason="forks, signals and process groups")


def calls_of(*values):
    return [Call("backward", {"x": value}) for value in values]


def run(source, *values, limits=PATIENT, **modules):
    """Return the answers of backward(x) for each x, or for 1.0."""
    files = {f"{name}.py": text for name, text in modules.items()}
    submission = Submission("", "backward.py", dedent(source), "", files)
    with LocalSandbox() as sandbox:
        return sandbox.run(submission, calls_of(*(values or (1.0,))), limits)


def value_of(source, *values):
    answer = run(source, *values)[-1]
    assert answer.outcome is Outcome.ANSWERED, answer.message
    return answer.value


def gone(pid):
    """Return whether a process ends within a second; one that is dead and not yet reaped has ended."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.01)
    return False


# Honest submissions


def test_each_call_has_its_answer():
    assert run("def backward(x): return {'x': 2 * x}", 1.0, 2.0) == (
        Answer(Outcome.ANSWERED, {"x": 2.0}),
        Answer(Outcome.ANSWERED, {"x": 4.0}),
    )


def test_arrays_go_in_and_come_out():
    value = value_of(
        "import numpy as np\ndef backward(x): return x.T @ np.linalg.inv(x)", np.array([[1.0, 2.0], [0.0, 1.0]])
    )
    np.testing.assert_array_equal(value, [[1.0, -2.0], [2.0, -3.0]])


def test_numpy_can_be_imported_although_no_argument_is_an_array():
    source = """
        import numpy as np, numpy.fft, numpy.linalg, numpy.random
        def backward(x): return np.float64(x)
    """
    assert value_of(source) == 1.0


@pytest.mark.parametrize(
    "noise",
    [
        "print('x' * 10**6); print('x' * 10**6, file=sys.stderr)",
        "sys.stdout.close(); sys.stderr.close()",
        "[os.write(fd, b'noise') for fd in (1, 2)]; os.system('echo noise; echo noise >&2')",
        "import warnings; warnings.warn('careful')",
        "input if sys.stdin.read() == '' else 1 / 0",
    ],
)
def test_what_a_submission_prints_changes_nothing(noise):
    assert value_of(f"import os, sys\ndef backward(x):\n    {noise}\n    return x") == 1.0


def test_a_prepared_process_serves_the_next_run_and_that_alone():
    submission = Submission("", "backward.py", "import os\ndef backward(x): return os.getpid()", "")
    with LocalSandbox() as sandbox:
        sandbox.prepare()
        sandbox.prepare()
        prepared = sandbox._prepared._process.pid
        first, second = (sandbox.run(submission, calls_of(1.0), PATIENT)[0].value for _ in range(2))
    assert first == prepared != second


def test_a_prepared_process_that_is_not_used_leaves_nothing_behind():
    with LocalSandbox() as sandbox:
        sandbox.prepare()
        prepared = sandbox._prepared
        assert Path(prepared._folder).is_dir()
    assert prepared._process.returncode is not None
    assert not Path(prepared._folder).exists()


@pytest.mark.parametrize("values", [(1.0,), (1.0, 2.0)], ids=["in the last call", "with calls to come"])
def test_closing_from_another_thread_ends_what_runs_and_is_no_answer(tmp_path, values):
    started = tmp_path / "started"
    source = f"import time\ndef backward(x):\n    open({str(started)!r}, 'w').close()\n    time.sleep(60)\n"
    sandbox = LocalSandbox()

    def close_once_started():
        while not started.exists():
            time.sleep(0.01)
        sandbox.close()

    closing = Thread(target=close_once_started)
    closing.start()
    with pytest.raises(GraderFault, match="the sandbox is closed"):
        sandbox.run(Submission("", "backward.py", source, ""), calls_of(*values), Limits(call_s=30.0, total_s=60.0))
    closing.join()


# Prints


def test_what_each_call_printed_is_told_with_its_answer():
    source = """
        import logging, sys
        print("while it is loaded")
        def backward(x):
            print("x =", x)
            sys.stdout.buffer.write(b"bytes\\n")
            print("\\ud800", file=sys.stderr, flush=True)
            logging.warning("careful")
    """
    first, second = run(source, 1.0, 2.0)
    assert first.printed == "x = 1.0\nbytes\n\\x5cud800\nWARNING:root:careful".replace("\\x5c", "\\")
    assert second.printed.startswith("x = 2.0\nbytes\n")


def test_of_much_that_is_printed_the_beginning_is_told():
    first, second = run("def backward(x): print('x' * 10**7 if x == 1 else 'y')", 1.0, 2.0)
    assert first.printed == "x" * 2000 + "\n... and 9998001 more bytes"
    assert second.printed == "y"


@pytest.mark.parametrize(
    "instead", ["sys.stdout.close()", "sys.stdout = None", "sys.stdout = io.StringIO()", "sys.stdout = 3"]
)
def test_what_is_done_to_the_streams_loses_no_answer(instead):
    (answer,) = run(f"import io, sys\ndef backward(x):\n    print('before')\n    {instead}\n    return x")
    assert answer == Answer(Outcome.ANSWERED, 1.0, printed="before")


def test_what_was_printed_before_an_exception_is_told_with_it():
    (answer,) = run("def backward(x):\n    print('so far')\n    return x / 0")
    assert (answer.outcome, answer.printed) == (Outcome.RAISED, "so far")


# Several files


def test_other_files_are_imported():
    (answer,) = run("from layers import relu\ndef backward(x): return relu(x)", 2.0, layers="def relu(x): return x")
    assert answer == Answer(Outcome.ANSWERED, 2.0)


@pytest.mark.parametrize(
    ("layers", "message", "line"),
    [
        ("\nx = (", "SyntaxError: '(' was never closed (column 5)", 2),
        ("\n\nx = 1 / 0", "ZeroDivisionError: division by zero", 3),
    ],
)
def test_where_another_file_breaks_off_is_told(layers, message, line):
    (answer,) = run("import layers\ndef backward(x): return x", layers=layers)
    assert answer == Answer(Outcome.RAISED, message=message, file="layers.py", line=line, loaded=False)


@pytest.mark.parametrize("name", ["json", "numpy", "struct"])
def test_another_file_takes_the_place_of_nothing_that_was_there(name):
    answers = run(f"import {name}\ndef backward(x): return {name}.__name__", **{name: "raise SystemExit"})
    assert answers == (Answer(Outcome.ANSWERED, name),)


# Limits


@linux
@pytest.mark.parametrize("taken", ["bytearray(600 << 20)", "np.ones(75 << 20)", "[0.0] * (75 << 20)"])
def test_who_takes_too_much_memory_is_told_how_much_there_is(taken):
    limits = replace(PATIENT, memory_bytes=100 << 20)
    source = f"import numpy as np\ndef backward(x):\n    if x == 1: held = {taken}\n    return x"
    answer, after = run(source, 1.0, 2.0, limits=limits)
    assert (answer.outcome, answer.file, answer.line) == (Outcome.OUT_OF_MEMORY, "backward.py", 3)
    assert answer.message.endswith("(there are 100 MB beyond Python and NumPy)")
    assert after == Answer(Outcome.ANSWERED, 2.0)


@linux
@pytest.mark.parametrize("where", ["held", "backward.held"])
def test_who_takes_too_much_in_small_pieces_is_told_too(where):
    limits = replace(PATIENT, memory_bytes=1 << 20)
    source = f"def backward(x):\n    {where} = None\n    while True: {where} = ({where}, bytes(400))"
    assert run(source, limits=limits)[0].outcome is Outcome.OUT_OF_MEMORY


@linux
def test_who_takes_less_gets_it():
    limits = replace(PATIENT, memory_bytes=100 << 20)
    assert run("def backward(x): return len(bytearray(80 << 20))", limits=limits)[0].value == 80 << 20


@posix
def test_who_takes_too_much_processor_time_is_stopped_with_words_of_its_own():
    limits = replace(PATIENT, cpu_s=1.0)
    answers = run("def backward(x):\n    while x == 2: pass\n    return x", 1.0, 2.0, 3.0, limits=limits)
    assert answers == (
        Answer(Outcome.ANSWERED, 1.0),
        Answer(Outcome.TIMED_OUT, message="all calls together took more than 1 s of processor time"),
        Answer(Outcome.TIMED_OUT, message="not run: the time for all calls together was used up"),
    )


# Where it runs


def test_it_stands_in_an_empty_folder_that_is_removed():
    source = """
        import os
        def backward(x):
            before = os.listdir()
            os.makedirs("left/behind")
            return [os.getcwd(), *before]
    """
    (folder,) = value_of(source)
    assert not Path(folder).exists()


@pytest.mark.parametrize("module", ["grader", "grader.child.wire", "reference", "click", "yaml", "pytest", "sibling"])
def test_nothing_but_the_standard_library_and_numpy_can_be_imported(module):
    (answer,) = run(f"import numpy\nimport {module}\ndef backward(x): return x")
    assert answer.message.startswith("ModuleNotFoundError: ")
    assert (answer.outcome, answer.line, answer.loaded) == (Outcome.RAISED, 2, False)


def test_the_environment_of_the_grader_is_not_handed_on(monkeypatch):
    monkeypatch.setenv("SECRET_SALT", "pepper")
    names = value_of("import os\ndef backward(x): return list(os.environ)")
    allowed = {*interpreter.INHERITED, *interpreter.THREADS, "LANG", "PYTHONHASHSEED", "LC_CTYPE"}
    assert set(names) <= allowed


def test_sets_have_the_same_order_in_every_run():
    source = "def backward(x): return list({'w1', 'b1', 'w2', 'b2', 'y'})"
    assert value_of(source) == value_of(source)


def test_no_folder_of_the_project_is_searched_for_modules():
    searched = value_of("import sys\ndef backward(x): return sys.path")
    project = str(Path(interpreter.__file__).parents[2])
    assert not [path for path in searched if path.startswith(project) or "site-packages" in path]


# Hanging


HANGS = {
    "loop": "while True: pass",
    "sleep": "time.sleep(60)",
    "long C call": "10 ** 10 ** 9",
    "swallows everything": """
        while True:
            try:
                while True: pass
            except BaseException: pass
    """,
    "ignores signals": """
        for number in range(1, 32):
            try: signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError): pass
        time.sleep(60)
    """,
    "waits for a thread": "thread = threading.Thread(target=time.sleep, args=(60,)); thread.start(); thread.join()",
    "lazy answer": """
        class Late(dict): pass
        class Slow(type):
            def __hash__(cls): time.sleep(60)
        return Slow("Slow", (), {})()
    """,
}


def in_backward(body):
    imports = "import os, signal, sys, threading, time"
    return f"{imports}\ndef backward(x):\n" + "\n".join("    " + line for line in dedent(body).splitlines())


@pytest.mark.parametrize("body", HANGS.values(), ids=HANGS)
def test_a_call_that_hangs_is_stopped(body):
    (answer,) = run(in_backward(body), limits=HASTY)
    assert answer == Answer(Outcome.TIMED_OUT, message="no answer within 0.3 s")


@posix
def test_a_process_that_stops_itself_is_killed():
    (answer,) = run(in_backward("os.kill(os.getpid(), signal.SIGSTOP)"), limits=HASTY)
    assert answer.outcome is Outcome.TIMED_OUT


def test_a_call_that_hangs_loses_none_of_the_others():
    source = "def backward(x):\n    while x == 2: pass\n    return x"
    answers = run(source, 1.0, 2.0, 3.0, limits=HASTY)
    assert [answer.value for answer in answers] == [1.0, None, 3.0]


def test_sleeping_just_under_the_limit_meets_the_limit_of_all_calls():
    limits = Limits(call_s=5.0, total_s=0.3)
    answers = run("import time\ndef backward(x): time.sleep(0.12)", *[1.0] * 9, limits=limits)
    assert answers[0].outcome is Outcome.ANSWERED
    assert answers[-1].outcome is Outcome.TIMED_OUT
    assert answers[-1].message == "not run: the time for all calls together was used up"


def test_a_file_that_hangs_while_it_is_loaded_is_stopped_once(monkeypatch):
    monkeypatch.setattr("grader.sandbox.task.IMPORTS_S", 0.0)
    answers = run("while True: pass", 1.0, 2.0, limits=HASTY)
    expected = Answer(Outcome.TIMED_OUT, message="the file was not loaded within 0.3 s", loaded=False)
    assert answers == (expected, expected)


# Dying


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("os._exit(0)", "the process ended with status 0 before answering"),
        ("os._exit(3)", "the process ended with status 3 before answering"),
        pytest.param("import ctypes; ctypes.string_at(0)", "the process was ended by signal SIGSEGV", marks=posix),
        pytest.param("os.kill(os.getpid(), 40)", "the process was ended by signal 40", marks=posix),
        pytest.param("os.abort()", "the process was ended by signal SIGABRT", marks=posix),
        pytest.param("os.killpg(0, signal.SIGKILL)", "the process was ended by signal SIGKILL", marks=posix),
        pytest.param("os.closerange(0, 256)", "the process ended with status 1 before answering", marks=posix),
        (
            "threading.Thread(target=os._exit, args=(4,)).start(); time.sleep(5)",
            "the process ended with status 4 before answering",
        ),
    ],
)
def test_a_process_that_ends_is_told_with_how(body, message):
    assert run(in_backward(body)) == (Answer(Outcome.DIED, message=message),)


def test_a_process_that_ends_while_the_file_is_loaded_ends_all_calls():
    died = Answer(Outcome.DIED, message="the process ended with status 0 before answering", loaded=False)
    assert run("import os; os._exit(0)", 1.0, 2.0) == (died, died)


@posix
def test_closing_the_pipe_and_living_on_is_as_good_as_dying(monkeypatch):
    monkeypatch.setattr(interpreter, "GRACE_S", 0.1)
    (answer,) = run(in_backward("os.closerange(3, 256); time.sleep(60)"))
    assert answer == Answer(Outcome.DIED, message="the process closed the pipe for its answers")


@pytest.mark.parametrize(
    ("ends", "message"),
    [
        ("sys.exit(0)", "SystemExit: 0"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("raise StopIteration", "StopIteration"),
        ("raise BaseException('\\x1b[31m\\ud800\\u202e\\n')", r"BaseException: \x1b[31m\ud800\u202e\x0a"),
    ],
)
def test_an_exception_of_any_kind_loses_no_other_call(ends, message):
    answers = run(in_backward(f"if x == 1: {ends}\nreturn x"), 1.0, 2.0)
    raised = Answer(Outcome.RAISED, message=message, file="backward.py", line=3)
    assert answers == (raised, Answer(Outcome.ANSWERED, 2.0))


def test_a_huge_message_is_cut():
    (answer,) = run("def backward(x): raise ValueError('x' * 50_000_000)")
    assert len(answer.message) == 2000


def test_recursion_to_900_works_and_without_end_is_told():
    source = "def down(n): return 0 if n == 0 else 1 + down(n - 1)\ndef backward(x): return down(int(x))"
    deep, endless = run(source, 900.0, 1e9)
    assert deep == Answer(Outcome.ANSWERED, 900)
    assert endless.message.startswith("RecursionError: ")


# Processes that outlive the call


OUTLIVERS = {
    "fork": "pid = os.fork()\nif pid == 0: time.sleep(5); os._exit(0)",
    "many forks": "for _ in range(20):\n    pid = os.fork()\n    if pid == 0: time.sleep(5); os._exit(0)",
    "program": "import subprocess\npid = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(5)']).pid",
}


@posix
@pytest.mark.parametrize("body", OUTLIVERS.values(), ids=OUTLIVERS)
def test_what_a_submission_started_is_killed(body):
    assert gone(value_of(in_backward(f"{body}\nreturn pid")))


@posix
@pytest.mark.parametrize("after", ["return x", "os._exit(3)"])
def test_a_daemon_that_holds_the_pipe_keeps_nobody_waiting_for_long(after, monkeypatch):
    monkeypatch.setattr(interpreter, "DRAIN_S", 0.3)
    daemon = "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0: time.sleep(1.5)\n    os._exit(0)"
    start = time.monotonic()
    (answer,) = run(in_backward(f"{daemon}\n{after}"))
    assert time.monotonic() - start < 1.2
    assert answer.outcome is (Outcome.ANSWERED if after == "return x" else Outcome.DIED)


def test_what_came_late_through_the_thread_of_a_busy_grader_counts(monkeypatch):
    at_once = interpreter.Interpreter._pump_chunks

    def late(process, most):
        process._process.wait()
        time.sleep(0.3)
        at_once(process, most)

    monkeypatch.setattr(interpreter.Interpreter, "_pump_chunks", late)
    monkeypatch.setattr(interpreter, "POLL_S", 0.01)
    assert value_of(in_backward("return x")) == 1.0


# Forging the channel


@pytest.mark.parametrize(
    "raw", ["b'junk' * 99", "b'\\xff' * 99", "b'\\0' * 99", "b'\\5\\0\\0\\x002\\1\\0\\0\\0'", "b'x' * 10**7"]
)
def test_bytes_written_to_every_descriptor_break_the_protocol(raw):
    body = f"""
        for fd in range(21):
            try: os.write(fd, {raw})
            except OSError: pass
        return x
    """
    first, second = run(in_backward(f"if x == 1:\n{body}\nreturn x"), 1.0, 2.0)
    assert first.outcome is Outcome.PROTOCOL_ERROR
    assert second == Answer(Outcome.ANSWERED, 2.0)


def forging(records):
    """Return a submission that writes records where it guesses that answers go, each time that it is called."""
    return in_backward(f"""
        from child import wire
        answer = wire.encode_record(wire.ANSWERED, 0, wire.encode_answer(7.0, (), 99))
        for fd in range(3, 21):
            try: os.write(fd, {records})
            except OSError: pass
        return x
    """)


def test_who_forges_an_answer_gets_that_answer_and_loses_the_true_one():
    first, second = run(forging("answer"), 1.0, 2.0)
    assert first == Answer(Outcome.ANSWERED, 7.0)
    assert second.outcome is Outcome.PROTOCOL_ERROR


@pytest.mark.parametrize(
    ("records", "outcomes"),
    [
        ("wire.encode_record(wire.END, 0)", [Outcome.PROTOCOL_ERROR] * 2),
        ("wire.encode_record(wire.END, 2)", [Outcome.PROTOCOL_ERROR] * 2),
        ("wire.encode_record(wire.FULL, 0)", [Outcome.PROTOCOL_ERROR] * 2),
        ("answer + wire.encode_record(wire.FULL, 1)", [Outcome.ANSWERED, Outcome.PROTOCOL_ERROR]),
        ("answer + wire.encode_record(wire.END, 2)", [Outcome.ANSWERED, Outcome.PROTOCOL_ERROR]),
        ("wire.encode_record(wire.READY)", [Outcome.PROTOCOL_ERROR] * 2),
        ("wire.encode_record(wire.ANSWERED, 0, b'?')", [Outcome.PROTOCOL_ERROR] * 2),
    ],
)
def test_who_forges_other_records_gets_nothing_more(records, outcomes):
    assert [answer.outcome for answer in run(forging(records), 1.0, 2.0)] == outcomes


def test_a_record_that_stops_in_the_middle_is_no_answer():
    source = in_backward("""
        for fd in range(3, 21):
            try: os.write(fd, b"\\xff\\0\\0\\0half")
            except OSError: pass
        os._exit(0)
    """)
    assert run(source)[0].outcome is Outcome.DIED


# Tampering


PATCHES = {
    "builtins": "import builtins; builtins.len = builtins.isinstance = builtins.type = lambda *a: 0",
    "struct": "import struct; struct.pack = struct.Struct = lambda *a: b''",
    "os.write": "os.write = lambda fd, raw: len(raw)",
    "json": "import json; json.dumps = lambda *a, **k: '{}'",
    "numpy": "import numpy as np; np.allclose = np.abs = lambda *a, **k: True; np.ndarray = np.float64 = int",
    "no numpy": "sys.modules['numpy'] = None",
    "modules": "sys.modules.clear()",
    "exit hooks": "import atexit; atexit.register(os._exit, 9)",
    "tracing": "sys.settrace(lambda *a: None)",
}


@pytest.mark.parametrize("patch", PATCHES.values(), ids=PATCHES)
def test_a_patched_process_gives_its_own_answer_or_none(patch):
    (answer,) = run(in_backward(f"{patch}\nreturn x"))
    assert answer.outcome is not Outcome.ANSWERED or answer.value == 1.0


def test_a_patched_process_is_not_the_next_ones():
    run("import builtins\nbuiltins.abs = lambda x: 0\ndef backward(x): return x")
    assert value_of("def backward(x): return abs(x)", -3.0) == 3.0


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("type('F', (float,), dict(__eq__=lambda s, o: True, __hash__=None))(1)", "a subclass of float named F"),
        ("type('D', (dict,), dict(__getitem__=lambda s, k: 1))()", "a subclass of dict named D"),
        ("type('A', (np.ndarray,), dict(__array_function__=None))(3)", "a subclass of ndarray named A"),
        ("type('E', (), dict(__float__=lambda s: 1.0, __array__=lambda s: 1, __repr__=lambda s: 1 / 0))()", "E"),
        ("type('\\x1b[2J', (), {})()", r"\x1b[2J"),
        ("(i for i in [1])", "generator"),
        ("1 << 5_000_000", "int too large for a float"),
        ("backward", "function"),
    ],
)
def test_no_object_of_the_students_comes_out(answer, words):
    assert value_of(f"import numpy as np\ndef backward(x): return [{answer}]") == [Foreign(words)]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("np.ones(10**7)", "the answer is larger than 1048576 bytes"),
        ("[1.0] * 10**7", "the answer has more than 100000 parts"),
        ("eval('[' * 50 + ']' * 50)", "the answer is nested more than 8 deep"),
    ],
)
def test_an_answer_that_is_too_large_is_refused(answer, message):
    (refused,) = run(f"import numpy as np\ndef backward(x): return {answer}")
    assert refused == Answer(Outcome.PROTOCOL_ERROR, message=message)


def test_arguments_changed_in_place_are_named_and_fresh_for_the_next_call():
    answers = run("def backward(x):\n    x *= 2\n    return x.sum()", *[np.ones(3)] * 2)
    assert answers == (Answer(Outcome.ANSWERED, 6.0, changed=("x",)),) * 2


def test_state_lives_from_call_to_call():
    source = "seen = []\ndef backward(x):\n    seen.append(x)\n    return len(seen)"
    assert [answer.value for answer in run(source, 1.0, 1.0)] == [1, 2]


# Sources that are no programs


@pytest.mark.parametrize(
    ("source", "message", "line"),
    [
        ("x = 1\ndef backward(x:\n", "SyntaxError: '(' was never closed (column 13)", 2),
        ("(" * 1000, "SyntaxError: too many nested parentheses (column 201)", 1),
        ("x = 1\0", None, None),
        ("raise SystemExit", "SystemExit", 1),
    ],
)
def test_a_file_that_cannot_be_run_is_told_once_for_all(source, message, line):
    first, second = run(source, 1.0, 2.0)
    assert first == second
    assert (first.outcome, first.loaded) == (Outcome.RAISED, False)
    assert first.line == line or message is None
    assert first.message == message or message is None


# The grader's own failures


def test_an_interpreter_that_is_not_there_is_the_graders_fault(monkeypatch, tmp_path):
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(GraderFault, match=r"cannot start .*: no such file or directory"):
        run("")
    assert not list(tmp_path.iterdir())


def test_an_interpreter_that_does_not_get_ready_is_the_graders_fault(monkeypatch, tmp_path):
    monkeypatch.setattr(interpreter, "SCRIPT", tmp_path / "nothing.py")
    with pytest.raises(GraderFault, match="does not start: the process ended with status 2"):
        run("#" * 1_000_000)


def test_numpy_that_is_not_there_is_the_graders_fault(monkeypatch):
    monkeypatch.setattr("sys.path", [])
    with pytest.raises(GraderFault, match="NumPy is not installed"):
        run("")


def test_an_interpreter_that_is_closed_while_it_is_handed_its_payload_ends_quietly(monkeypatch):
    started = interpreter.Interpreter()
    starting = Thread.start

    def closed_before(thread):
        started.close()
        starting(thread)

    monkeypatch.setattr(Thread, "start", closed_before)
    with pytest.raises(ValueError, match="closed file"):
        started.perform(Task(b"payload", 1, 1 << 30, 1, Clock(PATIENT, 1.0)))
    assert gone(started._process.pid)
