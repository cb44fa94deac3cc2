"""What lint has to say as SARIF 2.1.0, which code hosts and editors show beside the lines of a file.

Source: OASIS, Static Analysis Results Interchange Format 2.1.0, sections 3.14 (run), 3.49 (rules), 3.27 (results).
"""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from grader import __version__
from grader.lint.linting import Lint
from grader.lint.remarks import RULES, Remark
from grader.reports.json_report import as_ascii

VERSION = "2.1.0"
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(found: Sequence[Lint]) -> str:
    """Return a log with one run, and a result for each remark."""
    driver = {"name": "grader lint", "version": __version__, "rules": [_rule(code) for code in RULES]}
    results = [_result(one) for lint in found for one in (*lint.remarks, *lint.timings)]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return as_ascii({"$schema": SCHEMA, "version": VERSION, "runs": [run]})


def _rule(code: str) -> dict[str, Any]:
    rule = RULES[code]
    return {
        "id": code,
        "shortDescription": {"text": rule.says},
        "help": {"text": f"{rule.says}; to mend it, {rule.remedy}"},
        "defaultConfiguration": {"level": rule.severity.value},
    }


def _result(remark: Remark) -> dict[str, Any]:
    place = remark.place
    region = {"startLine": place.line, "startColumn": place.column}
    where = {"artifactLocation": {"uri": _uri(place.file)}, "region": region}
    result: dict[str, Any] = {
        "ruleId": remark.code,
        "ruleIndex": list(RULES).index(remark.code),
        "level": remark.severity.value,
        "message": {"text": f"{remark.message}\nfix: {remark.remedy}"},
        "locations": [{"physicalLocation": where}],
    }
    if remark.allowed:
        result["suppressions"] = [{"kind": "inSource", "justification": "the spec allows it"}]
    return result


def _uri(file: str) -> str:
    """Return a path as a URI: relative as it is, and absolute with its scheme."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
