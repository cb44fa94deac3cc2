"""Memory that both sides see: a student's process writes its records there, the grader reads them once it is dead."""

from __future__ import annotations

from mmap import mmap
from struct import Struct

HEADER = Struct("<II")
"""In front: how many bytes of records there are, and how many records; each is counted when it is whole."""


class Sheet:
    """The writing side."""

    def __init__(self, descriptor: int) -> None:
        self._memory = mmap(descriptor, 0)
        self._end = HEADER.size
        self._records = 0

    def __len__(self) -> int:
        return len(self._memory)

    def write(self, record: bytes) -> None:
        """Add a record; whatever becomes of this process afterwards, it stays."""
        end = self._end + len(record)
        self._memory[self._end : end] = record
        self._end = end
        self._records += 1
        HEADER.pack_into(self._memory, 0, end - HEADER.size, self._records)
