import signal

import pytest

from grader.model import Limits
from grader.sandbox import task
from grader.sandbox.task import IMPORTS_S, START_S, Clock, ended

LIMITS = Limits(call_s=2.0, total_s=10.0, cpu_s=7.5)


class Time:
    """Stands for the module `time`: its clock goes when it is told to."""

    def __init__(self):
        self.now = 1000.0

    def monotonic(self):
        return self.now


@pytest.fixture
def time(monkeypatch):
    time = Time()
    monkeypatch.setattr(task, "time", time)
    return time


@pytest.fixture
def clock(time):
    del time
    return Clock(LIMITS, 9.0)


def test_the_first_record_has_time_for_everything_to_start(clock):
    assert clock.deadline == 1000.0 + START_S
    assert clock.late == "no sign within 30 s"


def test_the_file_has_time_for_what_it_imports(clock, time):
    time.now += 20.0
    clock.hear(1)
    assert clock.deadline == 1020.0 + 2.0 + IMPORTS_S
    assert clock.late == "the file was not loaded within 5 s"


def test_each_further_record_has_the_time_of_a_call(clock, time):
    clock.hear(1)
    time.now += 1.5
    clock.hear(2)
    assert (clock.deadline, clock.late) == (1003.5, "no answer within 2 s")
    time.now += 1.5
    clock.hear(5)
    assert (clock.deadline, clock.late) == (1005.0, "no answer within 2 s")


def test_a_file_that_has_loaded_before_anybody_looks_has_had_its_time(clock):
    clock.hear(2)
    assert (clock.deadline, clock.late) == (1002.0, "no answer within 2 s")


@pytest.mark.parametrize("records", [0, 1])
def test_to_hear_nothing_new_changes_nothing(clock, time, records):
    clock.hear(records)
    before = clock.deadline
    time.now += 1.0
    clock.hear(records)
    assert clock.deadline == before


def test_no_record_has_more_time_than_all_together(clock, time):
    clock.hear(1)
    time.now += 8.0
    clock.hear(2)
    assert (clock.deadline, clock.late) == (1009.0, "all calls together took more than 10 s")


def test_the_time_for_all_runs_from_the_first_record_on(clock, time):
    time.now += 20.0
    assert clock.left_s == 9.0
    clock.hear(1)
    assert clock.left_s == 9.0
    time.now += 4.0
    assert clock.left_s == 5.0
    time.now += 6.0
    assert clock.left_s == -1.0


def test_processor_time_that_is_used_up_has_words_of_its_own(clock):
    assert clock.exhausted == "all calls together took more than 7.5 s of processor time"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (0, "the process ended with status 0 before answering"),
        (3, "the process ended with status 3 before answering"),
        (-signal.SIGTERM, "the process was ended by signal SIGTERM"),
        (-99, "the process was ended by signal 99"),
    ],
)
def test_an_end_is_told_in_words(status, words):
    assert ended(status) == words
