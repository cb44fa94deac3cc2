"""What becomes of a submission in real processes, at each level that this machine has."""

import errno
import os
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from textwrap import dedent

import numpy as np
import pytest

if sys.platform != "linux":
    pytest.skip("the linux sandbox needs Linux", allow_module_level=True)

from grader.child import wire
from grader.child.linux.importable import MODULES, SHELVED
from grader.errors import GraderFault, UsageError
from grader.isolation import Isolation
from grader.model import Answer, Call, Limits, Outcome, Submission
from grader.sandbox.linux import LinuxSandbox

LEVELS = {"L3": (), "L2": ("namespaces",), "L1": ("namespaces", "landlock")}
"""The levels, with what is left out for each."""
PATIENT = Limits(call_s=10.0, total_s=30.0)
HASTY = Limits(call_s=0.2, total_s=5.0)
RIGHT = "def backward(x): return 2 * x"
NEEDLE = 1.2345678901234567e-77
"""A number that is nowhere by chance."""


@pytest.fixture(scope="module", params=LEVELS)
def sandbox(request):
    with LinuxSandbox(without=LEVELS[request.param]) as opened:
        if opened.level.name != request.param:
            pytest.skip(f"this machine lacks {opened.missing}")
        yield opened


@pytest.fixture(scope="module")
def best():
    """A sandbox at the best level that this machine has."""
    with LinuxSandbox() as opened:
        yield opened


def submitted(source, **modules):
    return Submission("", "backward.py", dedent(source), "", modules)


def run(sandbox, source, *values, limits=PATIENT):
    """Return the answers of backward(x) for each x, or for 1.0."""
    return sandbox.run(submitted(source), [Call("backward", {"x": value}) for value in values or (1.0,)], limits)


def in_backward(body):
    imports = "import errno, os, sys, time\nimport numpy as np"
    return f"{imports}\ndef backward(x):\n" + "\n".join("    " + line for line in dedent(body).splitlines())


def value_of(sandbox, source, *values):
    answer = run(sandbox, source, *values)[-1]
    assert answer.outcome is Outcome.ANSWERED, answer.message
    return answer.value


# Outcomes


def test_each_call_has_its_answer(sandbox):
    assert run(sandbox, RIGHT, 1.0, 2.0) == (Answer(Outcome.ANSWERED, 2.0), Answer(Outcome.ANSWERED, 4.0))


def test_arrays_go_in_and_come_out(sandbox):
    value = value_of(sandbox, in_backward("return np.linalg.inv(x)"), np.array([[1.0, 2.0], [0.0, 1.0]]))
    np.testing.assert_array_equal(value, [[1.0, -2.0], [0.0, 1.0]])


def test_an_exception_loses_no_other_call(sandbox):
    answers = run(sandbox, in_backward("return 1 / x"), 0.0, 2.0)
    message = "ZeroDivisionError: float division by zero"
    raised = Answer(answers[0].outcome, message=answers[0].message, file="backward.py", line=4)
    assert answers == (raised, Answer(Outcome.ANSWERED, 0.5))
    assert (raised.outcome, raised.message[: len(message)]) == (Outcome.RAISED, message[: len(raised.message)])


def test_a_call_that_hangs_loses_none_of_the_others(sandbox):
    source = "def backward(x):\n    while x == 2: pass\n    return x"
    answers = run(sandbox, source, 1.0, 2.0, 3.0, limits=HASTY)
    assert [answer.value for answer in answers] == [1.0, None, 3.0]
    assert answers[1] == Answer(Outcome.TIMED_OUT, message="no answer within 0.2 s")


def test_calls_that_are_each_in_time_meet_the_limit_of_all(sandbox):
    answers = run(sandbox, in_backward("time.sleep(0.12)"), *[1.0] * 9, limits=Limits(call_s=5.0, total_s=0.3))
    assert answers[0].outcome is Outcome.ANSWERED
    assert answers[-1].message == "not run: the time for all calls together was used up"
    assert Answer(Outcome.TIMED_OUT, message="all calls together took more than 0.3 s") in answers


def test_processor_time_is_limited(best):
    limits = Limits(call_s=20.0, total_s=20.0, cpu_s=1.0)
    answers = run(best, "def backward(x):\n    while x == 2: pass\n    return x", 1.0, 2.0, 3.0, limits=limits)
    assert [answer.outcome for answer in answers] == [Outcome.ANSWERED, Outcome.TIMED_OUT, Outcome.TIMED_OUT]
    assert answers[1].message == "all calls together took more than 1 s of processor time"
    assert answers[2].message == "not run: the time for all calls together was used up"


def test_memory_is_limited(sandbox):
    limits = Limits(call_s=10.0, total_s=30.0, memory_bytes=64 << 20)
    (answer,) = run(sandbox, in_backward("return len(bytearray(100 << 20))"), limits=limits)
    assert (answer.outcome, answer.line) == (Outcome.OUT_OF_MEMORY, 4)
    assert answer.message == "MemoryError (there are 64 MB beyond Python and NumPy)"


def test_memory_up_to_the_limit_can_be_had(sandbox):
    limits = Limits(call_s=10.0, total_s=30.0, memory_bytes=128 << 20)
    assert run(sandbox, in_backward("return len(bytearray(100 << 20))"), limits=limits)[0].value == 100 << 20


def test_an_answer_that_is_too_large_loses_no_other_call(sandbox):
    limits = Limits(call_s=10.0, total_s=30.0, answer_bytes=1000)
    large, small = run(sandbox, in_backward("return np.zeros(int(x))"), 1000.0, 1.0, limits=limits)
    assert large == Answer(Outcome.PROTOCOL_ERROR, message="the answer is larger than 1000 bytes")
    assert small.value == [0.0]


def test_answers_that_have_no_room_together_are_asked_for_in_new_processes(best, monkeypatch):
    monkeypatch.setattr("grader.sandbox.conversation.MOST_ROOM", 5 * wire.RECORD_ROOM)
    body = """
        global calls
        calls = globals().get("calls", 0) + 1
        return (x, calls, "x" * 2000, [b"a"] * 3000)
    """
    answers = run(best, in_backward(body), *map(float, range(12)), limits=Limits(10.0, 30.0, answer_bytes=1 << 16))
    assert [answer.value[0] for answer in answers] == list(range(12))
    assert [answer.value[1] for answer in answers].count(1) > 1


@pytest.mark.parametrize(
    ("body", "messages"),
    [
        ("os._exit(0)", {"the process ended with status 0 before answering"}),
        ("os._exit(3)", {"the process ended with status 3 before answering"}),
        ("import ctypes; ctypes.string_at(0)", {"the process was ended by signal SIGSEGV"}),
        # The first process of a namespace gets no signal from itself: the C library then ends it in other ways.
        ("os.abort()", {"the process was ended by signal SIGABRT", "the process was ended by signal SIGSEGV"}),
        (
            "import ctypes; ctypes.memset(ctypes.addressof(ctypes.create_string_buffer(1)), 0, 1 << 40)",
            {"the process was ended by signal SIGSEGV"},
        ),
    ],
)
def test_a_process_that_ends_is_told_with_how_and_loses_no_other_call(sandbox, body, messages):
    died, after = run(sandbox, in_backward(f"if x == 1:\n    {body}\nreturn x"), 1.0, 2.0)
    assert died.outcome is Outcome.DIED
    assert died.message in messages
    assert after == Answer(Outcome.ANSWERED, 2.0)


def test_recursion_without_end_is_contained(sandbox):
    body = "sys.setrecursionlimit(10**8)\ndef down(): return [*map(lambda _: down(), 'x')]\nreturn down()"
    (answer,) = run(sandbox, in_backward(body))
    assert answer.outcome in {Outcome.DIED, Outcome.RAISED, Outcome.OUT_OF_MEMORY}
    assert value_of(sandbox, RIGHT) == 2.0


def test_what_is_printed_comes_with_the_call(sandbox):
    answers = run(sandbox, in_backward("print('x is', x)\nreturn x"), 1.0, 2.0)
    assert [answer.printed for answer in answers] == ["x is 1.0", "x is 2.0"]


def test_helper_modules_are_imported_from_memory(sandbox):
    submission = submitted("from layers import relu\ndef backward(x): return relu.twice(x)")
    modules = {"layers/relu.py": "def twice(x): return 2 * x"}
    submission = Submission("", "backward.py", submission.source, "", modules)
    assert sandbox.run(submission, [Call("backward", {"x": 1.0})], PATIENT)[0].value == 2.0


@pytest.mark.parametrize("scribble", [b"\0", b"\xff"])
@pytest.mark.parametrize("when", ["at once", "in the call"])
def test_overwriting_the_records_is_no_fault_of_the_graders(sandbox, scribble, when):
    source = f"""
        import mmap, os, sys
        def backward(x):
            frame = sys._getframe()
            while "sheet" not in frame.f_locals: frame = frame.f_back
            memory = frame.f_locals["sheet"]._memory
            memory[:] = {scribble!r} * len(memory)
            os._exit(0)
    """
    source = dedent(source) + ("backward(1)" if when == "at once" else "")
    for answer in run(sandbox, source, 1.0, 2.0):
        assert answer.outcome in {Outcome.DIED, Outcome.PROTOCOL_ERROR}


# What is left to a submission


def test_the_environment_is_empty(sandbox):
    assert value_of(sandbox, in_backward("return list(os.environ)")) == []


def test_the_descriptors_are_the_standard_ones_alone(sandbox):
    body = """
        found = []
        for descriptor in range(4096):
            try: os.lseek(descriptor, 0, os.SEEK_CUR)
            except OSError as error:
                if error.errno == errno.EBADF: continue
            found.append(descriptor)
        return found
    """
    assert value_of(sandbox, in_backward(body)) == [0, 1, 2]


def test_the_arguments_name_nothing_of_the_graders(sandbox):
    assert len(value_of(sandbox, in_backward("return sys.argv"))) == 1


def test_its_user_is_not_root(sandbox):
    user, group = value_of(sandbox, in_backward("return os.getuid(), os.getgid()"))
    assert user != 0 != group
    assert (user, group) == (os.getuid(), os.getgid()) or os.getuid() == 0


def test_all_modules_can_be_imported_that_python_has(best):
    source = f"""
        from importlib import import_module
        def backward(x):
            failed = []
            for name in {MODULES + SHELVED!r}:
                try: import_module(name)
                except ImportError: failed.append(name)
            return failed
    """
    command = [sys.executable, "-c", dedent(source) + "print(*backward(1))"]
    lacking = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert value_of(best, source) == lacking.split()


def test_two_runs_see_the_same_random_numbers(sandbox):
    source = """
        import random
        import numpy as np
        def backward(x): return random.random(), random.gauss(0, 1), np.random.rand(), np.random.permutation(9)
    """
    first, second = value_of(sandbox, source), value_of(sandbox, source)
    assert first[:3] == second[:3]
    np.testing.assert_array_equal(first[3], second[3])


def test_sets_have_the_same_order_in_every_run(sandbox):
    source = "def backward(x): return list({'w1', 'b1', 'w2', 'b2', 'y'})"
    assert value_of(sandbox, source) == value_of(sandbox, source)


SEARCH = """
    import gc
    import numpy as np
    # Adding what is the negative of the needle never makes a needle.
    def backward(x):
        found = []
        for bits in range(22):
            for _ in range(5):
                for spread in (1 << bits, 3 << bits):
                    found.append(bool(np.any(np.empty(spread) + x == 0)))
        return found.count(True)
    def planted(x):
        for bits in range(22):
            np.full(1 << bits, -x)
        return backward(x)
"""


@pytest.mark.filterwarnings("ignore")
def test_numbers_of_an_earlier_submission_cannot_be_found_in_fresh_memory(sandbox):
    for size in (1, 100, 10_000, 1_000_000):
        earlier = np.full(size, NEEDLE)
        assert value_of(sandbox, "def backward(x): return x.copy().size", earlier) == size
    assert value_of(sandbox, SEARCH, -NEEDLE) == 0
    (control,) = sandbox.run(submitted(SEARCH), [Call("planted", {"x": -NEEDLE})], PATIENT)
    assert control.value > 0, "the search finds nothing where there is something"


def test_texts_of_an_earlier_submission_cannot_be_found_among_objects(best):
    backwards = "reffuhcs-renrag"
    value_of(best, f"text = {backwards[::-1]!r}\ndef backward(x): return text")
    body = f"""
        import gc
        reached = {{}}
        todo = [sys.modules, sys._getframe(), *gc.get_objects()]
        while todo:
            one = todo.pop()
            if id(one) not in reached and one is not reached and one is not todo:
                reached[id(one)] = one
                todo += gc.get_referents(one)
        texts = [text for text in reached.values() if type(text) is str]
        return len(texts), [text for text in texts if {backwards!r}[::-1] in text]
    """
    texts, found = value_of(best, in_backward(body))
    assert texts > 10_000
    assert found == []


def test_what_one_submission_breaks_the_next_finds_whole(sandbox):
    body = """
        import builtins
        builtins.len = lambda _: 42
        np.exp = None
        sys.modules.clear()
        return x
    """
    run(sandbox, in_backward(body))
    assert value_of(sandbox, in_backward("return len([x]), float(np.exp(0.0))")) == (1, 1.0)


# Levels


def test_a_layer_that_is_left_out_is_missing_and_lowers_the_level(sandbox):
    left_out = {layer for layer, why in sandbox.missing.items() if why == "left out"}
    assert tuple(sorted(left_out)) == tuple(sorted(LEVELS[sandbox.level.name]))


def test_nothing_is_run_where_system_calls_cannot_be_filtered():
    with LinuxSandbox(without=("system calls",)) as sandbox:
        assert sandbox.level is Isolation.L0
        with pytest.raises(UsageError, match="system calls cannot be filtered here: left out"):
            run(sandbox, RIGHT)


def test_where_no_file_can_be_opened_any_more_it_is_the_graders_fault(monkeypatch):
    def full(*_):
        raise OSError(errno.EMFILE, "Too many open files")

    with LinuxSandbox() as sandbox:
        sandbox.require_walls()
        monkeypatch.setattr(os, "memfd_create", full)
        with pytest.raises(GraderFault, match="submissions cannot be run: too many open files"):
            sandbox.run(Submission("", "a.py", "", ""), [Call("f", {})], Limits(1.0, 1.0))


BOMBS = (
    "def f():\n    while True: pass\n",
    "def f():\n    kept = []\n    while True: kept.append(bytearray(1 << 20))\n",
    "def f():\n    while True: print('x' * 1000)\n",
)
GOOD = "import numpy as np\ndef f(): return {'w': float(np.arange(10.0).sum())}\n"
TIMES_SLOWER = 20
"""Beside three bombs on two cores it may wait for its turn; it may not be kept from it."""


def test_bombs_beside_it_cost_a_good_submission_no_answer_and_little_time():
    def run(sandbox, source):
        start = time.monotonic()
        (answer,) = sandbox.run(Submission("", "a.py", source, ""), [Call("f", {})], Limits(1.0, 1.0))
        return answer, time.monotonic() - start

    with ExitStack() as stack, ThreadPoolExecutor(len(BOMBS)) as threads:
        own, *others = (stack.enter_context(LinuxSandbox()) for _ in range(1 + len(BOMBS)))
        _, alone_s = min((run(own, GOOD) for _ in range(3)), key=lambda ran: ran[1])
        bombs = [threads.submit(run, sandbox, bomb) for sandbox, bomb in zip(others, BOMBS, strict=True)]
        ran = [run(own, GOOD) for _ in range(5)]
        assert {bomb.result()[0].outcome for bomb in bombs} <= {Outcome.TIMED_OUT, Outcome.OUT_OF_MEMORY}
    assert [answer for answer, _ in ran] == [Answer(Outcome.ANSWERED, {"w": 45.0})] * 5
    assert sorted(took for _, took in ran)[2] < TIMES_SLOWER * alone_s


def test_what_a_submission_takes_the_grader_does_not():
    source = "def f():\n    kept = bytearray(400 << 20)\n    return len(kept)\n"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with LinuxSandbox() as sandbox:
        (answer,) = sandbox.run(Submission("", "a.py", source, ""), [Call("f", {})], Limits(5.0, 5.0))
    assert answer.value == 400 << 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 << 10  # kilobytes


def test_every_worker_gives_the_same_answers():
    source = (
        "import random\nimport numpy as np\ndef f(): return [random.random(), float(np.random.rand()), [*{'a', 'b'}]]\n"
    )

    def run(_):
        with LinuxSandbox() as sandbox:
            return sandbox.run(Submission("", "a.py", source, ""), [Call("f", {})] * 3, Limits(5.0, 5.0))

    with ThreadPoolExecutor(3) as threads:
        first, *others = threads.map(run, range(3))
    assert first[0].outcome is Outcome.ANSWERED
    assert others == [first, first]
