"""Run a command as on a poorer machine, where some system calls are refused.

Use: ``python poorer.py PROFILE -- COMMAND ...``.

That is done with a filter of its own, so a machine that cannot filter system calls cannot pretend to be poorer either.
"""

import ctypes
import errno
import os
import struct
import sys

ANY = 0
NEW_NAMESPACES = 0x7E020080  # CLONE_NEW*: time, mount, cgroup, uts, ipc, user, pid, net
SET_SECCOMP = 22  # of prctl
LOAD, EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06
NUMBER, ARGUMENT = 0, 16  # where they lie in what a filter looks at
REFUSE, ALLOW = 0x00050000, 0x7FFF0000
PR_SET_NO_NEW_PRIVS = 38

NUMBERS = {
    "x86_64": {
        "clone": 56,
        "ptrace": 101,
        "pivot_root": 155,
        "prctl": 157,
        "mount": 165,
        "umount2": 166,
        "add_key": 248,
        "request_key": 249,
        "keyctl": 250,
        "unshare": 272,
        "perf_event_open": 298,
        "open_by_handle_at": 304,
        "setns": 308,
        "process_vm_readv": 310,
        "process_vm_writev": 311,
        "kcmp": 312,
        "seccomp": 317,
        "bpf": 321,
        "userfaultfd": 323,
    },
    "aarch64": {
        "umount2": 39,
        "mount": 40,
        "pivot_root": 41,
        "unshare": 97,
        "ptrace": 117,
        "prctl": 167,
        "add_key": 217,
        "request_key": 218,
        "keyctl": 219,
        "clone": 220,
        "perf_event_open": 241,
        "open_by_handle_at": 265,
        "setns": 268,
        "process_vm_readv": 270,
        "process_vm_writev": 271,
        "kcmp": 272,
        "seccomp": 277,
        "bpf": 280,
        "userfaultfd": 282,
    },
}[os.uname().machine] | {
    "io_uring_setup": 425,
    "io_uring_enter": 426,
    "io_uring_register": 427,
    "clone3": 435,
    "landlock_create_ruleset": 444,
    "landlock_add_rule": 445,
    "landlock_restrict_self": 446,
}

NO_USER_NAMESPACES = {
    "unshare": (errno.EPERM, NEW_NAMESPACES),
    "clone": (errno.EPERM, NEW_NAMESPACES),
    "clone3": (errno.ENOSYS, ANY),  # whose flags no filter can see; libraries then take clone
}
PROFILES = {
    "no-user-namespaces": NO_USER_NAMESPACES,
    "container": {
        **NO_USER_NAMESPACES,
        **dict.fromkeys(
            (
                *("mount", "umount2", "pivot_root", "setns", "ptrace", "keyctl", "add_key", "request_key", "bpf"),
                *("userfaultfd", "perf_event_open", "open_by_handle_at", "process_vm_readv", "process_vm_writev"),
                *("kcmp", "io_uring_setup", "io_uring_enter", "io_uring_register"),
            ),
            (errno.EPERM, ANY),
        ),
    },
    "no-landlock": dict.fromkeys(
        ("landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"), (errno.ENOSYS, ANY)
    ),
    "no-seccomp": {"seccomp": (errno.ENOSYS, ANY), "prctl": (errno.EINVAL, SET_SECCOMP)},
}
"""What is refused: each system call with its error, and where that hangs on its first argument, on what."""


def program(profile: str) -> bytes:
    """Return the filter of a profile."""
    steps = [(LOAD, 0, 0, NUMBER)]
    for name, (error, wanted) in PROFILES[profile].items():
        refuse = (RETURN, 0, 0, REFUSE | error)
        if wanted == ANY:
            steps += [(EQUAL, 0, 1, NUMBERS[name]), refuse]
        else:
            compare = EQUAL if name == "prctl" else ANY_BIT
            steps += [(EQUAL, 0, 4, NUMBERS[name]), (LOAD, 0, 0, ARGUMENT), (compare, 0, 1, wanted), refuse]
            steps.append((LOAD, 0, 0, NUMBER))
    steps.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def become_poorer(profile: str) -> None:
    """Refuse what ``profile`` says, to this process and all that come from it."""
    libc = ctypes.CDLL(None, use_errno=True)
    raw = program(profile)
    steps = ctypes.create_string_buffer(raw, len(raw))
    header = struct.pack("HxxxxxxQ", len(raw) // 8, ctypes.addressof(steps))
    for arguments in ((PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), (SET_SECCOMP, 2, header, 0, 0)):
        if libc.prctl(*arguments) != 0:
            raise OSError(ctypes.get_errno(), "this machine cannot filter system calls")


def main() -> None:
    """Run the command."""
    profile, _, *command = sys.argv[1:]
    become_poorer(profile)
    os.execvp(command[0], command)  # noqa: S606  # the command is the tests' own


if __name__ == "__main__":
    main()
