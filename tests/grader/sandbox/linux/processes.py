"""What the processes of a sandbox look like from outside, in /proc."""

import time
from collections.abc import Callable
from pathlib import Path

SOON_S = 5.0  # for a process to begin, or to be gone after it was killed, on a busy machine


def status(pid: int) -> dict[str, str]:
    """Return the fields of a process; none if it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def living(pid: int) -> bool:
    """Return whether a process is there; one that is dead and not yet reaped is not."""
    return status(pid).get("State", "Z")[0] not in "ZX"


def descendants(pid: int) -> list[int]:
    """Return the processes that a process has started, and those that they have, the living and the dead."""
    pids = [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()]
    parents = {one: status(one).get("PPid") for one in pids}
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == str(one)]
    return found[1:]


def soon(condition: Callable[[], object]) -> object:
    """Wait until a condition holds, and return what it gives; or what it gave last, when that takes too long."""
    deadline = time.monotonic() + SOON_S
    while not (held := condition()) and time.monotonic() < deadline:
        time.sleep(0.005)
    return held


def gone(pids: list[int]) -> bool:
    """Return whether none of some processes lives any more, or does not soon."""
    return bool(soon(lambda: not any(map(living, pids))))


def child_of(zygote: int) -> int | None:
    """Return the process of the student's that a zygote has started: the one with a filter."""
    filtered = [pid for pid in descendants(zygote) if status(pid).get("Seccomp") == "2"]
    return filtered[0] if filtered else None
