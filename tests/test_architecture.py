"""What holds for the project as a whole, and what import-linter cannot say."""

import ast
import importlib.util
import pkgutil
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import grader
import reference
from grader.cli import COMMANDS
from grader.reports import RENDERERS
from grader.sandbox import SANDBOXES

ROOT = Path(__file__).parent.parent

# Each takes longer to import than `grader --help` may take as a whole.
HEAVY = {"coverage", "hypothesis", "numpy", "pytest", "rich", "sympy", "yaml"}

# What means something on one machine or in one network only. No pattern matches itself.
FOREIGN = re.compile(
    r"""pypi[.]org | pythonhosted[.]org | --(?:extra-)?index-[u]rl | --find-[l]inks
      | (?<![\w.~/}-])/(?: home/\w | Users/\w | root/ | work/ | workspace/ )
    """,
    re.VERBOSE,
)

# A comment (no address in it), a package with its version and marker, or a hash.
LOCK_LINE = re.compile(
    r"""\s*[#](?!.*://).* | [\w.-]+==[\w.]+(?:\s;\s[^/@]+)?\s\\ | \s+--hash=sha256:[0-9a-f]{64}(?:\s\\)?
    """,
    re.VERBOSE,
)


def module_names(package: ModuleType) -> list[str]:
    inside = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    return [package.__name__, *(module.name for module in inside)]


MODULES = module_names(reference) + module_names(grader)


@cache
def source(module: str) -> Path:
    spec = importlib.util.find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin)


@cache
def parsed(module: str) -> ast.Module:
    return ast.parse(source(module).read_text(encoding="utf-8"))


def imports(module: str) -> Iterator[str]:
    """Yield what ``module`` imports anywhere in it; for ``from a import b`` both ``a`` and ``a.b``."""
    package = module if source(module).name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(parsed(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            base = importlib.util.resolve_name("." * node.level + (node.module or ""), package)
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def public(body: Iterable[ast.stmt], prefix: str = "") -> Iterator[tuple[str, ast.ClassDef | ast.FunctionDef]]:
    """Yield each public class, function and method with its name."""
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, f"{prefix}{node.name}.")


def is_run(module: str) -> bool:
    """Return whether ``module`` is run rather than imported."""
    return module.endswith(".__main__") or '__name__ == "__main__"' in source(module).read_text(encoding="utf-8")


@pytest.mark.parametrize("module", MODULES)
def test_everything_public_says_what_it_is(module: str) -> None:
    silent = [name for name, node in public(parsed(module).body) if not ast.get_docstring(node)]

    assert ast.get_docstring(parsed(module))
    assert silent == []


def loaded_by_name() -> set[str]:
    """Return the modules that no import statement names."""
    commands = {f"grader.cli.{name}_command" for name in COMMANDS}
    in_child = {f"grader.child.{name}" for name in ("serve", "printing", "limits", "linux.zygote")}
    return {*in_child, *commands, *(module for module, _ in (*SANDBOXES.values(), *RENDERERS.values()))}


def test_every_module_is_reached_from_the_command_line() -> None:
    reached: set[str] = set()
    to_come = {"reference.oracles"}  # for `grader lint`; until there is one, tests/problems holds the problems to it
    ahead = {"grader.cli", *to_come, *loaded_by_name(), *filter(is_run, MODULES)}
    while ahead:
        module = ahead.pop()
        reached.add(module)
        names = {name for imported in imports(module) for name in (imported, imported.rpartition(".")[0])}
        ahead |= (names | {module.rpartition(".")[0]}) & set(MODULES) - reached

    assert sorted(set(MODULES) - reached) == []


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("grader.child")])
def test_what_runs_beside_student_code_needs_only_numpy_and_the_standard_library(module: str) -> None:
    allowed = {*sys.stdlib_module_names, "numpy"}
    others = [name for name in imports(module) if name.partition(".")[0] not in allowed]

    assert [name for name in others if not name.startswith("grader.child")] == []


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("grader.child.")])
def test_nothing_in_the_child_hides_a_module_of_the_standard_library(module: str) -> None:
    assert module.rpartition(".")[2] not in sys.stdlib_module_names


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys\nfrom grader.cli import run\nstatus = run(['--help'])\nprint(*sys.modules)\nsys.exit(status)\n"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    *text, imported = run.stdout.splitlines()

    assert (run.returncode, run.stderr) == (0, "")
    assert "Usage: grader" in text[0]
    assert "click" in imported.split()
    assert set(imported.split()) & HEAVY == set()


def test_mpmath_is_imported_only_for_what_no_fraction_can_hold() -> None:
    program = (
        "import sys\nfrom pathlib import Path\nimport grader.cli, reference.oracles\n"
        "from grader.pipeline import prepare\nfrom grader.spec import load_problem\n"
        "prepare(load_problem(Path('problems/two-layer-relu/problem.yaml')), '')\nprint(*sys.modules)\n"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert "reference.exact" in run.stdout.split()
    assert "mpmath" not in run.stdout.split()


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="only a checkout knows which files are the project's")
def test_no_file_names_a_registry_or_somebodys_folders() -> None:
    listing = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    files = [name for name in names if (ROOT / name).is_file()]
    found = {name: FOREIGN.findall((ROOT / name).read_text(encoding="utf-8", errors="replace")) for name in files}

    assert {name: matches for name, matches in found.items() if matches} == {}
    assert "pyproject.toml" in found


def pinned(lock: str) -> dict[str, set[str]]:
    """Return the versions of every package in ``lock``; there are several where they differ between Pythons."""
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements" / lock).read_text(), re.MULTILINE):
        versions.setdefault(canonicalize_name(name), set()).add(version)
    return versions


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt"])
def test_a_lock_says_versions_and_hashes_and_nothing_else(lock: str) -> None:
    lines = (ROOT / "requirements" / lock).read_text().splitlines()

    assert [line for line in lines if not LOCK_LINE.fullmatch(line)] == []


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    run, dev = pinned("run.txt"), pinned("dev.txt")
    asked = [*project["project"]["dependencies"], *groups["build"]]
    asked_dev = [text for text in groups["dev"] if isinstance(text, str)]

    assert run.items() <= dev.items()
    for lock, texts in ((run, asked), (dev, asked_dev)):
        for requirement in map(Requirement, texts):
            assert all(requirement.specifier.contains(version) for version in lock[canonicalize_name(requirement.name)])
