"""Many wrong passes in one walk find what each finds by itself."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.mutants import Setting, mutants
from reference.mutants.crowd import Crowd, members_at_once
from reference.mutants.walk import Wrongs, bent_backward
from reference.tape import Tape
from tests.reference.mutants.tapes import ERROR, SHARED, STRETCHED, all_of, tape_of
from tests.reference.random_graphs import TensorPoint, tensor_points

STRIDE = 7
"""Of the mutants of a random graph one in so many is looked at."""


def passes(tape: Tape, **setting) -> list[Wrongs]:
    return [one.wrongs for one in all_of(tape, **setting) if one.wrongs is not None]


def assert_alike(tape: Tape, members: list[Wrongs], upstream=None) -> Crowd:
    """Hold what a crowd finds against what its members find alone; return it."""
    crowd = Crowd(tape, members)
    found = crowd.backward(upstream)
    for number, wrongs in enumerate(members):
        if number not in crowd.odd:
            for name, gradient in bent_backward(tape, upstream, wrongs).items():
                np.testing.assert_allclose(found[name][number], gradient, rtol=1e-9, atol=1e-9)
    return crowd


@pytest.mark.parametrize("problem", [ERROR, SHARED])
def test_of_scalars_none_is_odd(problem):
    tape = tape_of(*problem)
    assert assert_alike(tape, passes(tape, given=True)).odd == set()


def test_members_that_give_another_shape_are_odd():
    tape = tape_of(*STRETCHED)
    mistakes = [one for one in all_of(tape) if one.wrongs is not None]
    crowd = assert_alike(tape, [one.wrongs for one in mistakes])
    odd = {mistakes[number].mistake for number in crowd.odd}
    assert odd == {"broadcast sum forgotten", "axis kept", "summed along the wrong axis"}


def test_a_member_whose_shapes_do_not_fit_is_odd():
    tape = tape_of(*ERROR)

    def unfit(_flow):
        return np.ones(3) + np.ones(2)

    assert assert_alike(tape, [Wrongs(), Wrongs({("p", 0): unfit})]).odd == {1}


def test_what_is_given_instead_is_passed_on_by_all_of_them():
    tape = tape_of(*ERROR)
    doubled = Wrongs({("p", 0): lambda flow: 2 * flow.by()})
    found = Crowd(tape, [Wrongs(), doubled]).backward(None, {"s": np.array([7.0])})
    assert {name: found[name].ravel().tolist() for name in ("s", "p", "w", "x", "y")} == {
        "s": [10, 10],
        "p": [7, 7],
        "w": [14, 28],
        "x": [21, 21],
        "y": [-7, -7],
    }


def test_a_crowd_is_as_large_as_its_numbers_allow_and_never_empty():
    tape = tape_of(*ERROR)  # six numbers
    assert (members_at_once(tape, 60), members_at_once(tape, 1)) == (10, 1)


@settings(max_examples=20)  # there are several hundred mutants of each graph
@given(tensor_points(most=5), st.integers(0, STRIDE - 1))
def test_on_any_graph_a_crowd_finds_what_its_members_find(point: TensorPoint, offset: int):
    tape = point.tape
    setting = Setting([*tape.graph.inputs], tape.graph.inputs, given=True)
    members = [one.wrongs for one in mutants(tape, setting) if one.wrongs is not None and one.finish is None]
    assert_alike(tape, list(islice(members, offset, None, STRIDE)), point.upstream)
