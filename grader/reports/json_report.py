"""The report as JSON, ``grader/report/v1``: the contract that other programs read."""

import json
import math
from typing import Any, TypedDict

from grader.model import AskResult, Attempt, Diagnosis, Finding, Report

SCHEMA = "grader/report/v1"


class ReportTree(TypedDict):
    """A report as dicts, lists, texts and finite numbers."""

    schema: str
    version: str
    problem: dict[str, str]
    submission: dict[str, str]
    isolation: str
    status: str
    message: str
    score: float
    max_score: float
    asks: list[dict[str, Any]]
    diagnosis: list[dict[str, Any]]


def render(report: Report) -> str:
    """Return the report as JSON."""
    return written(as_tree(report))


def written(tree: ReportTree) -> str:
    """Return a tree as JSON: the same report gives the same bytes in every terminal and file."""
    return as_ascii(tree)


def as_ascii(tree: object) -> str:
    """Return indented JSON, in ASCII; of two hashes in a row, which a CI server may heed, one is an escape."""
    return json.dumps(tree, indent=2, allow_nan=False).replace("##", r"#\u0023")


def as_tree(report: Report) -> ReportTree:
    """Return the report as a tree."""
    return {
        "schema": SCHEMA,
        "version": report.version,
        "problem": {"id": report.problem_id, "sha256": report.problem_sha256},
        "submission": {"student": report.student, "file": report.file, "sha256": report.submission_sha256},
        "isolation": report.isolation.name,
        "status": report.status.value,
        "message": report.message,
        "score": float(report.score),
        "max_score": float(report.max_score),
        "asks": [_ask(ask) for ask in report.asks],
        "diagnosis": [_diagnosis(found) for found in report.diagnosis],
    }


def _ask(ask: AskResult) -> dict[str, Any]:
    return {
        "ask": ask.ask.value,
        "score": float(ask.score),
        "max_score": float(ask.max_score),
        "right": ask.right,
        "attempts": [_attempt(attempt) for attempt in ask.attempts],
        "smallest": _attempt(ask.smallest) if ask.smallest else None,
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "case": attempt.case,
        "kind": attempt.kind.value,
        "visible": attempt.visible,
        "outcome": attempt.outcome.value,
        "right": attempt.right,
        "message": attempt.message,
        "replay": attempt.replay,
        "printed": attempt.printed,
        "findings": [_finding(finding) for finding in attempt.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "check": finding.check,
        "name": finding.name,
        "index": list(finding.index),
        "expected": _number(finding.expected),
        "got": _number(finding.got),
        "note": finding.note,
        "message": finding.message,
    }


def _diagnosis(found: Diagnosis) -> dict[str, Any]:
    return {
        "ask": found.ask.value,
        "slip": found.slip,
        "edge": list(found.edge),
        "mistake": found.mistake,
        "factor": found.factor,
        "text": found.words,
        "fix": found.remedy,
    }


def _number(value: float | None) -> float | str | None:
    """Return a finite number as it is, and others in the words of the contract: JSON has no NaN."""
    if value is None or math.isfinite(value):
        return value
    return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
