"""The seccomp filter of a student's process: a program that the kernel runs at each system call, and cannot be undone.

It answers by the number of the call, and for a few by their arguments; it cannot follow pointers, so nothing that
takes a path is let through. The reasons for each call stand in ``grader/sandbox/syscall_tables.py``.

What is refused fails with EPERM, as if the file, the process or the address were not one's own: Python makes a
PermissionError of it, and a "can't start new thread". ENOSYS would only make C libraries try an older call, which is
refused too. A call by the conventions of another architecture, where numbers mean other things, ends the process.
"""

from __future__ import annotations

import ctypes
import os
import struct

from .syscalls import ALLOWED, ARCHITECTURES, TABLES

TYPE_CHECKING = False  # `typing` itself would cost 3 ms
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Condition = tuple[int, int, tuple[int, ...]]
    Turn = tuple[int, int]
    Step = tuple[int, int, int, int]
    """A BPF instruction: code, where to go on if it holds, where if not, and the number it works with.

    Where: so many instructions further on, or one of `ENDS`, which `_link` puts an instruction for."""

KILL = 0x80000000  # SECCOMP_RET_KILL_PROCESS
REFUSE = 0x00050001  # SECCOMP_RET_ERRNO, with EPERM
ALLOW = 0x7FFF0000  # SECCOMP_RET_ALLOW
ENDS = (REFUSE, ALLOW, KILL)
"""In this order at the end of the program: what nothing else decides is refused."""

LOAD = 0x20  # BPF_LD | BPF_W | BPF_ABS: a word of struct seccomp_data, by its offset
AND = 0x54  # BPF_ALU | BPF_AND | BPF_K
EQUAL = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
AT_LEAST = 0x35  # BPF_JMP | BPF_JGE | BPF_K
RETURN = 0x06  # BPF_RET | BPF_K

NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
X32 = 0x40000000  # from here on x86_64 has the calls of its x32 ABI; no architecture has calls of its own up there

PROT_EXEC = 0x4
FUTEX_COMMAND = 0x7F  # without FUTEX_PRIVATE_FLAG and FUTEX_CLOCK_REALTIME
FUTEX_WAIT, FUTEX_WAKE, FUTEX_WAIT_BITSET = 0, 1, 9
WORD = 0xFFFFFFFF


def _low(argument: int) -> int:
    """Return the offset of the low word of an argument; both architectures are little-endian."""
    return ARGUMENTS + 8 * argument


def _high(argument: int) -> int:
    return _low(argument) + 4


CONDITIONS = {
    # No memory becomes code: only what the interpreter was loaded with can run.
    "mmap": ((_low(2), PROT_EXEC, (0,)),),
    "mprotect": ((_low(2), PROT_EXEC, (0,)),),
    # Not the requeueing and priority-inheriting rest, which has had more than its share of holes.
    "futex": ((_low(1), FUTEX_COMMAND, (FUTEX_WAIT, FUTEX_WAKE, FUTEX_WAIT_BITSET)),),
    # Ask only, and only for one's own: process 0, and no pointer to new limits.
    "prlimit64": ((_low(0), WORD, (0,)), (_low(2), WORD, (0,)), (_high(2), WORD, (0,))),
}
"""What arguments a call is let through with: for each condition the word looked at, its bits that count, and what they
may be. All conditions of a call must hold."""


def packed(machine: str | None = None) -> ctypes.Array[ctypes.c_char]:
    """Return the program as a struct sock_fprog, as the kernel takes it, the instructions in the same memory.

    Args:
        machine: by the name that ``os.uname`` gives it; this one if not given.
    Raises:
        OSError: if there is no table for it.
    """
    machine = machine or os.uname().machine
    if machine not in TABLES:
        raise OSError(f"no table of system calls for {machine}")
    steps = program_for(machine)
    head, step = struct.Struct("HP"), struct.Struct("HBBI")
    memory = ctypes.create_string_buffer(head.size + len(steps) * step.size)
    head.pack_into(memory, 0, len(steps), ctypes.addressof(memory) + head.size)
    for index, parts in enumerate(steps):
        step.pack_into(memory, head.size + index * step.size, *parts)
    return memory


def program_for(machine: str) -> list[Step]:
    """Return the program for a machine that `TABLES` has."""
    return program(ARCHITECTURES[machine], {name: TABLES[machine][name] for name in ALLOWED if name in TABLES[machine]})


def program(architecture: int, allowed: Mapping[str, int]) -> list[Step]:
    """Return the program that lets exactly the ``allowed`` calls of ``architecture`` through, by the kernel's names."""
    steps = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 0, KILL, architecture)]
    steps += [(LOAD, 0, 0, NUMBER), (AT_LEAST, KILL, 0, X32)]
    for name, conditions in CONDITIONS.items():
        if name in allowed:
            checks = _check(conditions)
            steps += [(EQUAL, 0, len(checks), allowed[name]), *checks]
    unconditional = {number for name, number in allowed.items() if name not in CONDITIONS}
    return _link(steps + _search(_turns(unconditional), REFUSE))


def _check(conditions: Iterable[Condition]) -> list[Step]:
    """Return steps that allow a call if its arguments meet all conditions, and else refuse it."""
    steps: list[Step] = []
    for offset, mask, values in conditions:
        steps += [(LOAD, 0, 0, offset), (AND, 0, 0, mask)]
        for others, value in zip(range(len(values) - 1, -1, -1), values, strict=True):
            steps.append((EQUAL, others, 0 if others else REFUSE, value))
    return [*steps, (RETURN, 0, 0, ALLOW)]


def _turns(numbers: set[int]) -> list[Turn]:
    """Return where the answer turns, and what it is from there on, as one goes up through all numbers."""
    edges = sorted(numbers ^ {number + 1 for number in numbers})
    return [(edge, ALLOW if edge in numbers else REFUSE) for edge in edges]


def _search(turns: list[Turn], below: int) -> list[Step]:
    """Return a binary search for the answer: the one of the last turn that is passed, or ``below``."""
    if not turns:
        return []
    middle = len(turns) // 2
    number, answer = turns[middle]
    lower, upper = _search(turns[:middle], below), _search(turns[middle + 1 :], answer)
    return [(AT_LEAST, len(lower) if upper else answer, 0 if lower else below, number), *lower, *upper]


def _link(steps: list[Step]) -> list[Step]:
    """Return ``steps``, with an instruction for each of `ENDS` after them, to which all jumps there lead."""
    places = {end: len(steps) + index for index, end in enumerate(ENDS)}

    def distance(jump: int, place: int) -> int:
        return places[jump] - place - 1 if jump in places else jump

    linked = [
        (code, distance(holds, place), distance(fails, place), value)
        for place, (code, holds, fails, value) in enumerate(steps)
    ]
    return linked + [(RETURN, 0, 0, end) for end in ENDS]
