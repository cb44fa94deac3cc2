"""Namespaces: nothing of the machine is to be seen: no files, no network, no other process, no IPC object.

Entered once, by the zygote; every submission gets a namespace for processes of its own besides, so that with its
process everything ends that it may have started.
"""

from __future__ import annotations

import os
import signal
import socket
from contextlib import suppress

from . import kernel

NEW_MOUNTS = 0x0002_0000
NEW_CGROUPS = 0x0200_0000
NEW_NAMES = 0x0400_0000
NEW_IPC = 0x0800_0000
NEW_USERS = 0x1000_0000
NEW_PROCESSES = 0x2000_0000
NEW_NETWORK = 0x4000_0000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = (
    *(1, 2, 4, 8, 32, 4096, 16_384),
    1 << 18,
)
MNT_DETACH = 2
COVERED = b"/proc"  # a folder that is there wherever the maps could be written; the new root is mounted over it


def enter() -> int:
    """Go on in new namespaces, as the first process of one, and return its pidfd.

    The process that called this stays outside, waits for the one that goes on, and ends with it.

    Raises:
        OSError: if this machine does not allow it; the process is then good for nothing more.
    """
    _unshare()
    child = os.fork()
    if child:
        os.closerange(0, os.sysconf("SC_OPEN_MAX"))  # what the zygote holds open is to be closed when it dies
        os.waitpid(child, 0)
        os._exit(0)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    socket.sethostname("sandbox")
    _empty_root()
    return os.pidfd_open(os.getpid())


def next_for_child(own: int) -> None:
    """Let the next child be the first process of a new namespace; ``own`` is our pidfd."""
    kernel.enter(own, NEW_PROCESSES)  # children go where we are, not where the last child was
    kernel.unshare(NEW_PROCESSES)


def _unshare() -> None:
    user, group = os.getuid(), os.getgid()
    kernel.unshare(NEW_USERS | NEW_MOUNTS | NEW_IPC | NEW_NAMES | NEW_PROCESSES | NEW_NETWORK)
    with suppress(OSError):  # some kernels have none; nothing of it is used
        kernel.unshare(NEW_CGROUPS)
    # The kernel wants the groups given up first.
    for file, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        _write(f"/proc/self/{file}", text)


def _write(path: str, text: str) -> None:
    try:
        with open(path, "w") as file:  # pathlib is one of the modules that come later
            file.write(text)
    except OSError as error:
        raise OSError(error.errno, f"writing {path}: {os.strerror(error.errno or 0)}".lower()) from error


def _empty_root() -> None:
    """Stand in an empty folder that is all there is, and cannot be written."""
    kernel.mount(b"none", b"/", None, MS_REC | MS_PRIVATE)
    kernel.mount(b"tmpfs", COVERED, b"tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, b"size=4k,nr_inodes=1,mode=555")
    os.chdir(COVERED)
    kernel.pivot_root(b".", b".")  # the old root then lies on top of the new one
    kernel.unmount(b".", MNT_DETACH)
    os.chdir("/")
    kernel.mount(b"none", b"/", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC)
