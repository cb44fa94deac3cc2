"""What a diagnosis comes to in lines, and how much of it students are told."""

from dataclasses import replace

import pytest

from grader.model import AskKind, Diagnosis, Feedback
from grader.reports import render
from grader.reports.hints import for_students, hints
from tests.grader.in_process import ONE_WEIGHT, RIGHT, graded

SIGN = Diagnosis(
    ask=AskKind.BACKWARD,
    slip=1,
    edge=("s", "y"),
    mistake="sign flipped",
    factor=-1.0,
    words="the sign of ds/dy is flipped",
    remedy="turn its sign",
)
FACTOR = replace(SIGN, mistake="wrong factor", factor=1.37, words="ds/dy is off by a constant factor", remedy="")
PLACE = replace(SIGN, mistake="", factor=None, words="dL/dw does not follow", edge=("w",), remedy="")
STEPPED = replace(PLACE, slip=0, mistake="finite differences", words="backward takes differences", confidential=True)


def test_one_mistake_is_what_an_answer_is_consistent_with():
    assert list(hints([SIGN])) == ["consistent with: the sign of ds/dy is flipped", "fix: turn its sign"]


def test_alternatives_are_told_as_such_and_only_the_first_of_them():
    others = [replace(FACTOR, words=f"other {number}", factor=None) for number in range(4)]
    assert list(hints([FACTOR, *others])) == [
        "consistent with: ds/dy is off by a constant factor (1.37)",
        "or: other 0",
        "or: other 1",
        "or: 2 more",
    ]


def test_a_place_alone_is_no_explanation():
    assert list(hints([PLACE])) == ["dL/dw does not follow"]


def test_several_slips_are_not_explained_by_one():
    slips = [replace(PLACE, slip=number, words=f"place {number}") for number in range(1, 7)]
    assert list(hints(slips)) == [
        "no single mistake explains this; one after the other:",
        "- place 1",
        "- place 2",
        "- place 3",
        "- place 4",
        "- and 2 more",
    ]


def test_local_gradients_are_wrong_each_by_itself():
    slips = [replace(SIGN, ask=AskKind.LOCALS, slip=number) for number in (1, 2)]
    assert next(hints(slips)) == "consistent with, each by itself:"


def test_what_the_source_shows_is_for_instructors():
    assert list(hints([STEPPED])) == ["for instructors: backward takes differences"]
    assert for_students([STEPPED], Feedback.FIX, hidden=False) == ()


def test_one_call_of_forward_is_nothing_to_read_of():
    assert list(hints([replace(STEPPED, mistake="calls forward")])) == []


@pytest.mark.parametrize(
    ("feedback", "told"),
    [
        (Feedback.FIX, SIGN),
        (Feedback.WHAT, replace(SIGN, remedy="")),
        (Feedback.WHERE, replace(SIGN, mistake="", factor=None, words="look at ds/dy", remedy="")),
    ],
)
def test_the_problem_decides_how_far_a_diagnosis_goes(feedback, told):
    assert for_students([SIGN], feedback, hidden=False) == (told,)


@pytest.mark.parametrize(
    ("found", "where"),
    [
        (PLACE, "look at the gradient of w"),
        (replace(PLACE, ask=AskKind.FORWARD), "look at the value of w"),
        (replace(PLACE, edge=()), "look at the function as a whole, not at one derivative"),
    ],
)
def test_a_place_has_its_words(found, where):
    (told,) = for_students([found], Feedback.WHERE, hidden=False)
    assert told.words == where


def test_alternatives_at_one_place_are_one_place():
    assert len(for_students([SIGN, FACTOR], Feedback.WHERE, hidden=False)) == 1


def test_a_factor_cannot_carry_what_hidden_cases_hold():
    assert [one.factor for one in for_students([SIGN, FACTOR], Feedback.WHAT, hidden=True)] == [-1.0, None]


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_every_format_for_people_says_it(form):
    report = graded(ONE_WEIGHT, RIGHT.replace("2 * s * x", "s * x"))
    said = render(report, form)
    assert "consistent with: ds/dp is half of what it should be" in said
    assert "or: dp/dw is half of what it should be" in said


def test_local_gradients_without_a_name_are_not_listed():
    assert list(hints([replace(PLACE, ask=AskKind.LOCALS)])) == []


def test_of_several_slips_each_has_its_remedy():
    slips = [SIGN, replace(PLACE, slip=2), replace(SIGN, slip=3, words="another", remedy="mend it")]
    assert list(hints(slips))[1:] == [
        "- the sign of ds/dy is flipped; fix: turn its sign",
        "- dL/dw does not follow",
        "- another; fix: mend it",
    ]


def test_what_follows_from_another_ask_is_told_however_far_a_diagnosis_goes():
    follows = replace(SIGN, mistake="follows from backward", edge=(), factor=None, words="the step is right for that")
    (told,) = for_students([follows], Feedback.WHERE, hidden=True)
    assert (told.words, told.mistake, told.remedy) == ("the step is right for that", "", "")
