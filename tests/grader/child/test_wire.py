import enum
import subprocess
import sys
from collections import Counter, OrderedDict, defaultdict
from contextlib import suppress
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.child import wire
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
        wire.decode_payload,
    ],
    ids=["value", "answer", "error", "record", "payload"],
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
    body = wire.encode_error("ValueError", "\ud800" * 3000, 7)
    assert len(body) < wire.RECORD_ROOM
    assert wire.decode_error(body) == ("ValueError", "\ud800" * wire.MAX_TEXT, 7)


def test_a_record_arrives_without_its_length():
    record = wire.encode_record(wire.ANSWERED, 3, b"body")
    assert int.from_bytes(record[:4], "little") == len(record) - 4
    assert wire.decode_record(record[4:]) == (wire.ANSWERED, 3, b"body")


@pytest.mark.parametrize("raw", [b"", b"2\0\0\0", b"x\0\0\0\0"])
def test_bytes_that_are_no_record_are_refused(raw):
    with pytest.raises(WireError):
        wire.decode_record(raw)


def test_a_payload_arrives_as_it_was():
    calls = [("backward", {"x": 1.0, "n": 2, "w": np.eye(2)}), ("forward", {})]
    raw = wire.encode_payload("backward.py", "größe = 1\n" * 1000, 1 << 20, calls)
    file, source, answer_bytes, arrived = wire.decode_payload(raw)
    assert (file, source, answer_bytes) == ("backward.py", "größe = 1\n" * 1000, 1 << 20)
    assert [name for name, _ in arrived] == ["backward", "forward"]
    np.testing.assert_array_equal(arrived[0][1].pop("w"), np.eye(2))
    assert arrived[0][1] == {"x": 1.0, "n": 2}


def test_a_payload_holds_plain_values_only():
    with pytest.raises(WireError, match="Fraction where a plain value is needed"):
        wire.decode_payload(wire.encode_payload("f.py", "", 1, [("backward", {"x": Fraction(1)})]))


def test_scalars_travel_without_numpy():
    program = (
        "import sys; from grader.child import wire; "
        "raw = wire.encode_payload('f.py', '', 9, [('f', {'x': 1.0})]); wire.decode_payload(raw); "
        "assert wire.encode_value(1j) and wire.encode_value(object()); "
        "assert not {'numpy', 'typing', 'enum', 'dataclasses'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-S", "-c", program], check=True)
