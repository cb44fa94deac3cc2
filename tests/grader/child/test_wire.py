import enum
import subprocess
import sys
from collections import Counter, OrderedDict, defaultdict
from contextlib import suppress
from fractions import Fraction
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.child import wire
from grader.child.printing import KEPT_BYTES
from grader.child.wire import TooLarge, WireError
from grader.model import Foreign


def there_and_back(value):
    return wire.decode_answer(wire.encode_answer(value, (), 1 << 20), Foreign)[0]


def decode(raw):
    return wire.decode_answer(b"\0\0\0\0" + raw, Foreign)[0]


NUMBERS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**1000), 2**1000)
    | st.floats(allow_nan=False)
    | st.complex_numbers(allow_nan=False)
)
TEXTS = st.text(st.characters(exclude_categories=[]), max_size=20)
KEYS = TEXTS | st.lists(TEXTS, max_size=3).map(tuple)
VALUES = st.recursive(
    NUMBERS | TEXTS,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(KEYS, inner),
    max_leaves=12,
).filter(lambda value: depth(value) <= wire.MAX_DEPTH)


def depth(value):
    parts = [*value.values(), *value] if isinstance(value, dict) else value
    return 1 + max(map(depth, parts), default=0) if isinstance(value, dict | tuple | list) else 0


@given(VALUES)
def test_a_plain_value_arrives_as_it_was(value):
    arrived = there_and_back(value)
    assert arrived == value
    assert repr(arrived) == repr(value)


@pytest.mark.parametrize("dtype", wire.DTYPES)
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (0,), (0, 5), (2, 0, 2**10)])
def test_an_array_arrives_with_its_type_and_shape(dtype, shape):
    array = np.ones(shape, dtype)
    arrived = there_and_back(array)
    assert type(arrived) is np.ndarray
    assert (arrived.dtype, arrived.shape) == (array.dtype, array.shape)
    np.testing.assert_array_equal(arrived, array)


@pytest.mark.parametrize("kind", [lambda items: defaultdict(float, items), OrderedDict])
def test_a_dict_of_the_standard_library_arrives_as_a_dict(kind):
    arrived = there_and_back([kind({"w": 1.0, "b": {"x": 2}})])
    assert (arrived, type(arrived[0])) == ([{"w": 1.0, "b": {"x": 2}}], dict)


def test_an_array_arrives_as_memory_of_its_own_in_order():
    array = np.arange(6.0).reshape(2, 3).T
    arrived = there_and_back(array)
    assert arrived.flags["C_CONTIGUOUS"]
    assert arrived.flags["OWNDATA"]
    assert arrived.flags["WRITEABLE"]
    np.testing.assert_array_equal(arrived, array)


def test_the_order_of_bytes_does_not_matter():
    arrived = there_and_back(np.array([1.0, 2.0], ">f8"))
    assert arrived.dtype == np.float64
    np.testing.assert_array_equal(arrived, [1.0, 2.0])


@pytest.mark.parametrize(
    ("value", "plain"), [(np.float64(0.5), 0.5), (np.int32(-3), -3), (np.uint8(7), 7), (np.bool_(1), True)]
)
def test_a_numpy_number_arrives_as_a_number(value, plain):
    arrived = there_and_back(value)
    assert arrived == plain
    assert type(arrived) is type(plain)


class AlwaysEqual(float):
    def __eq__(self, other):
        return True

    __hash__ = float.__hash__


class Sneaky(np.float64):
    pass


class Colour(enum.IntEnum):
    RED = 1


class Hidden(type):
    __name__ = property(lambda _cls: 1 / 0)
    __mro__ = property(lambda _cls: 1 / 0)


class Nameless(metaclass=Hidden):
    pass


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (AlwaysEqual(1), "a subclass of float named AlwaysEqual"),
        (Counter(), "a subclass of dict named Counter"),
        (Colour.RED, "a subclass of int named Colour"),
        (Sneaky(1), "a subclass of float64 named Sneaky"),
        (np.ma.ones(3), "a subclass of ndarray named MaskedArray"),
        (np.ones(3, np.float32), "float32 array"),
        (np.ones(3, complex), "complex128 array"),
        (np.array([None]), "object array"),
        (np.array(["a"]), "str32 array"),
        (np.float32(1), "numpy float32"),
        (np.complex128(1), "numpy complex128"),
        (Fraction(1, 2), "Fraction"),
        (object(), "object"),
        ({1}, "set"),
        ((i for i in "ab"), "generator"),
        (2**1024, "int too large for a float"),
        (Nameless(), "Nameless"),
        (float, "type"),
    ],
)
def test_of_everything_else_only_the_name_of_its_type_arrives(value, words):
    assert there_and_back(value) == Foreign(words)


@pytest.mark.parametrize(
    ("key", "arrived"),
    [
        (("a", "b"), ("a", "b")),
        (1, Foreign("int")),
        (("a", 1), Foreign("tuple")),
        (None, Foreign("NoneType")),
        (type("Text", (str,), {})("a"), Foreign("a subclass of str named Text")),
    ],
)
def test_keys_are_texts_or_tuples_of_texts(key, arrived):
    assert there_and_back({key: 1.0}) == {arrived: 1.0}


def test_every_int_that_arrives_fits_into_a_float():
    for value in (2**1023 - 1, -(2**1023) + 1):
        assert float(there_and_back(value)) == float(value)


def test_a_long_text_is_cut():
    assert there_and_back("a" * 5000) == "a" * wire.MAX_TEXT


def nested(levels):
    value: list[object] = []
    for _ in range(levels):
        value = [value]
    return value


def test_nesting_is_limited():
    assert there_and_back(nested(wire.MAX_DEPTH)) == nested(wire.MAX_DEPTH)
    with pytest.raises(TooLarge, match="nested more than 8 deep"):
        there_and_back(nested(wire.MAX_DEPTH + 1))


def test_a_list_that_holds_itself_is_nested_too_deeply():
    value: list[object] = []
    value.append(value)
    with pytest.raises(TooLarge, match="nested"):
        there_and_back(value)


def test_the_number_of_parts_is_limited():
    with pytest.raises(TooLarge, match="more than 100000 parts"):
        there_and_back([None] * wire.MAX_NODES)


@pytest.mark.parametrize(
    "value",
    [
        np.ones(200),
        np.broadcast_to(1.0, (10**9,)),
        np.broadcast_to(np.array(1.0, ">f8"), (10**11,)),
        np.ones((0, 2**40)),
        np.ones((1,) * 33),
        [1.0] * 200,
        ["a" * 100] * 20,
    ],
)
def test_the_bytes_are_limited(value):
    with pytest.raises(TooLarge, match="larger than 1000 bytes"):
        wire.encode_value(value, 1000)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "missing"),
        (b"x", "unknown tag"),
        (b"f123", "missing"),
        (b"NN", "after the end"),
        (b"i\xff" + b"1" * 255, "too large"),
        (b"i\x02\x01", "missing"),
        (b"s\xff\xff\xff\xff", "beyond the end"),
        (b"s\x01\0\0\0\xff", "not UTF-8"),
        (b"l\xff\xff\xff\x7fN", "beyond the end"),
        (b"l\x01\0\0\0" * 10 + b"N", "too large"),
        (b"l" + (100_000).to_bytes(4, "little") + b"N" * 100_000, "too large"),
        (b"d\x01\0\0\0NN", "neither text"),
        (b"d\x01\0\0\0t\x01\0\0\0NN", "neither text"),
        (b"a\x0a\x00", "unknown kind"),
        (b"a\x00\x21", "unknown kind"),
        (b"a\x00", "missing"),
        (b"a\x00\x02\xff\xff\xff\xff\xff\xff\xff\xff", "too large"),
        (b"a\x00\x03\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff", "too large"),
        (b"a\x00\x01\x02\x00\x00\x00" + b"1" * 8, "missing"),
        (b"a\x01\x01\x01\x00\x00\x00\x02", "neither 0 nor 1"),
    ],
)
def test_bytes_that_are_no_value_are_refused(raw, problem):
    with pytest.raises(WireError, match=problem):
        decode(raw)


def only_wire_errors(decoder, raw):
    with suppress(WireError):
        decoder(raw)


DECODERS = pytest.mark.parametrize(
    "decoder",
    [
        decode,
        lambda raw: wire.decode_answer(raw, Foreign),
        wire.decode_error,
        wire.decode_record,
        lambda raw: list(iter(partial(wire.Records(raw).next, 1000), None)),
    ],
    ids=["value", "answer", "error", "record", "records"],
)


@DECODERS
@given(raw=st.binary(max_size=200))
def test_random_bytes_raise_nothing_but_a_wire_error(decoder, raw):
    only_wire_errors(decoder, raw)


@DECODERS
@given(value=VALUES | st.just(np.ones((2, 3))), at=st.integers(0, 10**6), bits=st.integers(0, 255), cut=st.booleans())
def test_spoilt_bytes_raise_nothing_but_a_wire_error(decoder, value, at, bits, cut):
    raw = bytearray(wire.encode_value(value))
    at %= len(raw)
    raw[at] ^= bits
    only_wire_errors(decoder, bytes(raw[:at] if cut else raw))


def test_changed_names_travel_with_an_answer():
    body = wire.encode_answer(1.0, ("x", "w"), 100)
    assert wire.decode_answer(body, Foreign) == (1.0, ("x", "w"))


def test_an_exception_arrives_cut_to_a_limit():
    body = wire.encode_error("ValueError", "\ud800" * 3000, "backward.py", 7)
    assert wire.decode_error(body) == ("ValueError", "\ud800" * wire.MAX_TEXT, "backward.py", 7)


def test_an_exception_arrives_without_a_place_too():
    assert wire.decode_error(wire.encode_error("", "words")) == ("", "words", "", 0)


def test_what_a_record_takes_beyond_its_value_fits_into_the_room_for_it():
    widest, printed = "\U0010ffff" * 9999, "\ufffd" * KEPT_BYTES + f"\n... and {1 << 62} more bytes"
    error = wire.encode_record(wire.RAISED, 0, wire.encode_error(widest, widest, widest, 7), printed)
    assert len(error) < wire.RECORD_ROOM
    names = [f"{number:0>100}" for number in range(99)]
    answer = wire.encode_record(wire.ANSWERED, 0, wire.encode_answer(b"", names, 99), printed)
    assert len(answer) < wire.RECORD_ROOM


@pytest.mark.parametrize("printed", ["", "x", "größe\n\ud800", "y" * 3000])
def test_a_record_arrives_without_its_length(printed):
    record = wire.encode_record(wire.ANSWERED, 3, b"body", printed)
    assert int.from_bytes(record[:4], "little") == len(record) - 4
    assert wire.decode_record(record[4:]) == (wire.ANSWERED, 3, printed, b"body")


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "too short"),
        (b"2\0\0\0", "too short"),
        (b"x\0\0\0\0", "unknown kind"),
        (b"2\0\0\0\0", "missing"),
        (b"2\0\0\0\0\x02\0\0\0x", "beyond the end"),
        (b"2\0\0\0\0\x01\0\0\0\xff", "not UTF-8"),
    ],
)
def test_bytes_that_are_no_record_are_refused(raw, problem):
    with pytest.raises(WireError, match=problem):
        wire.decode_record(raw)


def test_records_are_taken_off_one_after_the_other_as_they_come():
    raw = bytearray()
    records = wire.Records(raw)
    assert records.next(10) is None
    raw += b"\x01\0\0\0a\x02\0\0"
    assert [records.next(10), records.next(10)] == [b"a", None]
    raw += b"\0bc"
    assert [records.next(2), records.next(2)] == [b"bc", None]
    assert records.at == len(raw)


def test_a_record_that_says_it_is_too_long_is_refused_before_it_is_there():
    with pytest.raises(WireError, match="too long"):
        wire.Records(b"\x0b\0\0\0").next(10)


def payload_of(*calls):
    """Return the calls of a payload as they arrive."""
    return wire.decode_payload(wire.encode_payload({"f.py": ""}, 1, 1, wire.encode_calls(calls)))[3]


def test_a_payload_arrives_as_it_was():
    files = {"backward.py": "größe = 1\n" * 1000, "layers/relu.py": ""}
    raw = wire.encode_payload(files, 1 << 20, 1 << 24, wire.encode_calls([("backward", {"x": 1.0})]))
    assert wire.decode_payload(raw) == (list(files.items()), 1 << 20, 1 << 24, [("backward", {"x": 1.0})])


def test_a_payload_without_calls_arrives_too():
    assert payload_of() == []


def test_calls_arrive_in_their_order_whatever_they_have_in_common():
    calls = [
        ("f", {"x": 1.0, "y": -0.0}),
        ("f", {"x": 3.0, "y": float("inf")}),
        ("f", {"y": 5.0, "x": 6.0}),
        ("g", {"y": 5.0, "x": 6.0}),
        ("g", {}),
        ("g", {}),
        ("f", {"x": 1.0, "y": 2.0}),
    ]
    arrived = payload_of(*calls)
    assert arrived == calls
    assert [list(arguments) for _, arguments in arrived] == [list(arguments) for _, arguments in calls]
    assert repr(arrived) == repr(calls)


@given(st.lists(st.sampled_from([(), (2,), (2, 3), (0,), (3, 0), (1, 1, 1)]), max_size=6), st.integers(0, 99))
def test_arrays_arrive_as_they_were(shapes, seed):
    draw = np.random.default_rng(seed)
    calls = [("f", {"n": 1.0, "w": draw.normal(size=shape) if shape else 2.0}) for shape in shapes]
    for (_, sent), (name, arrived) in zip(calls, payload_of(*calls), strict=True):
        assert (name, arrived["n"]) == ("f", 1.0)
        assert type(arrived["w"]) is type(sent["w"])
        np.testing.assert_array_equal(arrived["w"], sent["w"])


def test_an_array_arrives_in_order_and_cannot_be_changed():
    ((_, arrived),) = payload_of(("f", {"w": np.arange(6.0).reshape(2, 3).T}))
    np.testing.assert_array_equal(arrived["w"], [[0, 3], [1, 4], [2, 5]])
    assert not arrived["w"].flags.writeable


def test_numbers_arrive_as_floats():
    assert repr(payload_of(("f", {"n": 2, "m": np.float64(0.5)}))) == "[('f', {'n': 2.0, 'm': 0.5})]"


def test_a_payload_holds_plain_values_only():
    with pytest.raises(WireError, match="Fraction where a plain value is needed"):
        wire.decode_payload(wire.encode_value(Fraction(1)))


def test_scalars_travel_without_numpy():
    program = (
        "import sys; from grader.child import wire; "
        "raw = wire.encode_payload({'f.py': ''}, 9, 9, wire.encode_calls([('f', {'x': 1.0})])); "
        "wire.decode_payload(raw); "
        "assert wire.encode_value(1j) and wire.encode_value(object()); "
        "assert not {'numpy', 'typing', 'enum', 'dataclasses'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-S", "-c", program], check=True)
