"""Every bundled problem is held against the oracles, at its author's cases and at random ones."""

from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from grader.cases import all_cases
from grader.model import Case, CaseKind
from grader.spec.loading import load_problem
from reference.exact import fractions
from reference.op import Array
from reference.oracles import examine

PROBLEMS = sorted(Path(__file__).parents[2].glob("problems/*/problem.yaml"))
FEW = 4  # random cases of each choice of sizes


def exactly(case: Case, name: str) -> Array:
    """Return an input as its author wrote it, or as the floats that were drawn."""
    return fractions(case.inputs[name]) if case.exact is None else case.exact[name]


@pytest.mark.parametrize("path", PROBLEMS, ids=lambda path: path.parent.name)
def test_no_oracle_disputes_a_derivative(path):
    problem = load_problem(path)
    drawn = sorted(all_cases(problem, "salt"), key=lambda case: sorted(case.dims.items()))
    looked_at = 0
    for _, group in groupby(drawn, key=lambda case: sorted(case.dims.items())):
        cases = list(group)
        cases = [case for case in cases if case.kind is CaseKind.EXACT] + [
            case for case in cases if case.kind is CaseKind.RANDOM
        ][:FEW]
        inputs = {given.name: np.stack([exactly(case, given.name) for case in cases]) for given in problem.inputs}
        found = examine(problem.graph, inputs, cases[0].dims)
        looked_at += len(cases) - len(found.skipped)
        assert found.disputes == ()
    assert looked_at >= FEW


def test_there_are_problems_to_look_at():
    assert len(PROBLEMS) >= 5
