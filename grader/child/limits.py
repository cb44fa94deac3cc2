"""What a process may take: limits that the system holds it to, where it has such limits."""

from __future__ import annotations

import os
import sys
from struct import Struct

try:
    import resource
except ImportError:  # pragma: no cover  # Windows has none
    resource = None  # type: ignore[assignment]  # as the line above says

LIMITS = Struct("<QI")
"""How they are told, before the payload: bytes of memory, seconds of processor time."""
NUMPY_BYTES = 256 << 20  # of address space, which NumPy and its linear algebra take when they are imported


def address_space() -> int:
    """Return the bytes of address space of this process; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123  # pathlib costs 5 ms
            pages = int(statm.read().split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") + (0 if "numpy" in sys.modules else NUMPY_BYTES)


def limit(taken_bytes: int, memory_bytes: int, cpu_s: int) -> None:
    """Hold this process to ``memory_bytes`` of address space beyond what it has taken, and ``cpu_s`` of processor time.

    Then SIGXCPU comes; and a second later the end, for whoever ignores it.
    """
    if resource is None:  # pragma: no cover  # Windows
        return
    lower(resource.RLIMIT_CORE, 0)
    lower(resource.RLIMIT_CPU, cpu_s, cpu_s + 1)
    if taken_bytes:
        lower(resource.RLIMIT_AS, taken_bytes + memory_bytes)


def lower(kind: int, soft: int, hard: int | None = None) -> None:
    """Set a limit, as far as it is not lower already."""
    wanted = soft, soft if hard is None else hard
    now = resource.getrlimit(kind)
    low, high = (new if old == resource.RLIM_INFINITY else min(new, old) for new, old in zip(wanted, now, strict=True))
    resource.setrlimit(kind, (low, high))
