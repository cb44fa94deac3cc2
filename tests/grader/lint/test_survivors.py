from tests.grader.lint.said import codes, said

ONE = """
    inputs: {x: {role: data}, w: {role: parameter}}
    graph: |
      p = w * x
      L = p ** 2
    ask:
      backward: {points: 1}
      update: {points: 1, rate: 0.1}
    cases:
      - {name: lint 1, inputs: {x: 1, w: 2}, visible: false}
    random: {cases: 0}
    """


def test_what_passes_is_told_for_each_ask_with_its_place(looked_at):
    found = looked_at(ONE)
    backward, update = [remark for remark in found.remarks if remark.code == "survivor"]
    assert (backward.place.line, backward.place.column, update.place.line) == (9, 3, 10)
    assert backward.message.startswith("backward: ")
    assert " wrong answers pass in every case: " in backward.message


def test_a_case_is_proposed_in_whole_numbers_under_a_free_name(looked_at):
    (proposal, *_) = looked_at(ONE).proposals
    assert proposal.name == "lint 2"
    assert proposal.yaml.startswith("- {name: lint 2, inputs: {x: ")
    assert "." not in proposal.yaml


def test_the_proposed_case_rejects_what_it_says(looked_at):
    found = looked_at(ONE)
    entry = found.proposals[0].yaml
    again = looked_at(ONE.replace("    random:", f"      {entry}\n    random:"))
    before, after = (
        {trial.mutant.words for trial in one.trials if trial.verdict.value == "survived"} for one in (found, again)
    )
    killed = {trial.mutant.words for trial in found.proposals[0].kills}
    assert killed <= before
    assert not killed & after


def test_what_no_written_case_rejects_needs_random_ones(looked_at):
    remark = [remark for remark in looked_at(ONE).remarks if remark.code == "survivor"][1]
    assert remark.remedy.startswith("add to 'cases':\n  - {name: ")
    assert remark.remedy.endswith("\nlet there be random cases: 'random: {cases: 64}'")


def test_no_more_than_a_few_are_spelled_out(looked_at):
    found = looked_at(ONE.replace("x: 1, w: 2", "x: 0, w: 0"))
    message = next(remark.message for remark in found.remarks if remark.code == "survivor")
    assert message.count("; ") == 3
    assert " more" in message


def test_a_wrong_answer_that_is_hardly_told_from_a_right_one_is_a_note(looked_at):
    found = looked_at("""
    inputs: {x: {role: data}, w: {role: parameter}}
    graph: |
      p = w * x
      L = p + 0.00000001 * p ** 2
    ask:
      backward: {points: 1}
    """)
    assert codes(found) == []
    assert "tolerances at most" in said(found, "weak-margin").message


def test_one_wrong_answer_is_one(looked_at):
    found = looked_at("""
    inputs: {x: {role: data}, w: {role: parameter}, b: {role: parameter}}
    graph: |
      p = w * x + b
      L = p ** 2
    ask:
      update: {points: 1, rate: 0.1}
    cases:
      - {name: a, inputs: {x: 3, w: 2, b: -1}, visible: false}
      - {name: b, inputs: {x: -2, w: 4, b: 0.5}, visible: false}
    random: {cases: 0}
    """)
    remark = said(found, "survivor")
    assert remark.message.startswith("update: a wrong answer passes in every case: ")
    assert remark.remedy == "let there be random cases: 'random: {cases: 64}'"
    assert found.proposals == ()


def test_proposals_stay_in_the_ranges_of_the_inputs_and_take_sizes_of_two_or_more(looked_at):
    found = looked_at("""
    inputs: {x: {role: data, shape: [N], range: 0.001..0.002}, w: {role: parameter, range: 2..2.5}}
    dims: {N: 1..4}
    graph: L = sum(w * x)
    ask: {backward: {points: 1}}
    cases:
      - {name: a, inputs: {x: [0.001], w: 2}}
    random: {cases: 0}
    """)
    (proposal,) = found.proposals
    assert proposal.yaml.startswith("- {name: lint 1, inputs: {x: [0.00")
    assert proposal.yaml.count(",") == 3


def test_where_nothing_can_be_judged_nothing_is_proposed(looked_at, monkeypatch):
    monkeypatch.setattr("grader.lint.proposals._smooth", lambda _problem, _cases: [])
    assert looked_at(ONE).proposals == ()


def test_that_only_a_part_is_tried_is_told(looked_at, monkeypatch):
    monkeypatch.setattr("grader.lint.trials.MOST_STEPS", 100)
    assert " wrong answers that the graph suggests are tried" in said(looked_at(ONE), "not-all-tried").message
