"""``grader doctor``."""

import json
import platform
from collections.abc import Callable
from types import MappingProxyType

import click

from grader.cli.options import emit, format_option, sandbox_option
from grader.errors import GraderFault
from grader.isolation import Isolation
from grader.sandbox import doctor, open_sandbox

Trials = tuple[doctor.Trial, ...]


def as_text(level: Isolation, trials: Trials) -> str:
    """Return a line for each attack."""
    lines = [f"python {platform.python_version()} on {platform.system()}", f"isolation: {level.name} ({level.value})"]
    lines += [f"  {'stopped' if trial.stopped else 'NOT STOPPED':<12} {trial.attack.what}" for trial in trials]
    stopped = sum(trial.stopped for trial in trials)
    return "\n".join([*lines, f"{stopped} of {len(trials)} attacks stopped"])


def as_json(level: Isolation, trials: Trials) -> str:
    """Return the same for programs."""
    attacks = [{"attack": trial.attack.what, "stopped": trial.stopped} for trial in trials]
    versions = {"python": platform.python_version(), "system": platform.system()}
    return json.dumps({**versions, "isolation": level.name, "attacks": attacks}, indent=2)


FORMATS: MappingProxyType[str, Callable[[Isolation, Trials], str]] = MappingProxyType(
    {"text": as_text, "json": as_json}
)


@click.command("doctor")
@format_option(FORMATS)
@sandbox_option
def command(*, form: str, sandbox: str) -> None:
    """Say what isolation this machine gives, by trying to break out of it."""
    with open_sandbox(sandbox) as opened:
        if not doctor.works(opened):
            raise GraderFault("an honest submission got no answer through", remedy="is this Python installed whole?")
        trials = doctor.attack_all(opened)
        level = opened.level
    emit(FORMATS[form](level, trials))
