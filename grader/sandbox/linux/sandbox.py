"""The sandbox for code that nobody trusts."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from grader.child.linux.layers import LANDLOCK, NAMESPACES, SYSCALLS
from grader.errors import GraderFault, UsageError, reason
from grader.isolation import Isolation
from grader.sandbox.linux.zygote import Fork, Zygote, ZygoteDied

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType
    from typing import Self

    from grader.model import Answer, Call, Limits, Submission

TRIES = 3
"""How often a submission is run whose zygote dies under it: that is none of its doing."""


class LinuxSandbox:
    """Runs each submission in a child of a zygote, one at a time; for several at once there are several sandboxes.

    This module imports neither NumPy nor what needs it, so that the zygote can start while the grader imports it.

    Args:
        prefix: a command that is to run the zygote's own, ``nice`` for instance.
        without: layers of isolation to leave out, by their names in `grader.child.linux.layers`.
    """

    def __init__(self, prefix: Sequence[str] = (), without: Sequence[str] = ()) -> None:
        self._made_with = prefix, without
        self._zygote: Zygote | None = None
        self._closed = False
        self._lock = Lock()  # `close` may come from another thread

    @property
    def missing(self) -> Mapping[str, str]:
        """The layers of isolation that this machine does not have, each with the reason; waits for the zygote."""
        return self._running().missing

    @property
    def level(self) -> Isolation:
        """How well it keeps submissions apart, found by trying."""
        missing = self.missing
        for level, layer in ((Isolation.L0, SYSCALLS), (Isolation.L1, LANDLOCK), (Isolation.L2, NAMESPACES)):
            if layer in missing:
                return level
        return Isolation.L3

    def prepare(self) -> None:
        """Start the zygote."""
        self._running()

    def run(self, submission: Submission, calls: Sequence[Call], limits: Limits) -> tuple[Answer, ...]:
        """Return one answer for each call, whatever the student's code does.

        Raises:
            UsageError: if this machine cannot keep the submission from doing anything.
            GraderFault: if no zygote can be started or stays alive, or the sandbox was closed meanwhile.
        """
        from grader.sandbox.conversation import converse  # noqa: PLC0415  # imports NumPy; see the class

        tries_left = TRIES
        while True:
            tries_left -= 1
            try:
                self.require_walls()  # of each zygote anew
                return converse(lambda: Fork(self._running()), submission, calls, limits)
            except UsageError:
                raise
            except BaseException as error:
                self._drop()  # it is dead, or was broken off in the middle of what it had to say
                if isinstance(error, OSError):
                    remedy = "run fewer at once, or allow more open files: ulimit -n"
                    raise GraderFault(f"submissions cannot be run: {reason(error)}", remedy=remedy) from error
                if not tries_left or not isinstance(error, ZygoteDied):
                    raise

    def require_walls(self) -> None:
        """Refuse to run anything where system calls cannot be filtered.

        Raises:
            UsageError: which says why they cannot.
        """
        if SYSCALLS in self.missing:
            raise UsageError(
                f"system calls cannot be filtered here: {self.missing[SYSCALLS]}",
                remedy="for code that you trust there is --sandbox local",
            )

    def close(self) -> None:
        """End the zygote and what it runs."""
        with self._lock:
            self._closed = True
        self._drop()

    def _running(self) -> Zygote:
        with self._lock:
            if self._closed:
                raise GraderFault("the sandbox is closed")
            if self._zygote is None:
                self._zygote = Zygote(*self._made_with)
            return self._zygote

    def _drop(self) -> None:
        with self._lock:
            if self._zygote is not None:
                self._zygote.close()
                self._zygote = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
