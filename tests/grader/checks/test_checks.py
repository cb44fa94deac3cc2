"""Every check of the table, and only those, speaks."""

import pytest

from grader.checks import CHECKS
from grader.checks.structure import SHAPE
from grader.reports.audience import HIDDEN_WORDS
from tests.grader.in_process import ONE_WEIGHT, graded

FALSIFIED = {
    "structure": "def backward(x, w, y): return {'s': 2 * (w * x - y)}",
    "unfinished": "def backward(x, w, y): return {'s': 0.0, 'w': 0.0}",
    "reference": "def backward(x, w, y): return {'s': 2 * (w * x - y), 'w': 2 * (w * x - y)}",
    "differences": "def backward(x, w, y): return {'s': 2 * (w * x - y), 'w': 2 * (w * x - y)}",
    "purity": """
        import numpy as np
        def backward(x, w, y, upstream):
            upstream *= 2
            return {"w": (upstream * x).sum(), "s": upstream}
        """,
}
"""For each check a submission that it speaks of."""

VECTORS = """
    inputs: {x: {role: data, shape: [3]}, w: {role: parameter}, y: {role: target, shape: [3]}}
    graph: |
      s = w * x - y
      out = s * 2
    ask: {backward: {gradients: [s, w], points: 4}}
    random: {cases: 2}
    """


def spoken(source: str) -> list[str]:
    report = graded(VECTORS if "upstream" in source else ONE_WEIGHT, source)
    backward = next(ask for ask in report.asks if ask.ask.value == "backward")
    return [finding.check for attempt in backward.attempts for finding in attempt.findings]


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_has_something_to_say(check):
    assert check in spoken(FALSIFIED[check])


def test_every_check_has_its_words_for_hidden_cases():
    assert set(HIDDEN_WORDS) == {*CHECKS, SHAPE}


def test_findings_come_in_the_order_of_the_table():
    for source in FALSIFIED.values():
        order = [list(CHECKS).index(check) for check in spoken(source)]
        assert order[0] == min(order)


def test_the_inputs_may_be_used_up_for_a_note():
    report = graded(VECTORS, FALSIFIED["purity"])
    notes = {(found.name, found.message) for attempt in report.asks[0].attempts for found in attempt.findings}
    assert notes == {("upstream", "backward changes its input 'upstream' in place")}
    assert report.full_marks


def test_the_values_of_a_function_that_spoils_its_inputs_are_judged_on_copies():
    source = FALSIFIED["purity"].replace("upstream *= 2", "x *= 0; y *= 0; upstream *= 2")
    report = graded(VECTORS, source)
    assert not report.full_marks
    again = FALSIFIED["purity"].replace(
        "return", "given = upstream.copy(); upstream[:] = np.nan; upstream = given; return"
    )
    assert graded(VECTORS, again).full_marks


def test_differences_judge_derivatives_alone():
    source = "def forward(x, w, y): return {'p': 1.0, 's': 1.0, 'L': 1.0}"
    forward = graded(ONE_WEIGHT, source).asks[0]
    assert {found.check for attempt in forward.attempts for found in attempt.findings} == {"reference"}
