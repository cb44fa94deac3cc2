"""What lint has to say, in each of its formats."""

import json
import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import click
import jsonschema
import pytest

from grader.errors import Place
from grader.isolation import Isolation
from grader.lint import RULES, lint, sarif, text, tree
from grader.lint.counts import Count, counts
from grader.lint.linting import Lint
from grader.lint.remarks import allow, remark
from grader.lint.samples import Sample
from grader.lint.trials import Trial, Verdict
from grader.model import AskKind, Report, Status
from reference.mutants import Mutant, Stage

VACUOUS = Path(__file__).parent / "vacuous"
GRADED = Report("0", "example", "", "", "a.py", "", Isolation.L0, Status.GRADED, "", Fraction(4), Fraction(4), ())
SAMPLES = (
    Sample(Path("accepted/a.py"), accepted=True, source="", report=GRADED, seconds=0.5),
    Sample(Path("wrong/b.py"), accepted=False, source="", report=GRADED, seconds=0.25),
)
PLACE = Place("problems/a b/problem.yaml", 3, 5)


@pytest.fixture(scope="module")
def at_zero():
    return lint(VACUOUS / "case-at-zero" / "problem.yaml")


def numbered(number):
    """Return a mistake that is rejected by so many thousand tolerances; 0 by no number, and 1 not at all."""
    verdict = Verdict.SURVIVED if number == 1 else Verdict.REJECTED
    return Trial(named(number), AskKind.BACKWARD, verdict, 1000.0 * number or math.inf, "", 0.0, "")


def equivalent(ask, number, reason):
    return Trial(named(number), ask, Verdict.EQUIVALENT, 0.0, "", 0.0, reason)


def named(number):
    return Mutant("", Stage.BACKWARD, f"mistake {number}", "")


def lines(found, **options):
    return click.unstyle(text.render([found], **options)).split("\n")


class TestText:
    def test_each_ask_has_a_line_with_its_counts(self, at_zero):
        (count,) = counts(at_zero.trials)
        row = lines(at_zero)[2].split()
        assert row[0] == "backward"
        numbers = [count.mutants, count.rejected, count.equivalent, count.survivors]
        assert [int(number) for number in row[1:5]] == numbers
        assert row[6] == "%"

    def test_the_first_line_says_how_it_ended(self, at_zero):
        assert lines(at_zero)[0] == "case-at-zero: FAILS"
        assert lines(Lint(Path("x")))[0] == "x: passes"

    def test_an_error_has_its_code_its_place_and_its_remedy(self):
        found = Lint(Path("x"), remarks=(remark("survivor", "it passes", PLACE, "add:\n  - a case"),))
        assert lines(found)[1:] == [
            "  error[survivor] problems/a b/problem.yaml:3:5: it passes",
            "    fix: add:",
            "        - a case",
        ]

    def test_notes_are_counted_and_spelled_out_on_demand(self):
        note = remark("visible-blind", "it is blind", PLACE)
        found = Lint(Path("x"), remarks=(note, note))
        assert lines(found)[1:] == ["  2 notes: say --verbose"]
        assert lines(replace(found, remarks=(note,)))[1:] == ["  1 note: say --verbose"]
        assert lines(replace(found, remarks=(note,)), verbose=True)[1:] == [
            f"  note[visible-blind] {PLACE}: it is blind"
        ]

    def test_what_is_allowed_says_so(self):
        found = Lint(Path("x"), remarks=(allow(remark("survivor", "it passes", PLACE), ("survivor",)),))
        assert lines(found, verbose=True)[1].startswith("  note[survivor, allowed] ")

    def test_equivalent_answers_are_spelled_out_on_demand(self, at_zero):
        shown = lines(at_zero, verbose=True)
        at = shown.index("    equivalent, as nothing that is asked for depends on it:")
        assert shown[at + 1].startswith("      ")

    @pytest.mark.parametrize(("count", "end"), [(9, 7), (4, 4)])
    def test_the_least_margins_are_spelled_out_on_demand_the_least_first(self, count, end):
        trials = tuple(map(numbered, reversed(range(count))))
        shown = lines(Lint(Path("x"), trials=trials), verbose=True)
        at = shown.index("    rejected by the least margins, in tolerances:")
        assert shown[at + 1 :] == [f"      {number}e+03  mistake {number}" for number in range(2, end)]

    def test_what_update_has_in_common_with_backward_is_spelled_out_once(self):
        trials = tuple(
            equivalent(ask, number, reason)
            for ask, reason, numbers in (
                (AskKind.BACKWARD, "it is so", (1, 2)),
                (AskKind.BACKWARD, "it was so", (3,)),
                (AskKind.BACKWARD, "it is otherwise", (4, 5)),
                (AskKind.UPDATE, "it is so", (1, 2, 6)),
                (AskKind.UPDATE, "it was so", (3,)),
                (AskKind.UPDATE, "it is otherwise", (4,)),
            )
            for number in numbers
        )
        assert lines(Lint(Path("x"), trials=trials), verbose=True)[-5:] == [
            "    equivalent, as it is so: those of backward, and:",
            "      mistake 6",
            "    equivalent, as it was so: those of backward",
            "    equivalent, as it is otherwise:",
            "      mistake 4",
        ]

    def test_samples_are_counted_and_timed_on_demand(self):
        found = Lint(Path("x"), samples=SAMPLES)
        assert lines(found)[1:] == ["  samples   1 accepted, 1 wrong"]
        assert lines(found, timings=True)[2:] == ["    0.50 s  accepted/a.py", "    0.25 s  wrong/b.py"]

    def test_an_ask_without_a_margin_has_a_dash(self):
        assert text._row(Count(AskKind.FORWARD, 2, 0, 2, 0, None)).endswith("100 %         -")


class TestJson:
    def test_it_says_everything_in_finite_numbers(self, at_zero):
        found = json.loads(tree.render([replace(at_zero, samples=SAMPLES)]))
        assert (found["schema"], found["clean"]) == ("grader/lint/v1", False)
        (problem,) = found["problems"]
        assert (problem["id"], problem["points"]) == ("case-at-zero", 256)
        assert problem["asks"][0]["ask"] == "backward"
        assert len(problem["trials"]) == problem["asks"][0]["mutants"]
        assert problem["samples"][1] == {
            "file": "wrong/b.py",
            "accepted": False,
            "status": "graded",
            "score": 4.0,
            "lost": [],
        }
        assert problem["proposals"][0]["yaml"].startswith("- {name: lint 1, ")
        assert "timings" not in problem

    def test_timings_are_there_on_demand(self, at_zero):
        slow = remark("slow-accepted", "it is slow", PLACE)
        found = json.loads(tree.render([replace(at_zero, samples=SAMPLES, timings=(slow,))], timings=True))
        timings = found["problems"][0]["timings"]
        assert timings["seconds"] == {"accepted/a.py": 0.5, "wrong/b.py": 0.25}
        assert timings["remarks"][0]["code"] == "slow-accepted"

    def test_a_spec_that_cannot_be_read_has_no_id(self):
        found = json.loads(tree.render([Lint(Path("x"), remarks=(remark("bad-spec", "no", PLACE),))]))
        problem = found["problems"][0]
        assert (problem["id"], problem["sha256"], problem["samples"], problem["trials"]) == (None, None, None, [])

    def test_the_same_problem_gives_the_same_bytes(self, at_zero):
        again = lint(VACUOUS / "case-at-zero" / "problem.yaml")
        assert tree.render([again]) == tree.render([at_zero])

    def test_infinity_is_a_word_and_margins_have_four_digits(self):
        assert [tree._number(value) for value in (math.inf, 123456.0, None)] == ["inf", 123500.0, None]

    def test_what_is_right_is_right_by_0(self):
        assert tree._number(0.3) == 0


TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
REGION = {
    "type": "object",
    "properties": {name: {"type": "integer", "minimum": 1} for name in ("startLine", "startColumn")},
    "additionalProperties": False,
}
LOCATION = {
    "type": "object",
    "properties": {
        "physicalLocation": {
            "type": "object",
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "properties": {"uri": {"type": "string", "pattern": r"^[^ \\]+$"}},
                    "additionalProperties": False,
                },
                "region": REGION,
            },
            "required": ["artifactLocation"],
            "additionalProperties": False,
        }
    },
    "additionalProperties": False,
}
RULE = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string"},
        "shortDescription": TEXT,
        "help": TEXT,
        "defaultConfiguration": {"type": "object", "properties": {"level": LEVEL}, "additionalProperties": False},
    },
    "additionalProperties": False,
}
RESULT = {
    "type": "object",
    "required": ["message"],
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": TEXT,
        "locations": {"type": "array", "items": LOCATION},
        "suppressions": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {"enum": ["inSource", "external"]}, "justification": {"type": "string"}},
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {
                                    "name": {"type": "string"},
                                    "version": {"type": "string"},
                                    "rules": {"type": "array", "items": RULE, "uniqueItems": True},
                                },
                                "additionalProperties": False,
                            }
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": RESULT},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
"""What the schema of SARIF 2.1.0 says of the properties that are used, and of no others."""


class TestSarif:
    def test_it_is_what_the_format_allows(self, at_zero):
        jsonschema.validate(json.loads(sarif.render([at_zero])), SARIF)

    def test_each_result_points_to_its_rule_and_its_place(self):
        slow = remark("slow-accepted", "it is slow", Place("problems/a/accepted/b.py", 1, 1))
        found = Lint(Path("x"), remarks=(remark("survivor", "it passes", PLACE),), timings=(slow,))
        (run,) = json.loads(sarif.render([found]))["runs"]
        rules = run["tool"]["driver"]["rules"]
        first, second = run["results"]
        assert rules[first["ruleIndex"]]["id"] == first["ruleId"] == "survivor"
        where = first["locations"][0]["physicalLocation"]
        assert where["artifactLocation"]["uri"] == "problems/a%20b/problem.yaml"
        assert where["region"] == {"startLine": 3, "startColumn": 5}
        assert (first["level"], second["level"]) == ("error", "warning")
        assert second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith("accepted/b.py")

    def test_every_rule_has_help(self):
        (run,) = json.loads(sarif.render([]))["runs"]
        assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == list(RULES)
        assert all(rule["help"]["text"] for rule in run["tool"]["driver"]["rules"])

    def test_a_file_elsewhere_has_its_scheme(self, tmp_path):
        file = tmp_path / "problem.yaml"
        found = Lint(file, remarks=(remark("bad-spec", "no", Place(str(file), 1, 1)),))
        (run,) = json.loads(sarif.render([found]))["runs"]
        assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == file.as_uri()

    def test_what_is_allowed_is_suppressed(self):
        found = Lint(Path("x"), remarks=(allow(remark("survivor", "it passes", PLACE), ("survivor",)),))
        log = json.loads(sarif.render([found]))
        jsonschema.validate(log, SARIF)
        assert log["runs"][0]["results"][0]["suppressions"][0]["kind"] == "inSource"
