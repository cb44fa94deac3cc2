import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.child import wire
from grader.errors import GraderFault
from grader.model import Answer, Call, Foreign, Limits, Outcome, Submission
from grader.sandbox import conversation
from grader.sandbox.task import Ending

SUBMISSION = Submission(
    "student-01", "backward.py", "def backward(x):\n    return x\n", "", {"layers/relu.py": "import numpy\n" * 9}
)
CALLS = [Call("backward", {"x": 1.0}), Call("backward", {"x": 2.0})]
LIMITS = Limits(call_s=2.0, total_s=10.0, answer_bytes=1000, cpu_s=9.5, memory_bytes=64 << 20)
READY, LOADED = wire.encode_record(wire.READY), wire.encode_record(wire.LOADED)
STARTED = READY + LOADED


class Script:
    """A process that leaves what it was told to."""

    def __init__(self, *records, message="it died", timed_out=False, cpu_s=0.0, takes_s=0.0):
        self.ending = Ending(b"".join(records), message, timed_out, cpu_s)
        self.takes_s = takes_s
        self.closed = False

    def perform(self, task):
        self.task = task
        self.files, *_, self.calls = wire.decode_payload(task.payload)
        task.clock.hear(1)
        task.clock._finish -= self.takes_s
        return self.ending

    def close(self):
        self.closed = True


def answered(index, value=1.0, changed=(), printed=""):
    return wire.encode_record(wire.ANSWERED, index, wire.encode_answer(value, changed, 1000), printed)


def failed(kind, *error, printed="", index=0):
    return wire.encode_record(kind, index, wire.encode_error(*error), printed)


def end(index):
    return wire.encode_record(wire.END, index)


def full(index):
    return wire.encode_record(wire.FULL, index)


def converse(*scripts, calls=CALLS, limits=LIMITS):
    waiting = list(scripts)
    answers = conversation.converse(lambda: waiting.pop(0), SUBMISSION, calls, limits)
    assert not waiting
    assert all(script.closed for script in scripts)
    return answers


def only(*records, **how):
    """Return the answer to a single call, from a process that leaves these records."""
    (answer,) = converse(Script(*records, **how), calls=CALLS[:1])
    return answer


def outcomes(answers):
    return [answer.outcome for answer in answers]


# Answers


def test_each_call_has_its_answer():
    script = Script(STARTED, answered(0, 3.0, ("x", "forged")), answered(1, {"a": [np.ones(2)]}), end(2))
    first, second = converse(script)
    assert first == Answer(Outcome.ANSWERED, 3.0, changed=("x",))
    np.testing.assert_array_equal(second.value["a"][0], [1.0, 1.0])
    assert script.calls == [("backward", {"x": 1.0}), ("backward", {"x": 2.0})]


def test_a_process_is_given_the_files_and_the_limits():
    script = Script(STARTED, answered(0), answered(1), end(2))
    converse(script)
    assert script.files == list(SUBMISSION.sources.items())
    assert script.files[0][0] == "backward.py"
    assert (script.task.memory_bytes, script.task.cpu_s) == (64 << 20, 10)


@pytest.mark.parametrize(("count", "most"), [(1, 4 * 33_768), (9, 12 * 33_768), (10_000, conversation.MOST_ROOM)])
def test_there_is_room_for_all_answers_up_to_a_limit(count, most):
    script = Script(STARTED, *map(answered, range(count)), end(count))
    converse(script, calls=CALLS[:1] * count)
    assert script.task.room == most


def test_all_text_of_the_students_is_printable():
    value = {"\x1b": ("\ud800", [object()]), (1,): 0}
    answer = only(STARTED, answered(0, value, printed="a\n\x1b[31m"), end(1))
    assert answer.value == {r"\x1b": (r"\ud800", [Foreign("object")]), Foreign("tuple"): 0}
    assert answer.printed == "a\n\\x1b[31m"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (("ValueError", "\x1b[31m", "backward.py", 2), (r"ValueError: \x1b[31m", "backward.py", 2)),
        (("ValueError", "", "layers/relu.py", 10), ("ValueError", "layers/relu.py", 10)),
        (("ValueError", "", "", 0), ("ValueError", "", None)),
        (("", "words", "backward.py", 4), ("words", "", None)),
        (("", "words", "backward.py", 0), ("words", "", None)),
        (("", "words", "/etc/passwd", 1), ("words", "", None)),
    ],
)
def test_an_exception_is_told_with_a_place_that_there_is(error, expected):
    message, file, line = expected
    answer = only(STARTED, failed(wire.RAISED, *error, printed="x\r"), end(1))
    assert answer == Answer(Outcome.RAISED, message=message, file=file, line=line, printed="x")


@pytest.mark.parametrize(
    ("kind", "outcome", "message"),
    [
        (wire.OUT_OF_MEMORY, Outcome.OUT_OF_MEMORY, "words (there are 64 MB beyond Python and NumPy)"),
        (wire.TOO_LARGE, Outcome.PROTOCOL_ERROR, "words"),
        (wire.MISSING, Outcome.RAISED, "words"),
    ],
)
def test_other_ends_of_a_call_have_outcomes_of_their_own(kind, outcome, message):
    answer = only(STARTED, failed(kind, "", "words"), end(1))
    assert answer == Answer(outcome, message=message, missing=kind == wire.MISSING)


# What should not have been written


FORGED = {
    "index": answered(1),
    "ready": READY,
    "loaded": LOADED,
    "end": end(0),
    "end of all": end(2),
    "empty": struct.pack("<I", 0),
    "unknown": struct.pack("<IcII", 9, b"x", 0, 0),
    "value": wire.encode_record(wire.ANSWERED, 0, b"junk"),
    "error": wire.encode_record(wire.RAISED, 0, b"junk"),
    "bytes after the error": wire.encode_record(wire.RAISED, 0, wire.encode_error("E", "text") + b"\0"),
    "huge length": struct.pack("<I", 0xFFFFFFFF),
    "length beyond an answer": struct.pack("<I", LIMITS.answer_bytes + wire.RECORD_ROOM + 1) + bytes(99_999),
    "full at once": full(0),
}


@pytest.mark.parametrize("record", FORGED.values(), ids=FORGED)
def test_a_record_that_is_not_what_comes_next_breaks_the_protocol_for_this_call_alone(record):
    again = Script(STARTED, answered(0), end(1))
    answers = converse(Script(STARTED, record, answered(0), answered(1), end(2)), again)
    assert outcomes(answers) == [Outcome.PROTOCOL_ERROR, Outcome.ANSWERED]
    assert again.calls == [("backward", {"x": 2.0})]


def test_what_broke_the_protocol_is_told():
    assert only(STARTED, READY).message == "what came from the process was no answer: a record out of order"


@pytest.mark.parametrize(
    "after",
    [answered(2), end(2) + answered(2), end(2) + b"\0", end(1), READY],
    ids=["answer", "after the end", "byte", "wrong end", "ready"],
)
def test_a_record_after_the_last_breaks_the_protocol(after):
    answers = converse(Script(STARTED, answered(0), answered(1), after))
    assert outcomes(answers) == [Outcome.ANSWERED, Outcome.PROTOCOL_ERROR]


@pytest.mark.parametrize("cut", range(1, len(answered(0))))
def test_half_a_record_is_none(cut):
    assert only(STARTED, answered(0)[:cut]) == Answer(Outcome.DIED, message="it died")


def test_an_answer_without_the_end_is_none():
    assert only(STARTED, answered(0)) == Answer(Outcome.DIED, message="it died")


# No room


def test_where_there_was_no_room_for_more_another_process_goes_on():
    again = Script(STARTED, answered(0, 5.0), end(1))
    answers = converse(Script(STARTED, answered(0, 4.0), full(1)), again)
    assert [answer.value for answer in answers] == [4.0, 5.0]
    assert again.calls == [("backward", {"x": 2.0})]


def test_that_there_was_no_room_is_no_break():
    scripts = [Script(STARTED, answered(0), full(1)) for _ in range(7)]
    answers = converse(*scripts, Script(STARTED, answered(0), end(1)), calls=CALLS * 4)
    assert outcomes(answers) == [Outcome.ANSWERED] * 8


def test_an_answer_that_no_room_is_enough_for_is_none():
    answer = only(STARTED, full(0))
    assert answer == Answer(Outcome.PROTOCOL_ERROR, message="there was no room for the answer")


def test_who_says_at_the_very_end_that_there_is_no_room_is_asked_again_and_then_believed_in_nothing():
    liar = Script(STARTED, answered(0), answered(1), full(2))
    answers = converse(liar, Script(STARTED, answered(0), full(1)))
    assert outcomes(answers) == [Outcome.ANSWERED, Outcome.PROTOCOL_ERROR]


# New processes


def test_after_a_failure_the_other_calls_are_made_in_a_new_process():
    again = Script(STARTED, answered(0, 5.0), end(1))
    answers = converse(Script(STARTED), again)
    assert answers == (Answer(Outcome.DIED, message="it died"), Answer(Outcome.ANSWERED, 5.0))
    assert again.calls == [("backward", {"x": 2.0})]


def test_what_was_answered_before_a_process_hung_counts():
    answers = converse(Script(STARTED, answered(0, 5.0), message="late", timed_out=True))
    assert answers == (Answer(Outcome.ANSWERED, 5.0), Answer(Outcome.TIMED_OUT, message="late"))


def test_a_function_that_hangs_three_times_is_not_called_again():
    scripts = [Script(STARTED, message="late", timed_out=True) for _ in range(3)]
    answers = converse(*scripts, calls=CALLS * 3)
    assert outcomes(answers) == [Outcome.TIMED_OUT] * 6
    assert [answer.message for answer in answers] == [
        *["late"] * 3,
        *["not run: backward had to be broken off 3 times"] * 3,
    ]


def test_a_function_that_hangs_costs_no_other_function_its_calls():
    scripts = [Script(STARTED, timed_out=True) for _ in range(3)]
    last = Script(STARTED, answered(0, 5.0), end(1))
    answers = converse(*scripts, last, calls=[*CALLS * 2, Call("forward", {"x": 2.0})])
    assert answers[-1] == Answer(Outcome.ANSWERED, 5.0)
    assert last.calls == [("forward", {"x": 2.0})]


@pytest.mark.parametrize("used_up", [{"takes_s": 10.0}, {"cpu_s": 9.5}], ids=["time", "processor time"])
def test_when_the_time_for_all_is_used_up_the_other_calls_are_not_run(used_up):
    answers = converse(Script(STARTED, message="late", timed_out=True, **used_up))
    assert [(answer.outcome, answer.message) for answer in answers] == [
        (Outcome.TIMED_OUT, "late"),
        (Outcome.TIMED_OUT, "not run: the time for all calls together was used up"),
    ]


def test_a_new_process_has_the_time_that_is_left():
    again = Script(STARTED, answered(0), end(1))
    converse(Script(STARTED, cpu_s=4.0, takes_s=6.0), again)
    assert again.task.cpu_s == 6
    assert again.task.clock.left_s == pytest.approx(4.0, abs=0.5)  # seconds, on a busy machine


# The file


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            Script(READY, failed(wire.RAISED, "SyntaxError", "no", "layers/relu.py", 2, printed="x")),
            Answer(Outcome.RAISED, message="SyntaxError: no", file="layers/relu.py", line=2, printed="x", loaded=False),
        ),
        (Script(READY, message="late", timed_out=True), Answer(Outcome.TIMED_OUT, message="late", loaded=False)),
        (Script(READY), Answer(Outcome.DIED, message="it died", loaded=False)),
        (
            Script(READY, answered(0)),
            Answer(
                Outcome.PROTOCOL_ERROR,
                message="what came from the process was no answer: a record out of order",
                loaded=False,
            ),
        ),
        (
            Script(READY, full(0)),
            Answer(Outcome.PROTOCOL_ERROR, message="there was no room for the answer", loaded=False),
        ),
    ],
    ids=["raised", "hung", "died", "forged", "full"],
)
def test_where_the_file_does_not_load_every_answer_says_so(script, expected):
    assert converse(script) == (expected, expected)


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (Script(), "does not start: it died"),
        (Script(timed_out=True, message="late"), "does not start: late"),
        (Script(b"\xff" * 9), "does not start: what came from the process was no answer: a record that is too long"),
        (Script(full(0)), "does not start: there was no room"),
        (Script(LOADED), "does not say that it is ready"),
    ],
)
def test_a_process_that_does_not_start_is_the_graders_fault(script, message):
    with pytest.raises(GraderFault, match=f"the process for submissions {message}"):
        converse(script)
    assert script.closed


# Whatever comes


class Always:
    """Processes that leave what is drawn, one after the other, and count themselves."""

    def __init__(self, draw, leave):
        self.draw, self.leave = draw, leave
        self.started = 0

    def __call__(self):
        self.started += 1
        return Script(self.draw(self.leave), timed_out=self.draw(st.booleans()), cpu_s=self.draw(SECONDS))


SECONDS = st.sampled_from([0.0, 0.0, 0.0, 1.5])
ERRORS = st.builds(wire.encode_error, st.text(max_size=3), st.text(max_size=3), st.text(max_size=3), st.integers(0, 5))
VALUES = st.builds(
    lambda value, changed: wire.encode_answer(value, changed, 1000),
    st.sampled_from([None, 1.0, {"x": [1, ("a", "b")]}, {("a", "b"): np.ones(2)}, object()]),
    st.lists(st.sampled_from(["x", "y"]), max_size=2),
)
RECORDS = st.builds(
    wire.encode_record,
    st.sampled_from(wire.KINDS),
    st.integers(0, 7),
    VALUES | ERRORS | st.just(b"") | st.binary(max_size=9),
    st.text(max_size=5),
)
HONEST = [
    *map(answered, range(6)),
    *(failed(wire.RAISED, "E", "", "backward.py", 1, index=index) for index in range(6)),
    *map(end, range(7)),
    *map(full, range(7)),
]
STREAMS = st.lists(st.sampled_from(HONEST) | RECORDS | st.binary(max_size=20), max_size=9).map(b"".join)


@st.composite
def spoilt(draw):
    """Draw what a process leaves that answers all calls, with a few bytes changed, put in or taken out."""
    raw = bytearray(LOADED + b"".join(map(answered, range(6))) + end(6))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(raw)))
        raw[at : at + draw(st.integers(0, 5))] = draw(st.binary(max_size=5))
    return bytes(raw)


@pytest.mark.parametrize("leave", [STREAMS, spoilt(), st.binary(max_size=200)], ids=["records", "spoilt", "bytes"])
@given(data=st.data())
def test_whatever_a_process_leaves_there_is_one_answer_for_each_call(leave, data):
    calls = [*CALLS * 2, *[Call("forward", {"x": 2.0})] * 2]
    processes = Always(data.draw, leave.map(READY.__add__))
    answers = conversation.converse(processes, SUBMISSION, calls, LIMITS)
    assert [type(answer) for answer in answers] == [Answer] * 6
    assert processes.started <= 6


@given(data=st.data())
def test_what_says_nothing_of_being_ready_is_the_graders_fault_and_no_other_error(data):
    with pytest.raises(GraderFault, match="the process for submissions does not"):
        conversation.converse(
            Always(data.draw, STREAMS.filter(lambda raw: raw[4:5] != wire.READY)), SUBMISSION, CALLS, LIMITS
        )


def test_where_python_is_installed_is_in_no_message():
    text = "cannot import name 'gradients' from 'numpy' (/somewhere/numpy/__init__.py)"
    raised = wire.encode_record(wire.RAISED, 0, wire.encode_error("ImportError", text))
    (answer,) = converse(Script(READY + LOADED + raised + end(1)), calls=CALLS[:1])
    assert answer.message == "ImportError: cannot import name 'gradients' from 'numpy'"


def test_a_process_ends_with_what_ran_out_of_memory_and_another_goes_on():
    out = wire.encode_record(wire.OUT_OF_MEMORY, 0, wire.encode_error("MemoryError", ""))
    answers = converse(Script(READY + LOADED + out), Script(READY + LOADED + answered(0) + end(1)))
    assert outcomes(answers) == [Outcome.OUT_OF_MEMORY, Outcome.ANSWERED]


def test_all_answers_together_have_so_many_parts_and_no_more(monkeypatch):
    monkeypatch.setattr(conversation, "MOST_PARTS", 3)
    spoilt = Script(READY + LOADED + answered(0, [1, 2, 3]))
    again = Script(READY + LOADED + answered(0, 1) + end(1))
    answers = converse(spoilt, again)
    assert outcomes(answers) == [Outcome.PROTOCOL_ERROR] * 2
