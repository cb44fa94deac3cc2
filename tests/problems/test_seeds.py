"""Every number of the worked examples that the bundled problems come from, against the reference engine, exactly."""

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import yaml

from grader.model import AskKind, Role
from grader.spec.loading import load_problem
from reference.descent import descend
from reference.op import Array
from reference.tape import backward, forward, local_gradients

PROBLEMS = Path(__file__).parents[2] / "problems"

EXAMPLES = {
    ("linear-regression", "worked example"): """
        input     x=1 y=2 w=1
        value     y_hat=1 s=-1 L=1
        local     y_hat/w=1 y_hat/x=1 s/y_hat=1 s/y=-1 L/s=-2
        gradient  s=-2 y_hat=-2 w=-2 x=-2 y=2
        rate      rate=0.1
        update    w=1.2
    """,
    ("linear-regression", "perfect prediction"): """
        input     x=1 y=2 w=2
        value     y_hat=2 L=0
        gradient  w=0
    """,
    ("linear-regression-bias", "worked example"): """
        input     x=2 y=5 w=1 b=0
        value     y_hat=2 s=-3 L=9
        local     s/y_hat=1 y_hat/w=2 y_hat/b=1
        gradient  s=-6 y_hat=-6 w=-12 b=-6
    """,
    ("two-layer-relu", "worked example"): """
        input     x=1 y=4 w1=1 b1=0 w2=2 b2=0
        value     z1=1 a1=1 z2=2 y_hat=2 s=-2 L=4
        local     z2/w2=1 z2/a1=2 z2/b2=1 a1/z1=1 z1/w1=1 z1/b1=1
        gradient  s=-4 y_hat=-4 z2=-4 w2=-4 b2=-4 a1=-8 z1=-8 w1=-8 b1=-8
    """,
    ("neuron", "worked example"): """
        input     x=-2 w=2 b=8 y=2
        value     c=-4 a=4 d=2 J=2
        local     J/d=2 d/a=1 a/c=1 a/b=1 c/w=-2
        gradient  J=1 d=2 a=2 c=2 b=2 w=-4
    """,
    ("value-graph", "worked example"): """
        input     a=2 b=-3 c=10 f=-2
        value     d=4 L=-8
        local     L/d=-2 L/f=4 d/c=1 d/e=1 e/a=-3 e/b=2
        gradient  L=1 d=-2 f=4 c=-2 e=-2 a=6 b=-4
        rate      rate=0.001
        update    a=1.994 b=-2.996 c=10.002 f=-2.004
        printed   L=-8.0721
    """,
}
"""The numbers as the documents state them. ``printed`` is an update that the document shows with four decimals."""

EXPECTATIONS = {"value": "values", "local": "locals", "gradient": "gradients", "update": "update"}
"""Where a spec states the numbers of a kind, so that the author's own figures are checked at each load."""

NUMBERS = [
    (problem, case, kind, name, number)
    for (problem, case), text in EXAMPLES.items()
    for kind, *assignments in map(str.split, text.strip().splitlines())
    for name, number in (assignment.split("=") for assignment in assignments)
]
STATED = [row for row in NUMBERS if row[2] in EXPECTATIONS]


@cache
def computed(problem_id: str, case_name: str) -> dict[str, Mapping[str, Array]]:
    """Return by its kind all that the reference computes of a case, in Fractions; K is 1."""
    problem = load_problem(PROBLEMS / problem_id / "problem.yaml")
    case = next(case for case in problem.cases if case.name == case_name)
    rates = np.array([ask.rate for ask in problem.asks if ask.kind is AskKind.UPDATE], dtype=object)
    parameters = [given.name for given in problem.inputs if given.role is Role.PARAMETER]
    tape = forward(problem.graph, {name: value[np.newaxis] for name, value in case.inputs.items()})
    gradients = backward(tape)
    after = descend(tape, gradients, parameters, rates).values
    edges = {"/".join(edge): value for edge, value in local_gradients(tape, problem.graph.named).items()}
    return {
        "input": tape.inputs,
        "value": tape.values,
        "local": edges,
        "gradient": gradients,
        "rate": {"rate": rates},
        "update": after,
        "printed": {name: np.array([round(value[0], 4)], dtype=object) for name, value in after.items()},
    }


@pytest.mark.parametrize(("problem", "case", "kind", "name", "number"), NUMBERS)
def test_the_reference_computes_the_number_exactly(problem, case, kind, name, number):
    assert computed(problem, case)[kind][name].tolist() == [Fraction(number)]


@pytest.mark.parametrize(("problem", "case", "kind", "name", "number"), STATED)
def test_the_spec_states_the_number(problem, case, kind, name, number):
    spec = yaml.safe_load((PROBLEMS / problem / "problem.yaml").read_text(encoding="utf-8"))
    expected = next(given["expect"] for given in spec["cases"] if given["name"] == case)[EXPECTATIONS[kind]]
    for part in name.split("/"):
        expected = expected[part]
    assert Fraction(str(expected)) == Fraction(number)
