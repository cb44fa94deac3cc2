from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from grader.cases import GROUPS, PUBLIC_SALT, all_cases
from grader.errors import UsageError
from grader.model import CaseKind
from tests.grader.in_process import ONE_WEIGHT, problem_of

LAYER = """
    inputs:
      x: {role: data, shape: [N, D]}
      w: {role: parameter, shape: [D, M]}
      b: {role: parameter, shape: [M]}
    dims: {N: 3..6, D: 2..5, M: 2..4}
    graph: out = x @ w + b
    ask: {backward: {points: 1}}
    cases:
      - {name: written, inputs: {x: [[1, 2], [3, 4], [5, 6]], w: [[1], [2]], b: [3]}}
    random: {cases: 10}
    """.replace("M: 2..4", "M: 1..4")


def inputs(case) -> dict[str, float]:
    return {name: value.tolist() for name, value in case.inputs.items()}


def cases_of(text: str, salt: str = PUBLIC_SALT):
    return all_cases(problem_of(text), salt)


def of_kind(kind: CaseKind, text: str, salt: str = PUBLIC_SALT):
    return [case for case in cases_of(text, salt) if case.kind is kind]


def test_the_authors_cases_come_first_and_are_followed_by_random_ones():
    names = [case.name for case in cases_of(ONE_WEIGHT)]
    assert names == ["worked example", *(f"random {number}" for number in range(1, 7))]


def test_a_vjp_is_asked_for_its_linearity_at_last():
    assert [case.name for case in cases_of(LAYER)][-3:] == [
        "random 10",
        "random 1 with no upstream",
        "random 1 with twice the upstream",
    ]


def test_an_exact_case_keeps_its_fractions():
    case = cases_of(ONE_WEIGHT)[0]
    assert inputs(case) == {"x": 2.0, "w": 3.0, "y": 1.0}
    assert case.exact == {"x": Fraction(2), "w": Fraction(3), "y": Fraction(1)}


@pytest.mark.parametrize(
    ("salt", "first", "second"),
    [
        (PUBLIC_SALT, {"x": 2.01, "w": -0.6, "y": -1.62}, {"x": 1.62, "w": -2.16, "y": -0.8}),
        ("secret", {"x": 0.49, "w": 0.42, "y": -1.36}, {"x": -0.89, "w": 0.48, "y": -0.51}),
    ],
)
def test_the_same_salt_gives_the_same_numbers_everywhere(salt, first, second):
    problem = replace(problem_of(ONE_WEIGHT), sha256="0" * 64)
    assert [inputs(case) for case in all_cases(problem, salt)[1:3]] == [first, second]


def test_another_problem_gives_other_cases():
    problem = problem_of(ONE_WEIGHT)
    changed = all_cases(replace(problem, sha256="0" * 64), PUBLIC_SALT)
    assert all(
        inputs(one) != inputs(other)
        for one, other in zip(all_cases(problem, PUBLIC_SALT), changed, strict=True)
        if one.kind is CaseKind.RANDOM
    )


@pytest.mark.parametrize("text", [ONE_WEIGHT, LAYER])
def test_random_cases_are_shown_in_practice_and_hidden_in_real_grading(text):
    drawn = {CaseKind.RANDOM, CaseKind.LINEARITY}
    assert all(case.visible for case in cases_of(text))
    assert all(case.visible is (case.kind not in drawn) for case in cases_of(text, "secret"))


def test_a_case_that_the_author_hides_stays_hidden():
    text = ONE_WEIGHT.replace("{name: worked example,", "{name: worked example, visible: false,")
    assert not cases_of(text)[0].visible


def test_no_two_cases_are_alike():
    cases = [inputs(case) for case in of_kind(CaseKind.RANDOM, ONE_WEIGHT)]
    assert all(one != other for index, one in enumerate(cases) for other in cases[:index])


def test_random_rates_vary_about_the_authors():
    assert [case.rate for case in cases_of(ONE_WEIGHT)] == [
        Fraction(1, 10),
        Fraction(1, 10),
        Fraction(1, 20),
        Fraction(1, 5),
        Fraction(1, 10),
        Fraction(1, 20),
        Fraction(1, 5),
    ]


def test_without_an_update_there_is_no_rate():
    assert {case.rate for case in cases_of(LAYER)} == {None}


@pytest.mark.parametrize("salt", ["", "secret", "another"])
def test_sizes_are_in_range_and_all_different(salt):
    for case in of_kind(CaseKind.RANDOM, LAYER, salt):
        n, d, m = (case.dims[dim] for dim in "NDM")
        assert (3 <= n <= 6, 2 <= d <= 5, 1 <= m <= 4) == (True, True, True)
        assert len({n, d, m}) == 3
        assert [case.inputs[name].shape for name in "xwb"] == [(n, d), (d, m), (m,)]
        assert case.upstream.shape == (n, m)


@pytest.mark.parametrize("salt", ["", "secret", "another", "and", "some", "more"])
def test_no_dimension_has_the_same_size_throughout(salt):
    drawn = [case.dims for case in of_kind(CaseKind.RANDOM, LAYER, salt)]
    assert len({tuple(sizes.items()) for sizes in drawn}) > GROUPS / 2
    assert all(len({sizes[dim] for sizes in drawn}) > 1 for dim in "NDM")


def test_a_dimension_with_one_size_is_not_met_by_another():
    text = (
        LAYER.replace("D: 2..5", "D: 2").replace("N: 3..6", "N: 2..3").replace("written, ", "written, visible: false, ")
    )
    assert {tuple(case.dims[dim] for dim in "ND") for case in of_kind(CaseKind.RANDOM, text)} == {(3, 2)}


def test_sizes_that_cannot_differ_are_the_least():
    text = "\n".join(line for line in LAYER.splitlines() if "written" not in line and "cases:\n" not in line)
    text = text.replace("    cases:\n", "").replace("N: 3..6, D: 2..5, M: 1..4", "N: 3, D: 3, M: 3")
    assert {tuple(case.dims.values()) for case in of_kind(CaseKind.RANDOM, text)} == {(3, 3, 3)}


CROWDED = """
    inputs:
      x: {role: parameter, shape: [N, D]}
      y: {role: parameter, shape: [H, K]}
    dims: {N: 5..7, D: 5..7, H: 4..5, K: 5..6}
    graph: L = sum(x) * sum(y)
    ask: {backward: {points: 1}}
    random: {cases: 8}
    """


@pytest.mark.parametrize("salt", ["", "secret", "another", "and", "some", "more"])
def test_sizes_differ_even_where_only_one_choice_leaves_room_for_all(salt):
    for case in of_kind(CaseKind.RANDOM, CROWDED, salt):
        assert sorted(case.dims.values()) == [4, 5, 6, 7]


@pytest.mark.parametrize("salt", ["", "secret", "another", "and", "some", "more"])
def test_sizes_of_one_and_two_are_avoided(salt):
    assert all(min(case.dims.values()) > 2 for case in of_kind(CaseKind.RANDOM, LAYER, salt))


@pytest.mark.parametrize("salt", ["", "secret", "another", "and", "some", "more"])
def test_a_size_is_no_power_of_two_where_others_are_left(salt):
    text = CROWDED.replace("5..7", "3..12").replace("4..5", "9..20").replace("5..6", "20..40")
    for case in of_kind(CaseKind.RANDOM, text, salt):
        assert not {4, 8, 16, 32} & set(case.dims.values())


def test_few_cases_are_few_groups():
    cases = of_kind(CaseKind.RANDOM, LAYER.replace("cases: 10", "cases: 2"))
    assert [case.name for case in cases] == ["random 1", "random 2"]


def test_no_random_cases_can_be_asked_for():
    text = LAYER.replace("cases: 10", "cases: 0")
    assert [case.name for case in cases_of(text)] == ["written"]


@pytest.mark.parametrize("salt", ["", "secret"])
def test_an_upstream_is_never_ones(salt):
    upstreams = [case.upstream for case in cases_of(LAYER, salt)]
    assert all((np.abs(upstream) != 1).all() for upstream in upstreams)
    assert all(len(np.unique(upstream)) > 1 for upstream in upstreams if upstream.any())


def test_the_elements_of_an_upstream_are_never_all_alike():
    """Of two elements drawn by themselves, one pair in 460 is."""
    text = """
        inputs: {x: {role: parameter, shape: [2]}}
        graph: out = 2 * x
        ask: {backward: {points: 1}}
        cases: [{name: written, inputs: {x: [1, 2]}}]
        random: {cases: 1000}
        """
    upstreams = [case.upstream for salt in "abcd" for case in of_kind(CaseKind.RANDOM, text, salt)]
    assert all(first != second for first, second in upstreams)


def test_a_scalar_output_has_no_upstream():
    assert {case.upstream for case in cases_of(ONE_WEIGHT)} == {None}


def test_the_upstream_is_taken_away_and_doubled():
    first = of_kind(CaseKind.RANDOM, LAYER)[0]
    none, twice = of_kind(CaseKind.LINEARITY, LAYER)
    assert inputs(none) == inputs(twice) == inputs(first)
    assert not none.upstream.any()
    assert (twice.upstream == 2 * first.upstream).all()


def test_inputs_that_cannot_be_computed_are_a_mistake_of_the_spec():
    text = """
        inputs: {x: {role: parameter, range: -3..-1}}
        graph: L = log(x)
        ask: {backward: {points: 1}}
        cases: [{name: written, inputs: {x: 1}}]
        random: {cases: 0}
        """
    unlucky = replace(problem_of(text), random_cases=6)  # as hardly any draw is inside, and loading tried others
    with pytest.raises(
        UsageError, match=r"problem 'example': only 0 of .* random inputs are inside the domain"
    ) as error:
        all_cases(unlucky, PUBLIC_SALT)
    assert "range" in error.value.remedy
