"""Sandboxes for many submissions at once: each is used by one at a time, and again by the next."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from grader.errors import GraderFault
from grader.sandbox import open_sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import Self

    from grader.isolation import Isolation
    from grader.sandbox import Sandbox


class Pool:
    """Opens as many sandboxes as are in use at once; closing it ends what runs in them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._idle: list[Sandbox] = []
        self._open: list[Sandbox] = []
        self._closed = False
        self._lock = Lock()

    @property
    def level(self) -> Isolation:
        """How well its sandboxes keep submissions apart."""
        with self.sandbox() as sandbox:
            return sandbox.level

    @contextmanager
    def sandbox(self) -> Iterator[Sandbox]:
        """Lend a sandbox that nobody else uses.

        Raises:
            GraderFault: if the pool is closed already.
        """
        with self._lock:
            if self._closed:
                raise GraderFault("the sandbox is closed")
            if not self._idle:
                self._idle.append(open_sandbox(self._name))
                self._open.append(self._idle[-1])
            sandbox = self._idle.pop()
        try:
            yield sandbox
        finally:
            with self._lock:
                self._idle.append(sandbox)

    def close(self) -> None:
        """End whatever runs in a sandbox, and lend no other."""
        with self._lock:
            self._closed = True
            for sandbox in self._open:
                sandbox.close()
            self._open.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
