"""From a problem and a submission to a report: the only place that knows the order of things."""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from grader import __version__, checks, counterexample, expected, scoring
from grader.cases import PUBLIC_SALT, all_cases
from grader.expected import Question
from grader.isolation import Isolation
from grader.model import (
    Answer,
    Ask,
    AskKind,
    AskResult,
    Attempt,
    Call,
    Case,
    Diagnosis,
    Finding,
    Outcome,
    Problem,
    Report,
    Status,
    Submission,
    name_of,
)
from grader.printable import printable
from grader.replay import spelled
from grader.sandbox import Sandbox
from grader.submission import UngradableSubmission, read_submission

LONGEST_LINE = 120
"""Of a student's own file, where a report quotes it."""
LARGEST = 1e300  # of an integer, which may be larger than any float
DEBUG = "GRADER_DEBUG"
FEW = 8
"""Of a student's own files, where a message names them."""

REFUSED = {
    "PermissionError: [Errno 1]": "submissions can open no files and start no processes",
    "RuntimeError: can't start new thread": "submissions can start none",
}
"""What to add to an exception that says no more than that something is refused, by how it begins."""


@dataclass(frozen=True, eq=False)
class Exam:
    """A problem with its cases drawn and its right answers worked out, ready for any number of submissions.

    Attributes:
        problem: the problem.
        questions: each ask at each case, in the order in which they are put.
        calls: for each question, the call of the student's function.
        replays: the same as text to paste.
        right: for each question, what is reported of a right answer, if the call printed nothing.
    """

    problem: Problem
    questions: tuple[Question, ...]
    calls: tuple[Call, ...]
    replays: tuple[str, ...]
    right: tuple[Attempt, ...]


def prepare(problem: Problem, salt: str) -> Exam:
    """Return the exam of ``problem``; the same salt gives the same cases everywhere.

    Raises:
        UsageError: if the problem has no random cases at which it can be computed.
        GraderFault: if the reference disagrees with what it is held against.
    """
    questions = expected.questions(problem, all_cases(problem, salt))
    calls = tuple(call(problem, question.ask, question.case) for question in questions)
    replays = tuple(map(spelled, calls))
    answered = Answer(Outcome.ANSWERED)
    right = tuple(_attempt(one.case, replay, answered, (), "") for one, replay in zip(questions, replays, strict=True))
    return Exam(problem, questions, calls, replays, right)


def mark(exam: Exam, submission: Submission, sandbox: Sandbox, *, smallest: bool = False) -> Report:
    """Return the report on one submission.

    Args:
        exam: the problem, prepared.
        submission: what was handed in.
        sandbox: where it runs.
        smallest: whether to look for the smallest case that fails; this changes no verdict.
    Raises:
        GraderFault: if the sandbox cannot work; never for anything that a submission does.
    """
    answers = _answers(exam, submission, sandbox)
    if not answers[0].loaded or all(answer.missing for answer in answers):
        reasons = dict.fromkeys(said(answer, submission) for answer in answers)
        return not_gradable(exam.problem, submission, sandbox.level, "\n".join(reasons))
    found = checks.judge(exam.questions, answers)
    attempts: dict[AskKind, list[Attempt]] = {ask.kind: [] for ask in exam.problem.asks}
    for index, answer in enumerate(answers):
        attempts[exam.questions[index].ask.kind].append(_judged(exam, index, answer, found[index], submission))
    asks = tuple(_result(ask, tuple(attempts[ask.kind])) for ask in exam.problem.asks)
    if smallest and not all(ask.right for ask in asks):
        asks = tuple(_with_smallest(exam.problem, asks, submission, sandbox))
    score = sum((ask.score for ask in asks), Fraction(0))
    blank = not_gradable(exam.problem, submission, sandbox.level, "")
    graded = replace(blank, status=Status.GRADED, score=score, asks=asks)
    return replace(graded, diagnosis=_diagnosis(exam, submission, sandbox, () if graded.full_marks else answers))


def _diagnosis(
    exam: Exam, submission: Submission, sandbox: Sandbox, answers: tuple[Answer, ...]
) -> tuple[Diagnosis, ...]:
    """Return what wrong answers are consistent with, and what the source shows; the verdict has been reached."""
    from grader.diagnosis import diagnose, flagged  # noqa: PLC0415  # 20 ms, and nothing else needs it

    problem, questions = exam.problem, exam.questions[: len(answers)]

    def forward(calls: Sequence[Call]) -> list[float | None]:
        made = sandbox.run(submission, tuple(calls), problem.limits)
        return [_output(answer, problem.graph.output) for answer in made]

    readings = [checks.numbers(question, answer) for question, answer in zip(questions, answers, strict=True)]
    try:
        return (*diagnose(problem, questions, readings, forward), *flagged(problem, submission))
    except Exception:  # whatever it is, the verdict stands without a diagnosis
        if DEBUG in os.environ:
            raise
        return ()


def _output(answer: Answer, name: str) -> float | None:
    """Return the number that the student's forward gives for ``name``; None where it gives none."""
    value = answer.value.get(name) if type(answer.value) is dict else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        return None
    return float(value)


def _answers(exam: Exam, submission: Submission, sandbox: Sandbox) -> tuple[Answer, ...]:
    """Return the answer to each question; only one for all if the file does not even load.

    Hidden cases are run by themselves: where students are told what became of a call, or of loading the file, no hidden
    input is in the memory of the process.
    """
    limits = exam.problem.limits
    visible = sum(question.case.visible for question in exam.questions)  # they come first
    told = exam.calls[:visible] or (Call(exam.calls[0].function, {}),)  # at least whether it loads
    answers = sandbox.run(submission, told, limits)
    if visible == len(exam.calls) or not answers[0].loaded:
        return answers
    return answers[:visible] + sandbox.run(submission, exam.calls[visible:], limits)


def grade(problem: Problem, submission: Submission, sandbox: Sandbox, *, salt: str = PUBLIC_SALT) -> Report:
    """Return the report on one submission to ``problem``; raises as `prepare` and `mark` do."""
    return mark(prepare(problem, salt), submission, sandbox)


def mark_file(exam: Exam, file: Path, sandbox: Sandbox, *, student: str = "", smallest: bool = False) -> Report:
    """Return the report on a student's file or folder, readable or not; ``smallest`` as for `mark`.

    Raises:
        UsageError: if there is no such thing, or it cannot be read.
        GraderFault: as `mark` does.
    """
    try:
        submission = read_submission(file, student, exam.problem.id)
    except UngradableSubmission as error:
        return not_gradable(exam.problem, error.submission, sandbox.level, str(error))
    return mark(exam, submission, sandbox, smallest=smallest)


def call(problem: Problem, ask: Ask, case: Case) -> Call:
    """Return the call that puts ``ask`` at ``case``."""
    return Call(ask.function, {name: case.argument(name) for name in problem.parameters(ask)})


def not_gradable(problem: Problem, submission: Submission, isolation: Isolation, message: str) -> Report:
    """Return the report on a submission that cannot be run at all: no points, and the reason."""
    return Report(
        version=__version__,
        problem_id=problem.id,
        problem_sha256=problem.sha256,
        student=submission.student,
        file=submission.file,
        submission_sha256=submission.sha256,
        isolation=isolation,
        status=Status.NOT_GRADABLE,
        message=message,
        score=Fraction(0),
        max_score=problem.points,
        asks=(),
        feedback=problem.feedback,
    )


def said(answer: Answer, submission: Submission) -> str:
    """Return what ended a call, and the line of the student's files where it did."""
    message = answer.message
    if message.startswith(ModuleNotFoundError.__name__):
        message += f"; there are NumPy and a part of the standard library, and no file but {_files(submission)}"
    elif message.startswith((ImportError.__name__, AttributeError.__name__)) and (taken := _taken(submission)):
        message += f"; {taken} cannot be imported: there is another module of that name; call it something else"
    message += next((f"; {words}" for start, words in REFUSED.items() if message.startswith(start)), "")
    if answer.line is None:
        return message
    lines = _lines(submission.sources.get(answer.file, ""))
    line = printable(lines[answer.line - 1].strip(), LONGEST_LINE) if 0 < answer.line <= len(lines) else ""
    return f"{message}\n{answer.file}, line {answer.line}: {line}"


@lru_cache(1)  # a file may have a million lines, and fail in every case
def _lines(source: str) -> list[str]:
    """Return the lines of a file as Python counts them; str.splitlines breaks at form feeds too."""
    return re.split(r"\r\n?|\n", source)


def _taken(submission: Submission) -> str:
    """Return a file of a student's that is named like a module of Python's, which is then the one that is imported."""
    taken = {*sys.stdlib_module_names, "numpy"}
    return next((file for file in submission.modules if re.split(r"[/.]", file)[0] in taken), "")


def _files(submission: Submission) -> str:
    """Return the names of a student's files, as an error of one of them may say them."""
    if not submission.modules:
        return "this one"
    shown, hidden = sorted(submission.sources)[:FEW], len(submission.sources) - FEW
    return ", ".join(shown) + (f" and {hidden} more" if hidden > 0 else "")


def _judged(exam: Exam, index: int, answer: Answer, found: tuple[Finding, ...], submission: Submission) -> Attempt:
    """Return one case that ran, with everything the checks found."""
    if answer.outcome is Outcome.ANSWERED and not found and not answer.printed:
        return exam.right[index]
    return _attempt(exam.questions[index].case, exam.replays[index], answer, found, said(answer, submission))


def _attempt(case: Case, replay: str, answer: Answer, found: tuple[Finding, ...], message: str) -> Attempt:
    return Attempt(
        case.name,
        case.kind,
        case.visible,
        answer.outcome,
        scoring.right(answer.outcome, found),
        message,
        replay,
        found,
        missing=answer.missing,
        printed=answer.printed,
    )


def _result(ask: Ask, attempts: tuple[Attempt, ...]) -> AskResult:
    """Return what one ask earned."""
    points = scoring.score(ask, [name_of(key) for key in ask.keys], attempts)
    return AskResult(ask.kind, points, ask.points, all(attempt.right for attempt in attempts), attempts)


def _with_smallest(
    problem: Problem, asks: tuple[AskResult, ...], submission: Submission, sandbox: Sandbox
) -> Iterator[AskResult]:
    """Yield what the asks earned, with the smallest cases that fail."""
    found = counterexample.smallest(problem, asks, submission, sandbox)
    for ask in asks:
        trial = found.get(ask.ask)
        yield ask if trial is None else replace(ask, smallest=_tried(trial, submission))


def _tried(trial: counterexample.Trial, submission: Submission) -> Attempt:
    message = said(trial.answer, submission)
    return _attempt(trial.question.case, spelled(trial.call), trial.answer, trial.findings, message)
