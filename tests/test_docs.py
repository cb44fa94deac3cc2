"""What the documents show of a command is what it prints; what they say of operations is what the table says."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from grader.isolation import Isolation
from grader.sandbox import open_sandbox
from grader.spec import load_problem
from reference.ops import OPS

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
OPERATIONS = ROOT / "docs" / "operations.md"
BLOCKS = re.findall(r"```console\n\$ grader (.*)\n((?:.*\n)*?)```", README.read_text(encoding="utf-8"))
MACHINE = "python 3.13.1 on Linux 6.12.9, x86_64\nrun by user 1000; submissions run as user 1000"
TABLE = re.compile(r"\| operation \|(?:.*\n)+")


NEEDS = {"batch": Isolation.L2, "doctor": Isolation.L3}
"""The levels of isolation at which these commands print what they do."""


@pytest.mark.parametrize(("command", "shown"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_a_command_prints_what_the_readme_shows(command, shown, tmp_path, level):
    needed = NEEDS.get(command.split()[0], Isolation.L0)
    if not level.reaches(needed):
        pytest.skip(f"this machine has {level.name}, and what is shown needs {needed.name}")
    assert printed(command, tmp_path) == shown


@pytest.fixture(scope="module")
def level():
    with open_sandbox("auto") as sandbox:
        return sandbox.level


def test_the_readme_shows_every_command_that_prints():
    shown = {command.split()[0] for command, _ in BLOCKS}
    assert shown == {"list", "show", "explain", "grade", "lint", "batch", "doctor"}


def test_the_table_of_operations_is_current():
    assert TABLE.search(OPERATIONS.read_text(encoding="utf-8"))[0] == operations()


def test_the_spec_that_is_explained_is_a_good_one(tmp_path):
    text = (ROOT / "docs" / "specs.md").read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    path = tmp_path / "mean-squared-error" / "problem.yaml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    assert load_problem(path).points == 8


def printed(command, folder):
    """Return what a command prints at a width of 80; results go to a folder of their own."""
    words = [str(folder) if word == "results" else word for word in command.split()]
    start = [sys.executable, "-c", "from grader.cli import main; main()"]
    environment = {"PATH": "", "COLUMNS": "80", "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)}
    run = subprocess.run([*start, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    told = re.sub(r"^python .*\nrun by .*", MACHINE, run.stdout + run.stderr)
    told = re.sub(r"\n  (run without isolation|isolation:) .*", "", told)
    return re.sub(r"(?m)[ \t]+$", "", told)


def operations():
    """Return the table of operations in Markdown."""
    rows = ["| operation | operands | options | where | at a kink |", "|---|---|---|---|---|"]
    rows += [
        f"| {spelled(op)} | {operands(op)} | {options(op)} | {op.domain.says if op.domain else ''} "
        f"| {op.kink.convention if op.kink else ''} |"
        for op in OPS.values()
        if op.name != "constant"
    ]
    return "\n".join(rows) + "\n"


def spelled(op):
    """Return how an equation writes an operation, operators with their long name."""
    symbol = op.symbol.partition(" {")[0]  # without its options
    return f"`{op.name}`, `{symbol}`" if symbol and not symbol.isalpha() else f"`{op.name}`"


def operands(op):
    least, most = op.arity
    return str(least) if least == most else f"{least} or more"


def options(op):
    return ", ".join(f"`{name}`" + ("" if option.required else "?") for name, option in op.options.items())


def rewrite():
    """Write into the documents what is so now: ``python tests/test_docs.py``."""
    text = README.read_text(encoding="utf-8")
    for command, shown in BLOCKS:
        with tempfile.TemporaryDirectory() as folder:
            new = printed(command, folder)
        text = text.replace(f"$ grader {command}\n{shown}```", f"$ grader {command}\n{new}```")
    README.write_text(text, encoding="utf-8")
    page = OPERATIONS.read_text(encoding="utf-8")
    OPERATIONS.write_text(TABLE.sub(lambda _: operations(), page), encoding="utf-8")


if __name__ == "__main__":
    rewrite()
