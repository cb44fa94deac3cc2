"""Every number of the worked examples that the bundled problems come from stands in what ``grader explain`` prints."""

import re
from functools import cache
from pathlib import Path

import pytest

from grader.cli.explain_command import find_case, page_of
from grader.model import Audience
from grader.pages.explanation import text_page
from grader.spec.loading import load_problem
from tests.problems.test_seeds import NUMBERS, PROBLEMS

SHOWN = {
    "input": ("Given", r"(^|, ){name} = {number}(,|$)"),
    "value": ("Forward", r"^{name} = .*= {number}$"),
    "local": ("Local gradients", r"^d{node}/d{operand} = (.* )?{number}$"),
    "gradient": ("The chain rule", r"^d\w+/d{name} = (.* )?{number}$"),
    "rate": ("One step of", r"- {number} \*"),
    "update": ("One step of", r"^new {name} = .* = {number}$"),
    "printed": ("More steps", r"^ *1 +{number}$"),
}
"""The section of the page, and the line in it, where a number of each kind stands."""


@cache
def page(problem_id: str, case_name: str) -> dict[str, list[str]]:
    """Return the lines of each section."""
    problem = load_problem(PROBLEMS / problem_id / "problem.yaml")
    text = text_page.render(page_of(problem, find_case(problem, case_name, "", Audience.STUDENT), 10))
    sections = (re.split(r"\n(?=  )", section, maxsplit=1) for section in re.split(r"\n\n(?=\w)", text))
    return {title: body.splitlines() for title, *bodies in sections for body in bodies}


@pytest.mark.parametrize(("problem", "case", "kind", "name", "number"), NUMBERS)
def test_the_number_stands_where_it_belongs(problem, case, kind, name, number):
    section, line = SHOWN[kind]
    node, _, operand = name.partition("/")
    wanted = line.format(name=name, node=node, operand=operand, number=re.escape(number))
    (lines,) = [lines for title, lines in page(problem, case).items() if title.startswith(section)]
    assert [text for text in lines if re.search(wanted, text.removeprefix("  "))]


def test_every_problem_is_looked_at():
    assert {problem for problem, *_ in NUMBERS} == {path.parent.name for path in Path(PROBLEMS).glob("*/problem.yaml")}
