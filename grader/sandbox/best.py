"""The best sandbox that this machine has."""

from __future__ import annotations

import sys
from threading import Lock
from typing import TYPE_CHECKING

from grader.sandbox import lacking
from grader.sandbox.local import LocalSandbox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Self

    from grader.isolation import Isolation
    from grader.model import Answer, Call, Limits, Submission
    from grader.sandbox.linux import LinuxSandbox


class BestSandbox:
    """The Linux sandbox where it keeps anything apart, and else the local one; which, shows only once it runs."""

    def __init__(self) -> None:
        self._sandbox: LinuxSandbox | LocalSandbox = _first()
        self._settled = isinstance(self._sandbox, LocalSandbox)
        self._closed = False
        self._lock = Lock()  # `close` may come from another thread

    @property
    def level(self) -> Isolation:
        """How well it keeps submissions apart."""
        return self._best().level

    def prepare(self) -> None:
        """Start what takes time to start."""
        self._sandbox.prepare()

    def run(self, submission: Submission, calls: Sequence[Call], limits: Limits) -> tuple[Answer, ...]:
        """Return one answer for each call, as the sandbox does that it settles for."""
        return self._best().run(submission, calls, limits)

    def close(self) -> None:
        """End what runs in it."""
        with self._lock:
            self._closed = True
            self._sandbox.close()

    def _best(self) -> LinuxSandbox | LocalSandbox:
        if not self._settled and not self._sandbox.level.isolates:
            with self._lock:
                if not self._closed:  # or a sandbox that somebody has closed would go on, and without its walls
                    self._sandbox.close()
                    self._sandbox = LocalSandbox()
        self._settled = True
        return self._sandbox

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _first() -> LinuxSandbox | LocalSandbox:
    if sys.platform != "linux" or lacking():
        return LocalSandbox()
    from grader.sandbox.linux import LinuxSandbox  # noqa: PLC0415  # other systems lack what it imports

    return LinuxSandbox()
