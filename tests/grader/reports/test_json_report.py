"""The contract that other programs read: ``grader/report/v1``."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from grader.isolation import Isolation
from grader.model import AskKind, AskResult, Attempt, CaseKind, Diagnosis, Finding, Outcome, Status
from grader.reports import render
from tests.grader.in_process import ONE_WEIGHT, RIGHT, graded

NUMBER = (int, float)
ATTEMPT = {
    "case": str,
    "kind": {"exact", "random", "linearity", "repeat"},
    "visible": bool,
    "outcome": {"answered", "raised", "timed_out", "out_of_memory", "died", "protocol_error"},
    "right": bool,
    "message": str,
    "replay": str,
    "printed": str,
    "findings": [
        {
            "check": {"structure", "shape", "unfinished", "reference", "differences", "purity"},
            "name": str,
            "index": [int],
            "expected": "number",
            "got": "number",
            "note": bool,
            "message": str,
        }
    ],
}
REPORT = {
    "schema": {"grader/report/v1"},
    "version": str,
    "problem": {"id": str, "sha256": str},
    "submission": {"student": str, "file": str, "sha256": str},
    "isolation": {"L0", "L1", "L2", "L3"},
    "status": {"graded", "not_gradable", "grader_fault"},
    "message": str,
    "score": float,
    "max_score": float,
    "asks": [
        {
            "ask": {"forward", "locals", "backward", "update"},
            "score": float,
            "max_score": float,
            "right": bool,
            "attempts": [ATTEMPT],
            "smallest": (None, ATTEMPT),
        }
    ],
    "diagnosis": [
        {"ask": str, "slip": int, "edge": [str], "mistake": str, "factor": (float, None), "text": str, "fix": str},
    ],
}
"""The contract: a dict for exactly these keys in this order, a set for one of these, a list for any number of these,
a tuple for either."""

SOURCES = {
    "right": RIGHT,
    "wrong": RIGHT.replace('"w": 2 * s * x', '"w": x'),
    "not finite": RIGHT.replace('"w": 2 * s * x', '"w": x * float("inf")'),
    "raises": "def backward(x, w, y): return 1 / 0",
    "not a dict": "def forward(x, w, y): return '\\ud800 \\x1b[31m \\u202e'",
    "not loaded": "\x0c(",
}


def fits(value, contract) -> bool:
    if contract == "number":
        return value is None or type(value) is float or value in {"nan", "inf", "-inf"}
    if isinstance(contract, tuple):
        return any(value is part if part is None else fits(value, part) for part in contract)
    if isinstance(contract, dict):
        return list(value) == list(contract) and all(fits(value[key], part) for key, part in contract.items())
    if isinstance(contract, list):
        return type(value) is list and all(fits(part, contract[0]) for part in value)
    return value in contract if isinstance(contract, set) else type(value) is contract


def as_json(report) -> dict:
    def refuse(constant: str):
        raise AssertionError(constant)

    return json.loads(render(report, "json"), parse_constant=refuse)


def with_numbers(expected, got):
    """Return a report with one finding that is about two numbers."""
    finding = Finding("reference", "w", "w is wrong", (0, 1), expected, got)
    attempt = Attempt("a case", CaseKind.EXACT, True, Outcome.ANSWERED, False, "", "f()", (finding,))  # noqa: FBT003  # visible, right
    ask = AskResult(AskKind.BACKWARD, Fraction(0), Fraction(1, 3), False, (attempt,))  # noqa: FBT003  # right
    return replace(graded(ONE_WEIGHT, RIGHT), asks=(ask,))


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
@pytest.mark.parametrize("salt", ["", "secret"])
def test_every_report_keeps_the_contract(source, salt):
    assert fits(as_json(graded(ONE_WEIGHT, source, salt)), REPORT)


def test_the_smallest_case_is_an_attempt_or_nothing():
    (wrong, *others) = as_json(with_numbers(1.0, 2.0))["asks"]
    assert (wrong["smallest"], others) == (None, [])
    report = with_numbers(1.0, 2.0)
    found = replace(report.asks[0].attempts[0], case="smallest")
    report = as_json(replace(report, asks=(replace(report.asks[0], smallest=found),)))
    assert report["asks"][0]["smallest"]["case"] == "smallest"
    assert fits(report, REPORT)


def test_the_contract_refuses_what_is_not_in_it():
    report = as_json(graded(ONE_WEIGHT, RIGHT))
    assert not fits(report | {"more": 1}, REPORT)
    assert not fits(report | {"status": "fine"}, REPORT)
    assert not fits(report | {"score": "8"}, REPORT)
    assert not fits(report | {"asks": [{}]}, REPORT)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (float("-inf"), "-inf"),
        (None, None),
        (1.5, 1.5),
        (5e-324, 5e-324),
        (0.1 + 0.2, 0.30000000000000004),
    ],
)
def test_numbers_are_written_in_full_and_others_in_words(number, written):
    (found,) = as_json(with_numbers(number, number))["asks"][0]["attempts"][0]["findings"]
    assert (found["expected"], found["got"], found["index"]) == (written, written, [0, 1])


def test_points_are_decimals():
    assert as_json(with_numbers(1.0, 2.0))["asks"][0]["max_score"] == 1 / 3


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_the_bytes_are_the_same_on_a_second_run_and_plain(source):
    text = render(graded(ONE_WEIGHT, source), "json")
    assert text == render(graded(ONE_WEIGHT, source), "json")
    assert text.isascii()
    assert text.endswith("}")


def test_a_diagnosis_is_passed_on():
    found = Diagnosis(AskKind.BACKWARD, 1, ("L", "s"), "sign flipped", -1.0, "the sign is flipped", "turn it")
    assert as_json(replace(graded(ONE_WEIGHT, RIGHT), diagnosis=(found,)))["diagnosis"] == [
        {
            "ask": "backward",
            "slip": 1,
            "edge": ["L", "s"],
            "mistake": "sign flipped",
            "factor": -1.0,
            "text": "the sign is flipped",
            "fix": "turn it",
        }
    ]


def test_what_was_printed_is_passed_on(printing):
    report = as_json(printing(graded(ONE_WEIGHT, RIGHT), "x\n\x1b"))
    assert {attempt["printed"] for ask in report["asks"] for attempt in ask["attempts"]} == {"x\n\\x1b"}


def test_no_server_finds_a_command_in_it():
    report = replace(graded(ONE_WEIGHT, RIGHT), student="###[error]")
    assert "##" not in render(report, "json")
    assert as_json(report)["submission"]["student"] == "###[error]"


@pytest.mark.parametrize("level", Isolation)
def test_every_level_of_isolation_has_its_name(level):
    assert fits(as_json(replace(graded(ONE_WEIGHT, RIGHT), isolation=level)), REPORT)


def test_a_fault_of_the_grader_has_its_status():
    assert as_json(replace(graded(ONE_WEIGHT, RIGHT), status=Status.GRADER_FAULT))["status"] == "grader_fault"
