"""What a process is given to do, when it is late, and how it ended; imported where NumPy is still to come."""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from grader.model import Limits

START_S = 30.0  # for the interpreter to start and to import NumPy, on the busiest of machines
IMPORTS_S = 3.0  # what loading the file may take beyond a call: it may import NumPy and more


class Clock:
    """The deadlines of one process, as it goes from record to record.

    Attributes:
        deadline: when its next record has to be there, on the clock of `time.monotonic`.
        late: what to say when it is not.
    """

    def __init__(self, limits: Limits, left_s: float) -> None:
        self._limits = limits
        self._left_s = left_s
        self._records = 0
        self._finish = inf
        self.deadline = time.monotonic() + START_S
        self.late = f"no sign within {START_S:g} s"

    @property
    def exhausted(self) -> str:
        """What to say when the processor time is used up."""
        return f"all calls together took more than {self._limits.cpu_s:g} s of processor time"

    @property
    def left_s(self) -> float:
        """The seconds that are left for all calls together; they run from the first record on."""
        return self._left_s if self._finish == inf else self._finish - time.monotonic()

    def hear(self, records: int) -> None:
        """Take note that so many records have come."""
        if records <= self._records:
            return
        self._records = records
        now = time.monotonic()
        if self._finish == inf:
            self._finish = now + self._left_s
        loading = records == 1
        seconds = self._limits.call_s + (IMPORTS_S if loading else 0.0)
        self.deadline = min(now + seconds, self._finish)
        if self.deadline == self._finish:
            self.late = f"all calls together took more than {self._limits.total_s:g} s"
        else:
            self.late = f"{'the file was not loaded' if loading else 'no answer'} within {seconds:g} s"


@dataclass(frozen=True)
class Task:
    """What a process is given to do.

    Attributes:
        payload: files and calls, as `wire.encode_payload` makes it.
        room: the bytes that its records may have together.
        memory_bytes, cpu_s: what it may take.
        clock: when it is too late; hears of each record.
    """

    payload: bytes
    room: int
    memory_bytes: int
    cpu_s: int
    clock: Clock


@dataclass(frozen=True)
class Ending:
    """How a process ended, and what it left.

    Attributes:
        raw: the records that it wrote.
        message: why there are no more of them.
        timed_out: whether that is because it was too late, or took too much processor time.
        cpu_s: the processor time that it took; 0 where nobody knows.
    """

    raw: bytes
    message: str
    timed_out: bool = False
    cpu_s: float = 0.0


class Child(Protocol):
    """A process for one task."""

    def perform(self, task: Task) -> Ending:
        """Return how the process ended: by itself, or because it was too late, or took too much."""
        ...

    def close(self) -> None:
        """Leave nothing of it behind."""
        ...


def ended(status: int) -> str:
    """Return in words how a process ended: with a status, or by a signal, which has its number negated."""
    if status < 0:
        names = {known.value: known.name for known in signal.Signals}  # real-time signals have none
        return f"the process was ended by signal {names.get(-status, -status)}"
    return f"the process ended with status {status} before answering"
