"""Where students' code runs: one protocol, and one module for each way of keeping it apart."""

from __future__ import annotations

import os
import sys
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
    """A place to run submissions in; used in a ``with`` statement, which leaves nothing behind."""

    @property
    def level(self) -> Isolation:
        """How well it keeps them apart, as far as this machine lets it; part of every report."""
        ...

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
    "auto": ("grader.sandbox.best", "BestSandbox"),
    "linux": ("grader.sandbox.linux", "LinuxSandbox"),
    "local": ("grader.sandbox.local", "LocalSandbox"),
}
"""The module and the class of each sandbox, the default first; imported when it is asked for: one may need what another
machine lacks."""


def lacking() -> str:
    """Return what the linux sandbox needs and this Python was built without; some are built for very old systems."""
    return next((name for name in ("memfd_create", "pidfd_open") if not hasattr(os, name)), "")


def open_sandbox(name: str) -> Sandbox:
    """Return a new sandbox of a kind that `SANDBOXES` names."""
    if name not in SANDBOXES:
        raise UsageError(
            f"unknown sandbox '{name}'", remedy=did_you_mean(name, SANDBOXES) or f"use {', '.join(SANDBOXES)}"
        )
    trusted = "for code that you trust there is --sandbox local"
    if name == "linux" and sys.platform != "linux":
        raise UsageError("the linux sandbox needs Linux", remedy=trusted)
    if name == "linux" and lacking():
        raise UsageError(f"this Python was built without os.{lacking()}", remedy=f"use another one; {trusted}")
    module, kind = SANDBOXES[name]
    return cast("Sandbox", getattr(import_module(module), kind)())
