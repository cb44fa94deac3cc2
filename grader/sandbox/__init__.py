"""Where students' code runs: one protocol, and one module for each way of keeping it apart."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from grader.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Self

    from grader.isolation import Isolation
    from grader.model import Answer, Call, Limits, Submission


class Sandbox(Protocol):
    """A place to run submissions in; used in a ``with`` statement, which leaves nothing behind.

    Attributes:
        level: how well it keeps them apart; part of every report.
    """

    level: Isolation

    def prepare(self) -> None:
        """Start what takes time to start; the caller has other things to do meanwhile."""
        ...

    def run(self, submission: Submission, calls: Sequence[Call], limits: Limits) -> tuple[Answer, ...]:
        """Return one answer for each call, whatever the student's code does.

        Raises:
            GraderFault: if the sandbox itself cannot run; never for anything that a student can do.
        """
        ...

    def close(self) -> None:
        """End what runs in it, at once, whichever thread runs it; a closed sandbox runs nothing any more."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None: ...


SANDBOXES = {
    "local": ("grader.sandbox.local", "LocalSandbox"),
}
"""The module and the class of each sandbox, the best first; imported when it is asked for: one may need what another
machine lacks."""


def open_sandbox(name: str) -> Sandbox:
    """Return a new sandbox of a kind that `SANDBOXES` names."""
    if name not in SANDBOXES:
        raise UsageError(
            f"unknown sandbox '{name}'", remedy=did_you_mean(name, SANDBOXES) or f"use {', '.join(SANDBOXES)}"
        )
    module, kind = SANDBOXES[name]
    return cast("Sandbox", getattr(import_module(module), kind)())
