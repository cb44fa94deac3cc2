"""Nothing that a hidden case holds reaches a student."""

import json
import re
from dataclasses import replace

import pytest

from grader.model import Audience, Outcome
from grader.reports import RENDERERS, render
from grader.reports.audience import HIDDEN_WORDS, MISSING, OUTCOME_WORDS, for_audience
from tests.grader.in_process import ONE_WEIGHT, RIGHT, exam_of, graded

WRONG = [
    RIGHT.replace('"w": 2 * s * x', '"w": x'),
    RIGHT.replace('"w": 2 * s * x', '"w": float("nan")'),
    RIGHT.replace('"w": 2 * s * x', '"w": str(x)'),
    RIGHT.replace('return {"s": 2 * s', 'raise ValueError(x, w, y); return {"s": 2 * s'),
    "def backward(x, w, y): return {'s': 0, 'w': 0, str(x): w, (str(w), 'y'): y}",
    "def forward(x, w, y): return str((x, w, y))",
    "def forward(x, w, y): return type(f'of {x} {w} {y}', (), {})()",
    "def forward(x, w, y): return {'p': type(f'of {x} {w} {y}', (), {})()}",
    "def forward(x, w, y): raise type(f'Of{x}', (Exception,), {})(w, y)",
]


def shown(source: str, audience: Audience = Audience.STUDENT):
    return json.loads(render(for_audience(graded(ONE_WEIGHT, source, "secret"), audience), "json"))


def hidden_numbers() -> set[str]:
    """Return everything that hidden cases hold, as it would be printed."""
    numbers = set()
    for question in exam_of(ONE_WEIGHT, "secret").questions:
        if not question.case.visible:
            arrays = [*question.case.inputs.values(), *(target.value for target in question.targets.values())]
            numbers |= {repr(array.item()) for array in arrays}
    return {number for number in numbers if len(number) > len("-1.0")}


@pytest.mark.parametrize("source", WRONG)
@pytest.mark.parametrize("form", RENDERERS)
def test_no_number_of_a_hidden_case_is_shown(source, form):
    text = render(for_audience(graded(ONE_WEIGHT, source, "secret"), Audience.STUDENT), form)
    assert {number for number in hidden_numbers() if number in text} == set()


@pytest.mark.parametrize("source", WRONG)
def test_hidden_cases_speak_in_a_closed_list_of_words(source):
    labels = {question.label(key) for question in exam_of(ONE_WEIGHT).questions for key in question.targets}
    closed = {f"{label}: {words}" for label in labels for words in HIDDEN_WORDS.values()} | {*HIDDEN_WORDS.values()}
    for ask in shown(source)["asks"]:
        for attempt in ask["attempts"]:
            if not attempt["visible"]:
                assert attempt["replay"] == ""
                assert attempt["printed"] == ""
                assert attempt["message"] in {MISSING, *OUTCOME_WORDS.values()}
                assert re.fullmatch(r"random \d(, asked again)?", attempt["case"])
                for found in attempt["findings"]:
                    assert found["message"] in closed
                    assert (found["index"], found["expected"], found["got"], found["note"]) == ([], None, None, False)


@pytest.mark.parametrize("form", RENDERERS)
def test_what_a_hidden_case_printed_is_shown_to_nobody_but_the_instructor(printing, form):
    report = graded(ONE_WEIGHT, WRONG[0], "secret")
    asks = tuple(replace(ask, attempts=ask.attempts[2:]) for ask in printing(report, "hidden input").asks)
    report = replace(report, asks=asks)
    assert "hidden input" not in render(for_audience(report, Audience.STUDENT), form)
    assert "hidden input" in render(for_audience(report, Audience.INSTRUCTOR), form)


@pytest.mark.parametrize("source", [RIGHT, *WRONG])
def test_the_verdict_is_the_same_for_everybody(source):
    student, instructor = shown(source), shown(source, Audience.INSTRUCTOR)
    for report in (student, instructor):
        del report["diagnosis"]
        for ask in report["asks"]:
            for attempt in ask["attempts"]:
                for shown_to_one in ("message", "replay", "printed", "findings"):
                    del attempt[shown_to_one]
    assert student == instructor


def test_an_instructor_sees_everything():
    report = graded(ONE_WEIGHT, WRONG[0], "secret")
    assert for_audience(report, Audience.INSTRUCTOR) is report


def test_a_student_sees_everything_of_visible_cases():
    report = graded(ONE_WEIGHT, WRONG[0])
    assert for_audience(report, Audience.STUDENT).asks == report.asks


def test_of_a_hidden_case_it_is_said_which_name_is_wrong():
    (backward,) = (ask for ask in shown(WRONG[0])["asks"] if ask["ask"] == "backward")
    assert [found["message"] for found in backward["attempts"][2]["findings"]] == [
        "dL/dw: a number is wrong",
        "dL/dw: a number disagrees with finite differences",
    ]


def test_every_outcome_has_its_words_for_hidden_cases():
    assert set(OUTCOME_WORDS) == set(Outcome)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (RIGHT.replace("def backward", "def backwards"), "the file has no such function"),
        (
            RIGHT.replace('return {"s": 2 * s', "return [0.0] * 10**6; return {'s': 2 * s"),
            "the call gave no answer that could be read",
        ),
        (RIGHT.replace('return {"s": 2 * s', "return 1 / 0; return {'s': 2 * s"), "the call raised an exception"),
    ],
    ids=["missing", "too large", "raised"],
)
def test_of_a_hidden_case_without_an_answer_it_is_said_why_and_nobody_is_accused(source, words):
    (backward,) = (ask for ask in shown(source)["asks"] if ask["ask"] == "backward")
    assert {attempt["message"] for attempt in backward["attempts"] if not attempt["visible"]} == {words}
