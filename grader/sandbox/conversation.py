"""Ask a student's process for its answers, one record after the other, and believe nothing that it does not say."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any, Protocol

from grader.child import wire
from grader.errors import GraderFault
from grader.model import Answer, Call, Foreign, Limits, Outcome, Submission
from grader.printable import printable

BREAKS = 3
"""How often one function may hang or die: a new process takes over, so that one bad case does not lose the others;
after this many the rest of its calls is given up, and the other functions still get theirs."""
START_S = 30.0  # for the interpreter to start and to import NumPy, on the busiest of machines
IMPORTS_S = 3.0  # what loading the file may take beyond a call: it may import NumPy and more

OUTCOMES = {
    wire.RAISED: Outcome.RAISED,
    wire.OUT_OF_MEMORY: Outcome.OUT_OF_MEMORY,
    wire.TOO_LARGE: Outcome.PROTOCOL_ERROR,
    wire.MISSING: Outcome.RAISED,
}
"""What the records that tell of something other than an answer come to."""


class Child(Protocol):
    """A process that serves one payload, as `grader.sandbox.interpreter.Interpreter` does."""

    def send(self, payload: bytes, answers_most: int) -> None:
        """Hand over the payload."""
        ...

    def record(self, deadline: float, most: int) -> bytes:
        """Return the next record; raises TimeoutError, EOFError or WireError."""
        ...

    def close(self) -> None:
        """Leave nothing of it behind."""
        ...


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
    left_s = limits.total_s
    while todo := [index for index in range(len(calls)) if index not in answers]:
        with closing(start()) as child:
            talk = _Talk(child, submission, [calls[index] for index in todo], limits)
            talk.begin(left_s)
            answered = talk.answers()
        left_s = talk.finish - time.monotonic()
        answers.update(zip(todo, answered, strict=False))
        open_still = todo[len(answered) :]
        function = calls[todo[len(answered) - 1]].function
        breaks[function] += 1
        if left_s <= 0:
            late = Answer(Outcome.TIMED_OUT, message="not run: the time for all calls together was used up")
            answers.update(dict.fromkeys(open_still, late))
        elif breaks[function] == BREAKS:
            given_up = [index for index in open_still if calls[index].function == function]
            why = f"not run: {function} had to be broken off {BREAKS} times"
            answers.update(dict.fromkeys(given_up, Answer(answered[-1].outcome, message=why)))
    return tuple(answers[index] for index in range(len(calls)))


class _Ended(Exception):
    """The process cannot go on; holds the answer to what it was asked last."""

    def __init__(self, outcome: Outcome, message: str) -> None:
        super().__init__(message)
        self.answer = Answer(outcome, message=message)


class _Talk:
    """One process from its payload to its last answer, or to its first failure.

    Attributes:
        finish: when all calls have to be done, on the clock of `time.monotonic`.
    """

    def __init__(self, child: Child, submission: Submission, calls: Sequence[Call], limits: Limits) -> None:
        self._child = child
        self._calls = calls
        self._limits = limits
        self._submission = submission
        self._lines = submission.source.count("\n") + 1
        self._most = limits.answer_bytes + wire.RECORD_ROOM
        self.finish = 0.0

    def begin(self, left_s: float) -> None:
        """Hand the calls over and wait until the student's file comes next; till then a failure is the grader's."""
        asked = [(call.function, call.arguments) for call in self._calls]
        source, file = self._submission.source, self._submission.file
        payload = wire.encode_payload(file, source, self._limits.answer_bytes, asked)
        self._child.send(payload, self._most * (len(asked) + 3))
        try:
            kind, _, _ = wire.decode_record(self._child.record(time.monotonic() + START_S, self._most))
        except (TimeoutError, EOFError, wire.WireError) as error:
            raise GraderFault(f"the interpreter for submissions does not start: {error}") from error
        if kind != wire.READY:
            raise GraderFault("the interpreter for submissions does not say that it is ready")
        self.finish = time.monotonic() + left_s

    def answers(self) -> list[Answer]:
        """Return the answers up to the first call that ended the process; one for all where the file does not load."""
        try:
            failure = self._load()
        except _Ended as ended:
            failure = ended.answer
        if failure is not None:
            return [replace(failure, loaded=False)] * len(self._calls)
        answers = []
        try:
            for index in range(len(self._calls)):
                answers.append(self._answer(index))  # noqa: PERF401  # the answers before the end are kept
        except _Ended as ended:
            answers.append(ended.answer)
        return answers

    def _load(self) -> Answer | None:
        """Return what went wrong when the file was run; None where all is well."""
        seconds = self._limits.call_s + IMPORTS_S
        kind, body = self._next(0, seconds, f"the file was not loaded within {seconds:g} s")
        if kind == wire.LOADED:
            return None
        return self._failure(kind, body)

    def _answer(self, index: int) -> Answer:
        seconds = self._limits.call_s
        kind, body = self._next(index, seconds, f"no answer within {seconds:g} s")
        answer = self._given(body, self._calls[index]) if kind == wire.ANSWERED else self._failure(kind, body)
        if index == len(self._calls) - 1:
            self._end(seconds)
        return answer

    def _given(self, body: bytes, call: Call) -> Answer:
        try:
            value, changed = wire.decode_answer(body, lambda name: Foreign(printable(name)))
        except wire.WireError as error:
            raise _broken(error) from error
        return Answer(
            Outcome.ANSWERED, _shown(value), changed=tuple(name for name in call.arguments if name in changed)
        )

    def _failure(self, kind: bytes, body: bytes) -> Answer:
        if kind not in OUTCOMES:
            raise _broken("a record out of order")
        try:
            type_name, text, line = wire.decode_error(body)
        except wire.WireError as error:
            raise _broken(error) from error
        message = printable(": ".join(part for part in (type_name, text) if part))
        known = line if 1 <= line <= self._lines else None
        return Answer(OUTCOMES[kind], message=message, line=known, missing=kind == wire.MISSING)

    def _end(self, seconds: float) -> None:
        """Require that nothing but the end follows: whoever forged an answer leaves the true one behind it."""
        kind, _ = self._next(len(self._calls), seconds, "no end after the last answer")
        if kind != wire.END:
            raise _broken("a record out of order")

    def _next(self, index: int, seconds: float, late: str) -> tuple[bytes, bytes]:
        """Return kind and body of the next record, which has to be of call ``index``."""
        deadline = time.monotonic() + seconds
        try:
            kind, number, body = wire.decode_record(self._child.record(min(deadline, self.finish), self._most))
        except TimeoutError:
            together = f"all calls together took more than {self._limits.total_s:g} s"
            raise _Ended(Outcome.TIMED_OUT, late if deadline < self.finish else together) from None
        except EOFError as error:
            raise _Ended(Outcome.DIED, str(error)) from error
        except wire.WireError as error:
            raise _broken(error) from error
        if number != index:
            raise _broken("a record out of order")
        return kind, body


def _broken(why: object) -> _Ended:
    return _Ended(Outcome.PROTOCOL_ERROR, f"what came from the process was no answer: {why}")


def _shown(value: Any) -> Any:
    """Return a value with all its texts printable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {_shown(key): _shown(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(map(_shown, value))
    return value
