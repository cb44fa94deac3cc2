from dataclasses import replace

import pytest

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
