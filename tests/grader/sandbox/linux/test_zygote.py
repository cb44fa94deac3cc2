"""What becomes of processes, seen from outside: whoever of grader, zygote and child ends first."""

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread

import pytest

if sys.platform != "linux":
    pytest.skip("the linux sandbox needs Linux", allow_module_level=True)

from grader.errors import GraderFault
from grader.model import Answer, Call, Limits, Outcome, Submission
from grader.sandbox.linux import LinuxSandbox
from grader.sandbox.linux import sandbox as sandbox_module
from grader.sandbox.linux import zygote as zygote_module
from grader.sandbox.linux.zygote import Zygote, ZygoteDied
from tests.grader.sandbox.linux.processes import child_of, descendants, gone, soon, status

LEVELS = {"L3": (), "L2": ("namespaces",), "L1": ("namespaces", "landlock")}
"""The levels, with what is left out for each."""
LIMITS = Limits(call_s=20.0, total_s=20.0)
RIGHT = Submission("", "backward.py", "def backward(x): return 2 * x", "")
LOOP = Submission("", "backward.py", "def backward(x):\n    while True: pass", "")
SLEEP = Submission("", "backward.py", "import time\ndef backward(x):\n    time.sleep(0.2)\n    return 2 * x", "")
ANSWERED = (Answer(Outcome.ANSWERED, 2.0),)
CALLS = [Call("backward", {"x": 1.0})]
ROOT = Path(__file__).parents[4]


def at(level):
    """Return a new sandbox of a level."""
    opened = LinuxSandbox(without=LEVELS[level])
    if opened.level.name == level:
        return opened
    missing = opened.missing
    opened.close()
    pytest.skip(f"this machine lacks {missing}")


@pytest.fixture(params=LEVELS)
def sandbox(request):
    with at(request.param) as opened:
        yield opened


@pytest.fixture(scope="module")
def lasting():
    """A sandbox at the best level that this machine has, for all tests that do not end it."""
    with LinuxSandbox() as opened:
        opened.require_walls()
        yield opened


@pytest.fixture
def thread():
    """A second thread."""
    with ThreadPoolExecutor(1) as pool:
        yield pool


def pid_of(sandbox):
    return sandbox._zygote._process.pid


def family(sandbox):
    """Return all processes of a sandbox."""
    return [pid_of(sandbox), *descendants(pid_of(sandbox))]


def child(sandbox):
    """Return the process of the student's, once it is there."""
    found = soon(lambda: sandbox._zygote and child_of(pid_of(sandbox)))
    assert found, "no process of the student's is there"
    return found


def descriptors(pid):
    return [str(descriptor.readlink()) for descriptor in Path(f"/proc/{pid}/fd").iterdir()]


def kill(pids):
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


# The child, from outside


def test_a_child_can_gain_nothing_and_sees_nothing(sandbox, thread):
    running = thread.submit(sandbox.run, LOOP, CALLS, Limits(call_s=0.5, total_s=0.5))
    pid = child(sandbox)
    # Between the filter and the student's code it still closes the payload.
    opened = soon(lambda: descriptors(pid) == ["/dev/null"] * 3)
    seen = status(pid)
    assert opened
    assert {seen[name] for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")} == {"0" * 16}
    assert os.getuid() != 0 or int(seen["CapBnd"], 16) == 0
    assert (seen["NoNewPrivs"], seen["Seccomp"], seen["Threads"]) == ("1", "2", "1")
    assert "0" not in seen["Uid"].split() + seen["Gid"].split()
    assert seen["Groups"] == "" or os.getuid() != 0
    assert Path(f"/proc/{pid}/environ").read_text().count("=") < 10
    assert running.result()[0].outcome is Outcome.TIMED_OUT


def test_what_the_zygote_is_started_with_holds_nothing_of_the_graders(monkeypatch):
    monkeypatch.setenv("SECRET_SALT", "pepper")
    with LinuxSandbox() as sandbox:
        sandbox.prepare()
        environment = Path(f"/proc/{pid_of(sandbox)}/environ")
        names = soon(lambda: {line.partition("=")[0] for line in environment.read_text().split("\0") if line})
    assert names == {"LANG", "PYTHONHASHSEED", *zygote_module.THREADS}


# A zygote that dies


@pytest.mark.parametrize(("level", "whom"), [("L3", 0), ("L3", 1), ("L1", 0)])
def test_a_zygote_that_was_killed_while_it_was_idle_is_replaced(level, whom):
    with at(level) as sandbox:
        assert sandbox.run(RIGHT, CALLS, LIMITS) == ANSWERED
        before = family(sandbox)
        kill(before[whom : whom + 1])
        assert gone(before)
        assert sandbox.run(RIGHT, CALLS, LIMITS) == ANSWERED


def test_a_zygote_that_was_killed_before_it_was_ready_is_replaced():
    with LinuxSandbox() as sandbox:
        sandbox.prepare()
        kill([pid_of(sandbox)])
        assert sandbox.run(RIGHT, CALLS, LIMITS) == ANSWERED


@pytest.mark.parametrize(("level", "whom"), [("L3", 0), ("L3", 1), ("L1", 0)])
def test_a_submission_whose_zygote_is_killed_is_run_again(level, whom, thread):
    with at(level) as sandbox:
        running = thread.submit(sandbox.run, SLEEP, CALLS, LIMITS)
        child(sandbox)
        before = family(sandbox)
        kill(before[whom : whom + 1])
        assert gone(before)
        assert running.result() == ANSWERED


def test_a_child_that_is_killed_from_outside_has_died(lasting, thread):
    running = thread.submit(lasting.run, LOOP, CALLS, LIMITS)
    kill([child(lasting)])
    (answer,) = running.result()  # it may have been loaded by then, or not
    assert (answer.outcome, answer.message) == (Outcome.DIED, "the process was ended by signal SIGKILL")
    assert lasting.run(RIGHT, CALLS, LIMITS) == ANSWERED


def test_a_submission_whose_zygotes_all_die_is_no_answer(monkeypatch, thread):
    monkeypatch.setattr(sandbox_module, "TRIES", 2)
    with LinuxSandbox() as sandbox:
        running = thread.submit(sandbox.run, LOOP, CALLS, LIMITS)
        for _ in range(2):
            child(sandbox)
            before = family(sandbox)
            kill(before[:1])
            assert gone(before)
        with pytest.raises(ZygoteDied, match="the process that submissions are forked from has ended"):
            running.result()
        assert sandbox.run(RIGHT, CALLS, LIMITS) == ANSWERED


def test_a_zygote_that_says_nothing_is_told(monkeypatch):
    monkeypatch.setattr(zygote_module, "START_S", 0.1)
    monkeypatch.setattr(sandbox_module, "TRIES", 1)
    with (
        LinuxSandbox(prefix=(sys.executable, "-c", "import time; time.sleep(60)")) as sandbox,
        pytest.raises(ZygoteDied, match="does not answer"),
    ):
        sandbox.run(RIGHT, CALLS, LIMITS)


def test_a_zygote_that_cannot_be_started_is_told():
    with LinuxSandbox(prefix=("no such program",)) as sandbox, pytest.raises(GraderFault, match="cannot start no such"):
        sandbox.prepare()


def test_a_zygote_that_does_not_get_ready_says_why():
    says = "import os, sys; os.write(int(sys.argv[-1]), b'broken \\xff')"
    expected = "does not start: broken \N{REPLACEMENT CHARACTER}"
    with LinuxSandbox(prefix=(sys.executable, "-c", says)) as sandbox, pytest.raises(GraderFault, match=expected):
        sandbox.level  # noqa: B018  # asking waits for it


def test_a_grader_whose_children_nobody_waits_for_has_a_zygote_that_waits():
    ignoring = (
        "import os, signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])"
    )
    with LinuxSandbox(prefix=(sys.executable, "-c", ignoring)) as sandbox:
        assert sandbox.run(RIGHT, CALLS, LIMITS) == ANSWERED


def test_a_child_that_has_no_room_for_its_files_is_a_fault_of_the_graders(lasting):
    with pytest.raises(GraderFault, match=r"does not start: .* status 1"):
        lasting.run(RIGHT, CALLS, Limits(20.0, 20.0, memory_bytes=0))
    assert lasting.run(RIGHT, CALLS, LIMITS) == ANSWERED


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda zygote: zygote.fork(1, 1, 0, 0), "gives no child: OSError: no more processes"),
        (lambda zygote: zygote.wait(), "lost its child: OSError: no more processes"),
    ],
    ids=["fork", "wait"],
)
def test_a_zygote_that_fails_has_died_and_said_why(ask, message):
    class Failing(Zygote):
        def _receive(self, _seconds):
            return b"OSError: no more processes", []

    failing = Failing((), ())
    try:
        with pytest.raises(ZygoteDied, match=message):
            ask(failing)
    finally:
        failing.close()


def test_breaking_off_leaves_no_half_of_a_talk_behind(lasting, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(zygote_module, "_outlast", interrupt)
        with pytest.raises(KeyboardInterrupt):
            lasting.run(RIGHT, CALLS, LIMITS)
    assert lasting.run(RIGHT, CALLS, LIMITS) == ANSWERED


# A grader that ends

GRADER = """
import sys
from grader.model import Call, Limits, Submission
from grader.sandbox.linux import LinuxSandbox
sandbox = LinuxSandbox(without=sys.argv[1:])
print(sandbox.level.name, flush=True)
sandbox.run(Submission("", "f.py", "def f():\\n    while True: pass", ""), [Call("f", {})], Limits(60.0, 60.0))
"""


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_no_process_survives_a_grader_that_is_killed(level, end):
    command = [sys.executable, "-c", GRADER, *LEVELS[level]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as grader:
        if grader.stdout.readline().strip() != level:
            grader.kill()
            pytest.skip("this machine lacks a layer")
        found = soon(lambda: child_of(grader.pid))
        processes = descendants(grader.pid)
        grader.send_signal(end)
    assert found in processes
    assert gone(processes)


def test_no_zygote_survives_a_grader_that_is_killed_while_it_starts():
    program = f"{GRADER.partition('print')[0]}sandbox.prepare(); sys.stdout.write('.\\n'); sys.stdout.flush(); input()"
    command = [sys.executable, "-c", program]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, stderr=subprocess.DEVNULL
    ) as grader:
        grader.stdout.readline()
        processes = descendants(grader.pid)
        grader.kill()
    assert processes
    assert gone(processes)


# Closing


def test_closing_from_another_thread_ends_what_runs_and_is_no_answer(sandbox, thread):
    running = thread.submit(sandbox.run, LOOP, CALLS, LIMITS)
    child(sandbox)
    processes = family(sandbox)
    sandbox.close()
    with pytest.raises(GraderFault, match="the sandbox is closed"):
        running.result()
    assert gone(processes)


def test_a_closed_sandbox_runs_nothing_any_more():
    sandbox = LinuxSandbox()
    sandbox.close()
    sandbox.close()
    with pytest.raises(GraderFault, match="the sandbox is closed"):
        sandbox.run(RIGHT, CALLS, LIMITS)


def test_a_zygote_that_was_never_used_leaves_nothing_behind():
    with LinuxSandbox() as sandbox:
        sandbox.prepare()
        sandbox.prepare()
        processes = family(sandbox)
    assert gone(processes)


# Threads


def test_the_end_of_the_thread_that_opened_a_sandbox_ends_nothing():
    sandbox = LinuxSandbox()
    with sandbox:
        thread = Thread(target=sandbox.run, args=(RIGHT, CALLS, LIMITS))
        thread.start()
        thread.join()
        before = pid_of(sandbox)
        time.sleep(0.05)  # a signal would have come by then
        assert sandbox.run(SLEEP, CALLS, LIMITS) == ANSWERED
        assert pid_of(sandbox) == before


def test_sandboxes_run_side_by_side():
    def run(number):
        with LinuxSandbox() as sandbox:
            calls = [Call("backward", {"x": float(number)})]
            return [sandbox.run(RIGHT, calls, LIMITS)[0].value for _ in range(10)]

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(run, range(3))) == [[2.0 * number] * 10 for number in range(3)]


# Leaks


def test_nothing_is_left_of_many_runs(lasting):
    crash = Submission("", "backward.py", "import os\ndef backward(x): os._exit(1)", "")

    def run(times):
        for number in range(times):
            lasting.run(crash if number % 10 == 0 else RIGHT, CALLS, LIMITS)

    def held():
        forks = [pid for pid in family(lasting) if status(pid).get("State", "Z")[0] != "Z"]
        descriptors = [len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in ("self", *forks)]
        kilobytes = int(re.sub(r"\D", "", status(forks[-1])["VmRSS"]))
        return (
            Counter(status(pid).get("State", "?") for pid in descendants(os.getpid()))["Z (zombie)"],
            descriptors,
            kilobytes,
        )

    run(20)
    *before, little = held()
    run(280)
    *after, much = held()
    assert after == before
    assert much - little < 1000
