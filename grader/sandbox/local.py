"""The sandbox for one's own code on one's own machine: a fresh interpreter with limits on time. Not a boundary."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from grader.errors import GraderFault
from grader.isolation import Isolation
from grader.sandbox.interpreter import Interpreter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Self

    from grader.model import Answer, Call, Limits, Submission


class LocalSandbox:
    """Runs each submission in an interpreter of its own, which can be started ahead with `prepare`.

    This module imports neither NumPy nor what needs it, so that the interpreter can start while the grader imports it.
    """

    level = Isolation.L0

    def __init__(self) -> None:
        self._prepared: Interpreter | None = None
        self._running: Interpreter | None = None
        self._closed = False
        self._lock = Lock()  # `close` may come from another thread

    def prepare(self) -> None:
        """Start the interpreter of the next run."""
        with self._lock:
            self._require_open()
            if self._prepared is None:
                self._prepared = Interpreter()

    def run(self, submission: Submission, calls: Sequence[Call], limits: Limits) -> tuple[Answer, ...]:
        """Return one answer for each call, whatever the student's code does.

        Raises:
            GraderFault: if no interpreter can be started, or the sandbox was closed meanwhile.
        """
        from grader.sandbox.conversation import converse  # noqa: PLC0415  # imports NumPy; see the class

        try:
            answers = converse(self._interpreter, submission, calls, limits)
        finally:
            self._running = None
        self._require_open()  # what `close` broke off is no answer
        return answers

    def _interpreter(self) -> Interpreter:
        with self._lock:
            self._require_open()
            self._running, self._prepared = self._prepared or Interpreter(), None
            return self._running

    def _require_open(self) -> None:
        if self._closed:
            raise GraderFault("the sandbox is closed")

    def close(self) -> None:
        """End what runs in it, and the interpreter that was prepared and never used."""
        with self._lock:
            self._closed = True
            for interpreter in (self._prepared, self._running):
                if interpreter is not None:
                    interpreter.close()
            self._prepared = self._running = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
