"""Were the inputs left as they were? Worth knowing, and no points: the values are judged on copies."""

from collections.abc import Iterator

from grader.checks.paper import Paper
from grader.model import Finding

NAME = "purity"


def check(paper: Paper) -> Iterator[Finding]:
    """Yield a note for each input that the function changed in place."""
    for name in paper.answer.changed:
        yield Finding(NAME, name, f"{paper.question.ask.function} changes its input '{name}' in place", note=True)
