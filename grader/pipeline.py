"""From a problem and a submission to a report: the only place that knows the order of things."""

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from grader import __version__, checks, expected, scoring
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
    Finding,
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


@dataclass(frozen=True, eq=False)
class Exam:
    """A problem with its cases drawn and its right answers worked out, ready for any number of submissions.

    Attributes:
        problem: the problem.
        questions: each ask at each case, in the order in which they are put.
        calls: for each question, the call of the student's function.
        replays: the same as text to paste.
    """

    problem: Problem
    questions: tuple[Question, ...]
    calls: tuple[Call, ...]
    replays: tuple[str, ...]


def prepare(problem: Problem, salt: str) -> Exam:
    """Return the exam of ``problem``; the same salt gives the same cases everywhere.

    Raises:
        UsageError: if the problem has no random cases at which it can be computed.
        GraderFault: if the reference disagrees with what it is held against.
    """
    questions = expected.questions(problem, all_cases(problem, salt))
    calls = tuple(call(problem, question.ask, question.case) for question in questions)
    return Exam(problem, questions, calls, tuple(map(spelled, calls)))


def mark(exam: Exam, submission: Submission, sandbox: Sandbox) -> Report:
    """Return the report on one submission.

    Raises:
        GraderFault: if the sandbox cannot work; never for anything that a submission does.
    """
    answers = sandbox.run(submission, exam.calls, exam.problem.limits)
    if not answers[0].loaded or all(answer.missing for answer in answers):
        reasons = dict.fromkeys(said(answer, submission) for answer in answers)
        return not_gradable(exam.problem, submission, sandbox.level, "\n".join(reasons))
    found = checks.judge(exam.questions, answers)
    attempts: dict[AskKind, list[Attempt]] = {ask.kind: [] for ask in exam.problem.asks}
    for index, answer in enumerate(answers):
        attempt = _attempt(exam, index, answer, found[index], said(answer, submission))
        attempts[exam.questions[index].ask.kind].append(attempt)
    asks = tuple(_result(ask, tuple(attempts[ask.kind])) for ask in exam.problem.asks)
    score = sum((ask.score for ask in asks), Fraction(0))
    blank = not_gradable(exam.problem, submission, sandbox.level, "")
    return replace(blank, status=Status.GRADED, score=score, asks=asks)


def grade(problem: Problem, submission: Submission, sandbox: Sandbox, *, salt: str = PUBLIC_SALT) -> Report:
    """Return the report on one submission to ``problem``; raises as `prepare` and `mark` do."""
    return mark(prepare(problem, salt), submission, sandbox)


def mark_file(exam: Exam, file: Path, sandbox: Sandbox, *, student: str = "") -> Report:
    """Return the report on a student's file, readable or not.

    Raises:
        UsageError: if there is no such file.
        GraderFault: as `mark` does.
    """
    try:
        submission = read_submission(file, student)
    except UngradableSubmission as error:
        return not_gradable(exam.problem, error.submission, sandbox.level, str(error))
    return mark(exam, submission, sandbox)


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
    )


def said(answer: Answer, submission: Submission) -> str:
    """Return what ended a call, and the line of the student's file where it did."""
    message = answer.message
    if message.startswith(ModuleNotFoundError.__name__):
        message += "; there are the standard library and NumPy, and no file but this one"
    if answer.line is None:
        return message
    lines = re.split(r"\r\n?|\n", submission.source)  # as Python counts them; str.splitlines breaks at form feeds too
    line = printable(lines[answer.line - 1].strip(), LONGEST_LINE) if 0 < answer.line <= len(lines) else ""
    return f"{message}\n{submission.file}, line {answer.line}: {line}"


def _attempt(exam: Exam, index: int, answer: Answer, found: tuple[Finding, ...], message: str) -> Attempt:
    """Return one case that ran, with everything the checks found."""
    case = exam.questions[index].case
    right = scoring.right(answer.outcome, found)
    replay = exam.replays[index]
    return Attempt(
        case.name, case.kind, case.visible, answer.outcome, right, message, replay, found, missing=answer.missing
    )


def _result(ask: Ask, attempts: tuple[Attempt, ...]) -> AskResult:
    """Return what one ask earned."""
    points = scoring.score(ask, [name_of(key) for key in ask.keys], attempts)
    return AskResult(ask.kind, points, ask.points, all(attempt.right for attempt in attempts), attempts)
