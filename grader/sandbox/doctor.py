"""What a sandbox keeps apart, found by live attacks in it rather than by version numbers."""

from dataclasses import dataclass

from grader.model import Call, Limits, Outcome, Submission
from grader.sandbox import Sandbox


@dataclass(frozen=True)
class Attack:
    """Something that a submission might do.

    Attributes:
        what: in words.
        source: a module whose ``attempt()`` returns True if it got away with it.
        seconds: how long it may take; plenty, so that a slow machine does not pass for a wall.
    """

    what: str
    source: str
    seconds: float = 10.0


@dataclass(frozen=True)
class Trial:
    """An attack that was tried.

    Attributes:
        attack: which.
        stopped: whether the sandbox stopped it.
    """

    attack: Attack
    stopped: bool


HONEST = Attack("nothing", "def attempt():\n    print('noise')\n    return 1.5\n")

ATTACKS = (
    Attack("import the grader", "def attempt():\n    import grader\n    return True\n"),
    Attack("import the reference engine", "def attempt():\n    import reference\n    return True\n"),
    Attack("see the grader's environment", "import os\ndef attempt():\n    return 'HOME' in os.environ\n"),
    Attack("answer by printing", "import os\ndef attempt():\n    os.write(1, b'True')\n    os._exit(0)\n"),
    Attack("loop for ever", "def attempt():\n    while True:\n        pass\n", seconds=1.0),
    Attack(
        "read a file", "import os\ndef attempt():\n    with open(os.__file__) as it:\n        return it.read(1) != ''\n"
    ),
    Attack("list a folder", "import os\ndef attempt():\n    return bool(os.listdir(os.sep))\n"),
    Attack(
        "start a process",
        "import subprocess, sys\ndef attempt():\n"
        "    return subprocess.run([sys.executable, '-I', '-S', '-c', '']).returncode == 0\n",
    ),
    Attack(
        "open a socket",
        "import socket\ndef attempt():\n"
        "    with socket.socket() as own:\n        own.bind(('127.0.0.1', 0))\n    return True\n",
    ),
)


def works(sandbox: Sandbox) -> bool:
    """Whether an honest submission gets its answer through, whatever it prints."""
    return _answer(sandbox, HONEST) == 1.5  # noqa: PLR2004  # what HONEST returns


def attack_all(sandbox: Sandbox) -> tuple[Trial, ...]:
    """Return what became of every attack, tried one after the other."""
    return tuple(Trial(attack, stopped=_answer(sandbox, attack) is not True) for attack in ATTACKS)


def _answer(sandbox: Sandbox, attack: Attack) -> object:
    """Return what came back from an attack; None where nothing did."""
    submission = Submission("", "attack.py", attack.source, "")
    limits = Limits(call_s=attack.seconds, total_s=2 * attack.seconds)
    (answer,) = sandbox.run(submission, [Call("attempt", {})], limits)
    return answer.value if answer.outcome is Outcome.ANSWERED else None
