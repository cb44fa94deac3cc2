import os
import re
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from grader import strategies
from grader.model import Case, CaseKind
from reference.domain import sound_cases
from reference.kinks import on_kink
from reference.tape import forward
from tests.grader.in_process import ONE_WEIGHT, problem_of

ROOT = Path(__file__).parents[2]
LAYER = """
    inputs:
      x: {role: data, shape: [N, D]}
      w: {role: parameter, shape: [D], range: -1..4}
      r: {role: parameter, range: 0.25..0.75}
    dims: {N: 2..4, D: 3..5}
    graph: out = relu(x @ w) + log(r)
    ask: {backward: {points: 1}}
    random: {cases: 2}
    """
RANGES = {
    "any": (None, None),
    "of either sign": ("-10", "10"),
    "positive": ("0.5", "4"),
    "from 0": ("0", "1"),
    "negative": ("-3", "-2"),
    "to 0": ("-3", "0"),
    "large": ("100", "1000"),
    "wide": ("-1000000", "1000000"),
    "narrow": ("0.12345", "0.12346"),
    "one number": ("3", "3"),
    "nothing but 0": ("0", "0"),
}


def problem_with_range(low, high):
    problem = problem_of(ONE_WEIGHT)
    x, *others = problem.inputs
    ranged = replace(x, low=None if low is None else Fraction(low), high=None if high is None else Fraction(high))
    return replace(problem, inputs=(ranged, *others))


def smallest(strategy, condition=lambda _: True):
    return find(strategy, condition, settings=settings(max_examples=100, database=None, derandomize=True))


def drawn_numbers(strategy) -> set[float]:
    seen = set()
    with suppress(NoSuchExample):
        smallest(strategy, lambda case: seen.update(numbers(case).values()))
    return seen


def numbers(case: Case) -> dict[str, float]:
    return {name: value.tolist() for name, value in case.inputs.items()}


@given(st.data())
def test_sizes_are_in_their_ranges(data):
    drawn = data.draw(strategies.sizes(problem_of(LAYER)))
    assert list(drawn) == ["N", "D"]
    assert (drawn["N"] in range(2, 5), drawn["D"] in range(3, 6)) == (True, True)


def test_sizes_shrink_to_the_least():
    assert smallest(strategies.sizes(problem_of(LAYER))) == {"N": 2, "D": 3}
    assert smallest(strategies.sizes(problem_of(LAYER)), lambda drawn: drawn["D"] > 3) == {"N": 2, "D": 4}


@given(strategies.cases(problem_of(LAYER)))
@settings(max_examples=30)
def test_a_case_has_everything_in_its_shape(case):
    n, d = case.dims["N"], case.dims["D"]
    assert [case.inputs[name].shape for name in "xwr"] == [(n, d), (d,), ()]
    assert case.upstream.shape == (n,)
    assert {value.dtype for value in (*case.inputs.values(), case.upstream)} == {np.dtype(float)}
    assert (case.kind, case.visible, case.rate, case.exact) == (CaseKind.RANDOM, True, None, None)


@pytest.mark.parametrize("x", [0.0, 1.0, -1.0])
def test_a_draft_is_sound_where_it_is_off_kinks_and_in_every_domain(x):
    problem = problem_of(ONE_WEIGHT.replace("L = s ** 2", "L = log(x + 0.5) + relu(x) + s"))
    case = smallest(strategies.drafts(problem))
    assert strategies.sound(problem, replace(case, inputs={**case.inputs, "x": np.array(x)})) is (x > 0)


@given(strategies.cases(problem_of(LAYER)))
@settings(max_examples=30)
def test_a_case_can_be_computed_and_is_on_no_kink(case):
    tape = forward(problem_of(LAYER).graph, {name: value[None] for name, value in case.inputs.items()}, case.dims)
    assert sound_cases(tape).all()
    assert not on_kink(tape).any()


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize(("low", "high"), RANGES.values(), ids=RANGES)
@given(st.data())
@settings(max_examples=10)
def test_numbers_are_in_their_range(low, high, plain, data):
    value = data.draw(strategies.drafts(problem_with_range(low, high), plain=plain)).inputs["x"]
    if low is None:
        assert 0.2 <= abs(value) <= 2.5
    else:
        assert Fraction(low) <= Fraction(f"{float(value):.12g}") <= Fraction(high)


@pytest.mark.parametrize(
    ("name", "simplest"),
    [
        ("any", 1),
        ("of either sign", 1),
        ("positive", 1),
        ("from 0", 1),
        ("negative", -2),
        ("to 0", -1),
        ("large", 100),
        ("wide", 1),
        ("narrow", 0.12345),
        ("one number", 3),
        ("nothing but 0", 0),
    ],
)
def test_numbers_shrink_to_the_simplest_of_their_range(name, simplest):
    problem = problem_with_range(*RANGES[name])
    assert smallest(strategies.cases(problem)).inputs["x"] == simplest


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (lambda x: x != 1, 2),
        (lambda x: x < 0, -1),
        (lambda x: x % 1, 0.5),
        (lambda x: 0 < x < 0.5, 0.2),
    ],
)
def test_few_digits_come_before_many(condition, found):
    case = smallest(strategies.cases(problem_of(ONE_WEIGHT)), lambda case: condition(case.inputs["x"]))
    assert numbers(case) == {"x": found, "w": 1, "y": 1}


def test_all_of_a_range_is_drawn_and_plain_cases_have_a_few_numbers_alone():
    plain, all_of_them = (
        drawn_numbers(strategies.drafts(problem_of(ONE_WEIGHT), plain=plain)) for plain in (True, False)
    )
    assert plain <= {sign * size for sign in (1, -1) for size in (1, 2, 0.5, 0.2)}
    assert len(all_of_them) > 30


def test_the_rate_is_the_specs_or_another():
    problem = problem_of(ONE_WEIGHT)
    assert smallest(strategies.cases(problem)).rate == Fraction(1, 10)
    assert smallest(strategies.cases(problem), lambda case: case.rate != Fraction(1, 10)).rate == Fraction(1, 20)


def test_inputs_are_what_a_function_is_called_with():
    given_inputs = smallest(strategies.inputs(problem_of(LAYER)))
    assert list(given_inputs) == ["x", "w", "r"]
    assert type(given_inputs["r"]) is float
    assert given_inputs["x"].tolist() == [[1, 1, 1], [1, 1, 1]]


def test_nothing_is_written_and_nothing_hangs_on_what_is_imported(tmp_path):
    program = (
        "import sys\nfrom pathlib import Path\n{imported}\nfrom hypothesis import given, settings\n"
        "from grader.spec import load_problem\nfrom grader.strategies import cases\n"
        "problem = load_problem(Path(sys.argv[1]))\n"
        "@settings(database=None, derandomize=True, deadline=None)\n@given(cases(problem))\n"
        "def show(case): print(case.inputs)\nshow()\n"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", program.format(imported=imported), ROOT / "problems/two-layer-relu/problem.yaml"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for imported in ("", "import grader.cli, grader.pipeline, reference.oracles")
    }
    assert len(printed) == 1
    assert printed.pop().count("\n") > 20
    assert [*tmp_path.iterdir()] == []


def test_the_example_of_the_documents_runs(monkeypatch):
    monkeypatch.chdir(ROOT)
    (example,) = re.findall(
        r"```python\n(.*?)```", (ROOT / "docs/strategies.md").read_text(encoding="utf-8"), re.DOTALL
    )
    namespace = {}
    exec(example, namespace)  # noqa: S102  # our own text; that is its point
    with pytest.raises(AssertionError) as caught:
        namespace["test_the_gradient_is_that_of_the_loss"]()
    assert "case=" in "\n".join(caught.value.__notes__)
    assert "array(2.)" in "\n".join(caught.value.__notes__)
