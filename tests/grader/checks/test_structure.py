"""Each way in which an answer can fail to be one has its own words."""

from dataclasses import replace

import numpy as np
import pytest

from grader.checks import judge, numbers
from grader.checks.structure import LONGEST_KEY, MOST_UNEXPECTED
from grader.model import Answer, AskKind, Foreign, Outcome
from tests.grader.in_process import ONE_WEIGHT, RIGHT, exam_of, graded

LAYER = """
    inputs: {x: {role: data, shape: [N, 2]}, b: {role: parameter, shape: [2]}}
    dims: {N: 3..4}
    graph: L = sum(x * b)
    ask: {backward: {gradients: [x, b], points: 1}}
    cases:
      - {name: written, inputs: {x: [[1, 2], [3, 4], [5, 7]], b: [-1, 2]}}
    random: {cases: 1}
    """
"""dL/dx = [[-1, 2], ...], dL/db = [9, 13]."""

DX = "np.array([[-1.0, 2.0], [-1.0, 2.0], [-1.0, 2.0]])"


def findings(text: str, source: str, ask: AskKind = AskKind.BACKWARD):
    """Return what is found wrong with the first attempt, and what is only noted."""
    result = next(result for result in graded(text, source).asks if result.ask is ask)
    found = result.attempts[0].findings
    said = [(finding.check, finding.message) for finding in found if not finding.note]
    return said, [finding.message for finding in found if finding.note]


def returning(value: str):
    return findings(ONE_WEIGHT, f"import numpy as np\ndef backward(x, w, y):\n    return {value}")


@pytest.mark.parametrize(
    "value",
    [
        '{"s": 10.0, "w": 20.0}',
        '{"w": 20, "s": 10}',
        '{"s": np.float64(10), "w": np.int64(20)}',
        '{"s": np.array(10.0), "w": np.array(20)}',
        '{"s": np.array(10, dtype=np.uint8), "w": np.array(20.0, dtype=">f8")}',
    ],
)
def test_ints_floats_and_float64_arrays_of_the_right_shape_are_answers(value):
    assert returning(value) == ([], [])


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("20.0", "a number"),
        ("True", "a bool"),
        ("'20.0'", "text"),
        ("1j", "a complex number"),
        ("[10.0, 20.0]", "a list"),
        ("(10.0, 20.0)", "a tuple"),
        ("np.array([10.0, 20.0])", "an array of float64 and shape (2,)"),
        ("np.array(['10', '20'])", "a str64 array"),
        ("{10.0, 20.0}", "a set"),
        ("print", "a builtin_function_or_method"),
        ("type('Gradients', (dict,), {})(s=10.0, w=20.0)", "a subclass of dict named Gradients"),
    ],
)
def test_what_is_no_dict_is_named_and_the_keys_are_said(value, words):
    assert returning(value) == ([("structure", f"backward returned {words}; expected a dict with 's', 'w'")], [])


def test_none_looks_like_a_forgotten_return():
    said = [("structure", "backward returned None: is a 'return' missing?")]
    assert returning("None") == ([*said, ("unfinished", "backward is still to be written")], [])


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("None", "None"),
        ("True", "a bool"),
        ("'20.0'", "text"),
        ("20 + 0j", "a complex number"),
        ("[20.0]", "a list"),
        ("(20.0,)", "a tuple"),
        ("{'w': 20.0}", "a dict"),
        ("np.float32(20)", "a numpy float32"),
        ("np.array(20.0, dtype=np.float32)", "a float32 array"),
        ("np.array(20.0, dtype=object)", "an object array"),
        ("np.array(True)", "an array of bool"),
        ("10 ** 400", "an int too large for a float"),
        ("__import__('decimal').Decimal(20)", "a Decimal"),
    ],
)
def test_what_is_no_number_is_named(value, words):
    said = [("structure", f"dL/dw is {words}; expected an int or a float")]
    assert returning(f'{{"s": 10.0, "w": {value}}}') == (said, [])


@pytest.mark.parametrize(
    ("value", "number"), [("float('nan')", "nan"), ("float('inf')", "inf"), ("np.array(-np.inf)", "-inf")]
)
def test_a_number_that_is_not_finite_is_shown(value, number):
    assert returning(f'{{"s": 10.0, "w": {value}}}') == ([("structure", f"dL/dw is {number}, expected 20.0")], [])


def test_an_int_beyond_every_float_is_infinite():
    question = next(question for question in exam_of(ONE_WEIGHT).questions if question.ask.kind is AskKind.BACKWARD)
    ((found,),) = judge((question,), [Answer(Outcome.ANSWERED, {"s": 10.0, "w": 10**400})])
    assert (found.check, found.got, found.expected) == ("structure", float("inf"), 20.0)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("np.array([20.0])", "has the right values in the wrong shape: it is an array of shape (1,)"),
        ("np.array([[20]])", "has the right values in the wrong shape: it is an array of shape (1, 1)"),
        ("np.array([21.0])", "is an array of shape (1,)"),
        ("np.array([np.nan])", "is an array of shape (1,)"),
        ("np.array([20.0, 20.0])", "is an array of shape (2,)"),
        ("np.array([])", "is an array of shape (0,)"),
    ],
)
def test_a_wrong_shape_is_wrong_whatever_the_values(value, words):
    assert returning(f'{{"s": 10.0, "w": {value}}}') == ([("shape", f"dL/dw {words}; expected a number")], [])


def test_a_missing_name_is_wrong():
    assert returning('{"s": 10.0}') == ([("structure", "dL/dw is missing: there is no entry 'w'")], [])


def test_a_name_that_was_meant_is_suggested():
    said, notes = returning('{"s": 10.0, "dw": 20.0}')
    assert said == [("structure", "dL/dw is missing: there is no entry 'w'")]
    assert notes == ["'dw' was not asked for; did you mean 'w'?"]


def test_a_name_that_is_there_is_never_suggested():
    assert returning('{"s": 10.0, "w": 20.0, "ws": 1}') == ([], ["'ws' was not asked for"])


@pytest.mark.parametrize(
    ("key", "words"), [("'x'", "'x'"), ("('L', 'w')", "('L', 'w')"), ("1", "an int as a key"), ("''", "''")]
)
def test_a_name_too_many_is_noted_and_costs_nothing(key, words):
    assert returning(f'{{"s": 10.0, "w": 20.0, {key}: 0}}') == ([], [f"{words} was not asked for"])


def test_of_many_names_too_many_the_first_few_are_noted_and_cut():
    said, notes = returning('{"s": 10.0, "w": 20.0} | {str(i) + "k" * 500: 0 for i in range(1000)}')
    assert said == []
    assert len(notes) == MOST_UNEXPECTED
    assert all(len(note) <= LONGEST_KEY + len(" was not asked for") for note in notes)


def test_everything_wrong_is_said_in_graph_order_from_the_loss():
    assert returning('{"w": "20"}')[0] == [
        ("structure", "dL/ds is missing: there is no entry 's'"),
        ("structure", "dL/dw is text; expected an int or a float"),
    ]


class TestArrays:
    def returning(self, dx: str, db: str):
        return findings(LAYER, f"import numpy as np\ndef backward(x, b):\n    return {{'x': {dx}, 'b': {db}}}")

    def test_arrays_of_ints_are_answers(self):
        assert self.returning(f"{DX}.astype(int)", "np.array([9, 13], dtype=np.int32)") == ([], [])

    def test_an_array_laid_out_otherwise_is_the_same_array(self):
        assert self.returning(f"np.asfortranarray({DX})", "np.array([13.0, 9.0])[::-1]") == ([], [])

    @pytest.mark.parametrize(
        ("db", "words"),
        [
            ("[9.0, 13.0]", "a list"),
            ("np.array([9, 13], dtype=np.float32)", "a float32 array"),
            ("np.array([True, True])", "an array of bool and shape (2,)"),
            ("np.array([9, 13 + 0j])", "a complex128 array"),
            ("np.ma.array([9.0, 13.0])", "a subclass of ndarray named MaskedArray"),
        ],
    )
    def test_what_is_no_float64_array_is_named(self, db, words):
        message = f"dL/db is {words}; expected a float64 array of shape (2,)"
        assert self.returning(DX, db) == ([("structure", message)], [])

    @pytest.mark.parametrize(
        ("db", "words"),
        [
            ("11.0", "is a number"),
            ("np.array([[9.0, 13.0]])", "has the right values in the wrong shape: it is an array of shape (1, 2)"),
            ("np.array([[9.0], [13.0]])", "has the right values in the wrong shape: it is an array of shape (2, 1)"),
            ("np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]])", "is an array of shape (3, 2)"),
        ],
    )
    def test_shapes_are_not_broadcast(self, db, words):
        assert self.returning(DX, db) == ([("shape", f"dL/db {words}; expected an array of shape (2,)")], [])

    def test_a_transposed_array_has_the_wrong_shape(self):
        said, _ = self.returning(f"{DX}.T", "np.array([9.0, 13.0])")
        assert said == [("shape", "dL/dx is an array of shape (2, 3); expected an array of shape (3, 2)")]

    @pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
    def test_the_first_element_that_is_not_finite_is_shown(self, number):
        said, _ = self.returning(DX, f"np.array([9.0, float('{number}')])")
        assert said == [("structure", f"dL/db[1] is {number}, expected 13.0")]


class TestLocalGradients:
    def returning(self, value: str):
        source = RIGHT + f"\ndef local_gradients(x, w, y):\n    return {value}"
        return findings(ONE_WEIGHT, source, AskKind.LOCALS)

    @pytest.mark.parametrize(
        "value",
        [
            "{('p', 'w'): 2, ('p', 'x'): 3, ('s', 'p'): 1, ('s', 'y'): -1, ('L', 's'): 10}",
            "{'p': {'w': 2, 'x': 3}, 's': {'p': 1, 'y': -1}, 'L': {'s': 10}}",
            "{'p': {'w': 2, 'x': 3}, ('s', 'p'): 1, 's': {'y': -1}, ('L', 's'): 10}",
        ],
    )
    def test_pairs_and_nested_dicts_are_both_answers(self, value):
        assert self.returning(value) == ([], [])

    def test_the_missing_edge_is_named(self):
        value = "{'p': {'w': 2, 'x': 3}, 's': {'p': 1}, ('L', 's'): 10}"
        assert self.returning(value)[0] == [("structure", "ds/dy is missing: there is no entry ('s', 'y')")]

    def test_an_edge_too_many_is_noted(self):
        value = "{'p': {'w': 2, 'x': 3, 'y': 0}, 's': {'p': 1, 'y': -1}, 'L': {'s': 10}, 'y': 4}"
        assert self.returning(value) == ([], ["('p', 'y') was not asked for", "'y' was not asked for"])

    def test_an_edge_that_is_no_number_is_named(self):
        value = "{'p': {'w': '2', 'x': {'x': 3}}, 's': {'p': 1, 'y': -1}, 'L': {'s': 10}}"
        assert self.returning(value)[0] == [
            ("structure", "dp/dw is text; expected an int or a float"),
            ("structure", "dp/dx is a dict; expected an int or a float"),
        ]

    def test_what_is_no_dict_is_told_the_pairs(self):
        ((check, message),), _ = self.returning("[2, 3]")
        assert check == "structure"
        assert message.startswith("local_gradients returned a list; expected a dict with ('L', 's'), ")


def test_a_key_that_is_no_text_says_its_type():
    question = exam_of(ONE_WEIGHT).questions[0]
    question = replace(question, targets={"p": question.targets["p"]})
    ((note,),) = judge((question,), [Answer(Outcome.ANSWERED, {"p": 6.0, Foreign("NoneType"): np.array(1.0)})])
    assert (note.note, note.message) == (True, "a NoneType as a key was not asked for")


class TestNumbers:
    def read(self, value, ask: AskKind = AskKind.BACKWARD, outcome: Outcome = Outcome.ANSWERED):
        question = next(question for question in exam_of(ONE_WEIGHT).questions if question.ask.kind is ask)
        return {key: array.tolist() for key, array in numbers(question, Answer(outcome, value)).items()}

    def test_numbers_of_any_shape_are_read(self):
        assert self.read({"s": 10, "w": np.array([[1, 2]], dtype=np.uint8)}) == {"s": 10, "w": [[1, 2]]}

    @pytest.mark.parametrize("value", [None, 20.0, "20", [10.0, 20.0], np.ones(2), Foreign("set")])
    def test_what_is_no_dict_has_none(self, value):
        assert self.read(value) == {}

    @pytest.mark.parametrize(
        "value", [True, "1", 1j, None, [1.0], {"w": 1.0}, np.array([True]), np.array(["1"]), Foreign("Decimal")]
    )
    def test_what_is_no_number_is_left_out(self, value):
        assert self.read({"s": value, "w": 2.0}) == {"w": 2.0}

    def test_what_was_not_asked_for_or_is_missing_is_left_out(self):
        assert self.read({"w": 2.0, "x": 3.0, 1: 4.0, Foreign("NoneType"): 5.0}) == {"w": 2.0}

    def test_numbers_that_are_not_finite_are_numbers(self):
        found = self.read({"s": float("inf"), "w": np.array(-np.inf)})
        assert found == {"s": np.inf, "w": -np.inf}

    def test_an_int_beyond_every_float_is_infinite(self):
        assert self.read({"w": 10**400}) == {"w": np.inf}

    def test_local_gradients_are_read_from_pairs_and_from_nested_dicts(self):
        found = self.read({("p", "w"): 2, "s": {"p": 1, "y": "-1"}, "L": 3}, AskKind.LOCALS)
        assert found == {("p", "w"): 2, ("s", "p"): 1}

    def test_of_a_call_that_did_not_answer_nothing_is_read(self):
        others = [outcome for outcome in Outcome if outcome is not Outcome.ANSWERED]
        assert others
        assert [self.read({"s": 1.0, "w": 2.0}, outcome=outcome) for outcome in others] == [{}] * len(others)
