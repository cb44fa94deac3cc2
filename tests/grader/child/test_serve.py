import sys
from itertools import count

import numpy as np
import pytest

from grader.child import wire
from grader.child.modules import MODULE
from grader.child.serve import serve
from grader.model import Foreign

ROOM = 1 << 20


@pytest.fixture(autouse=True)
def _no_module_left_behind(monkeypatch):
    monkeypatch.setattr(sys, "meta_path", sys.meta_path[:])
    before = set(sys.modules)
    yield
    for name in {MODULE, "layers", "layers.relu", "layers.linear", "broken"} - before:
        sys.modules.pop(name, None)


class Counted:
    """Stands for what was printed: how often it was asked for."""

    def __init__(self):
        self.taken = map(str, count())

    def take(self):
        return next(self.taken)


def written(files, *calls, answer_bytes=10_000, room=ROOM):
    """Return (kind, index, printed, body) of all that a submission makes the loop write."""
    records = []
    serve(wire.encode_payload(files, answer_bytes, room, wire.encode_calls(calls)), records.append, Counted())
    return [wire.decode_record(record[4:]) for record in records]


def records(source, *calls):
    """Return (kind, index, body) of all that a submission makes the loop write."""
    return [(kind, index, body) for kind, index, _, body in written({"backward.py": source}, *calls)]


def first(source, /, **arguments):
    """Return kind and decoded body of the answer to backward(**arguments)."""
    ready, loaded, (kind, index, body), end = records(source, ("backward", arguments))
    assert (ready[0], loaded[0], index, end[0]) == (wire.READY, wire.LOADED, 0, wire.END)
    return kind, (wire.decode_answer(body, Foreign) if kind == wire.ANSWERED else wire.decode_error(body))


def failed_load(source, **modules):
    files = {"backward.py": source, **{f"{name}.py": text for name, text in modules.items()}}
    ready, (kind, index, _, body) = written(files, ("backward", {}))
    assert (ready[0], index) == (wire.READY, 0)
    return kind, wire.decode_error(body)


def test_each_call_is_answered_in_order_and_then_comes_the_end():
    answered = records("def double(x): return 2 * x", ("double", {"x": 1.0}), ("double", {"x": 2.0}))
    assert [(kind, index) for kind, index, _ in answered] == [
        (wire.READY, 0),
        (wire.LOADED, 0),
        (wire.ANSWERED, 0),
        (wire.ANSWERED, 1),
        (wire.END, 2),
    ]
    assert [wire.decode_answer(body, Foreign)[0] for _, _, body in answered[2:4]] == [2.0, 4.0]


def test_arguments_that_change_in_place_are_named_and_changed_for_no_other_call():
    source = "def f(x, w, n):\n    x += 1\n    return x.sum() + n"
    call = ("f", {"x": np.zeros(3), "w": np.full(2, np.nan), "n": 1.0})
    answers = [wire.decode_answer(body, Foreign) for _, _, body in records(source, call, call)[2:4]]
    assert answers == [(4.0, ("x",)), (4.0, ("x",))]


@pytest.mark.parametrize("change", ["x.shape = (2, 2)", "x[0] = -0.0", "x.dtype = 'i8'"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # NumPy deprecates these ways of changing an array
def test_a_change_that_compares_equal_is_a_change(change):
    assert first(f"def backward(x): {change}", x=np.zeros(4)) == (wire.ANSWERED, (None, ("x",)))


def test_the_module_is_registered_and_is_not_main():
    source = "import sys\ndef backward(): return [__name__, __file__, sys.modules[__name__].backward is backward]"
    assert first(source)[1][0] == ["submission", "backward.py", True]


def test_a_block_for_running_as_a_program_does_not_run():
    assert first("def backward(): return 1\nif __name__ == '__main__': backward = None")[1][0] == 1


def test_a_dataclass_can_be_defined():
    source = (
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        "@dataclass\nclass Node:\n    value: float\ndef backward(): return Node(2.0).value"
    )
    assert first(source)[1][0] == 2.0


def test_the_future_imports_of_the_loop_are_not_the_students():
    assert first("def f(x: int): pass\ndef backward(): return f.__annotations__['x'] is int")[1][0] is True


def test_an_exception_is_told_with_the_innermost_line_of_the_file():
    source = "import json\ndef inner():\n    json.loads('x')\ndef backward():\n    inner()"
    kind, (type_name, text, file, line) = first(source)
    assert (kind, type_name, file, line) == (wire.RAISED, "JSONDecodeError", "backward.py", 3)
    assert text.startswith("Expecting value")


@pytest.mark.parametrize("name", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "RecursionError"])
def test_an_exception_of_any_kind_is_told(name):
    assert first(f"def backward(): raise {name}('text')") == (wire.RAISED, (name, "text", "backward.py", 1))


def test_running_out_of_memory_is_told_apart():
    calls = [("backward", {})] * 2
    _, _, (kind, index, _, body) = written(
        {"backward.py": "def backward(): return bytearray(1 << 60)"}, *calls
    )  # and it ends there
    assert (kind, index, wire.decode_error(body)[0]) == (wire.OUT_OF_MEMORY, 0, "MemoryError")


def test_a_message_that_cannot_be_made_is_left_out():
    source = "class E(Exception):\n    def __str__(self): raise SystemExit\ndef backward(): raise E"
    assert first(source)[1] == ("E", "(its message cannot be shown)", "backward.py", 3)


def test_recursion_to_600_works():
    source = "def down(n): return 0 if n == 0 else 1 + down(n - 1)\ndef backward(): return down(600)"
    assert first(source)[1][0] == 600


def test_an_answer_too_large_is_told():
    kind, error = first("def backward(): return [1.0] * 10_000")
    assert (kind, error) == (wire.TOO_LARGE, ("", "the answer is larger than 10000 bytes", "", 0))


@pytest.mark.parametrize(
    ("parameters", "shown"),
    [
        ("x, w", "(x, w)"),
        ("", "()"),
        ("x, y=1, *rest, z, **more", "(x, y, *rest, z, **more)"),
        ("x, *, z", "(x, *, z)"),
        ("x, /, w", "(x, /, w)"),
        ("**more", None),
    ],
)
def test_a_wrong_signature_is_told_with_both(parameters, shown):
    kind, told = first(f"def backward({parameters}):\n    local = 1\n    return local", y=1.0, a=2.0)
    if shown is None:
        assert (kind, told) == (wire.ANSWERED, (1, ()))
    else:
        assert (kind, told) == (wire.RAISED, ("", f"backward() takes {shown} but is called with (y, a)", "", 0))


def test_a_type_error_inside_the_function_is_the_students_own():
    assert first("def backward(): return 1 + 'a'")[1][::3] == ("TypeError", 1)


def test_a_callable_that_is_no_function_tells_its_own_type_error():
    assert first("backward = float", x=1.0)[1][0] == "TypeError"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("", "no function 'backward' in the file"),
        ("def backwards(): pass", "no function 'backward' in the file; did you mean 'backwards'?"),
        ("backward = 3", "'backward' is no function but int"),
    ],
)
def test_a_missing_function_is_told(source, text):
    assert first(source) == (wire.MISSING, ("", text, "", 0))


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("x = 1\ny = (", ("SyntaxError", "'(' was never closed (column 5)", 2)),
        ("x = 1\nimport nowhere_to_be_found", ("ModuleNotFoundError", "No module named 'nowhere_to_be_found'", 2)),
        ("\n\nexec('(')", ("SyntaxError", "'(' was never closed (<string>, line 1)", 3)),
        ("raise SyntaxError('own')", ("SyntaxError", "own", 1)),
        ("raise SystemExit(0)", ("SystemExit", "0", 1)),
        ("(" * 250 + ")" * 250, ("SyntaxError", "too many nested parentheses (column 201)", 1)),
        ("-" * 100_000 + "1", ("", "the file is nested too deeply to be compiled", 0)),
        ("def f(): f()\nf()", ("RecursionError", "maximum recursion depth exceeded", 1)),
    ],
)
def test_a_file_that_cannot_be_run_is_told_and_nothing_is_called(source, error):
    kind, told = failed_load(source)
    assert kind == wire.RAISED
    assert told[0] == error[0]
    assert told[2:] == ("backward.py" if error[2] else "", error[2])
    assert told[1] == error[1] or "nested" in error[1] or "recursion" in error[1]


def test_a_null_character_is_told():
    assert "null bytes" in failed_load("x = 1\0")[1][1]


def test_a_syntax_error_that_the_student_raises_may_lack_a_line():
    source = "raise SyntaxError('own', ('backward.py', None, None, ''))"
    assert failed_load(source)[1] == ("SyntaxError", "own", "backward.py", 0)


# Prints


def test_what_was_printed_is_taken_once_for_each_record_that_runs_the_students_code():
    call = ("f", {})
    taken = [(kind, printed) for kind, _, printed, _ in written({"f.py": "def f(): return 1"}, call, call)]
    assert taken == [
        (wire.READY, ""),
        (wire.LOADED, "0"),
        (wire.ANSWERED, "1"),
        (wire.ANSWERED, "2"),
        (wire.END, ""),
    ]


def test_what_was_printed_before_the_file_broke_off_is_told_with_it():
    assert written({"f.py": "1 / 0"}, ("f", {}))[1][::2] == (wire.RAISED, "0")


# Room


def test_where_there_is_no_room_for_more_the_loop_says_so_and_ends():
    files = {"f.py": "import numpy as np\ndef f(): return np.zeros(1000)"}
    said = written(files, *[("f", {})] * 5, room=3 * wire.RECORD_ROOM + 3 * 8100)
    assert [(kind, index) for kind, index, _, _ in said[2:]] == [
        (wire.ANSWERED, 0),
        (wire.ANSWERED, 1),
        (wire.ANSWERED, 2),
        (wire.FULL, 3),
    ]


@pytest.mark.parametrize("room", [0, 2 * wire.RECORD_ROOM, 10 * wire.RECORD_ROOM])
def test_the_records_never_take_more_than_their_room(room):
    files = {"f.py": "def f(): raise ValueError('\\ud800' * 2000)"}
    payload = wire.encode_payload(files, 1000, room + wire.RECORD_ROOM, wire.encode_calls([("f", {})] * 99))
    said = []
    serve(payload, said.append, Counted())
    assert sum(map(len, said)) <= room + wire.RECORD_ROOM
    assert said[-1][4:5] == wire.FULL


# Several files


def test_other_files_are_modules():
    files = {
        "backward.py": "from layers.relu import relu\ndef backward(x): return relu(x)",
        "layers/relu.py": "from .linear import twice\ndef relu(x): return twice(max(x, 0.0))",
        "layers/linear.py": "def twice(x): return 2 * x",
    }
    *_, (_, _, _, body), _ = written(files, ("backward", {"x": 3.0}))
    assert wire.decode_answer(body, Foreign)[0] == 6.0


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("x = 1\nx = (", ("SyntaxError", "'(' was never closed (column 5)", "broken.py", 2)),
        ("\n\n1 / 0", ("ZeroDivisionError", "division by zero", "broken.py", 3)),
        ("\nraise SystemExit(3)", ("SystemExit", "3", "broken.py", 2)),
        (
            "import nowhere",
            ("ModuleNotFoundError", "No module named 'nowhere'", "broken.py", 1),
        ),
    ],
)
def test_a_module_that_breaks_off_is_told_with_its_own_file_and_line(broken, told):
    assert failed_load("x = 1\nimport broken", broken=broken) == (wire.RAISED, told)


def test_an_exception_in_a_function_of_another_file_is_told_with_that_file():
    files = {"backward.py": "import broken\ndef backward(): broken.f()", "broken.py": "\ndef f():\n    [][1]"}
    *_, (kind, _, _, body), _ = written(files, ("backward", {}))
    assert (kind, wire.decode_error(body)[2:]) == (wire.RAISED, ("broken.py", 3))


def test_a_module_named_like_one_of_pythons_takes_the_place_of_none(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    files = {"f.py": "import colorsys\ndef f(): return colorsys.rgb_to_yiq(0, 0, 0)[0]", "colorsys.py": "1 / 0"}
    *_, (_, _, _, body), _ = written(files, ("f", {}))
    assert wire.decode_answer(body, Foreign)[0] == 0.0
