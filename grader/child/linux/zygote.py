"""A process that is ready to answer calls, and stays so: it forks a child for each submission, and touches none itself.

What it once read would lie in the memory of every later child, for `numpy.empty` to find. So it passes on descriptors
that it has not looked into: one to read the payload from, one to write the records to.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import os
import resource
import select
import signal
import socket
import sys
from importlib import import_module
from importlib.machinery import BuiltinImporter, FrozenImporter

from .. import printing, serve, wire
from ..limits import LIMITS, address_space, lower
from ..modules import MODULE
from . import confinement, kernel, landlock, namespaces
from . import filter as syscall_filter
from .importable import MODULES, SHELVED
from .layers import LANDLOCK, NAMESPACES, PRIVILEGES, SYSCALLS
from .messages import ENDED, FORKED, READY
from .sheet import Sheet
from .shelf import Shelf

MOST_FILES = 64  # open at once, in a zygote
SECOND = 2
ROUNDS = 20  # of warming up: as many as it takes Python to make up its mind about how to run our loop
WARM_UP = """
import numpy as np
def backward(x, w):
    print("warm")
    return {"x": 2.0 * w, "w": np.maximum(np.exp(w.sum(axis=0)) @ x.T, 0.0) * 1.0}
"""


def main(control: str, *left_out: str) -> None:
    """Serve one grader until it closes its end of the socket whose descriptor is ``control``."""
    lower(resource.RLIMIT_NOFILE, MOST_FILES)  # so that few have to be closed in each child
    grader = socket.socket(fileno=os.dup(int(control)))  # as the first that is free: it may be beyond that limit
    os.close(int(control))
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # who ignores it hands that on, and could not wait for children
    try:
        missing, walls = _prepare(left_out)
        grader.send(READY + "\n".join(f"{layer}\t{reason}" for layer, reason in missing.items()).encode())
        for served in itertools.count(1):
            request, descriptors, _, _ = socket.recv_fds(grader, LIMITS.size, 2)
            if not request:
                os._exit(0)
            _require_filter(walls, left_out)
            if served == SECOND:  # the first is often the only one, and somebody is waiting for it
                _warm_up()
            _serve(grader, request, descriptors, walls)
    except Exception as error:
        with contextlib.suppress(OSError):  # it may have left
            grader.send(f"{type(error).__name__}: {error}".encode("utf-8", "backslashreplace")[:1000])
        raise


def _prepare(left_out: tuple[str, ...]) -> tuple[dict[str, str], confinement.Walls]:
    """Import, and go where submissions are to be; return which layers are missing, and the others."""
    trials = confinement.begin_trials(left_out)  # while this process is small, and has other things to do meanwhile
    _import_all()
    _require_one_thread()
    taken_bytes = address_space()
    missing = trials()
    walls = _settle(missing, taken_bytes)
    _seed()
    gc.freeze()  # or the first collection in a child would copy every page that it looks at
    return missing, walls


def _import_all() -> None:
    """Import what submissions can import, and let none of it run at a fork.

    What would run is for programs with threads, and `random` would seed itself anew: two runs are to be alike. It also
    looks at so much memory that a fork took a third longer.
    """
    register = os.register_at_fork
    os.register_at_fork = lambda **_: None
    for module in MODULES:
        try:
            import_module(module)
        except ModuleNotFoundError as error:  # a Python may lack some: it then lacks them for submissions
            if error.name != module:
                raise
    os.register_at_fork = register
    shelf = Shelf()
    for module in SHELVED:
        shelf.put(module)
    sys.meta_path[:] = [BuiltinImporter, FrozenImporter, shelf]  # files cannot be read any more


def _settle(missing: dict[str, str], taken_bytes: int) -> confinement.Walls:
    """Go behind the walls that a zygote can live behind, too, and get the others ready for each child."""
    os.environ.clear()
    if os.getuid() == 0 and PRIVILEGES not in missing:
        confinement.drop_privileges()
    own = namespaces.enter() if NAMESPACES not in missing else None
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.bound_capabilities()
    if LANDLOCK not in missing:
        landlock.restrict(landlock.new_ruleset())
    confinement.confine_all()
    program = syscall_filter.packed() if SYSCALLS not in missing else None
    return confinement.Walls(own, program, taken_bytes)


def _require_filter(walls: confinement.Walls, left_out: tuple[str, ...]) -> None:
    """Refuse to run anything unfiltered, unless that was asked for; the grader would not ask in the first place."""
    if walls.program is None and SYSCALLS not in left_out:
        raise OSError("system calls cannot be filtered")


def _serve(control: socket.socket, request: bytes, descriptors: list[int], walls: confinement.Walls) -> None:
    """Fork a child for one submission, and tell how it ended."""
    if walls.own is not None:
        namespaces.next_for_child(walls.own)
    zygote = os.getpid()
    child = os.fork()
    if child == 0:
        _be_child(zygote, request, descriptors, walls)
    for descriptor in descriptors:
        os.close(descriptor)
    handle = os.pidfd_open(child)
    socket.send_fds(control, [FORKED], [handle])
    if _grader_left(control, handle):
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os._exit(0)
    os.close(handle)
    _, status, used = os.wait4(child, 0)
    control.send(ENDED.pack(status, used.ru_utime + used.ru_stime))


def _grader_left(control: socket.socket, handle: int) -> bool:
    """Wait for the child to end; return whether the grader went before."""
    poll = select.poll()
    poll.register(control, select.POLLIN)
    poll.register(handle, select.POLLIN)
    ready = {descriptor for descriptor, _ in poll.poll()}
    return handle not in ready


def _be_child(zygote: int, request: bytes, descriptors: list[int], walls: confinement.Walls) -> None:
    """Answer the calls of one submission, and end: without atexit, finalizers, or waiting for threads."""
    status = 1
    try:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        if walls.own is None and os.getppid() != zygote:  # it died before; in a namespace of our own we would have, too
            os._exit(status)
        source, sink = descriptors
        sheet = Sheet(sink)
        memory_bytes, cpu_s = LIMITS.unpack(request)
        confinement.confine(walls, source, memory_bytes + len(sheet), cpu_s)
        gc.enable()
        serve.serve(serve.read_all(confinement.KEPT), sheet.write, printing.printed())
        status = 0
    finally:
        os._exit(status)


def _require_one_thread() -> None:
    """A fork would leave the other threads, and the locks that they hold, behind."""
    threads = os.listdir("/proc/self/task")
    if len(threads) != 1:
        raise OSError(f"there are {len(threads)} threads before the first submission")


def _warm_up() -> None:
    """Serve a submission of our own some times: what Python makes of our code by then, no child has to make again."""
    np = import_module("numpy")
    arguments = {"x": np.ones((4, 3)), "w": np.ones((3, 3))}
    calls = [("backward", arguments)] * 4 + [("backward", {"x": 1.0, "w": np.ones(3)})]
    files = {"warm-up.py": WARM_UP}
    standard, finders = (sys.stdout, sys.stderr), sys.meta_path[:]
    for _ in range(ROUNDS):
        serve.serve(wire.encode_payload(files, 1000, 1 << 20, wire.encode_calls(calls)), bytes, printing.printed())
        del sys.modules[MODULE]
    (sys.stdout, sys.stderr), sys.meta_path[:] = standard, finders
    _seed()
    gc.collect()
    gc.freeze()
    gc.disable()


def _seed() -> None:
    """Let two runs be alike."""
    import_module("random").seed(0)
    import_module("numpy.random").seed(0)
