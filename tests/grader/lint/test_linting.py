"""Whole specs: the bundled ones are good, and the vacuous ones are not."""

from pathlib import Path

import pytest

from grader.errors import GraderFault, Place, UsageError
from grader.lint import RULES, Severity, lint, linting
from grader.lint.counts import counts
from tests.grader.lint.said import codes, said

ROOT = Path(__file__).parents[3]
BUNDLED = sorted(ROOT.glob("problems/*/problem.yaml"))
VACUOUS = Path(__file__).parent / "vacuous"
LINE = """
    inputs: {x: {role: data}, w: {role: parameter}}
    graph: |
      p = w * x
      L = p ** 2
    ask:
      backward: {points: 1}
    """


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.parent.name)
def test_the_cases_of_every_bundled_problem_reject_every_wrong_answer(path):
    found = lint(path)
    assert codes(found) == []
    assert {count.score for count in counts(found.trials)} == {1.0}
    assert all(trial.reason for trial in found.trials if trial.verdict.value == "equivalent")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ones-upstream", "constant-upstream"),
        ("sum-of-softmax", "gradient-always-zero"),
        ("case-at-zero", "survivor"),
    ],
)
def test_a_vacuous_problem_fails_for_the_reason_that_makes_it_so(name, code):
    found = lint(VACUOUS / name / "problem.yaml")
    assert not found.clean
    assert code in codes(found)


def test_a_good_problem_is_clean_and_has_its_id(looked_at):
    found = looked_at(LINE)
    assert (found.name, found.clean, codes(found)) == ("example", True, [])


def test_each_mistake_of_a_spec_is_told_with_its_place(looked_at):
    found = looked_at(LINE.replace("w * x", "w * z"))
    assert (found.name, found.clean) == (str(found.file), False)
    remark = said(found, "bad-spec")
    assert remark.place == Place(str(found.file), 6, 11)
    assert "'z'" in remark.message


def test_a_spec_that_is_not_there_is_a_mistake_of_the_caller(tmp_path):
    with pytest.raises(UsageError, match="no such file"):
        lint(tmp_path / "problem.yaml")


def test_a_problem_without_points_to_judge_at_is_told_so(looked_at):
    text = LINE.replace("p = w * x", "p = w * log(x)").replace("data}", "data, range: -3..-2}")
    found = looked_at(text + "cases: [{name: a, inputs: {x: 9, w: -1}}]\n    random: {cases: 0}\n")
    assert codes(found) == ["cannot-be-asked"]


def test_a_reference_that_disagrees_with_itself_is_told_so(looked_at, monkeypatch):
    def at_odds(*_arguments):
        raise GraderFault("the reference engine disagrees")

    monkeypatch.setattr(linting, "lay_out", at_odds)
    assert codes(looked_at(LINE)) == ["oracles-disagree"]


SUM = """
    inputs: {x: {role: parameter, shape: [3]}}
    graph: |
      a = sigmoid(x)
      L = sum(a)
    ask: {backward: {points: 1}}
    """


def test_what_the_author_allows_is_a_note(looked_at):
    found = looked_at(SUM + "lint: {allow: [constant-upstream]}\n")
    remark = said(found, "constant-upstream")
    assert (remark.severity, remark.allowed, found.clean) == (Severity.NOTE, True, True)


def test_an_unknown_code_is_a_warning_that_names_a_near_one(looked_at):
    found = looked_at(LINE + "lint: {allow: [survivors]}\n")
    remark = said(found, "unknown-code")
    assert (remark.severity, remark.remedy) == (Severity.WARNING, "did you mean 'survivor'?")
    assert remark.place.line == 10


def test_an_unknown_code_that_is_near_to_none_points_to_the_list(looked_at):
    assert said(looked_at(LINE + "lint: {allow: [xyz]}\n"), "unknown-code").remedy == "docs/lint.md lists them all"


def test_the_page_lists_every_code_with_its_severity():
    page = (ROOT / "docs" / "lint.md").read_text(encoding="utf-8")
    rows = [f"| `{code}` | {rule.severity.value} | {rule.says} | {rule.remedy} |" for code, rule in RULES.items()]
    assert [row for row in rows if row not in page] == []
