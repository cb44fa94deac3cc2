"""A fresh Python process that waits for a submission, and the pipe that its answers come through.

It is a new session with an environment of its own, an empty folder to stand in, the standard library and NumPy. This
keeps a submission out of the grader's way; it is no boundary to one that means harm.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from importlib.machinery import PathFinder
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, cast

from grader.child import wire
from grader.child.limits import LIMITS
from grader.errors import GraderFault, reason
from grader.sandbox.task import Ending, Task, ended

SCRIPT = Path(wire.__file__).with_name("__main__.py")
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
INHERITED = ("PATH", "SYSTEMROOT")
POLL_S = 0.05  # how often a silent pipe makes us look whether the process still lives
DRAIN_S = 5.0  # for what a dead process wrote to come through our thread; on a busy machine it may wait for its turn
GRACE_S = 1.0  # for a process to end after its pipe has; on a busy machine that can take a while
CHUNK = 1 << 16
SIGXCPU = getattr(signal, "SIGXCPU", 0)  # Windows has none, and no such limit


def numpy_folder() -> str:
    """Return the folder that NumPy is installed in, without importing it."""
    spec = PathFinder.find_spec("numpy")
    if spec is None or spec.origin is None:
        raise GraderFault("NumPy is not installed", remedy=f"{sys.executable} -m pip install numpy")
    return str(Path(spec.origin).parent.parent)


def environment() -> dict[str, str]:
    """Return the environment of the student's process: nothing of the grader's own but where programs are."""
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return {**inherited, "LANG": "C.UTF-8", "PYTHONHASHSEED": "0", **dict.fromkeys(THREADS, "1")}


class Interpreter:
    """One Python process, started at once; it imports, then waits for `perform`."""

    def __init__(self) -> None:
        # Not -I, which implies -E: PYTHONHASHSEED=0 would be ignored, and sets would be ordered anew in every run.
        command = [sys.executable, "-s", "-P", "-S", "-W", "ignore", str(SCRIPT), numpy_folder()]
        self._folder = tempfile.mkdtemp(prefix="submission-")
        try:
            self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and script
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=self._folder,
                env=environment(),
                start_new_session=True,
            )
        except OSError as error:
            os.rmdir(self._folder)  # noqa: PTH106  # as it came from mkdtemp
            raise GraderFault(f"cannot start {sys.executable}: {reason(error)}") from error
        self._input, self._output = cast("IO[bytes]", self._process.stdin), cast("IO[bytes]", self._process.stdout)
        self._chunks: SimpleQueue[bytes] = SimpleQueue()
        self._pump: Thread | None = None

    def perform(self, task: Task) -> Ending:
        """Hand over the payload and read the records that come back, to the last one, the deadline, or the end."""
        self._pump = Thread(target=self._pump_chunks, args=(task.room,), daemon=True)
        self._pump.start()
        # A process that is already dead is noticed when its records are read.
        with suppress(BrokenPipeError):
            self._input.write(LIMITS.pack(task.memory_bytes, task.cpu_s) + task.payload)
        with suppress(BrokenPipeError):
            self._input.close()
        read = bytearray()
        try:
            self._read(read, task)
        except TimeoutError:
            return Ending(bytes(read), task.clock.late, timed_out=True)
        except EOFError:
            return self._ending(bytes(read), task)
        except wire.WireError as error:
            return Ending(bytes(read), str(error))
        return Ending(bytes(read), "there was to be no more")

    def close(self) -> None:
        """Kill the process and all that it started in its session, and remove its folder."""
        _kill(self._process)
        self._process.wait()
        with suppress(BrokenPipeError):
            self._input.close()
        if self._pump is None:
            self._output.close()
        else:
            # Whoever left the session may hold the pipe open: the thread then ends when they do.
            with suppress(RuntimeError):  # `perform`, in another thread, has yet to start it
                self._pump.join(POLL_S)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _pump_chunks(self, most: int) -> None:
        """Queue what comes through the pipe, in a thread: only so can Windows wait for a pipe with a deadline."""
        with self._output:
            while most > 0 and (chunk := os.read(self._output.fileno(), CHUNK)):
                most -= len(chunk)
                self._chunks.put(chunk)
        self._chunks.put(b"")

    def _read(self, read: bytearray, task: Task) -> None:
        """Add to ``read`` what comes, up to the record that says that it is the last; raises as `_more` does."""
        records, count, last = wire.Records(read), 0, False
        while not last:
            read += self._more(task.clock.deadline)
            while not last and (record := records.next(task.room)) is not None:
                count += 1
                last = record[:1] in wire.LAST
            task.clock.hear(count)

    def _more(self, deadline: float) -> bytes:
        """Return the next chunk; a grandchild that holds the pipe open does not keep us waiting for its end.

        Raises:
            TimeoutError: if it is not there at the deadline.
            EOFError: if the process has ended, or closed the pipe.
        """
        dead = False
        while True:
            try:
                poll_s = max(0.0, min(POLL_S, deadline - time.monotonic()))
                chunk = self._chunks.get(timeout=DRAIN_S if dead else poll_s)
            except Empty:
                if dead:
                    raise EOFError from None
                if time.monotonic() >= deadline:
                    raise TimeoutError from None
                # Once more after the end: on a busy machine what it wrote last is slow to come through the thread.
                dead = self._process.poll() is not None
            else:
                if chunk:
                    return chunk
                raise EOFError

    def _ending(self, read: bytes, task: Task) -> Ending:
        """Return how the process ended that writes no more."""
        try:
            status = self._process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            return Ending(read, "the process closed the pipe for its answers")
        if status == -SIGXCPU:
            return Ending(read, task.clock.exhausted, timed_out=True, cpu_s=task.cpu_s)
        return Ending(read, ended(status))


def _kill(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":  # pragma: no cover  # Windows has no process groups of this kind
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):  # all gone; macOS says EPERM of a group of zombies
            os.killpg(process.pid, signal.SIGKILL)
