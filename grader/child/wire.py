"""What crosses the pipe between the grader and the student's process: plain values in a strict binary format.

All numbers are little-endian. A value is a tag and what belongs to it; a text is its length and its UTF-8. Only exact
types travel (and the two other dicts of the standard library): a subclass could bring methods of the student's along,
so of it, as of everything else that is no plain value, only the name of its type is sent. The decoder is total:
whatever the bytes, it gives a value or a `WireError`, and never asks for more memory than the bytes could fill.

This module is imported in the student's process, where each import delays the first call: it needs `struct` alone,
has no enums or dataclasses, and imports NumPy only when an array arrives.
"""

from __future__ import annotations

import struct
import sys
from math import prod

TYPE_CHECKING = False  # `typing` itself would cost 3 ms
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    Payload = tuple[str, str, int, list[tuple[str, dict[str, Any]]]]

MAX_DEPTH = 8
MAX_NODES = 100_000
MAX_TEXT = 2000
MAX_INT_BYTES = 128  # so that every int that arrives fits into a float
MAX_DIMENSIONS = 32
MAX_ARRAY_BYTES = 1 << 31
RECORD_ROOM = 16_384  # what a record may take beyond its value: two texts of an exception, names of arguments

READY = b"0"
LOADED = b"1"
ANSWERED = b"2"
RAISED = b"3"
OUT_OF_MEMORY = b"4"
TOO_LARGE = b"5"
MISSING = b"6"
END = b"7"
KINDS = (READY, LOADED, ANSWERED, RAISED, OUT_OF_MEMORY, TOO_LARGE, MISSING, END)

DTYPES = ("<f8", "|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8")
"""The arrays that travel as such; of the others only the name does."""

_LENGTH = struct.Struct("<I")
_FLOAT = struct.Struct("<d")
_COMPLEX = struct.Struct("<dd")
_HEADER = struct.Struct("<cI")


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

    def text(self, text: str) -> None:
        raw = text.encode("utf-8", "surrogatepass")
        self.put(_LENGTH.pack(len(raw)) + raw)

    def foreign(self, type_name: str) -> None:
        self.put(b"?")
        self.text(type_name[:MAX_TEXT])

    def value(self, value: Any, depth: int = 0) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise TooLarge(f"the answer has more than {MAX_NODES} parts")
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
            if type(key) is str or (type(key) is tuple and all(type(part) is str for part in key)):
                self.value(key, depth)
            else:
                self.foreign(_words(type(key)))
            self.value(item, depth + 1)

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
        layout = array.dtype.newbyteorder("<")
        if layout.str not in DTYPES:
            self.foreign(f"{array.dtype.name} array")
            return
        size = _room(array.shape, layout.itemsize)
        if array.ndim > MAX_DIMENSIONS or size > min(self.most, MAX_ARRAY_BYTES):
            raise TooLarge(f"the answer is larger than {self.most} bytes")
        self.put(b"a" + bytes([DTYPES.index(layout.str), array.ndim]) + struct.pack(f"<{array.ndim}I", *array.shape))
        self.put(array.astype(layout, copy=False).tobytes())


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


def _room(shape: Iterable[int], itemsize: int) -> int:
    """Return the bytes of an array, an axis of size 0 counted as 1: NumPy refuses some shapes that hold nothing."""
    return prod(size or 1 for size in shape) * itemsize


class _Reader:
    """Values out of bytes that nobody vouches for."""

    def __init__(self, raw: bytes, foreign: Callable[[str], object]) -> None:
        self.raw = raw
        self.at = 0
        self.nodes = 0
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
        try:
            return self.take(self.length()).decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise WireError("a text that is not UTF-8") from error

    def end(self) -> None:
        if self.at != len(self.raw):
            raise WireError("bytes after the end")

    def value(self, depth: int = 0) -> Any:
        self.nodes += 1
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
        shape = struct.unpack(f"<{dimensions}I", self.take(4 * dimensions))
        itemsize = int(DTYPES[code][2:])
        if _room(shape, itemsize) > MAX_ARRAY_BYTES:
            raise WireError("an array that is too large")
        raw = self.take(prod(shape) * itemsize)
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
    return _LENGTH.pack(len(changed)) + encode_texts(*changed) + encode_value(value, most)


def decode_answer(body: bytes, foreign: Callable[[str], object]) -> tuple[Any, tuple[str, ...]]:
    """Return the value of an ANSWERED record and the names of the arguments changed.

    Args:
        body: of the record.
        foreign: makes, of the name of a type, what stands for a value that did not travel; hashable.
    """
    reader = _Reader(body, foreign)
    changed = tuple(reader.text() for _ in range(reader.length()))
    value = reader.value()
    reader.end()
    return value, changed


def encode_error(type_name: str, text: str, line: int) -> bytes:
    """Return the body of a record that tells of an exception; 0 is no line, an empty type name no exception at all."""
    return encode_texts(type_name, text) + _LENGTH.pack(line)


def decode_error(body: bytes) -> tuple[str, str, int]:
    """Return the type name, the text and the line of an exception."""
    reader = _Reader(body, _refuse)
    type_name, text = reader.text(), reader.text()
    (line,) = _LENGTH.unpack(reader.take(_LENGTH.size))
    reader.end()
    return type_name, text, line


def encode_record(kind: bytes, index: int = 0, body: bytes = b"") -> bytes:
    """Return a record as it goes through the pipe: its length, its kind, the number of the call, its body."""
    return _LENGTH.pack(_HEADER.size + len(body)) + _HEADER.pack(kind, index) + body


def decode_record(raw: bytes) -> tuple[bytes, int, bytes]:
    """Return kind, number of the call and body of a record whose length has been taken off."""
    if len(raw) < _HEADER.size:
        raise WireError("a record that is too short")
    kind, index = _HEADER.unpack_from(raw)
    if kind not in KINDS:
        raise WireError("a record of an unknown kind")
    return kind, index, raw[_HEADER.size :]


def encode_payload(
    file: str, source: str, answer_bytes: int, calls: Iterable[tuple[str, Mapping[str, object]]]
) -> bytes:
    """Return what the student's process is given: the file's name and text, the limit of an answer, the calls."""
    writer = _Writer(MAX_ARRAY_BYTES)
    writer.text(file)
    writer.text(source)
    writer.value(answer_bytes)
    for function, arguments in calls:
        writer.put(b"(")
        writer.text(function)
        writer.put(encode_value(dict(arguments)))
    return bytes(writer.out)


def decode_payload(raw: bytes) -> Payload:
    """Return file name, source, limit and calls; their arrays are the caller's own."""
    reader = _Reader(raw, _refuse)
    file, source, answer_bytes = reader.text(), reader.text(), reader.value()
    calls = []
    while reader.at < len(raw):
        reader.take(1)
        function = reader.text()
        reader.nodes = 0
        calls.append((function, reader.value()))
    return file, source, answer_bytes, calls


def _refuse(type_name: str) -> object:
    raise WireError(f"{type_name} where a plain value is needed")
