"""What lint has to say as JSON, ``grader/lint/v1``: the contract that other programs read."""

import math
from collections.abc import Sequence
from typing import Any

from grader import __version__
from grader.lint.counts import counts
from grader.lint.linting import Lint
from grader.lint.remarks import Remark
from grader.lint.samples import Sample
from grader.lint.trials import Trial
from grader.reports.json_report import as_ascii

SCHEMA = "grader/lint/v1"


def render(found: Sequence[Lint], *, timings: bool = False) -> str:
    """Return JSON, the same bytes each time; but for ``timings``, which are left out unless they are asked for."""
    problems = [_problem(one) | (_timings(one) if timings else {}) for one in found]
    tree = {"schema": SCHEMA, "version": __version__, "clean": all(one.clean for one in found), "problems": problems}
    return as_ascii(tree)


def _problem(found: Lint) -> dict[str, Any]:
    return {
        "id": None if found.problem is None else found.problem.id,
        "file": str(found.file),
        "sha256": None if found.problem is None else found.problem.sha256,
        "clean": found.clean,
        "remarks": [_remark(one) for one in found.remarks],
        "asks": [
            {**vars(count), "ask": count.ask.value, "score": count.score, "margin": _number(count.margin)}
            for count in counts(found.trials)
        ],
        "points": found.points,
        "trials": [_trial(one) for one in found.trials],
        "proposals": [{"name": one.name, "yaml": one.yaml, "rejects": len(one.kills)} for one in found.proposals],
        "samples": None if found.samples is None else [_sample(one) for one in found.samples],
    }


def _remark(remark: Remark) -> dict[str, Any]:
    return {
        "code": remark.code,
        "severity": remark.severity.value,
        "allowed": remark.allowed,
        "message": remark.message,
        "remedy": remark.remedy,
        "file": remark.place.file,
        "line": remark.place.line,
        "column": remark.place.column,
    }


def _trial(trial: Trial) -> dict[str, Any]:
    return {
        "ask": trial.ask.value,
        "mistake": trial.mutant.mistake,
        "stage": trial.mutant.stage.value,
        "node": trial.mutant.node,
        "operand": trial.mutant.operand,
        "words": trial.mutant.words,
        "verdict": trial.verdict.value,
        "margin": _number(trial.margin),
        "case": trial.case,
        "visible_margin": _number(trial.shown),
        "reason": trial.reason,
    }


def _sample(sample: Sample) -> dict[str, Any]:
    return {
        "file": sample.name,
        "accepted": sample.accepted,
        "status": sample.report.status.value,
        "score": float(sample.report.score),
        "lost": list(sample.lost),
    }


def _timings(found: Lint) -> dict[str, Any]:
    seconds = {sample.name: round(sample.seconds, 3) for sample in found.samples or ()}
    return {"timings": {"seconds": seconds, "remarks": [_remark(one) for one in found.timings]}}


def _number(value: float | None) -> float | str | None:
    """Return a margin in four digits, which are the same on every machine; infinity in words, as JSON has none.

    What is right is right by 0: how much of the tolerance rounding takes, each machine says for itself.
    """
    if value is None or math.isinf(value):
        return None if value is None else "inf"
    return float(f"{value:.3e}") if value > 1 else 0.0
