"""Reports in the formats that people and programs read."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from grader.model import Report

RENDERERS = {
    "text": ("grader.reports.text", "render"),
    "markdown": ("grader.reports.markdown_report", "render"),
    "html": ("grader.reports.html_report", "render"),
    "json": ("grader.reports.json_report", "render"),
}
"""The module and the function of each report format, by the name that ``--format`` takes; imported when it is used."""


def render(report: Report, form: str) -> str:
    """Return a report in a format that `RENDERERS` names."""
    module, function = RENDERERS[form]
    return cast("str", getattr(import_module(module), function)(report))
