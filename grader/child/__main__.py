"""Start of the student's process: find NumPy and nothing else, put the pipes out of reach, serve one payload.

Run as a script by a Python without site-packages. Its first argument is the folder that NumPy is in; what follows is
for the zygote that Linux has in between (`linux.zygote.main`).
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.machinery import PathFinder

TYPE_CHECKING = False  # `typing` itself would cost 3 ms
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.machinery import ModuleSpec


class Folders:
    """An import finder that knows single packages, each with the folder it is in, and nothing else in those folders."""

    def __init__(self, folders: Mapping[str, str]) -> None:
        self.folders = folders

    def find_spec(self, name: str, _path: Sequence[str] | None = None, _target: object = None) -> ModuleSpec | None:
        """Return where a package is, as the import system asks."""
        folder = self.folders.get(name)
        return None if folder is None else PathFinder.find_spec(name, [folder])


def private_pipes() -> tuple[int, int]:
    """Return copies of stdin and stdout, and leave the null device in their places and in that of stderr.

    So nothing that a student prints, and nothing that a library prints from C, can reach the pipe by accident.
    """
    source, sink = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(null, standard)
    os.close(null)
    return source, sink


def write_all(sink: int, raw: bytes) -> None:
    """Write all of ``raw``; a pipe may take it in pieces."""
    while raw:
        raw = raw[os.write(sink, raw) :]


def main() -> None:
    """Serve, then end at once: without atexit, finalizers, or waiting for threads."""
    status = 1
    try:
        here = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120  # pathlib costs 5 ms
        numpy_folder, *zygote = sys.argv[1:]
        del sys.argv[1:]
        sys.meta_path.append(Folders({"child": os.path.dirname(here), "numpy": numpy_folder}))  # noqa: PTH120  # as above
        if zygote:
            import_module("child.linux.zygote").main(*zygote)
        source, sink = private_pipes()
        loop, printed, limits = map(import_module, ("child.serve", "child.printing", "child.limits"))
        given = loop.read_all(source)
        size = limits.LIMITS.size
        limits.limit(limits.address_space(), *limits.LIMITS.unpack(given[:size]))
        loop.serve(given[size:], lambda raw: write_all(sink, raw), printed.printed())
        status = 0
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
