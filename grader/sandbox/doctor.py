"""What a sandbox keeps apart, found by live attacks in it rather than by version numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from grader.child.linux.layers import LAYERS, SYSCALLS
from grader.errors import GraderError, GraderFault
from grader.model import Call, Limits, Outcome, Submission
from grader.sandbox import Sandbox, open_sandbox
from grader.sandbox.attacks import ATTACKS, MEMORY_BYTES, TOO_MUCH_MEMORY, Attack
from grader.sandbox.remedies import remedy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.isolation import Isolation
    from grader.sandbox.linux import LinuxSandbox

LIMITS = "limits"
"""The layer that is no wall: how much memory, and how much time, may be taken."""
UNUSED = "not used where system calls cannot be filtered"
"""Why the other layers are of no use without that one: what they let through would be enough."""


@dataclass(frozen=True)
class Trial:
    """An attack that was tried.

    Attributes:
        attack: which.
        stopped: whether the sandbox stopped it.
    """

    attack: Attack
    stopped: bool


@dataclass(frozen=True)
class Layer:
    """A layer of isolation.

    Attributes:
        name: which.
        reason: why it is not there; empty where it is.
        remedy: what may help; empty where nothing is known to, or nothing has to.
    """

    name: str
    reason: str = ""
    remedy: str = ""

    @property
    def there(self) -> bool:
        """Whether this machine has it."""
        return not self.reason


@dataclass(frozen=True)
class Diagnosis:
    """What there is to say of a sandbox on this machine.

    Attributes:
        level: how well it keeps submissions apart.
        user: the number of the user that submissions run as; None where the system numbers no users.
        layers: all that there could be.
        trials: what became of each attack.
    """

    level: Isolation
    user: int | None
    layers: tuple[Layer, ...]
    trials: tuple[Trial, ...]

    @property
    def stopped(self) -> int:
        """How many attacks were stopped."""
        return sum(trial.stopped for trial in self.trials)

    @property
    def holes(self) -> tuple[Attack, ...]:
        """The attacks that this level has to stop, and that were not stopped."""
        let_through = (trial.attack for trial in self.trials if not trial.stopped)
        return tuple(attack for attack in let_through if self.level.reaches(attack.stopped_from))


HONEST = "def attempt():\n    print('noise')\n    return 1.5\n"
USER = "import os\ndef attempt():\n    return os.getuid()\n"


def diagnose(name: str) -> Diagnosis:
    """Return what there is to say of a sandbox that `SANDBOXES` names.

    Raises:
        UsageError: if this machine cannot have it.
        GraderFault: if an honest submission gets no answer through.
    """
    with open_sandbox(name) as sandbox:
        if not works(sandbox):
            raise GraderFault("an honest submission got no answer through", remedy="is this Python installed whole?")
        user, trials, level = _answer(sandbox, USER), attack_all(sandbox), sandbox.level
    return Diagnosis(level, user if isinstance(user, int) else None, layers(missing(name), trials), trials)


def missing(name: str) -> Mapping[str, str]:
    """Return the layers that a sandbox lacks on this machine, each with the reason."""
    if name == "local":
        return dict.fromkeys(LAYERS, "the local sandbox has none")
    try:
        with open_sandbox("linux") as linux:
            return cast("LinuxSandbox", linux).missing
    except GraderError as error:  # this is another system, or it does not even start
        return dict.fromkeys(LAYERS, error.problem)


def layers(missing: Mapping[str, str], trials: tuple[Trial, ...]) -> tuple[Layer, ...]:
    """Return all layers: whether there are limits is seen from the attack on them."""
    unlimited = any(trial.attack is TOO_MUCH_MEMORY and not trial.stopped for trial in trials)
    limits = Layer(LIMITS, "more memory can be taken than is allowed" if unlimited else "")
    missing = {**(dict.fromkeys(LAYERS, UNUSED) if SYSCALLS in missing else {}), **missing}
    return (limits, *(Layer(name, why := missing.get(name, ""), why and remedy(name, why)) for name in LAYERS))


def works(sandbox: Sandbox) -> bool:
    """Whether an honest submission gets its answer through, whatever it prints."""
    return _answer(sandbox, HONEST) == 1.5  # noqa: PLR2004  # what HONEST returns


def attack_all(sandbox: Sandbox) -> tuple[Trial, ...]:
    """Return what became of every attack, tried one after the other."""
    return tuple(Trial(attack, stopped=_stops(sandbox, attack)) for attack in ATTACKS)


def _stops(sandbox: Sandbox, attack: Attack) -> bool:
    if attack.before:
        _answer(sandbox, attack.before)
    return _answer(sandbox, attack.source, attack.seconds) is not True


def _answer(sandbox: Sandbox, source: str, seconds: float = 10.0) -> object:
    """Return what ``attempt()`` of a submission returns; None where nothing came back."""
    submission = Submission("", "attack.py", source, "")
    limits = Limits(call_s=seconds, total_s=2 * seconds, memory_bytes=MEMORY_BYTES)
    (answer,) = sandbox.run(submission, [Call("attempt", {})], limits)
    return answer.value if answer.outcome is Outcome.ANSWERED else None
