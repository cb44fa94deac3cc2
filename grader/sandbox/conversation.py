"""Ask a student's process for its answers, and believe nothing of what it wrote that it should not have written."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from functools import lru_cache
from math import ceil
from typing import Any

from grader.child import wire
from grader.errors import GraderFault
from grader.model import Answer, Call, Foreign, Limits, Outcome, Submission
from grader.printable import printable, printable_lines
from grader.sandbox.alike import next_alike
from grader.sandbox.task import Child, Clock, Ending, Task

BREAKS = 3
"""How often one function may hang or die: a new process takes over, so that one bad case does not lose the others;
after this many the rest of its calls is given up, and the other functions still get theirs."""
EXAMS = 16  # whose calls are kept as bytes: the problems of a batch
WHERE = re.compile(r" \((/|[A-Z]:)[^()]*\)$")
"""Where Python is installed, as it says itself when something cannot be imported: different on every machine."""
LONGEST_TEXT = 200  # of a text in an answer, which is never right, and of a name
FRAME_RECORDS = 3  # ready, loaded, end
MOST_PARTS = 300_000
"""Of all answers to one submission: a hundred times what an honest one has, and still read in a second."""
MOST_ROOM = 64 << 20
"""Bytes of all records of one process; where they are more, another process goes on."""

OUTCOMES = {
    wire.RAISED: Outcome.RAISED,
    wire.OUT_OF_MEMORY: Outcome.OUT_OF_MEMORY,
    wire.TOO_LARGE: Outcome.PROTOCOL_ERROR,
    wire.MISSING: Outcome.RAISED,
}
"""What the records that tell of something other than an answer come to."""


def converse(
    start: Callable[[], Child], submission: Submission, calls: Sequence[Call], limits: Limits
) -> tuple[Answer, ...]:
    """Return one answer for each call.

    After a call that hung, died or broke the protocol, the calls that remain are made in a new process; a function
    that does so `BREAKS` times is not called again.

    Raises:
        GraderFault: if a process does not start; that is before anything of the student's runs.
    """
    answers: dict[int, Answer] = {}
    breaks: Counter[str] = Counter()
    budget = wire.Budget(MOST_PARTS)
    left_s, left_cpu_s = limits.total_s, limits.cpu_s
    while todo := [index for index in range(len(calls)) if index not in answers]:
        asked = [calls[index] for index in todo]
        clock = Clock(limits, left_s)
        with closing(start()) as child:
            ending = child.perform(_task(submission, asked, limits, clock, left_cpu_s))
        left_s, left_cpu_s = clock.left_s, left_cpu_s - ending.cpu_s  # before it is read: that takes our time
        reading = _Reading(ending, submission, asked, limits, budget)
        answered = reading.answers()
        answers.update(zip(todo, answered, strict=False))
        open_still = todo[len(answered) :]
        function = calls[todo[len(answered) - 1]].function
        breaks[function] += not reading.full
        if left_s <= 0 or left_cpu_s <= 0:
            late = Answer(Outcome.TIMED_OUT, message="not run: the time for all calls together was used up")
            answers.update(dict.fromkeys(open_still, late))
        elif breaks[function] == BREAKS:
            given_up = [index for index in open_still if calls[index].function == function]
            why = f"not run: {function} had to be broken off {BREAKS} times"
            answers.update(dict.fromkeys(given_up, Answer(answered[-1].outcome, message=why)))
    return tuple(answers[index] for index in range(len(calls)))


def _task(submission: Submission, calls: Sequence[Call], limits: Limits, clock: Clock, left_cpu_s: float) -> Task:
    room = min((limits.answer_bytes + wire.RECORD_ROOM) * (len(calls) + FRAME_RECORDS), MOST_ROOM)
    payload = wire.encode_payload(submission.sources, limits.answer_bytes, room, _encoded(tuple(calls)))
    return Task(payload, room, limits.memory_bytes, ceil(left_cpu_s), clock)


@lru_cache(EXAMS)
def _encoded(calls: tuple[Call, ...]) -> bytes:
    """Return the bytes of calls, which are the same for every submission to a problem."""
    return wire.encode_calls([(call.function, call.arguments) for call in calls])


class _Ended(Exception):
    """There is no answer to what was asked next, nor to anything after it; holds what is to be said instead."""

    def __init__(self, outcome: Outcome, message: str) -> None:
        super().__init__(message)
        self.answer = Answer(outcome, message=message)


class _Full(_Ended):
    """There was no room for the next answer, which may be asked for again."""


class _Reading:
    """What one process wrote, read up to its last answer, or to its first failure.

    Attributes:
        full: whether it only ended because there was no room for more.
    """

    def __init__(
        self, ending: Ending, submission: Submission, calls: Sequence[Call], limits: Limits, budget: wire.Budget
    ) -> None:
        self._ending = ending
        self._records = wire.Records(ending.raw)
        self._calls = calls
        self._lines = {file: text.count("\n") + 1 for file, text in submission.sources.items()}
        self._most = limits.answer_bytes + wire.RECORD_ROOM
        self._memory_bytes = limits.memory_bytes
        self._budget = budget
        self.full = False

    def answers(self) -> list[Answer]:
        """Return the answers up to the first call that ended the process; one for all where the file does not load.

        Raises:
            GraderFault: if it ended before anything of the student's ran.
        """
        self._require_start()
        try:
            failure = self._load()
        except _Ended as ended:
            failure = ended.answer
        if failure is not None:
            return [replace(failure, loaded=False)] * len(self._calls)
        answers: list[Answer] = []
        try:
            while len(answers) < len(self._calls):
                answers.append(self._answer(len(answers)))
                if answers[-1].outcome is Outcome.OUT_OF_MEMORY:
                    return answers  # the process ends there: it may not be the same any more
                answers += self._like(answers[-1], len(answers))
            self._require_end(answers)
        except _Ended as ended:
            self.full = isinstance(ended, _Full) and bool(answers)  # without one it would be asked for ever
            if not self.full:
                answers.append(ended.answer)
        return answers

    def _require_start(self) -> None:
        try:
            kind, _, _ = self._next(0)
        except _Ended as ended:
            raise GraderFault(f"the process for submissions does not start: {ended}") from ended
        if kind != wire.READY:
            raise GraderFault("the process for submissions does not say that it is ready")

    def _load(self) -> Answer | None:
        """Return what went wrong when the file was run; None where all is well."""
        kind, printed, body = self._next(0)
        return None if kind == wire.LOADED else self._failure(kind, printed, body)

    def _answer(self, index: int) -> Answer:
        kind, printed, body = self._next(index)
        if kind == wire.ANSWERED:
            return self._given(printed, body, self._calls[index])
        return self._failure(kind, printed, body)

    def _like(self, last: Answer, index: int) -> list[Answer]:
        """Return the answers from ``index`` on that differ from the last one in their numbers alone."""
        values = next_alike(last.value, self._records, index, len(self._calls) - index)
        return [Answer(Outcome.ANSWERED, value) for value in values]

    def _given(self, printed: str, body: bytes, call: Call) -> Answer:
        try:
            value, changed = wire.decode_answer(body, lambda name: Foreign(_printable(name)), self._budget)
        except wire.WireError as error:
            raise _broken(error) from error
        named = tuple(name for name in call.arguments if name in changed) if changed else ()
        said = printable_lines(printed) if printed else ""
        return Answer(Outcome.ANSWERED, _shown(value), printed=said, changed=named)

    def _failure(self, kind: bytes, printed: str, body: bytes) -> Answer:
        if kind not in OUTCOMES:
            raise _broken("a record out of order")
        try:
            type_name, text, file, line = wire.decode_error(body)
        except wire.WireError as error:
            raise _broken(error) from error
        if type_name == ImportError.__name__:
            text = WHERE.sub("", text)
        message = printable(": ".join(part for part in (type_name, text) if part))
        if kind == wire.OUT_OF_MEMORY:
            message += f" (there are {self._memory_bytes >> 20} MB beyond Python and NumPy)"
        known = 1 <= line <= self._lines.get(file, 0)
        return Answer(
            OUTCOMES[kind],
            message=message,
            file=file if known else "",
            line=line if known else None,
            printed=printable_lines(printed),
            missing=kind == wire.MISSING,
        )

    def _require_end(self, answers: list[Answer]) -> None:
        """Require that nothing but the end follows: whoever forged an answer leaves the true one behind it."""
        last = answers.pop()  # it counts only with its end
        kind, _, _ = self._next(len(self._calls))
        if kind != wire.END or self._records.at != len(self._records.raw):
            raise _broken("a record out of order")
        answers.append(last)

    def _next(self, index: int) -> tuple[bytes, str, bytes]:
        """Return kind, printed text and body of the next record, which has to be of call ``index``."""
        try:
            raw = self._records.next(self._most)
            if raw is None:
                outcome = Outcome.TIMED_OUT if self._ending.timed_out else Outcome.DIED
                raise _Ended(outcome, self._ending.message)
            kind, number, printed, body = wire.decode_record(raw)
        except wire.WireError as error:
            raise _broken(error) from error
        if kind == wire.FULL:
            raise _Full(Outcome.PROTOCOL_ERROR, "there was no room for the answer")
        if number != index:
            raise _broken("a record out of order")
        return kind, printed, body


def _broken(why: object) -> _Ended:
    return _Ended(Outcome.PROTOCOL_ERROR, f"what came from the process was no answer: {why}")


@lru_cache(1000)  # the same names come back in every answer
def _printed(text: str) -> str:
    return printable(text)


def _printable(text: str) -> str:
    """Return a text that is part of an answer fit to be shown; nobody looks at what is beyond the cut."""
    return _printed(text[:LONGEST_TEXT])


def _shown(value: Any) -> Any:
    """Return a value with all its texts printable."""
    if isinstance(value, str):
        return _printable(value)
    if isinstance(value, dict):
        return {_shown(key): _shown(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(map(_shown, value))
    return value
