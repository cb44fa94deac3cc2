"""The targets of `make fuzz`, which needs Linux and a minute: here each is given the seeds, whole, cut and spoilt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.child import wire
from grader.sandbox.conversation import _Reading
from grader.sandbox.task import Ending
from tests.fuzz import targets
from tests.fuzz.seeds import seeds, talks

SEEDS = seeds()


def test_every_target_has_seeds():
    assert {seed[0] for seed in SEEDS} == set(range(len(targets.TARGETS)))


def test_seeds_are_what_processes_really_write():
    ending = Ending(targets.STARTED + talks()[0], "")
    answers = _Reading(ending, targets.SUBMISSION, targets.CALLS, targets.LIMITS, wire.Budget(1000)).answers()
    assert [answer.outcome for answer in answers] == [targets.Outcome.ANSWERED] * 3


@given(seed=st.sampled_from(SEEDS), at=st.integers(0, 10**4), bits=st.integers(0, 255), cut=st.booleans())
def test_nothing_but_what_may_come_out_comes_out(seed, at, bits, cut):
    raw = bytearray(seed)
    at %= len(raw)
    raw[at] ^= bits
    targets.one(bytes(raw[:at] if cut else raw))


def test_no_bytes_are_an_input_too():
    targets.one(b"")


@pytest.mark.parametrize("target", targets.TARGETS)
def test_a_target_takes_nothing(target):
    target(b"")
