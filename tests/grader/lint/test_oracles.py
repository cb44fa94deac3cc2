from dataclasses import replace

from grader.lint.oracles import MOST_DISPUTES
from reference.oracles import Dispute, Examination
from tests.grader.lint.said import codes, said

TEXT = """
    inputs: {x: {role: data}, w: {role: parameter}}
    graph: |
      a = relu(w * x)
      L = a ** 2 + x
    ask: {backward: {points: 1}}
    cases:
      - {name: at the kink, inputs: {x: 3, w: 0}}
    random: {cases: 8}
    """
DISPUTE = Dispute("complex step", "L", "w", 0, (), 1.0, 2.0)


def test_a_case_on_a_kink_is_not_examined_and_that_is_told(looked_at):
    remark = said(looked_at(TEXT), "not-examined")
    assert (remark.severity.value, remark.place.line) == ("note", 10)
    assert remark.message == "'at the kink' sits on a kink: no oracle has looked at it"


def test_a_dispute_is_told_with_both_numbers(looked_at, monkeypatch):
    found = Examination((DISPUTE,), ())
    monkeypatch.setattr("grader.lint.oracles.examine", lambda *_arguments: found)
    message = said(looked_at(TEXT), "oracles-disagree").message
    assert message == "dL/dw in case 'at the kink': the engine says 1.0, the complex step 2.0"


def test_an_element_is_named_and_of_many_disputes_the_first_few(looked_at, monkeypatch):
    found = Examination((replace(DISPUTE, element=(1, 2)),) * 9, ())
    monkeypatch.setattr("grader.lint.oracles.examine", lambda *_arguments: found)
    problem = looked_at(TEXT)
    assert codes(problem).count("oracles-disagree") == MOST_DISPUTES
    assert "dL/dw at [1, 2] in case" in problem.remarks[0].message


def test_a_random_case_that_is_not_examined_is_told_at_the_random_cases(looked_at, monkeypatch):
    monkeypatch.setattr("grader.lint.oracles.examine", lambda *_arguments: Examination((), (1,)))
    assert said(looked_at(TEXT), "not-examined").place.line == 11


def test_random_cases_of_one_choice_of_sizes_are_examined(looked_at, monkeypatch):
    looked = []

    def examine(_graph, inputs, dims):
        looked.append((len(inputs["x"]), dims))
        return Examination((), ())

    monkeypatch.setattr("grader.lint.oracles.examine", examine)
    looked_at("""
    inputs: {x: {role: data, shape: [N]}, w: {role: parameter}}
    dims: {N: 3..6}
    graph: L = sum(x * w) ** 2
    ask: {backward: {points: 1}}
    cases:
      - {name: one, inputs: {x: [1, 2, 3], w: 2}}
    """)
    assert sorted(count for count, _ in looked) == [1, 4]
