import numpy as np
import pytest

from grader.model import Call
from grader.replay import LONGEST, spelled


def pasted(text: str):
    """Return what a pasted call passes on."""
    return eval(text, {"np": np, "backward": lambda **given: given})  # noqa: S307  # our own text; that is its point


def test_a_call_reads_as_one_would_type_it():
    assert spelled(Call("backward", {"x": 1.0, "w": -0.25})) == "backward(x=1.0, w=-0.25)"


def test_an_array_is_spelled_with_its_constructor():
    call = Call("backward", {"x": np.array([[1.0, 2.5]]), "b": 2.0})
    assert spelled(call) == "backward(x=np.array([[1.0, 2.5]]), b=2.0)"


@pytest.mark.parametrize("value", [0.1, 1 / 3, -0.0, 5e-324, 1.7976931348623157e308])
def test_a_pasted_call_passes_every_digit_on(value):
    given = pasted(spelled(Call("backward", {"x": value, "w": np.array([value, 1.0])})))
    assert repr(given["x"]) == repr(value)
    assert given["w"].tolist() == [value, 1.0]


def test_what_nobody_would_paste_is_left_out():
    length = len(spelled(Call("f", {"x": np.zeros(100)}))) - 500
    longest = np.zeros((LONGEST - length) // 5)
    assert len(spelled(Call("f", {"x": longest}))) == LONGEST
    assert spelled(Call("f", {"x": np.append(longest, 0)})) == ""
