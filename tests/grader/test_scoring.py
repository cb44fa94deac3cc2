from fractions import Fraction

import pytest

from grader.model import Ask, AskKind, Attempt, CaseKind, Credit, Finding, Outcome
from grader.scoring import right, score

NAMES = ("w", "b", "x")
WRONG_W = Finding("reference", "w", "dL/dw is 1.0, expected 2.0")
NO_DICT = Finding("structure", "", "backward returned a list")
NOTE = Finding("purity", "w", "backward changes its input 'w' in place", note=True)


def ask(credit: Credit) -> Ask:
    return Ask(AskKind.BACKWARD, Fraction(5), "backward", NAMES, credit=credit)


def attempt(*findings: Finding, outcome: Outcome = Outcome.ANSWERED) -> Attempt:
    return Attempt("a case", CaseKind.RANDOM, True, outcome, right(outcome, findings), "", "", findings)  # noqa: FBT003  # visible


@pytest.mark.parametrize("outcome", Outcome)
def test_an_attempt_is_right_if_it_answered_and_nothing_was_found(outcome):
    assert right(outcome, ()) is (outcome is Outcome.ANSWERED)


def test_a_finding_makes_an_attempt_wrong():
    assert not right(Outcome.ANSWERED, (NOTE, WRONG_W))


def test_a_note_costs_nothing():
    assert right(Outcome.ANSWERED, (NOTE, NOTE))


@pytest.mark.parametrize("credit", Credit)
class TestWhateverTheCredit:
    def test_no_attempt_earns_nothing(self, credit):
        assert score(ask(credit), NAMES, []) == 0

    def test_every_attempt_right_earns_all(self, credit):
        assert score(ask(credit), NAMES, [attempt(), attempt(NOTE)]) == 5

    def test_one_attempt_without_an_answer_loses_all(self, credit):
        assert score(ask(credit), NAMES, [attempt(), attempt(outcome=Outcome.TIMED_OUT)]) == 0

    def test_an_answer_that_is_wrong_as_a_whole_loses_all(self, credit):
        assert score(ask(credit), NAMES, [attempt(), attempt(NO_DICT)]) == 0


def test_all_or_nothing_is_lost_by_one_wrong_name():
    assert score(ask(Credit.ALL), NAMES, [attempt(), attempt(WRONG_W)]) == 0


def test_a_share_is_lost_by_each_name_that_is_wrong_anywhere():
    wrong_b = Finding("structure", "b", "dL/db is missing")
    attempts = [attempt(), attempt(WRONG_W), attempt(WRONG_W, wrong_b)]
    assert score(ask(Credit.EACH), NAMES, attempts) == Fraction(5, 3)
