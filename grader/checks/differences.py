"""Do the numbers agree with finite differences of the forward pass, which share no formula with the reference?"""

from collections.abc import Iterator

from grader.checks.paper import Paper
from grader.model import Finding

NAME = "differences"


def check(paper: Paper) -> Iterator[Finding]:
    """Yield, for each derivative that the differences reject, its first such element.

    On a kink they are undecided, and leave it to the reference.
    """
    for key, got in paper.read.items():
        target = paper.question.targets[key]
        agrees = target.agrees_with_differences(got)
        if not agrees.all():
            yield paper.question.wrong_number(NAME, key, ~agrees, got, target.differences.derivative)
