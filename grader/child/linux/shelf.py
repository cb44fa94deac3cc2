"""Modules kept as code: where submissions run no file can be read, and with all of them imported a fork costs more.

What most programs import is imported before the fork. The rest is on the shelf: it costs a fork nothing, and whoever
imports it what an import costs.
"""

from __future__ import annotations

import marshal
import os
import struct
import sys
from contextlib import suppress
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import MAGIC_NUMBER

TYPE_CHECKING = False  # as in the modules above
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType


class Shelf:
    """A finder and loader of modules whose code it holds."""

    def __init__(self) -> None:
        self._modules: dict[str, tuple[bytes, ModuleSpec]] = {}

    def put(self, name: str, path: Sequence[str] | None = None) -> None:
        """Put a module on the shelf, and all modules of a package, as far as they are written in Python.

        What is imported already need not be put there, but for what of a package is not.

        Args:
            name: of the module; the package that it is in has been imported.
            path: where it is; without one it is found where Python looks, or in its package.
        """
        package = name.rpartition(".")[0]
        spec = PathFinder.find_spec(name, path or (sys.modules[package].__path__ if package else None))
        if spec is None:
            return
        if name not in sys.modules and isinstance(spec.loader, SourceFileLoader):
            self._modules[name] = _code(spec, spec.loader), spec
        for folder in spec.submodule_search_locations or ():
            for entry in sorted(os.listdir(folder)):
                stem, suffix = os.path.splitext(entry)
                wanted = suffix == ".py" or (not suffix and os.path.isfile(f"{folder}/{entry}/__init__.py"))
                if wanted and not stem.startswith(("test", "__")):
                    self.put(f"{name}.{stem}", [folder])

    def find_spec(self, name: str, _path: Sequence[str] | None = None, _target: object = None) -> ModuleSpec | None:
        """Return the module, as the import system asks."""
        if name not in self._modules:
            return None
        _, known = self._modules[name]
        package = known.submodule_search_locations is not None
        spec = ModuleSpec(name, self, origin=known.origin, is_package=package)  # type: ignore[arg-type]  # it is a loader
        spec.has_location = True  # so that the module has a __file__
        return spec

    def create_module(self, _spec: ModuleSpec) -> None:
        """Leave making the module to the import system."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the code of a module."""
        code, _ = self._modules[module.__name__]
        exec(marshal.loads(code), module.__dict__)  # noqa: S102, S302  # it is our own Python's


def _code(spec: ModuleSpec, loader: SourceFileLoader) -> bytes:
    """Return the code of a module as `marshal` reads it: as it lies in the cache, if that is of this very source.

    To look at the code itself, as the loader does, would take four times as long for the whole shelf.
    """
    with suppress(OSError):
        cached, source = loader.get_data(str(spec.cached)), os.stat(str(spec.origin))
        head = MAGIC_NUMBER + struct.pack("<III", 0, int(source.st_mtime) & 0xFFFF_FFFF, source.st_size & 0xFFFF_FFFF)
        if cached.startswith(head):  # see PEP 552; the 0 says that it goes by time and size
            return cached[len(head) :]
    return marshal.dumps(loader.get_code(spec.name))
