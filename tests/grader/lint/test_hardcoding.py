from tests.grader.lint.said import codes, said

TEXT = """
    inputs: {x: {role: data}, w: {role: parameter}}
    graph: |
      p = w * x
      L = p ** 2
    ask: {backward: {points: 1}}
    cases:
      - {name: one, inputs: {x: 3, w: 2}}
      - {name: other, inputs: {x: -2, w: 1}}
    random: {cases: 0}
    """


def told(found):
    return {remark.code for remark in found.remarks} & {"hard-codeable", "visible-constant", "visible-blind"}


def test_cases_that_can_all_be_seen_can_be_written_into_the_answer(looked_at):
    remark = said(looked_at(TEXT), "hard-codeable")
    assert (remark.place.line, remark.severity.value) == (12, "error")


def test_one_hidden_case_makes_a_table_useless(looked_at):
    assert "hard-codeable" not in told(looked_at(TEXT.replace("w: 1}}", "w: 1}, visible: false}")))


def test_a_hidden_case_that_is_a_visible_one_hides_nothing(looked_at):
    again = "      - {name: again, inputs: {x: 3, w: 2}, visible: false}\n    random"
    assert "hard-codeable" in told(looked_at(TEXT.replace("    random", again)))


def test_random_cases_make_a_table_useless(looked_at):
    assert "hard-codeable" not in told(looked_at(TEXT.replace("cases: 0", "cases: 8")))


def test_one_constant_for_all_visible_cases_is_a_note(looked_at):
    text = TEXT.replace("x: -2, w: 1", "x: 6, w: 0.5").replace("cases: 0", "cases: 8")  # 2·w·x² is 36 in both
    assert said(looked_at(text), "visible-constant").message == "backward: one constant answers every visible case"


def test_visible_cases_with_different_answers_have_no_constant(looked_at):
    assert "visible-constant" not in told(looked_at(TEXT))


def test_what_the_visible_cases_do_not_reject_is_a_note(looked_at):
    found = looked_at(
        TEXT.replace("x: -2, w: 1", "x: 1, w: 1").replace("x: 3, w: 2", "x: 1, w: 2").replace("cases: 0", "cases: 8")
    )
    assert codes(found) == []
    assert said(found, "visible-blind").message.startswith("backward: the visible cases do not reject ")


def test_without_visible_cases_there_is_nothing_to_tell(looked_at):
    text = TEXT.replace("}}\n", "}, visible: false}\n", 2).replace(
        "ask: {backward: {points: 1}, visible: false}", "ask: {backward: {points: 1}}"
    )
    found = looked_at(text.replace("w: 1}}", "w: 1}, visible: false}").replace("cases: 0", "cases: 8"))
    assert told(found) == set()


def test_cases_of_several_sizes_have_no_constant_answer(looked_at):
    found = looked_at("""
    inputs: {x: {role: data, shape: [N]}, w: {role: parameter}}
    dims: {N: 2..5}
    graph: L = sum(x * w)
    ask: {backward: {points: 1}}
    cases:
      - {name: one, inputs: {x: [1, 2], w: 2}}
      - {name: other, inputs: {x: [1, 1, 1], w: 2}}
    random: {cases: 4}
    """)
    assert "visible-constant" not in told(found)
