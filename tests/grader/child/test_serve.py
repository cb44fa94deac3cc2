import sys

import numpy as np
import pytest

from grader.child import serve, wire
from grader.model import Foreign


@pytest.fixture(autouse=True)
def _no_module_left_behind():
    yield
    sys.modules.pop(serve.MODULE, None)


def records(source, *calls, answer_bytes=10_000):
    """Return (kind, index, body) of all that a submission makes the loop write."""
    written = []
    serve.serve(lambda: wire.encode_payload("backward.py", source, answer_bytes, calls), written.append)
    return [wire.decode_record(record[4:]) for record in written]


def first(source, /, **arguments):
    """Return kind and decoded body of the answer to backward(**arguments)."""
    ready, loaded, (kind, index, body), end = records(source, ("backward", arguments))
    assert (ready[0], loaded[0], index, end[0]) == (wire.READY, wire.LOADED, 0, wire.END)
    return kind, (wire.decode_answer(body, Foreign) if kind == wire.ANSWERED else wire.decode_error(body))


def failed_load(source):
    ready, (kind, index, body) = records(source, ("backward", {}))
    assert (ready[0], index) == (wire.READY, 0)
    return kind, wire.decode_error(body)


def test_each_call_is_answered_in_order_and_then_comes_the_end():
    written = records("def double(x): return 2 * x", ("double", {"x": 1.0}), ("double", {"x": 2.0}))
    assert [(kind, index) for kind, index, _ in written] == [
        (wire.READY, 0),
        (wire.LOADED, 0),
        (wire.ANSWERED, 0),
        (wire.ANSWERED, 1),
        (wire.END, 2),
    ]
    assert [wire.decode_answer(body, Foreign)[0] for _, _, body in written[2:4]] == [2.0, 4.0]


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
    kind, (type_name, text, line) = first(source)
    assert (kind, type_name, line) == (wire.RAISED, "JSONDecodeError", 3)
    assert text.startswith("Expecting value")


@pytest.mark.parametrize("name", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "RecursionError"])
def test_an_exception_of_any_kind_is_told(name):
    assert first(f"def backward(): raise {name}('text')") == (wire.RAISED, (name, "text", 1))


def test_running_out_of_memory_is_told_apart():
    kind, error = first("def backward(): return bytearray(1 << 60)")
    assert (kind, error[0]) == (wire.OUT_OF_MEMORY, "MemoryError")


def test_a_message_that_cannot_be_made_is_left_out():
    source = "class E(Exception):\n    def __str__(self): raise SystemExit\ndef backward(): raise E"
    assert first(source)[1] == ("E", "(its message cannot be shown)", 3)


def test_recursion_to_600_works():
    source = "def down(n): return 0 if n == 0 else 1 + down(n - 1)\ndef backward(): return down(600)"
    assert first(source)[1][0] == 600


def test_an_answer_too_large_is_told():
    kind, error = first("def backward(): return [1.0] * 10_000")
    assert (kind, error) == (wire.TOO_LARGE, ("", "the answer is larger than 10000 bytes", 0))


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
        assert (kind, told) == (wire.RAISED, ("", f"backward() takes {shown} but is called with (y, a)", 0))


def test_a_type_error_inside_the_function_is_the_students_own():
    assert first("def backward(): return 1 + 'a'")[1][::2] == ("TypeError", 1)


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
    assert first(source) == (wire.MISSING, ("", text, 0))


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("x = 1\ny = (", ("SyntaxError", "'(' was never closed (column 5)", 2)),
        ("x = 1\nimport nowhere_to_be_found", ("ModuleNotFoundError", "No module named 'nowhere_to_be_found'", 2)),
        ("\n\nexec('(')", ("SyntaxError", "'(' was never closed (<string>, line 1)", 3)),
        ("raise SyntaxError('own', ('backward.py', None, None, ''))", ("SyntaxError", "own", 0)),
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
    assert told[2] == error[2]
    assert told[1] == error[1] or "nested" in error[1] or "recursion" in error[1]


def test_a_null_character_is_told():
    assert "null bytes" in failed_load("x = 1\0")[1][1]
