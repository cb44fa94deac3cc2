"""What students may see of a report: of a hidden case, that it failed and in what way, and nothing that it holds."""

from dataclasses import replace

from grader.model import AskResult, Attempt, Audience, Finding, Outcome, Report
from grader.reports.hints import for_students

HIDDEN_WORDS = {
    "structure": "the answer has not the form that was asked for",
    "shape": "a result has the wrong shape",
    "unfinished": "this looks unfinished",
    "reference": "a number is wrong",
    "differences": "a number disagrees with finite differences",
    "purity": "an input is changed in place",
}
"""All that is said of a hidden case, by the check that spoke: a closed list, so that no input can leak through it."""


def for_audience(report: Report, audience: Audience) -> Report:
    """Return the report as ``audience`` may read it."""
    if audience is Audience.INSTRUCTOR:
        return report
    hidden = any(not attempt.visible for ask in report.asks for attempt in ask.attempts)
    return replace(
        report,
        asks=tuple(replace(ask, attempts=_shown(ask)) for ask in report.asks),
        diagnosis=for_students(report.diagnosis, report.feedback, hidden=hidden),
    )


def _shown(ask: AskResult) -> tuple[Attempt, ...]:
    return tuple(attempt if attempt.visible else _hidden(attempt) for attempt in ask.attempts)


def _hidden(attempt: Attempt) -> Attempt:
    """Return an attempt without inputs, values, notes, or text of the student's, which could carry any of these."""
    words = MISSING if attempt.missing else OUTCOME_WORDS[attempt.outcome]
    said = dict.fromkeys(_without_numbers(found) for found in attempt.findings if not found.note)
    return replace(attempt, message=words, replay="", findings=tuple(said), printed="")


def _without_numbers(found: Finding) -> Finding:
    """Return what a finding is about, and the words for its check."""
    words = HIDDEN_WORDS[found.check]
    message = f"{found.label}: {words}" if found.label else words
    return Finding(found.check, found.name, message, label=found.label)


OUTCOME_WORDS = {
    Outcome.ANSWERED: "",
    Outcome.RAISED: "the call raised an exception",
    Outcome.TIMED_OUT: "the call took too long",
    Outcome.OUT_OF_MEMORY: "the call ran out of memory",
    Outcome.DIED: "the call ended the process",
    Outcome.PROTOCOL_ERROR: "the call gave no answer that could be read",
}
"""The same for how the call ended."""
MISSING = "the file has no such function"
