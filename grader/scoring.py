"""From findings to points."""

from collections.abc import Sequence
from fractions import Fraction

from grader.model import Ask, Attempt, Credit, Finding, Outcome


def right(outcome: Outcome, findings: Sequence[Finding]) -> bool:
    """Whether an attempt is right: only an answer without findings is; notes cost nothing."""
    return outcome is Outcome.ANSWERED and all(finding.note for finding in findings)


def score(ask: Ask, labels: Sequence[str], attempts: Sequence[Attempt]) -> Fraction:
    """Return the points that ``attempts`` earn.

    Args:
        ask: what was asked.
        labels: what findings call each of its keys.
        attempts: all of them; without any there are no points.
    """
    if not attempts:
        return Fraction(0)
    if ask.credit is Credit.ALL:
        return ask.points if all(attempt.right for attempt in attempts) else Fraction(0)
    wrong = {finding.name for attempt in attempts for finding in attempt.findings if not finding.note}
    if "" in wrong or any(attempt.outcome is not Outcome.ANSWERED for attempt in attempts):
        return Fraction(0)
    return ask.points * Fraction(sum(name not in wrong for name in labels), len(labels))
