from dataclasses import replace

import pytest

from grader.model import CaseKind
from grader.printable import printable_lines


@pytest.fixture
def printing():
    """Give a report as if every call had printed a text."""

    def printed(report, text):
        lines = printable_lines(text)
        return replace(
            report,
            asks=tuple(
                replace(ask, attempts=tuple(replace(attempt, printed=lines) for attempt in ask.attempts))
                for ask in report.asks
            ),
        )

    return printed


@pytest.fixture
def with_smallest():
    """Give a report as if its last failing case were the smallest one, which was found beside those of the problem."""

    def found(report):
        asks = (ask if ask.right else replace(ask, smallest=smallest(ask)) for ask in report.asks)
        return replace(report, asks=tuple(asks), diagnosis=())

    def smallest(ask):
        *_, last = (attempt for attempt in ask.attempts if not attempt.right)
        replay = f"{ask.ask.value}(x=1.0)"
        return replace(
            last, case="smallest", kind=CaseKind.RANDOM, visible=True, replay=replay, findings=last.findings[:1]
        )

    return found
