"""Walls, put up in processes that are thrown away, and found missing where they are."""

import errno
import os
import resource
import signal
import sys
from ast import literal_eval
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("needs Linux", allow_module_level=True)

from grader.child.limits import address_space
from grader.child.linux import confinement, kernel
from grader.child.linux import filter as syscall_filter
from grader.child.linux.confinement import KEPT, MOST_FILES, Walls, attempt, confine, confine_all, missing
from grader.child.linux.layers import LAYERS, SYSCALLS

# OpenBLAS has threads in this process; what is forked here touches none of it.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
MEMORY_BYTES, CPU_S = 64 << 20, 5

needs_filter = pytest.mark.skipif(SYSCALLS in missing(set(LAYERS) - {SYSCALLS}), reason="no filter can be loaded here")


def confined(action, **walls):
    """Return what an action gives in a process behind walls."""
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
            given = {"own": None, "program": None, "taken_bytes": address_space(), **walls}
            confine_all()
            confine(Walls(**given), sink, MEMORY_BYTES, CPU_S)
            os.write(KEPT, repr(action()).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(sink)
    said = os.read(source, 1 << 16)
    os.close(source)
    assert os.waitpid(child, 0)[1] == 0
    return literal_eval(said.decode())


def error_of(action):
    """Return the number of the error that an action fails with; 0 if it does not."""
    try:
        action()
    except OSError as error:
        return error.errno
    return 0


# What is tried


def test_what_works_in_a_process_of_its_own_has_no_reason_against_it():
    assert attempt(lambda: None) == ""


def raising(error):
    def action():
        raise error

    return action


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        (raising(OSError("not here")), "not here"),
        (raising(KeyboardInterrupt()), "KeyboardInterrupt"),
        (raising(OSError("ü" * 400)), "ü" * 250),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "the process that tried it died"),
        (lambda: os._exit(0), "the process that tried it died"),
    ],
    ids=["error", "exception without words", "many words", "killed", "ended"],
)
def test_what_fails_in_a_process_of_its_own_says_why(action, reason):
    assert attempt(action) == reason


def test_an_attempt_leaves_nothing_open():
    before = list(Path("/proc/self/fd").iterdir())
    attempt(lambda: None)
    assert len(list(Path("/proc/self/fd").iterdir())) == len(before)


def test_a_layer_that_is_not_wanted_is_missing():
    assert missing(LAYERS) == dict.fromkeys(LAYERS, "left out")


def test_a_layer_that_fails_is_missing_with_the_reason(monkeypatch):
    def fail():
        raise OSError(errno.ENOSYS, "seccomp: function not implemented")

    monkeypatch.setattr(confinement, "_try_filter", fail)
    assert missing(LAYERS[1:])[SYSCALLS] == "[Errno 38] seccomp: function not implemented"


def test_what_is_not_refused_is_no_wall():
    with pytest.raises(OSError, match="opening a folder is not refused"):
        confinement._refused("opening a folder", lambda: None, errno.EPERM)


def test_what_is_refused_for_another_reason_is_no_wall():
    with pytest.raises(FileNotFoundError):
        confinement._refused("opening a folder", lambda: os.open("/no/such/folder", os.O_RDONLY), errno.EPERM)


# The filter


class Kernel:
    """A kernel that fails with these errors in turn, and then does what it is asked; keeps the flags."""

    def __init__(self, *errors):
        self.errors = list(errors)
        self.flags = []

    def call(self, name, operation, flags, program):
        assert (name, operation) == ("seccomp", confinement.SECCOMP_SET_FILTER)
        assert program == "program"
        self.flags.append(flags)
        if self.errors:
            number = self.errors.pop(0)
            raise OSError(number, os.strerror(number))


def test_a_filter_is_loaded_without_slowing_the_process_down(monkeypatch):
    fake = Kernel()
    monkeypatch.setattr(kernel, "call", fake.call)
    confinement.filter_system_calls("program")
    assert fake.flags == [confinement.SPECULATION_ALLOWED]


def test_a_kernel_that_does_not_know_the_flag_loads_the_filter_too(monkeypatch):
    fake = Kernel(errno.EINVAL)
    monkeypatch.setattr(kernel, "call", fake.call)
    confinement.filter_system_calls("program")
    assert fake.flags == [confinement.SPECULATION_ALLOWED, 0]


@pytest.mark.parametrize("errors", [(errno.ENOSYS,), (errno.EINVAL, errno.EINVAL)])
def test_a_filter_that_is_not_loaded_is_an_error(monkeypatch, errors):
    monkeypatch.setattr(kernel, "call", Kernel(*errors).call)
    with pytest.raises(OSError, match=os.strerror(errors[-1])):
        confinement.filter_system_calls("program")


# Behind the walls


@needs_filter
def test_behind_the_filter_nothing_can_be_opened_or_started():
    def action():
        return [
            error_of(lambda: os.open("/", os.O_RDONLY)),
            error_of(os.fork),
            error_of(lambda: os.kill(os.getpid(), 0)),
            error_of(lambda: os.nice(1)),
        ]

    assert confined(action, program=syscall_filter.packed()) == [errno.EPERM] * 4


def test_one_descriptor_is_kept_besides_the_standard_ones():
    def action():
        return [number for number in range(3, 4096) if error_of(lambda: os.lseek(number, 0, 1)) != errno.EBADF]  # noqa: B023  # called at once

    assert confined(action) == [KEPT]


def test_no_capability_is_left():
    def action():
        lines = Path("/proc/self/status").read_text().splitlines()
        return [line.split()[1] for line in lines if line.startswith(("CapPrm", "CapEff", "CapInh", "CapAmb"))]

    assert confined(action) == ["0" * 16] * 4


def test_everything_is_limited():
    limited = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_NOFILE: MOST_FILES,
        resource.RLIMIT_AS: MEMORY_BYTES + 1000,
    }
    found = confined(lambda: [resource.getrlimit(kind) for kind in (*limited, resource.RLIMIT_CPU)], taken_bytes=1000)
    expected = [*((most, most) for most in limited.values()), (CPU_S, CPU_S + 1)]
    # Who starts the tests may be limited to less.
    lowest = [
        min(hard, resource.getrlimit(kind)[1] % (1 << 63)) for (_, hard), kind in zip(expected, limited, strict=False)
    ]
    assert [hard for _, hard in found][: len(lowest)] == lowest
    assert found[-1] == expected[-1]


# Whoever one is


@pytest.mark.skipif(os.getuid() != 0, reason="only root has privileges to drop")
def test_whoever_was_root_is_nobody_and_can_write_its_own_maps():
    def action():
        confinement.drop_privileges()
        assert os.getresuid() == os.getresgid() == (confinement.UNPRIVILEGED,) * 3
        assert os.getgroups() == []
        assert Path("/proc/self/uid_map").stat().st_uid == confinement.UNPRIVILEGED
        assert error_of(lambda: os.setuid(0)) == errno.EPERM

    assert attempt(action) == ""
