from tests.grader.lint.said import said

RELU = """
    inputs: {x: {role: data}, w: {role: parameter}}
    graph: |
      z = w * x
      a = relu(z)
      L = a ** 2 + z
    ask: {backward: {points: 1}}
    cases:
      - {name: one, inputs: {x: 3, w: 2}}
    random: {cases: 0}
    """


def test_a_side_that_no_case_takes_is_an_error_at_its_equation(looked_at):
    remark = said(looked_at(RELU), "kink-side-never-taken")
    assert remark.severity.value == "error"
    assert remark.message.startswith("no case takes side 0 of 'a', where 'z' is from -")
    assert (remark.place.line, remark.place.column) == (7, 7)


def test_sides_that_all_are_taken_are_no_matter(looked_at):
    found = looked_at(RELU.replace("cases: 0", "cases: 8"))
    assert [remark for remark in found.remarks if remark.code == "kink-side-never-taken"] == []


def test_a_side_that_is_out_of_reach_is_a_note(looked_at):
    remark = said(looked_at(RELU.replace("w * x", "w ** 2 + x ** 2")), "kink-side-never-taken")
    assert (remark.severity.value, remark.message) == ("note", "no smooth point takes side 0 of 'a'")


def test_an_operation_of_several_operands_has_no_range(looked_at):
    remark = said(looked_at(RELU.replace("relu(z)", "maximum(z, x)")), "kink-side-never-taken")
    assert ", where" not in remark.message


RANGED = RELU.replace(
    "x: {role: data}, w: {role: parameter}", "x: {role: data, range: 0.1..2}, w: {role: parameter, range: 0.1..2}"
)


def test_a_side_that_only_the_ranges_keep_out_of_reach_is_a_warning(looked_at):
    remark = said(looked_at(RANGED), "kink-side-never-taken")
    assert remark.severity.value == "warning"
    assert remark.message == "the ranges of the inputs keep side 0 of 'a' out of reach"


def test_without_ranges_there_may_be_nothing_to_compute(looked_at):
    text = RANGED.replace("range: 0.1..2}, w", "range: 3..5}, w").replace("0.1..2", "1..2")
    text = text.replace("w * x", "w * x + log(x - 2.6)")
    assert said(looked_at(text), "kink-side-never-taken").severity.value == "note"
