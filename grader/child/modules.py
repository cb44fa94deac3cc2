"""The student's files as modules, imported from memory: where they run there may be no file system."""

from __future__ import annotations

from importlib.machinery import ModuleSpec

TYPE_CHECKING = False  # `typing` itself would cost 3 ms
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import ModuleType

MODULE = "submission"
"""The ``__name__`` of the student's module: never ``__main__``, so that their own trials do not run."""


class Modules:
    """A finder and loader of the modules that a submission brings along.

    Attributes:
        files: the text of each file by its path: ``layers/relu.py``.
    """

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files

    def find_spec(self, name: str, _path: Sequence[str] | None = None, _target: object = None) -> ModuleSpec | None:
        """Return the module ``layers.relu``, or the package ``layers``, as the import system asks."""
        path = name.replace(".", "/")
        for file in (f"{path}/__init__.py", f"{path}.py"):
            if file in self.files:
                spec = ModuleSpec(name, self, origin=file, is_package=file.endswith("__init__.py"))  # type: ignore[arg-type]  # importlib.abc.Loader would cost 40 ms
                spec.has_location = True  # so that the module has a __file__
                return spec
        # A folder without __init__.py is a package too, of which there is nothing to run.
        if any(file.startswith(f"{path}/") for file in self.files):
            return ModuleSpec(name, None, is_package=True)
        return None

    def create_module(self, _spec: ModuleSpec) -> None:
        """Leave making the module to the import system."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the file of a module."""
        file = module.__spec__.origin if module.__spec__ else None
        code = compile(self.files[str(file)], str(file), "exec", dont_inherit=True)
        exec(code, module.__dict__)  # noqa: S102  # this is what the process is for
