"""What is expected at one case, and how an expected number is told: as the fraction that it is, where that helps."""

import numpy as np
import pytest

from grader.expected.question import Target, TargetsAt
from grader.reports.gist import sum_up
from reference.numeric import Differences
from tests.grader.in_process import graded

MEAN = """
    inputs: {x: {role: parameter, shape: [4]}, y: {role: target}}
    graph: L = mean(x) * y
    ask: {forward: {points: 1}}
    cases: [{name: written, inputs: {x: [1, 2, 3, 1], y: 1}}]
    random: {cases: 3}
    """


def messages(text: str, answer: str) -> list[str]:
    """Return what is said at each case of an answer, given as an expression of ``x`` and ``y``."""
    report = graded(text, f"def forward(x, y):\n    return {{'L': {answer}}}")
    return [found.message for ask in report.asks for attempt in ask.attempts for found in attempt.findings]


def stack(*values: float) -> Target:
    """Return a target at as many cases, with numbers by which its parts are told apart."""
    value = np.array(values)
    return Target(value, value / 10, Differences(value / 100, value / 1000))


class TestTargetsAt:
    def test_every_part_of_a_target_is_that_of_the_case(self):
        target = TargetsAt({"w": stack(1, 2), "x": stack(3, 4)}, 1)["x"]
        parts = (target.value, target.tolerance, target.differences.derivative, target.differences.error)
        assert parts == pytest.approx((4, 0.4, 0.04, 0.004))

    def test_keys_keep_their_order(self):
        targets = TargetsAt({"w": stack(1), ("L", "w"): stack(2), "a": stack(3)}, 0)
        assert list(targets) == ["w", ("L", "w"), "a"]
        assert len(targets) == 3

    def test_it_is_read_as_any_mapping(self):
        targets = TargetsAt({"w": stack(1, 2), "x": stack([3, 5], [4, 6])}, 1)
        assert {key: target.value.tolist() for key, target in targets.items()} == {"w": 2, "x": [4, 6]}
        assert "w" in targets
        assert "y" not in targets
        assert targets.get("y") is None


def test_an_expected_fraction_is_shown_with_its_decimal():
    written, *random, again = messages(MEAN, "1.5")
    assert written == again == "L is 1.5, expected 7/4 = 1.75"
    assert all("/" not in message for message in random)


def test_an_expected_decimal_is_shown_as_it_is():
    assert messages(MEAN.replace("[1, 2, 3, 1]", "[1, 2, 3, 0]"), "1.25 * y")[0] == "L is 1.25, expected 1.5"


def test_a_fraction_is_recognised_where_the_way_to_it_leaves_the_fractions():
    text = MEAN.replace("mean(x) * y", "sum(softmax(x)[0:1]) * y").replace("[1, 2, 3, 1]", "[1, 1, 1, 1]")
    assert messages(text, "0.5")[0] == "L is 0.5, expected 1/4 = 0.25"


def test_reports_show_it_in_their_tables_too():
    report = graded(MEAN, "def forward(x, y):\n    return {'L': 1.5}")
    failure = sum_up(report).asks[0].failure
    assert failure is not None
    assert [(row.got, row.expected) for row in failure.rows] == [("1.5", "7/4 = 1.75")]
