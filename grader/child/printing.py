"""What a student's code prints, kept up to a cap: to see it is worth much, and to be flooded by it nothing."""

from __future__ import annotations

import io
import sys

TYPE_CHECKING = False  # `typing` itself would cost 3 ms
if TYPE_CHECKING:
    from typing import Any

KEPT_BYTES = 2000  # of one call


class Printed(io.RawIOBase):
    """A file that keeps the beginning of what is written to it."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self._lost = 0

    def writable(self) -> bool:
        """Return that it can be written to."""
        return True

    def write(self, raw: Any, /) -> int:
        """Keep what there is room for, and count the rest."""
        given = memoryview(raw).cast("B")
        kept = given[: KEPT_BYTES - len(self._kept)]
        self._kept += kept
        self._lost += len(given) - len(kept)
        return len(given)

    def take(self) -> str:
        """Return the beginning of what was written since the last time, and say in it how much is left out."""
        if not self._kept:
            return ""
        text = self._kept.decode("utf-8", "replace")
        if self._lost:
            text = f"{text}\n... and {self._lost} more byte" + ("s" if self._lost > 1 else "")
        self._kept.clear()
        self._lost = 0
        return text


def printed() -> Printed:
    """Return where ``print`` and ``sys.stderr`` lead to from now on."""
    sink = Printed()
    sys.stdout = sys.stderr = io.TextIOWrapper(sink, "utf-8", "backslashreplace", newline="\n", write_through=True)
    return sink
