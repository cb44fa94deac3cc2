"""The example answers in a statement are those of the problem's first case."""

import ast
import re
from pathlib import Path

import pytest
import yaml

SPECS = sorted((Path(__file__).parents[2] / "problems").glob("*/problem.yaml"))
ANSWER = re.compile(r'`(\{[("].*?\})`', re.DOTALL)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.parent.name)
def test_the_examples_of_a_statement_are_right(path):
    spec = yaml.safe_load(path.read_text(encoding="utf-8"))
    expected = spec["cases"][0]["expect"]
    given = [
        expected["values"],
        {(node, operand): number for node, local in expected["locals"].items() for operand, number in local.items()},
        {name: expected["gradients"][name] for name in spec["ask"]["backward"]["gradients"]},
        expected["update"],
    ]
    examples = [ast.literal_eval(text) for text in ANSWER.findall(spec["statement"])]
    assert [rounded_alike(example, numbers) for example, numbers in zip(examples, given, strict=True)] == given


def rounded_alike(example, numbers):
    """Return an example's numbers with as many decimals as the spec's: a source may print rounded ones."""
    return {name: round(value, len(str(numbers[name]).partition(".")[2])) for name, value in example.items()}
