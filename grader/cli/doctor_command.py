"""``grader doctor``."""

import json
import os
import platform
from collections.abc import Callable, Iterator
from textwrap import wrap
from types import MappingProxyType

import click

from grader.cli.options import emit, format_option, require_isolation, require_isolation_option, sandbox_option
from grader.errors import GraderFault
from grader.isolation import Isolation
from grader.sandbox.doctor import Diagnosis, Layer, diagnose

WIDTH = 80


def as_text(found: Diagnosis) -> str:
    """Return a line for each layer, with what may help where it is missing, and a line for each attack."""
    return "\n".join(_lines(found))


def _lines(found: Diagnosis) -> Iterator[str]:
    yield f"python {platform.python_version()} on {platform.system()} {platform.release()}, {platform.machine()}"
    yield f"run by {_user(_own_user())}; submissions run as {_user(found.user)}"
    yield f"isolation: {found.level.name} ({found.level.value})"
    for layer in found.layers:
        yield from _layer(layer)
    yield "attacks:"
    for trial in found.trials:
        yield f"  {'stopped' if trial.stopped else 'NOT STOPPED':<12} {trial.attack.what}"
    yield f"{found.stopped} of {len(found.trials)} attacks stopped"


def _layer(layer: Layer) -> Iterator[str]:
    if layer.there:
        yield f"  yes  {layer.name}"
        return
    yield from _wrapped(f"  no   {layer.name}: {layer.reason}")
    if layer.remedy:
        yield from _wrapped(f"       may help: {layer.remedy}")


def _wrapped(text: str) -> list[str]:
    """Return lines of at most `WIDTH`; no word is broken: there are commands among them, to be copied."""
    return wrap(text, WIDTH, subsequent_indent=" " * 9, break_long_words=False, break_on_hyphens=False)


def _own_user() -> int | None:
    return os.getuid() if hasattr(os, "getuid") else None  # Windows numbers no users


def _user(number: int | None) -> str:
    if number is None:
        return "a user without a number"
    return "root" if number == 0 else f"user {number}"


def as_json(found: Diagnosis) -> str:
    """Return the same for programs."""
    tree = {
        "python": platform.python_version(),
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "user": _own_user(),
        "submissions_user": found.user,
        "isolation": found.level.name,
        "layers": [
            {"layer": layer.name, "there": layer.there, "reason": layer.reason, "remedy": layer.remedy}
            for layer in found.layers
        ],
        "attacks": [
            {"attack": trial.attack.what, "stopped": trial.stopped, "stopped_from": trial.attack.stopped_from.name}
            for trial in found.trials
        ],
    }
    return json.dumps(tree, indent=2)


FORMATS: MappingProxyType[str, Callable[[Diagnosis], str]] = MappingProxyType({"text": as_text, "json": as_json})


@click.command("doctor")
@format_option(FORMATS)
@sandbox_option
@require_isolation_option
def command(*, form: str, sandbox: str, required: Isolation | None) -> None:
    """Say what isolation this machine gives, by trying to break out of it.

    Exit status: 0 whatever the level, if it keeps what it promises; 2 if it is below the one that is required, or the
    sandbox is none for this machine; 3 if an attack gets through that the level has to stop.
    """
    found = diagnose(sandbox)
    emit(FORMATS[form](found))
    if found.holes:
        through = ", ".join(attack.what for attack in found.holes)
        raise GraderFault(
            f"THIS SANDBOX HAS A HOLE: what isolation {found.level.name} has to stop got through: {through}",
            remedy="grade nothing here that you do not trust, and report it as SECURITY.md says",
        )
    require_isolation(found.level, required or Isolation.L0, remedy="what may help stands beside the layers above")
