"""Grading a class: find the submissions, grade what is new, keep the reports, sum them up."""

from grader.batch.discovery import Entry, discover
from grader.batch.run import Row, RowStatus, Settings, grade_all
from grader.batch.store import Store

__all__ = ["Entry", "Row", "RowStatus", "Settings", "Store", "discover", "grade_all"]
