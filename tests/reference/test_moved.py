"""A graph computed again with single elements moved: which case holds what."""

import numpy as np
import pytest

from reference.equations import parse_equations
from reference.moved import Entries, along, chosen_elements, together
from reference.op import Array
from reference.tape import Tape, forward

TEXT = """
h = x * w
L = sum(h) + b
"""


def tape_of(text: str, **inputs: object) -> Tape:
    graph = parse_equations(text, inputs=list(inputs))
    return forward(graph, {name: np.array(value, dtype=float) for name, value in inputs.items()})


def small() -> Tape:
    """Return two cases of `TEXT`: L is 110 + 7 and 3400 + 8."""
    return tape_of(TEXT, x=[[1, 2], [3, 4]], w=[[10, 50], [1000, 100]], b=[7, 8])


def everything(entries: Entries) -> Array:
    return np.arange(len(entries.values))


def columns(tape: Tape) -> dict[str, list]:
    return {name: value.tolist() for name, value in tape.values.items()}


class TestEntries:
    def test_they_are_numbered_name_by_name_and_case_by_case(self):
        entries = Entries(small(), ["x", "b"])
        assert entries.values.tolist() == [1, 2, 3, 4, 7, 8]
        assert [(part.start, part.stop) for part in entries.per_name()] == [(0, 4), (4, 6)]

    def test_each_has_a_place(self):
        entries = Entries(small(), ["x", "b"])
        places = entries.places(everything(entries))
        assert places.names.tolist() == [0, 0, 0, 0, 1, 1]
        assert places.cases.tolist() == [0, 0, 1, 1, 0, 1]
        assert places.elements.tolist() == [0, 1, 0, 1, 0, 0]

    def test_places_can_be_had_several_times_in_a_row(self):
        places = Entries(small(), ["x", "b"]).places(np.array([1, 5])).tiled(2)
        assert (places.names.tolist(), places.cases.tolist(), places.elements.tolist()) == (
            [0, 1, 0, 1],
            [0, 1, 0, 1],
            [1, 0, 1, 0],
        )

    def test_those_of_one_name_are_found_among_all(self):
        assert Entries(small(), ["x", "b"]).numbers({"b": np.array([1]), "x": np.array([0, 3])}).tolist() == [0, 3, 5]

    def test_a_number_for_each_can_be_told_by_name(self):
        by_name = Entries(small(), ["b", "x"]).by_name(np.arange(6))
        assert {name: part.tolist() for name, part in by_name.items()} == {"b": [0, 1], "x": [[2, 3], [4, 5]]}


class TestMoved:
    def test_every_entry_is_moved_in_a_case_of_its_own(self):
        entries = Entries(small(), ["x", "b"])
        there = entries.moved(entries.places(everything(entries)), entries.values + 1)
        assert columns(there) == {
            "x": [[2, 2], [1, 3], [4, 4], [3, 5], [1, 2], [3, 4]],
            "w": [[10, 50], [10, 50], [1000, 100], [1000, 100], [10, 50], [1000, 100]],
            "b": [7, 7, 8, 8, 8, 9],
            "h": [[20, 100], [10, 150], [4000, 400], [3000, 500], [10, 100], [3000, 400]],
            "L.1": [120, 160, 4400, 3500, 110, 3400],
            "L": [127, 167, 4408, 3508, 118, 3409],
        }

    def test_a_node_is_moved_by_itself(self):
        entries = Entries(small(), ["h", "x"])
        there = entries.moved(entries.places(np.array([1, 2, 4])), np.array([0.5, 0.25, 0.0]))
        assert there.values["h"].tolist() == [[10, 0.5], [0.25, 400], [0, 100]]
        assert there.values["x"].tolist() == [[1, 2], [3, 4], [0, 2]]
        assert there.output.tolist() == [17.5, 408.25, 107]

    def test_two_nodes_are_told_apart(self):
        entries = Entries(tape_of("h = 2 * x\nk = 3 * h\nL = 5 * k", x=[1]), ["h", "k"])
        there = entries.moved(entries.places(np.array([0, 1])), np.array([10.0, 100.0]))
        assert (there.values["h"].tolist(), there.values["k"].tolist()) == ([10, 2], [30, 100])
        assert there.output.tolist() == [150, 500]

    def test_of_a_name_alone_only_what_depends_on_it_is_computed(self):
        entries = Entries(small(), ["h"])
        there = entries.moved(entries.places(np.array([3])), np.array([5.0]))
        assert columns(there) == {"h": [[3000, 5]], "b": [8], "L.1": [3005], "L": [3013]}

    @pytest.mark.parametrize("names", [["x"], ["h"], ["x", "h"], ["x", "b"]])
    def test_values_have_the_type_of_what_they_are_moved_to(self, names):
        entries = Entries(small(), names)
        to = entries.values + 1e-3j
        there = entries.moved(entries.places(everything(entries)), to)
        assert {there.values[name].dtype for name in (*names, "L")} == {np.dtype(complex)}
        assert (there.output.imag != 0).all()
        assert entries.moved(entries.places(np.array([0])), np.array([1.0])).output.dtype == float

    @pytest.mark.parametrize("names", [["x"], ["h"], ["x", "h"]])
    def test_the_tape_itself_stays_as_it_is(self, names):
        tape = small()
        entries = Entries(tape, names)
        entries.moved(entries.places(everything(entries)), entries.values + 1)
        assert columns(tape) == columns(small())

    def test_a_node_that_is_its_operand_unchanged_leaves_that_alone(self):
        entries = Entries(tape_of("z = reshape(x, (2, 1))\nL = sum(z) * x[0]", x=[[3, 4]]), ["z", "x"])
        there = entries.moved(entries.places(np.array([0])), np.array([10.0]))
        assert (there.values["x"].tolist(), there.output.tolist()) == ([[3, 4]], [42])

    @pytest.mark.parametrize("names", [["z"], ["z", "x"]])
    @pytest.mark.parametrize("view", ["transpose(x)", "broadcast_to(x, (2, 3, 2))", "x[:, ::-1]"])
    def test_a_node_that_is_a_view_of_its_operand_is_moved_like_any_other(self, view, names):
        entries = Entries(tape_of(f"z = {view}\nL = sum(z)", x=np.zeros((2, 3, 2))), names)
        first = next(entries.per_name())
        places = entries.places(everything(entries)[first])
        moved = entries.moved(places, np.ones(first.stop)).values["z"].reshape(first.stop, -1)
        assert [np.flatnonzero(row).tolist() for row in moved] == [[element] for element in places.elements]


def test_an_output_is_summed_along_its_weights():
    assert along(np.array([[1.0, 2], [3, 4]]), np.array([[10.0, 0], [1, -1]])).tolist() == [10, -1]
    assert along(np.array([1.0, 2]), np.array([3.0, 0])).tolist() == [3, 0]


def test_weights_of_an_output_that_is_not_finite_warn_of_nothing():
    assert np.isnan(along(np.array([[np.inf, -np.inf]]), np.ones((1, 2)))).all()


class TestChosenElements:
    def test_few_are_all_looked_at(self):
        assert chosen_elements("x", np.ones((2, 3)), 6).tolist() == [0, 1, 2, 3, 4, 5]
        assert chosen_elements("x", np.ones((2, 3)), None).tolist() == [0, 1, 2, 3, 4, 5]
        assert chosen_elements("x", np.ones(3), 3).tolist() == [0, 1, 2]

    def test_of_many_there_is_one_from_each_stretch_of_each_case(self):
        chosen = chosen_elements("x", np.ones((3, 20)), 12)
        assert (chosen // 5).tolist() == list(range(12))

    def test_of_more_cases_than_may_be_looked_at_some_have_one(self):
        assert (chosen_elements("x", np.ones((9, 4, 5)), 3) // 20).tolist() == [0, 3, 6]

    def test_they_differ_from_case_to_case_and_from_name_to_name_but_not_from_time_to_time(self):
        value = np.ones((40, 100))
        chosen = chosen_elements("x", value, 40)
        assert len(set((chosen % 100).tolist())) > 20
        assert chosen.tolist() == chosen_elements("x", value, 40).tolist() != chosen_elements("y", value, 40).tolist()

    @pytest.mark.parametrize(("most", "chosen"), [(None, [2, 3, 6, 7]), (4, [2, 3, 6, 7])])
    def test_a_case_can_be_left_out(self, most, chosen):
        cases = np.array([False, True, False, True])
        assert chosen_elements("x", np.ones((4, 2)), most, cases).tolist() == chosen

    def test_cases_that_are_left_out_leave_more_for_the_others(self):
        chosen = chosen_elements("x", np.ones((4, 20)), 8, np.array([False, True, False, True]))
        assert (chosen // 5).tolist() == [4, 5, 6, 7, 12, 13, 14, 15]

    @pytest.mark.parametrize("most", [None, 0, 5])
    def test_nothing_is_chosen_of_no_case(self, most):
        assert chosen_elements("x", np.ones((2, 3)), most, np.zeros(2, dtype=bool)).tolist() == []


class TestTogether:
    def test_names_that_are_little_work_are_moved_in_one_go(self):
        assert together(small(), {"x": 4, "b": 2}) == [("x", "b")]

    def test_names_that_are_much_work_are_moved_one_by_one(self, monkeypatch):
        monkeypatch.setattr("reference.tape.NUMBERS", 9 * 5)  # of 9 numbers in a case
        assert together(small(), {"x": 3, "b": 2}) == [("x", "b")]
        assert together(small(), {"x": 4, "b": 2}) == [("x",), ("b",)]
