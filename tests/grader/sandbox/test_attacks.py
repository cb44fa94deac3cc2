import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.child import wire
from grader.isolation import Isolation
from grader.sandbox.attacks import ATTACKS, TOO_MUCH_MEMORY

ROOT = Path(__file__).parents[3]
BY_ITSELF = {"loop for ever", "answer by printing", "write into the pipe that the answers take"}
"""Attacks that do not come back with an answer."""
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="these are ways into Linux")


def attack_of(what):
    (attack,) = (attack for attack in ATTACKS if attack.what == what)
    return attack


def unconfined(attack, ending, **options):
    """Run an attack in a process of its own in which nothing stops it, with a file open, and HOME."""
    before = f"{attack.before}\nattempt()" if attack.before else ""
    return subprocess.run(
        [sys.executable, "-c", f"import grader.child.wire\n{before}\n{attack.source}\n{ending}"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "HOME": "somewhere"},
        **options,
    )


@pytest.fixture
def pipe():
    source, sink = os.pipe()
    yield source, sink
    os.close(source)
    os.close(sink)


@ON_LINUX
@pytest.mark.parametrize("attack", [attack for attack in ATTACKS if attack.what not in BY_ITSELF], ids=lambda a: a.what)
def test_an_attack_succeeds_where_nothing_stops_it(attack, pipe):
    assert unconfined(attack, "print(attempt())", pass_fds=pipe).stdout == "True\n"


def test_printing_an_answer_succeeds_where_what_is_printed_is_the_answer():
    assert unconfined(attack_of("answer by printing"), "attempt()").stdout == "True"


@ON_LINUX
def test_a_forged_answer_succeeds_where_the_pipe_is_open(pipe):
    source, sink = pipe
    unconfined(attack_of("write into the pipe that the answers take"), "attempt()", pass_fds=[sink])
    records = wire.Records(os.read(source, 1000))
    answer, end = (wire.decode_record(records.next(100)) for _ in range(2))
    assert wire.decode_answer(answer[3], str) == (True, ())
    assert (answer[:2], end[:2]) == ((wire.ANSWERED, 0), (wire.END, 1))


def test_looping_succeeds_in_not_coming_back():
    with pytest.raises(subprocess.TimeoutExpired):
        unconfined(attack_of("loop for ever"), "attempt()", timeout=0.5)


def test_no_two_attacks_have_the_same_name():
    assert len({attack.what for attack in ATTACKS}) == len(ATTACKS)


def test_every_wall_stands_from_the_first_level_that_isolates():
    assert {attack.stopped_from for attack in ATTACKS} == {Isolation.L0, Isolation.L1}


def test_the_attack_on_memory_is_one_of_them():
    assert TOO_MUCH_MEMORY in ATTACKS
