"""What a report comes to, before any format writes it down."""

import pytest

from grader.reports.gist import AskGist, Verdict, sum_up
from tests.grader.in_process import ONE_WEIGHT, RIGHT, graded

SEEDED = ONE_WEIGHT.replace("gradients: [s, w]", "gradients: [L, s, w]")
"""The same, with the gradient of the output by itself."""


def backward(text: str, returned: str) -> AskGist:
    source = f"{RIGHT}\ndef backward(x, w, y):\n    return {returned}"
    return next(ask for ask in sum_up(graded(text, source)).asks if ask.name == "backward")


def test_of_what_is_not_written_yet_no_mistakes_are_told():
    found = backward(ONE_WEIGHT, "{'s': 0.0, 'w': 0.0}")
    assert (found.verdict, found.hints) == (Verdict.TO_DO, ())


def test_that_zeros_stay_zeros_without_a_seed_is_told_even_there():
    found = backward(SEEDED, "{'L': 0.0, 's': 0.0, 'w': 0.0}")
    assert found.verdict is Verdict.TO_DO
    assert found.hints[-1] == "fix: begin with dL/dL = 1"


@pytest.mark.parametrize("returned", ["{'s': 0.0, 'w': 1.0}", "{'s': 1.0, 'w': 0.0}"])
def test_of_what_is_wrong_mistakes_are_told(returned):
    found = backward(ONE_WEIGHT, returned)
    assert found.verdict is Verdict.WRONG
    assert found.hints
