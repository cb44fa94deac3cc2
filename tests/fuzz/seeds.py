"""What the fuzzer begins with: real records, of every kind, with values of every kind in them."""

from fractions import Fraction

import numpy as np

from grader.child import wire
from tests.fuzz.targets import TARGETS, answer, conversation, error, framed, record, records

VALUES = (
    *(None, True, False, 0, -1, 2**1000, 1.5, float("nan"), 1j, "", "größe\x1b[0m", Fraction(1, 2)),
    *([], [1.0, [2.0, (3.0,)]], {}, {"w": 1.0, ("s", "w"): -2.0, 3: None}, [[[[[[[[1]]]]]]]]),
    *(np.float64(1), np.eye(2), np.array(1.0), np.zeros((0, 3)), np.array([True, False]), np.array([1, 2], "i1")),
    *(np.arange(3, dtype=">i4"), np.arange(3, dtype="u8"), np.array([1j]), np.array([None]), np.array(["a"])),
)
BODIES = [wire.encode_answer(value, changed, 4096) for value in VALUES for changed in ((), ("x", "w"))]
BEYOND = (
    *(b"i\x81" + b"\x7f" * 129, b"l\1\0\0\0" * 9 + b"N", b"d\1\0\0\0NN", b"d\1\0\0\0t\1\0\0\0NN"),
    *(b"a\0\x21" + b"\1\0\0\0" * 33 + bytes(8), b"a\1\1\1\0\0\0\2", b"a\0\2" + b"\xff" * 8, b"s\1\0\0\0\xff"),
)
"""Values just beyond what is read."""
BODIES += [bytes(4) + raw for raw in BEYOND]
ERRORS = (
    wire.encode_error("ValueError", "wrong", "answer.py", 2),
    wire.encode_error("", "no function 'backward' in the file"),
    wire.encode_error("\ud800", "\u202e\n" * 700, "other.py", 2**32 - 1),
)
OTHERS = (wire.RAISED, wire.OUT_OF_MEMORY, wire.TOO_LARGE, wire.MISSING)
LOADED = wire.encode_record(wire.LOADED, printed="loaded\n")


def seeds() -> list[bytes]:
    """Return the inputs: the number of a target, then what it is to read."""
    answers = [wire.encode_record(wire.ANSWERED, 0, body, "shown\n") for body in BODIES]
    failures = [wire.encode_record(kind, 0, body) for kind in OTHERS for body in ERRORS]
    rows = [
        *((record, made[4:]) for made in (*answers, *failures, LOADED)),
        *((answer, body) for body in BODIES),
        *((error, body) for body in ERRORS),
        (records, b"\xff" + LOADED + answers[0]),
        *((conversation, b"\0" + talk) for talk in talks()),
        *((framed, b"\0" + bytes([len(body) + 4, 2, 0]) + bytes(4) + body) for body in BODIES if len(body) < 250),
        *((framed, b"\xff" + bytes([len(body) + 4, 3, 0]) + bytes(4) + body) for body in ERRORS[:2]),
    ]
    return [bytes([TARGETS.index(target)]) + raw for target, raw in rows]


def talks() -> list[bytes]:
    """Return what whole processes wrote: with answers, with exceptions, broken off, without room, that did not load."""
    end = wire.encode_record(wire.END, 3)
    answered = [
        b"".join(wire.encode_record(wire.ANSWERED, index, body) for index in range(3))
        for body in BODIES
        if len(body) < 300
    ]
    raised = [
        b"".join(wire.encode_record(kind, index, body) for index in range(3)) for kind in OTHERS for body in ERRORS
    ]
    first = wire.encode_record(wire.ANSWERED, 0, BODIES[0])
    return [
        *(LOADED + talk + end for talk in answered + raised),
        b"",
        LOADED + first,
        LOADED + first + wire.encode_record(wire.FULL, 1),
        LOADED + first + first,
        LOADED + answered[0] + end + end,
        wire.encode_record(wire.RAISED, 0, ERRORS[0]),
    ]
