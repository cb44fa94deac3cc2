"""What reads bytes that a student's process may have written, each with what may come out of it, whatever the bytes."""

from collections.abc import Callable
from contextlib import suppress

import numpy as np

from grader.child import wire
from grader.model import Answer, Call, Foreign, Limits, Outcome, Submission
from grader.sandbox.conversation import MOST_PARTS, _Reading
from grader.sandbox.task import Ending

SUBMISSION = Submission("", "answer.py", "def backward(x):\n    return x\n", "")
CALLS = [Call("backward", {"x": 1.0})] * 3
LIMITS = Limits(call_s=1.0, total_s=1.0, answer_bytes=1 << 12)
STARTED = wire.encode_record(wire.READY)
"""Written before anything of the student's runs: it is there, whatever they do."""
SCALARS = (type(None), bool, int, float, complex, str, Foreign)


def record(raw: bytes) -> None:
    with suppress(wire.WireError):
        kind, number, printed, body = wire.decode_record(raw)
        assert kind in wire.KINDS
        assert 0 <= number < 1 << 32
        assert len(printed) + len(body) < len(raw)


def answer(raw: bytes) -> None:
    with suppress(wire.WireError):
        value, changed = wire.decode_answer(raw, Foreign)
        assert all(type(name) is str for name in changed)
        assert_plain(value)


def error(raw: bytes) -> None:
    with suppress(wire.WireError):
        *texts, line = wire.decode_error(raw)
        assert [type(text) for text in texts] == [str] * 3
        assert 0 <= line < 1 << 32


def records(raw: bytes) -> None:
    """All that is taken off, put together again, is a beginning of what there was."""
    most, rest = raw[:1], raw[1:]
    taken, together = wire.Records(rest), b""
    with suppress(wire.WireError):
        while (record := taken.next(int.from_bytes(most))) is not None:
            together += len(record).to_bytes(4, "little") + record
    assert taken.at == len(together)
    assert rest.startswith(together)


def conversation(raw: bytes) -> None:
    """Read what a process left; the first byte says how it ended."""
    ending = Ending(STARTED + raw[1:], "it ended", timed_out=raw[:1] > b"\x7f")
    reading = _Reading(ending, SUBMISSION, CALLS, LIMITS, wire.Budget(MOST_PARTS))
    answers = reading.answers()
    assert reading.full or answers
    assert len(answers) <= len(CALLS)
    for given in answers:
        assert type(given) is Answer
        assert_fit_to_be_shown(given)


def framed(raw: bytes) -> None:
    """Read records that are right on the outside, which a fuzzer seldom makes: a size, kind, number, and the rest."""
    parts = [wire.encode_record(wire.LOADED)]
    at = 1
    while at + 3 <= len(raw):
        size, kind, number = raw[at : at + 3]
        parts.append(framed_record(wire.KINDS[kind % len(wire.KINDS)], number, raw[at + 3 : at + 3 + size]))
        at += 3 + size
    conversation(raw[:1] + b"".join(parts))


def framed_record(kind: bytes, number: int, rest: bytes) -> bytes:
    raw = kind + number.to_bytes(4, "little") + rest
    return len(raw).to_bytes(4, "little") + raw


def assert_plain(value: object) -> None:
    if type(value) is dict:
        for key, item in value.items():
            assert type(key) in {str, Foreign} or (type(key) is tuple and all(type(part) is str for part in key))
            assert_plain(item)
    elif type(value) in {tuple, list}:
        for item in value:
            assert_plain(item)
    elif type(value) is np.ndarray:
        assert value.dtype.str in wire.DTYPES
        assert value.flags.owndata
    else:
        assert type(value) in SCALARS
        assert type(value) is not int or abs(float(value)) < np.inf


def assert_fit_to_be_shown(given: Answer) -> None:
    shown = (given.message, given.file, *given.printed.splitlines())
    assert all(text.isprintable() for text in shown)
    assert given.line is None or 1 <= given.line <= SUBMISSION.source.count("\n") + 1
    assert set(given.changed) <= {"x"}
    if given.outcome is Outcome.ANSWERED:
        assert_plain(given.value)
    else:
        assert given.value is None


TARGETS: tuple[Callable[[bytes], None], ...] = (record, answer, error, records, conversation, framed)


def one(raw: bytes) -> None:
    """Give bytes to the target that their first byte chooses."""
    if raw:
        TARGETS[raw[0] % len(TARGETS)](raw[1:])
