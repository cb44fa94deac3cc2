"""Is this a good problem? A spec is held against every wrong answer that its graph suggests.

A module a kind of judgement (`survivors`, `vacuity`, `hardcoding`, `sides`, `oracles`, `samples`), and `linting` with
the table of them. Below them stand `remarks` (the codes), `places` (where in the spec), `board` and `bench` (right
answers at the problem's own cases and elsewhere), `trials` and `reasons` (what becomes of wrong ones), `proposals`.
Above them stand `mending` (what has one obvious answer), `counts`, and the formats `text`, `tree` (JSON) and `sarif`.
"""

from grader.lint.linting import JUDGEMENTS, Lint, lint
from grader.lint.remarks import RULES, Remark, Severity

__all__ = ["JUDGEMENTS", "RULES", "Lint", "Remark", "Severity", "lint"]
