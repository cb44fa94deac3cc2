"""The calls of the Linux kernel that Python has no function for; each raises an OSError that says which one it was."""

from __future__ import annotations

import ctypes
import os
import sys

from .syscalls import TABLES

MACHINE = os.uname().machine if sys.maxsize > 1 << 32 else "a 32-bit Python"
PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
LAST_CAPABILITY = 63  # the kernel says EINVAL of those that it does not know
CAPABILITIES_VERSION = 0x20080522  # _LINUX_CAPABILITY_VERSION_3

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
_capset = _libc.capset  # found here, not in every child
_SELF, _NONE = (ctypes.c_uint32 * 2)(CAPABILITIES_VERSION, 0), (ctypes.c_uint32 * 6)()

Argument = int | bytes | None | ctypes.Array[ctypes.c_char]


def call(name: str, *arguments: Argument) -> int:
    """Make a system call of our table.

    Raises:
        OSError: if it fails, or this machine has no table.
    """
    if MACHINE not in TABLES:
        raise OSError(f"no table of system calls for {MACHINE}")
    number = ctypes.c_long(TABLES[MACHINE][name])
    return _checked(_libc.syscall(number, *map(_passed, arguments)), name)


def prctl(option: int, value: int) -> None:
    """Set one of the attributes of this process."""
    zeros = (ctypes.c_ulong(0) for _ in range(3))  # some options insist on them
    _checked(_libc.prctl(ctypes.c_int(option), ctypes.c_ulong(value), *zeros), "prctl")


def unshare(flags: int) -> None:
    """Leave the namespaces that ``flags`` name for new ones."""
    _checked(_libc.unshare(ctypes.c_int(flags)), "unshare")


def enter(descriptor: int, flags: int) -> None:
    """Enter the namespaces of a process, by its pidfd."""
    _checked(_libc.setns(ctypes.c_int(descriptor), ctypes.c_int(flags)), "setns")


def mount(source: bytes, target: bytes, kind: bytes | None, flags: int, options: bytes | None = None) -> None:
    """Mount a file system, or change how one is mounted."""
    _checked(_libc.mount(source, target, kind, ctypes.c_ulong(flags), options), "mount")


def pivot_root(new: bytes, old: bytes) -> None:
    """Make ``new`` the root of all paths, and put the old root at ``old``."""
    _checked(_libc.pivot_root(new, old), "pivot_root")


def unmount(target: bytes, flags: int) -> None:
    """Take a file system away."""
    _checked(_libc.umount2(target, ctypes.c_int(flags)), "umount2")


def bound_capabilities() -> None:
    """Give up the means to get a capability that one has not; those that one has stay."""
    for capability in range(LAST_CAPABILITY + 1):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:  # there are no more, or we may not, and have none to drop
            break


def drop_capabilities() -> None:
    """Give up every capability."""
    _checked(_capset(_SELF, _NONE), "capset")


def _passed(argument: Argument) -> object:
    """Return an argument as wide as a register: C would take an int for 32 bits."""
    return ctypes.c_long(argument) if isinstance(argument, int) else argument


def _checked(result: int, name: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}".lower())
    return result
