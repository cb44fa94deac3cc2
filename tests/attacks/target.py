"""What attacks are aimed at, on this machine: a file, a folder, servers, what lasts longer than a process."""

import ctypes
import os
import secrets
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PLANTED = "the expected answers\n"
PR_SET_CHILD_SUBREAPER = 36
IPC = ("msg", "sem", "shm")

# What files of the corpus are written with; it is put in the place of these before they are handed in.
NAME, PORT, KEY = "grader-attack", "47111", "0x67726164"


class Target:
    """A folder with a planted file, and servers that nobody should come to.

    Attributes:
        folder: the folder.
        port: of the server.
    """

    def __init__(self) -> None:
        # Below /tmp whatever TMPDIR says: that is where the corpus looks, and it has to be reached by another user.
        self.folder = Path(tempfile.mkdtemp(prefix=f"{NAME}-", dir="/tmp"))  # as the line above says
        self.folder.chmod(0o777)
        self._key = secrets.randbits(31) | 1  # 0 would be private
        self._servers = [_listening(socket.AF_INET, ("127.0.0.1", 0))]
        self.port = self._servers[0].getsockname()[1]
        self._servers.append(_listening(socket.AF_UNIX, f"\0{self.folder.name}"))
        self._servers.append(_listening(socket.AF_UNIX, str(self.folder / "socket")))
        (self.folder / "socket").chmod(0o666)
        self._datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._datagrams.setblocking(False)  # noqa: FBT003  # that is its signature
        self._datagrams.bind(("127.0.0.1", self.port))
        self.plant()

    def aimed(self, source: str) -> str:
        """Return an attack, aimed at this folder and these servers rather than those of another run of the tests."""
        return source.replace(NAME, self.folder.name).replace(PORT, str(self.port)).replace(KEY, hex(self._key))

    def plant(self) -> None:
        """Put everything as it was before an attack; who came to a server is forgotten."""
        self.visits()
        for left in self.folder.iterdir():
            if left.name not in {"secret", "socket"}:
                left.unlink()
        secret = self.folder / "secret"
        secret.unlink(missing_ok=True)
        secret.write_text(PLANTED, encoding="utf-8")
        secret.chmod(0o666)

    def visits(self) -> int:
        """Return how many came to a server since the last time."""
        came = 0
        for server in self._servers:
            with suppress(BlockingIOError):
                while True:
                    server.accept()[0].close()
                    came += 1
        with suppress(BlockingIOError):
            while True:
                self._datagrams.recv(1)
                came += 1
        return came

    def traces(self) -> dict[str, object]:
        """Return all that an attack might have changed."""
        secret = self.folder / "secret"
        known = secret.stat() if secret.exists() else None
        return {
            "files": sorted(left.name for left in self.folder.iterdir()),
            "planted file": secret.read_text(encoding="utf-8") if known else "",
            "its attributes": known and (known.st_ino, known.st_nlink, known.st_mode, known.st_uid, known.st_mtime_ns),
            "visits": self.visits(),
            "temporary files": sorted(os.listdir(tempfile.gettempdir())),  # noqa: PTH208  # names alone
            "working folder": sorted(os.listdir()),  # noqa: PTH208  # names alone
            "shared memory": sorted(name for name in os.listdir("/dev/shm") if self.folder.name in name),  # noqa: PTH208, S108
            "objects of the kernel": sorted(kind for kind in IPC if self._key in _keys(kind)),
        }

    def close(self) -> None:
        """Leave nothing of it behind."""
        for server in (*self._servers, self._datagrams):
            server.close()
        shutil.rmtree(self.folder)


def _listening(family: socket.AddressFamily, address: object) -> socket.socket:
    server = socket.socket(family)
    server.setblocking(False)  # noqa: FBT003  # that is its signature
    server.bind(address)
    server.listen(64)
    return server


def _keys(kind: str) -> set[int]:
    """Return the keys of the SysV objects of a kind, as the whole machine sees them."""
    lines = Path("/proc/sysvipc", kind).read_text().splitlines()[1:]
    return {int(line.split()[0]) & 0xFFFFFFFF for line in lines}


def processes() -> set[int]:
    """Return the numbers of all processes that there are."""
    return {int(name) for name in os.listdir("/proc") if name.isdigit()}  # noqa: PTH208  # names alone


def descendants(among: set[int]) -> list[str]:
    """Return the names of those processes that this one started, or that came to it when their parents died."""
    return [name for pid in among for name, parents in [_lineage(pid)] if os.getpid() in parents]


def _lineage(pid: int) -> tuple[str, list[int]]:
    """Return the name of a process, and the numbers of its parents; none for one that has ended."""
    name, parents = "", []
    while pid:
        try:
            head, _, rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")
        except OSError:  # it ended meanwhile
            break
        state, parent = rest.split()[:2]
        if not parents and state in "ZX":
            break
        name = name or head.partition("(")[2]
        pid = int(parent)
        parents.append(pid)
    return name, parents


@contextmanager
def adopting_orphans() -> Iterator[None]:
    """Have whatever outlives its parent come to this process, so that `descendants` finds it."""
    if sys.platform != "linux":
        yield
        return
    prctl = ctypes.CDLL(None).prctl
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
