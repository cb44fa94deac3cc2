"""What crosses the pipe between the grader and the student's process: plain values in a strict binary format.

All numbers are little-endian. A value is a tag and what belongs to it; a text is its length and its UTF-8. Only exact
types travel (and the two other dicts of the standard library): a subclass could bring methods of the student's along,
so of it, as of everything else that is no plain value, only the name of its type is sent. What reads the records is
total: whatever the bytes, it gives a value or a `WireError`, and never asks for more memory than the bytes could fill.

This module is imported in the student's process, where each import delays the first call: it needs `struct` alone,
has no enums or dataclasses, and imports NumPy only when an array arrives.
"""

from __future__ import annotations

import struct
import sys
from itertools import groupby
from math import inf, prod

TYPE_CHECKING = False  # `typing` itself would cost 3 ms
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    Calls = Sequence[tuple[str, Mapping[str, Any]]]
    """The functions to call, each with its arguments by name."""
    Payload = tuple[list[tuple[str, str]], int, int, list[tuple[str, dict[str, Any]]]]

MAX_DEPTH = 8
MAX_NODES = 100_000
MAX_TEXT = 2000
PART_BYTES = 16  # of a text, which count as one part of an answer
MAX_INT_BYTES = 128  # so that every int that arrives fits into a float
MAX_DIMENSIONS = 32
MAX_ARRAY_BYTES = 1 << 31
RECORD_ROOM = 32_768  # what a record may take beyond its value: what was printed, an exception, names of arguments

READY = b"0"
LOADED = b"1"
ANSWERED = b"2"
RAISED = b"3"
OUT_OF_MEMORY = b"4"
TOO_LARGE = b"5"
MISSING = b"6"
END = b"7"
FULL = b"8"
LAST = (END, FULL, OUT_OF_MEMORY)
KINDS = (READY, LOADED, ANSWERED, RAISED, OUT_OF_MEMORY, TOO_LARGE, MISSING, END, FULL)

DTYPES = ("<f8", "|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8")
"""The arrays that travel as such; of the others only the name does."""
ITEM_SIZES = tuple(int(dtype[2:]) for dtype in DTYPES)

_LENGTH = struct.Struct("<I")
_SHAPES = tuple(struct.Struct(f"<{dimensions}I") for dimensions in range(MAX_DIMENSIONS + 1))
_CODES = {order + dtype[1:]: code for code, dtype in enumerate(DTYPES) for order in ("<", "|", ">")}
"""For each type of array its place in `DTYPES`, whichever way round its bytes stand."""
LENGTH_BYTES = INDEX_BYTES = _LENGTH.size
"""Of a record, and of the number of its call."""
_NOTHING = bytes(LENGTH_BYTES)
"""An empty text, or a list of nothing; most records have one."""
_FLOAT = struct.Struct("<d")
_COMPLEX = struct.Struct("<dd")
_HEADER = struct.Struct("<cI")
_RECORD = struct.Struct("<IcII")
"""All of a record but its texts: its length, the header, the length of what was printed."""


class WireError(Exception):
    """Bytes that are not what they should be."""


class TooLarge(Exception):
    """A value that is too large, or nested too deeply, to be sent; says so in words."""


class _Writer:
    """Bytes of one value, up to a limit."""

    def __init__(self, most: int) -> None:
        self.out = bytearray()
        self.most = most
        self.nodes = 0

    def put(self, raw: bytes) -> None:
        if len(self.out) + len(raw) > self.most:
            raise TooLarge(f"the answer is larger than {self.most} bytes")
        self.out += raw

    def count(self, nodes: int) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            raise TooLarge(f"the answer has more than {MAX_NODES} parts")

    def text(self, text: str) -> None:
        raw = text.encode("utf-8", "surrogatepass")
        self.put(_LENGTH.pack(len(raw)) + raw)

    def foreign(self, type_name: str) -> None:
        self.put(b"?")
        self.text(type_name[:MAX_TEXT])

    def value(self, value: Any, depth: int = 0) -> None:
        self.count(1)
        if depth > MAX_DEPTH:
            raise TooLarge(f"the answer is nested more than {MAX_DEPTH} deep")
        encode = _ENCODERS.get(type(value))
        if encode is None:
            self.other(value, depth)
        else:
            encode(self, value, depth)

    def integer(self, value: int, _depth: int) -> None:
        size = value.bit_length() // 8 + 1
        if size > MAX_INT_BYTES:
            self.foreign("int too large for a float")
        else:
            self.put(b"i" + bytes([size]) + value.to_bytes(size, "little", signed=True))

    def string(self, value: str, _depth: int) -> None:
        self.put(b"s")
        self.text(value[:MAX_TEXT])

    def sequence(self, value: Sequence[object], depth: int) -> None:
        items = tuple(value)
        self.put((b"t" if type(value) is tuple else b"l") + _LENGTH.pack(len(items)))
        for item in items:
            self.value(item, depth + 1)

    def mapping(self, value: dict[object, object], depth: int) -> None:
        items = tuple(value.items())
        self.put(b"d" + _LENGTH.pack(len(items)))
        for key, item in items:
            if type(key) is str and type(item) is float and depth < MAX_DEPTH:  # what most answers are made of
                self.named_float(key, item)
            elif type(key) is str or (type(key) is tuple and all(type(part) is str for part in key)):
                self.value(key, depth)
                self.value(item, depth + 1)
            else:
                self.foreign(_words(type(key)))
                self.value(item, depth + 1)

    def named_float(self, name: str, value: float) -> None:
        """Write a text and a float, as `value` would one after the other, in half the time."""
        self.count(2)
        raw = name[:MAX_TEXT].encode("utf-8", "surrogatepass")
        self.put(b"s%b%bf%b" % (_LENGTH.pack(len(raw)), raw, _FLOAT.pack(value)))

    def other(self, value: Any, depth: int) -> None:
        """Write what is no plain value of Python: NumPy's arrays and numbers, or else only a name."""
        numpy, collections = sys.modules.get("numpy"), sys.modules.get("collections")
        kind = type(value)
        if collections is not None and (kind is collections.defaultdict or kind is collections.OrderedDict):
            self.mapping(dict(dict.items(value)), depth)  # as gradients are summed up; no method of the student's in it
        elif numpy is not None and kind is numpy.ndarray:
            self.array(value)
        elif numpy is not None and isinstance(value, numpy.generic) and value.dtype.type is kind:
            if value.dtype.newbyteorder("<").str in DTYPES:
                self.value(value.item(), depth)
            else:
                self.foreign(f"numpy {_name(kind)}")
        else:
            self.foreign(_words(kind))

    def array(self, array: Any) -> None:
        code = _CODES.get(array.dtype.str)
        if code is None:
            self.foreign(f"{array.dtype.name} array")
            return
        if array.ndim > MAX_DIMENSIONS or _room(array.shape, ITEM_SIZES[code]) > min(self.most, MAX_ARRAY_BYTES):
            raise TooLarge(f"the answer is larger than {self.most} bytes")
        if array.dtype.str != DTYPES[code]:
            array = array.astype(DTYPES[code])
        self.put(b"a%c%c" % (code, array.ndim) + _SHAPES[array.ndim].pack(*array.shape) + array.tobytes())


_ENCODERS: dict[type, Callable[[_Writer, Any, int], None]] = {
    type(None): lambda writer, _value, _depth: writer.put(b"N"),
    bool: lambda writer, value, _depth: writer.put(b"T" if value else b"F"),
    int: _Writer.integer,
    float: lambda writer, value, _depth: writer.put(b"f" + _FLOAT.pack(value)),
    complex: lambda writer, value, _depth: writer.put(b"c" + _COMPLEX.pack(value.real, value.imag)),
    str: _Writer.string,
    tuple: _Writer.sequence,
    list: _Writer.sequence,
    dict: _Writer.mapping,
}

# Read past the metaclass, which may be the student's.
_name = type.__dict__["__name__"].__get__
_bases = type.__dict__["__mro__"].__get__


def _words(kind: type) -> str:
    """Return what to call a type that does not travel: its name, and which plain type it only extends."""
    numpy = sys.modules.get("numpy")
    for base in _bases(kind)[1:]:
        if base in _ENCODERS or (numpy is not None and issubclass(base, numpy.ndarray | numpy.generic)):
            return f"a subclass of {_name(base)} named {_name(kind)}"
    return str(_name(kind))


def _room(shape: tuple[int, ...], itemsize: int) -> int:
    """Return the bytes of an array, an axis of size 0 counted as 1: NumPy refuses some shapes that hold nothing."""
    return (prod(shape) or prod(size or 1 for size in shape)) * itemsize


class Budget:
    """How much may yet be read of all answers together: parts, and texts by their length.

    Each answer may be as large as its limit; were all of them, reading them would take minutes.
    """

    def __init__(self, parts: float) -> None:
        self.left = parts

    def spend(self, parts: int) -> None:
        """Take from it; raises WireError where it is used up."""
        self.left -= parts
        if self.left < 0:
            raise WireError("the answers have too many parts together")


class _Reader:
    """Values out of bytes that nobody vouches for."""

    def __init__(self, raw: bytes, foreign: Callable[[str], object], budget: Budget | None = None) -> None:
        self.raw = raw
        self.at = 0
        self.nodes = 0
        self.budget = budget or Budget(inf)
        self.make_foreign = foreign

    def take(self, size: int) -> bytes:
        end = self.at + size
        if end > len(self.raw):
            raise WireError("bytes are missing")
        self.at, start = end, self.at
        return self.raw[start:end]

    def length(self) -> int:
        (length,) = _LENGTH.unpack(self.take(_LENGTH.size))
        if length > len(self.raw) - self.at:  # whatever is counted takes a byte at least
            raise WireError("a length beyond the end")
        return int(length)

    def text(self) -> str:
        length = self.length()
        self.budget.spend(length // PART_BYTES)
        try:
            return self.take(length).decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise WireError("a text that is not UTF-8") from error

    def end(self) -> None:
        if self.at != len(self.raw):
            raise WireError("bytes after the end")

    def value(self, depth: int = 0) -> Any:
        self.nodes += 1
        self.budget.spend(1)
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise WireError("a value that is too large")
        decode = _DECODERS.get(self.take(1))
        if decode is None:
            raise WireError("an unknown tag")
        return decode(self, depth)

    def integer(self) -> int:
        size = self.take(1)[0]
        if size > MAX_INT_BYTES:
            raise WireError("an int that is too large")
        return int.from_bytes(self.take(size), "little", signed=True)

    def items(self, depth: int) -> list[Any]:
        return [self.value(depth + 1) for _ in range(self.length())]

    def mapping(self, depth: int) -> dict[object, Any]:
        # The key is read before its value: a comprehension evaluates them in that order.
        return {self.key(depth): self.value(depth + 1) for _ in range(self.length())}

    def key(self, depth: int) -> object:
        tag = self.raw[self.at : self.at + 1]
        key = self.value(depth)
        if tag in {b"s", b"?"} or (tag == b"t" and all(type(part) is str for part in key)):
            return key
        raise WireError("a key that is neither text nor a tuple of texts")

    def array(self) -> Any:
        code, dimensions = self.take(2)
        if code >= len(DTYPES) or dimensions > MAX_DIMENSIONS:
            raise WireError("an array of an unknown kind")
        shape = _SHAPES[dimensions].unpack(self.take(4 * dimensions))
        if _room(shape, ITEM_SIZES[code]) > MAX_ARRAY_BYTES:
            raise WireError("an array that is too large")
        raw = self.take(prod(shape) * ITEM_SIZES[code])
        if DTYPES[code] == "|b1" and raw.translate(None, b"\0\1"):
            raise WireError("a boolean that is neither 0 nor 1")
        import numpy as np  # noqa: PLC0415  # 80 ms, which scalars must not pay

        return np.frombuffer(raw, DTYPES[code]).reshape(shape).copy()


_DECODERS: dict[bytes, Callable[[_Reader, int], Any]] = {
    b"N": lambda _reader, _depth: None,
    b"T": lambda _reader, _depth: True,
    b"F": lambda _reader, _depth: False,
    b"i": lambda reader, _depth: reader.integer(),
    b"f": lambda reader, _depth: _FLOAT.unpack(reader.take(_FLOAT.size))[0],
    b"c": lambda reader, _depth: complex(*_COMPLEX.unpack(reader.take(_COMPLEX.size))),
    b"s": lambda reader, _depth: reader.text(),
    b"t": lambda reader, depth: tuple(reader.items(depth)),
    b"l": lambda reader, depth: reader.items(depth),
    b"d": lambda reader, depth: reader.mapping(depth),
    b"a": lambda reader, _depth: reader.array(),
    b"?": lambda reader, _depth: reader.make_foreign(reader.text()),
}


def encode_value(value: object, most: int = MAX_ARRAY_BYTES) -> bytes:
    """Return the bytes of a value.

    Raises:
        TooLarge: if they were more than ``most``, or the value is nested too deeply.
    """
    writer = _Writer(most)
    writer.value(value)
    return bytes(writer.out)


def encode_texts(*texts: str) -> bytes:
    """Return the bytes of some texts, each cut to `MAX_TEXT` characters."""
    writer = _Writer(MAX_ARRAY_BYTES)
    for text in texts:
        writer.text(text[:MAX_TEXT])
    return bytes(writer.out)


def encode_answer(value: object, changed: Sequence[str], most: int) -> bytes:
    """Return the body of an ANSWERED record: the arguments changed in place, then the value in at most ``most``."""
    names = _LENGTH.pack(len(changed)) + encode_texts(*changed) if changed else _NOTHING
    return names + encode_value(value, most)


def decode_answer(
    body: bytes, foreign: Callable[[str], object], budget: Budget | None = None
) -> tuple[Any, tuple[str, ...]]:
    """Return the value of an ANSWERED record and the names of the arguments changed.

    Args:
        body: of the record.
        foreign: makes, of the name of a type, what stands for a value that did not travel; hashable.
        budget: of this answer and all others, if there is one.
    """
    reader = _Reader(body, foreign, budget)
    changed = tuple(reader.text() for _ in range(reader.length()))
    value = reader.value()
    reader.end()
    return value, changed


def encode_error(type_name: str, text: str, file: str = "", line: int = 0) -> bytes:
    """Return the body of a record that tells of an exception.

    Args:
        type_name: empty where it was no exception.
        text: its message.
        file, line: where it was raised; empty and 0 where that is in none of the student's files.
    """
    return encode_texts(type_name, text, file) + _LENGTH.pack(line)


def decode_error(body: bytes) -> tuple[str, str, str, int]:
    """Return the type name, the text, the file and the line of an exception."""
    reader = _Reader(body, _refuse)
    type_name, text, file = reader.text(), reader.text(), reader.text()
    (line,) = _LENGTH.unpack(reader.take(_LENGTH.size))
    reader.end()
    return type_name, text, file, line


def encode_record(kind: bytes, index: int = 0, body: bytes = b"", printed: str = "") -> bytes:
    """Return a record: its length, its kind, the number of the call, what was printed meanwhile, its body.

    What was printed is not cut here: `printing` has done so, and says at its end how much is left out.
    """
    said = printed.encode("utf-8", "surrogatepass")
    size = _RECORD.size - LENGTH_BYTES + len(said) + len(body)
    return _RECORD.pack(size, kind, index, len(said)) + said + body


def decode_record(raw: bytes) -> tuple[bytes, int, str, bytes]:
    """Return kind, number of the call, printed text and body of a record whose length has been taken off."""
    if len(raw) < _HEADER.size:
        raise WireError("a record that is too short")
    kind, index = _HEADER.unpack_from(raw)
    if kind not in KINDS:
        raise WireError("a record of an unknown kind")
    if raw.startswith(_NOTHING, _HEADER.size):
        return kind, index, "", raw[_HEADER.size + len(_NOTHING) :]
    reader = _Reader(raw, _refuse)
    reader.take(_HEADER.size)
    printed = reader.text()
    return kind, index, printed, raw[reader.at :]


class Records:
    """The records in what a process wrote, taken off one after the other.

    Attributes:
        raw: all of it; more may be added to it.
        at: how much of it has been taken off.
    """

    def __init__(self, raw: bytes | bytearray) -> None:
        self.raw = raw
        self.at = 0

    def next(self, most: int) -> bytes | None:
        """Return the next record of up to ``most`` bytes, its length taken off; None where no whole one is left.

        Raises:
            WireError: if it is longer, by what it says of itself.
        """
        start = self.at + _LENGTH.size
        if start > len(self.raw):
            return None
        (length,) = _LENGTH.unpack_from(self.raw, self.at)
        if length > most:
            raise WireError("a record that is too long")
        if start + length > len(self.raw):
            return None
        self.at = start + length
        return bytes(self.raw[start : self.at])


def encode_payload(files: Mapping[str, str], answer_bytes: int, room: int, calls: bytes) -> bytes:
    """Return what the student's process is given.

    Args:
        files: the text of each file by its name, the one to run first.
        answer_bytes: the limit of an answer.
        room: the limit of all records together.
        calls: as `encode_calls` gives them.
    """
    writer = _Writer(MAX_ARRAY_BYTES)
    writer.value(answer_bytes)
    writer.value(room)
    writer.put(_LENGTH.pack(len(files)))
    for name, text in files.items():
        writer.text(name)
        writer.text(text)
    writer.put(calls)
    return bytes(writer.out)


def encode_calls(calls: Calls) -> bytes:
    """Return the bytes of calls, whose arguments are numbers and float64 arrays."""
    writer = _Writer(MAX_ARRAY_BYTES)
    for _, alike in groupby(calls, _signature):
        _write_calls(writer, tuple(alike))
    return bytes(writer.out)


def _signature(call: tuple[str, Mapping[str, Any]]) -> tuple[object, ...]:
    """Return what calls have in common that travel together."""
    function, arguments = call
    return function, tuple(arguments), tuple(getattr(value, "shape", ()) for value in arguments.values())


def _write_calls(writer: _Writer, alike: Calls) -> None:
    """Write calls of one function with one signature, each argument of all of them as one column of numbers."""
    function, first = alike[0]
    writer.text(function)
    writer.put(struct.pack("<IB", len(alike), len(first)))
    for name, value in first.items():
        shape = getattr(value, "shape", ())
        writer.text(name)
        writer.put(bytes([len(shape)]) + struct.pack(f"<{len(shape)}I", *shape))
        column = [arguments[name] for _, arguments in alike]
        if shape:
            writer.put(b"".join([array.astype("<f8", copy=False).tobytes() for array in column]))
        else:
            writer.put(struct.pack(f"<{len(column)}d", *column))


def decode_payload(raw: bytes) -> Payload:
    """Return files, limits and calls; the arrays are read-only. It comes from the grader, so it is believed."""
    reader = _Reader(raw, _refuse)
    answer_bytes, room = reader.value(), reader.value()
    files = [(reader.text(), reader.text()) for _ in range(reader.length())]
    calls: list[tuple[str, dict[str, Any]]] = []
    while reader.at < len(raw):
        calls += _read_calls(reader)
    return files, answer_bytes, room, calls


def _read_calls(reader: _Reader) -> list[tuple[str, dict[str, Any]]]:
    function = reader.text()
    count, parameters = struct.unpack("<IB", reader.take(5))
    names, columns = [], []
    for _ in range(parameters):
        names.append(reader.text())
        columns.append(_read_column(reader, count))
    rows = zip(*columns, strict=True) if columns else [()] * count
    return [(function, dict(zip(names, row, strict=True))) for row in rows]


def _read_column(reader: _Reader, count: int) -> Sequence[Any]:
    (dimensions,) = reader.take(1)
    shape = struct.unpack(f"<{dimensions}I", reader.take(4 * dimensions))
    numbers = count * prod(shape)
    raw = reader.take(8 * numbers)
    if not shape:
        return struct.unpack(f"<{numbers}d", raw)
    import numpy as np  # noqa: PLC0415  # 80 ms, which scalars must not pay

    column: Any = np.frombuffer(raw, "<f8").reshape(count, *shape)
    return column  # type: ignore[no-any-return]  # an array iterates over its rows


def _refuse(type_name: str) -> object:
    raise WireError(f"{type_name} where a plain value is needed")
