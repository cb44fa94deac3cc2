import time

import numpy as np
import pytest

from grader.child import wire
from grader.errors import GraderFault
from grader.model import Answer, Call, Foreign, Limits, Outcome, Submission
from grader.sandbox import conversation

SUBMISSION = Submission("student-01", "backward.py", "def backward(x):\n    return x\n", "")
CALLS = [Call("backward", {"x": 1.0}), Call("backward", {"x": 2.0})]
LIMITS = Limits(call_s=2.0, total_s=10.0, answer_bytes=1000)
READY, LOADED = (wire.encode_record(kind)[4:] for kind in (wire.READY, wire.LOADED))


class Script:
    """A process that says what it was told to: records, or the errors instead of one."""

    def __init__(self, *said):
        self.said = list(said)
        self.closed = False

    def send(self, payload, _answers_most):
        self.calls = wire.decode_payload(payload)[3]

    def record(self, deadline, _most):
        assert deadline > time.monotonic() - 1
        said = self.said.pop(0)
        if isinstance(said, Exception):
            raise said
        return said

    def close(self):
        self.closed = True


def answered(index, value=1.0, changed=()):
    return wire.encode_record(wire.ANSWERED, index, wire.encode_answer(value, changed, 1000))[4:]


def end(index):
    return wire.encode_record(wire.END, index)[4:]


def converse(*scripts, calls=CALLS, limits=LIMITS):
    waiting = list(scripts)
    answers = conversation.converse(lambda: waiting.pop(0), SUBMISSION, calls, limits)
    assert not waiting
    assert all(script.closed for script in scripts)
    return answers


def outcomes(answers):
    return [answer.outcome for answer in answers]


def test_each_call_has_its_answer():
    script = Script(READY, LOADED, answered(0, 3.0, ("x", "forged")), answered(1, {"a": [np.ones(2)]}), end(2))
    first, second = converse(script)
    assert first == Answer(Outcome.ANSWERED, 3.0, changed=("x",))
    np.testing.assert_array_equal(second.value["a"][0], [1.0, 1.0])
    assert script.calls == [("backward", {"x": 1.0}), ("backward", {"x": 2.0})]


def test_all_text_of_the_students_is_printable():
    value = {"\x1b": ("\ud800", [object()]), (1,): 0}
    (answer,) = converse(Script(READY, LOADED, answered(0, value), end(1)), calls=CALLS[:1])
    assert answer.value == {r"\x1b": (r"\ud800", [Foreign("object")]), Foreign("tuple"): 0}


@pytest.mark.parametrize(
    ("error", "message", "line"),
    [
        (("ValueError", "\x1b[31m", 2), r"ValueError: \x1b[31m", 2),
        (("ValueError", "", 0), "ValueError", None),
        (("", "words", 2_000_000), "words", None),
    ],
)
def test_an_exception_is_told_with_its_line(error, message, line):
    raised = wire.encode_record(wire.RAISED, 0, wire.encode_error(*error))[4:]
    (answer,) = converse(Script(READY, LOADED, raised, end(1)), calls=CALLS[:1])
    assert answer == Answer(Outcome.RAISED, message=message, line=line)


@pytest.mark.parametrize(
    ("kind", "outcome"), [(wire.OUT_OF_MEMORY, Outcome.OUT_OF_MEMORY), (wire.TOO_LARGE, Outcome.PROTOCOL_ERROR)]
)
def test_other_ends_of_a_call_have_outcomes_of_their_own(kind, outcome):
    record = wire.encode_record(kind, 0, wire.encode_error("", "words", 0))[4:]
    assert converse(Script(READY, LOADED, record, end(1)), calls=CALLS[:1])[0].outcome is outcome


@pytest.mark.parametrize(
    "record",
    [
        answered(1),
        READY,
        end(0),
        b"",
        wire.encode_record(wire.ANSWERED, 0, b"junk")[4:],
        wire.encode_record(wire.RAISED, 0, b"junk")[4:],
        wire.WireError("junk"),
    ],
    ids=["index", "ready", "end", "empty", "value", "error", "pipe"],
)
def test_a_record_that_is_not_what_comes_next_breaks_the_protocol_for_this_call_alone(record):
    spoilt = Script(READY, LOADED, record)
    answers = converse(spoilt, Script(READY, LOADED, answered(0), end(1)))
    assert outcomes(answers) == [Outcome.PROTOCOL_ERROR, Outcome.ANSWERED]
    assert answers[0].message.startswith("what came from the process was no answer: ")


def test_a_record_after_the_last_breaks_the_protocol():
    answers = converse(Script(READY, LOADED, answered(0), answered(1), answered(2)))
    assert outcomes(answers) == [Outcome.ANSWERED, Outcome.PROTOCOL_ERROR]


def test_after_a_failure_the_other_calls_are_made_in_a_new_process():
    again = Script(READY, LOADED, answered(0, 5.0), end(1))
    answers = converse(Script(READY, LOADED, EOFError("the process ended with status 3")), again)
    assert answers == (
        Answer(Outcome.DIED, message="the process ended with status 3"),
        Answer(Outcome.ANSWERED, 5.0),
    )
    assert again.calls == [("backward", {"x": 2.0})]


def test_a_function_that_hangs_three_times_is_not_called_again():
    scripts = [Script(READY, LOADED, TimeoutError()) for _ in range(3)]
    answers = converse(*scripts, calls=CALLS * 3)
    assert outcomes(answers) == [Outcome.TIMED_OUT] * 6
    assert [answer.message for answer in answers[2:]] == [
        "no answer within 2 s",
        *["not run: backward had to be broken off 3 times"] * 3,
    ]


def test_a_function_that_hangs_costs_no_other_function_its_calls():
    scripts = [Script(READY, LOADED, TimeoutError()) for _ in range(3)]
    last = Script(READY, LOADED, answered(0, 5.0), end(1))
    answers = converse(*scripts, last, calls=[*CALLS * 2, Call("forward", {"x": 2.0})])
    assert answers[-1] == Answer(Outcome.ANSWERED, 5.0)
    assert last.calls == [("forward", {"x": 2.0})]


def test_when_the_time_for_all_is_used_up_the_other_calls_are_not_run():
    answers = converse(Script(READY, LOADED, TimeoutError()), limits=Limits(call_s=2.0, total_s=0.0))
    assert [(answer.outcome, answer.message) for answer in answers] == [
        (Outcome.TIMED_OUT, "all calls together took more than 0 s"),
        (Outcome.TIMED_OUT, "not run: the time for all calls together was used up"),
    ]


@pytest.mark.parametrize(
    ("record", "outcome", "message"),
    [
        (
            wire.encode_record(wire.RAISED, 0, wire.encode_error("SyntaxError", "no", 2))[4:],
            Outcome.RAISED,
            "SyntaxError: no",
        ),
        (TimeoutError(), Outcome.TIMED_OUT, "the file was not loaded within 5 s"),
        (EOFError("died"), Outcome.DIED, "died"),
        (answered(0), Outcome.PROTOCOL_ERROR, "what came from the process was no answer: a record out of order"),
    ],
)
def test_where_the_file_does_not_load_every_answer_says_so(record, outcome, message):
    answers = converse(Script(READY, record))
    assert [(answer.outcome, answer.message, answer.loaded) for answer in answers] == [(outcome, message, False)] * 2


@pytest.mark.parametrize("said", [EOFError("it died"), TimeoutError("late"), wire.WireError("junk"), b"", LOADED])
def test_a_process_that_does_not_start_is_the_graders_fault(said):
    script = Script(said)
    with pytest.raises(GraderFault, match="the interpreter for submissions does not"):
        converse(script)
    assert script.closed
