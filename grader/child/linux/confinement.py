"""What makes a process harmless, layer by layer, and which of the layers this machine has, found by trying them."""

from __future__ import annotations

import errno
import os
import resource
import signal
import socket
import time
from contextlib import suppress
from typing import NamedTuple

from ..limits import limit, lower
from . import filter as syscall_filter
from . import kernel, landlock, namespaces
from .layers import LANDLOCK, NAMESPACES, PRIVILEGES, SYSCALLS

TYPE_CHECKING = False  # `typing` itself would cost 3 ms
if TYPE_CHECKING:
    import ctypes
    from collections.abc import Callable, Collection

UNPRIVILEGED = 64_000
"""The user and group that a root grader's submissions run as: nobody's, and not that of the user `nobody`, who may own
files after all."""
KEPT = 3  # after the standard ones
MOST_FILES = 8
SECCOMP_SET_FILTER = 1
SPECULATION_ALLOWED = 1 << 2
"""SECCOMP_FILTER_FLAG_SPEC_ALLOW: kernels before 5.16 slow a filtered process down otherwise, against attacks that need
another process to attack."""


class Walls(NamedTuple):
    """What a zygote has ready for its children.

    Attributes:
        own: its pidfd, if it is in namespaces; each child then gets a namespace of processes.
        program: of the filter, if there is one.
        taken_bytes: the address space that is taken before anything of the student's.
    """

    own: int | None
    program: ctypes.Array[ctypes.c_char] | None
    taken_bytes: int


def confine_all() -> None:
    """Put this process, and all that it forks, under those limits that a zygote can live with."""
    for kind in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_MEMLOCK, resource.RLIMIT_MSGQUEUE):
        lower(kind, 0)


def confine(walls: Walls, kept: int, memory_bytes: int, cpu_s: int) -> None:
    """Put this process under every other limit there is; from here on it computes, and that is all.

    Args:
        walls: those that there are.
        kept: the descriptor that is left to it besides the null device on 0, 1 and 2; it becomes `KEPT`.
        memory_bytes, cpu_s: what may be taken beyond what is.
    """
    os.dup2(kept, KEPT)
    os.closerange(KEPT + 1, os.sysconf("SC_OPEN_MAX"))
    limit(walls.taken_bytes, memory_bytes, cpu_s)
    lower(resource.RLIMIT_NPROC, 0)
    lower(resource.RLIMIT_NOFILE, MOST_FILES)
    kernel.drop_capabilities()
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)  # a core dump that goes through a pipe is not kept back by a limit
    if walls.program is not None:
        filter_system_calls(walls.program)


def filter_system_calls(program: ctypes.Array[ctypes.c_char]) -> None:
    """Let this process make the system calls that the program of `filter` allows and no others, for good."""
    try:
        kernel.call("seccomp", SECCOMP_SET_FILTER, SPECULATION_ALLOWED, program)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        kernel.call("seccomp", SECCOMP_SET_FILTER, 0, program)  # a kernel that does not know the flag


def drop_privileges() -> None:
    """Become a user whom nothing belongs to; only root can."""
    kernel.bound_capabilities()  # the other user may not any more
    os.setgroups([])
    os.setresgid(UNPRIVILEGED, UNPRIVILEGED, UNPRIVILEGED)
    os.setresuid(UNPRIVILEGED, UNPRIVILEGED, UNPRIVILEGED)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # or the files in /proc/self were still root's


def missing(left_out: Collection[str] = ()) -> dict[str, str]:
    """Return the layers that this machine does not have, each with the reason.

    Each is tried, in a process of its own that is thrown away; no version number is looked at.

    Args:
        left_out: layers that are not wanted.
    """
    return begin_trials(left_out)()


def begin_trials(left_out: Collection[str] = ()) -> Callable[[], dict[str, str]]:
    """Begin to try all layers, side by side, and return what waits for them, and says what `missing` does."""
    trials = {SYSCALLS: _try_filter, LANDLOCK: _try_landlock, NAMESPACES: _try_namespaces, PRIVILEGES: _try_privileges}
    begun = {layer: begin(trial) for layer, trial in trials.items() if layer not in left_out}

    def outcome() -> dict[str, str]:
        reasons = {layer: begun[layer]() if layer in begun else "left out" for layer in trials}
        return {layer: reason for layer, reason in reasons.items() if reason}

    return outcome


def attempt(action: Callable[[], None]) -> str:
    """Return why ``action`` fails in a process of its own; empty if it does not."""
    return begin(action)()


def begin(action: Callable[[], None]) -> Callable[[], str]:
    """Begin ``action`` in a process of its own, and return what waits for its end and says what `attempt` does."""
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        # A grandchild, where there is one, ends here too.
        try:
            action()
            os.write(sink, b"+")
        except BaseException as error:  # noqa: BLE001  # whatever it is, it goes no further than this process
            os.write(sink, (str(error) or type(error).__name__).encode()[:500])
        finally:
            os._exit(0)
    os.close(sink)

    def outcome() -> str:
        said = os.read(source, 501)
        os.close(source)
        os.waitpid(child, 0)
        return "" if said == b"+" else said.decode("utf-8", "replace") or "the process that tried it died"

    return outcome


def _refused(what: str, action: Callable[[], object], number: int) -> None:
    """Require that an action is refused with this number of an error."""
    try:
        action()
    except OSError as error:
        if error.errno == number:
            return
        raise
    raise OSError(f"{what} is not refused")


def _try_filter() -> None:
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    filter_system_calls(syscall_filter.packed())
    _refused("opening a folder", lambda: os.open("/", os.O_RDONLY), errno.EPERM)
    _refused("a socket", socket.socket, errno.EPERM)
    _refused("a new process", os.fork, errno.EPERM)
    _refused("a signal", lambda: os.kill(os.getpid(), signal.SIGCONT), errno.EPERM)
    time.sleep(1e-6)  # this, and the answer, are not


def _try_landlock() -> None:
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    landlock.restrict(landlock.new_ruleset())
    _refused("opening a folder", lambda: os.open("/", os.O_RDONLY), errno.EACCES)


def _try_namespaces() -> None:
    if os.getuid() == 0:
        with suppress(OSError):
            drop_privileges()
    own = namespaces.enter()
    if os.listdir("/"):
        raise OSError("the root is not empty")
    namespaces.next_for_child(own)
    child = os.fork()
    if child == 0:
        os._exit(os.getpid() != 1)
    if os.waitpid(child, 0)[1]:
        raise OSError("a child is not the first process of its namespace")
    namespaces.next_for_child(own)


def _try_privileges() -> None:
    if os.getuid() == 0:
        drop_privileges()
