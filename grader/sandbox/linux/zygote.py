"""The grader's end of a zygote: start it, have it fork, read what the child wrote once it is dead."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING

from grader.child import wire
from grader.child.limits import LIMITS
from grader.child.linux.messages import ENDED, READY
from grader.child.linux.sheet import HEADER
from grader.errors import GraderFault, reason
from grader.sandbox.interpreter import SCRIPT, THREADS, numpy_folder
from grader.sandbox.task import START_S, Ending, Task, ended

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MESSAGE_BYTES = 4096
POLL_S = 0.02  # how often a child that computes makes us look how far it is
CPU_SLACK_S = 0.1  # the kernel counts in ticks
GOODBYE_S = 1.0  # for a zygote to end by itself
END_S = 10.0  # for a zygote to say how its dead child ended, on the busiest of machines
STARTED = wire.encode_record(wire.READY)
F_ADD_SEALS = 1033
F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE = 1, 2, 4, 8


class ZygoteDied(GraderFault):
    """The zygote is no more, for whatever reason; never a submission's fault, and another one takes its place."""


class Zygote:
    """A process that forks others, which is at once started and later asked whether it is ready.

    Args:
        prefix: a command that is to run the zygote's own.
        without: layers of isolation to leave out.
    """

    def __init__(self, prefix: Sequence[str], without: Sequence[str]) -> None:
        numpy = numpy_folder()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            # As for a local interpreter: not -I, so that PYTHONHASHSEED counts.
            python = [sys.executable, "-s", "-P", "-S", "-B", "-W", "ignore"]
            command = [*prefix, *python, str(SCRIPT), numpy, str(theirs.fileno()), *without]
            try:
                self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and script
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    cwd="/",
                    env={"LANG": "C.UTF-8", "PYTHONHASHSEED": "0", **dict.fromkeys(THREADS, "1")},
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,
                )
            except OSError as error:
                self._control.close()
                raise GraderFault(f"cannot start {command[0]}: {reason(error)}") from error

    @cached_property
    def missing(self) -> dict[str, str]:
        """The layers of isolation that it does not have, each with the reason; waits until it is ready."""
        said = self._receive(START_S)[0]
        if not said.startswith(READY):
            raise GraderFault(
                f"the process that submissions are forked from does not start: {_text(said)}",
                remedy="for code that you trust there is --sandbox local",
            )
        lines = said.removeprefix(READY).decode().splitlines()
        return {layer: why for layer, _, why in (line.partition("\t") for line in lines)}

    def fork(self, memory_bytes: int, cpu_s: int, payload: int, sheet: int) -> int:
        """Have it fork a child that reads from one descriptor and writes to another; return the child's pidfd."""
        try:
            socket.send_fds(self._control, [LIMITS.pack(memory_bytes, cpu_s)], [payload, sheet])
        except OSError as error:
            raise ZygoteDied(f"the process that submissions are forked from has ended: {reason(error)}") from error
        said, descriptors = self._receive(START_S)
        if not descriptors:
            raise ZygoteDied(f"the process that submissions are forked from gives no child: {_text(said)}")
        return descriptors[0]

    def wait(self) -> tuple[int, float]:
        """Return the status that its child ended with (negative: a signal), and the processor time that it took."""
        said, _ = self._receive(END_S)
        if len(said) != ENDED.size:
            raise ZygoteDied(f"the process that submissions are forked from lost its child: {_text(said)}")
        status, cpu_s = ENDED.unpack(said)
        return os.waitstatus_to_exitcode(status), cpu_s

    def close(self) -> None:
        """End it, and its child with it."""
        with suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)  # wakes whoever waits for a message, here and there
        ready = "missing" in self.__dict__  # once it is, it ends by itself, and leaves no zombies behind
        try:
            self._process.wait(GOODBYE_S if ready else 0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._control.close()

    def _receive(self, seconds: float) -> tuple[bytes, list[int]]:
        try:
            self._control.settimeout(seconds)
            message, descriptors, _, _ = socket.recv_fds(self._control, MESSAGE_BYTES, 1, socket.MSG_CMSG_CLOEXEC)
        except OSError as error:
            raise ZygoteDied(
                f"the process that submissions are forked from does not answer: {reason(error)}"
            ) from error
        if not message:
            raise ZygoteDied("the process that submissions are forked from has ended")
        return message, descriptors


def _text(said: bytes) -> str:
    return said.decode("utf-8", "replace")  # it may be cut


class Fork:
    """A child of a zygote, for one task."""

    def __init__(self, zygote: Zygote) -> None:
        self._zygote = zygote

    def perform(self, task: Task) -> Ending:
        """Return how the child ended; what it wrote is looked at when it is dead, and cannot change any more."""
        with _sealed("payload", task.payload) as payload, _sealed("records", HEADER.size + task.room) as sheet:
            late = self._run(task, payload, sheet)
            status, cpu_s = self._zygote.wait()
            size, records = HEADER.unpack(os.pread(sheet, HEADER.size, 0))
            task.clock.hear(records)
            raw = os.pread(sheet, min(size, task.room), HEADER.size)
            if os.lseek(payload, 0, os.SEEK_CUR) == len(task.payload):
                # It had its files, so it did start: whoever overwrites the record that says so is none of our faults.
                raw = STARTED + raw[len(STARTED) :]
        # By the time it took, not by the signal: the first process of a namespace hears only of the last one.
        if (late or status < 0) and cpu_s >= task.cpu_s - CPU_SLACK_S:
            return Ending(raw, task.clock.exhausted, timed_out=True, cpu_s=max(cpu_s, task.cpu_s))
        if late:
            return Ending(raw, task.clock.late, timed_out=True, cpu_s=cpu_s)
        return Ending(raw, ended(status), cpu_s=cpu_s)

    def close(self) -> None:
        """Nothing is left to close: `perform` returns when the child is dead."""

    def _run(self, task: Task, payload: int, sheet: int) -> bool:
        """Let the child run to its end; return whether it had to be killed because it was late."""
        child = self._zygote.fork(task.memory_bytes, task.cpu_s, payload, sheet)
        try:
            task.clock.hear(1)  # its interpreter has started long ago: the time of the student runs
            return _outlast(child, task, sheet)
        finally:
            os.close(child)


def _outlast(child: int, task: Task, sheet: int) -> bool:
    """Wait for a child to end; return whether it had to be killed because it was late."""
    poll = select.poll()
    poll.register(child, select.POLLIN)
    while not poll.poll(POLL_S * 1000):
        _, records = HEADER.unpack(os.pread(sheet, HEADER.size, 0))
        task.clock.hear(records)
        if time.monotonic() > task.clock.deadline:
            with suppress(ProcessLookupError):  # it has ended just now
                signal.pidfd_send_signal(child, signal.SIGKILL)
            poll.poll()
            return True
    return False


@contextmanager
def _sealed(name: str, content: bytes | int) -> Iterator[int]:
    """Give a file in memory, with this content for good, or of this size for good and empty."""
    descriptor = os.memfd_create(name, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW
        if isinstance(content, int):
            os.truncate(descriptor, content)
        else:
            seals |= F_SEAL_WRITE
            with open(descriptor, "wb", closefd=False) as file:
                file.write(content)
            os.lseek(descriptor, 0, os.SEEK_SET)
        fcntl.fcntl(descriptor, F_ADD_SEALS, seals)
        yield descriptor
    finally:
        os.close(descriptor)
