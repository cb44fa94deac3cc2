"""Answers that differ from one another in their numbers alone, read all at once: most do, and there are many."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grader.child import wire

MOST_KEYS = 100  # beyond which answers are read one by one: a try takes time for each
BLANK, MARKED = bytes(8), b"\1" * 8
"""Two numbers that have no byte in common; nor have the two counts that the halves of them are."""


def next_alike(value: Any, records: wire.Records, first: int, most: int) -> list[dict[str, Any]]:
    """Take off the records that say the same as one that holds ``value``, but for the numbers, and return their values.

    Args:
        value: what the record before them holds; there are none like it unless it is a dict of floats and arrays.
        first: the number of the call that the next record has to be of.
        most: how many there may be.
    """
    if not _plain(value):
        return []
    blank, marked = _record(value, BLANK), _record(value, MARKED)
    size = len(blank)
    raw = records.raw
    if raw[records.at : records.at + wire.LENGTH_BYTES] != blank[: wire.LENGTH_BYTES].tobytes():
        return []
    count = min(most, (len(raw) - records.at) // size)
    rows = np.frombuffer(raw, np.uint8, count * size, records.at).reshape(count, size)
    holes = blank != marked
    numbers = np.ascontiguousarray(rows[:, holes])
    counted = np.ascontiguousarray(numbers[:, : wire.INDEX_BYTES]).view("<u4").ravel()
    fits = (rows[:, ~holes] == blank[~holes]).all(axis=1) & (counted == np.arange(first, first + count))
    fitting = count if fits.all() else int(fits.argmin())
    records.at += fitting * size
    return _values(value, np.ascontiguousarray(numbers[:fitting, wire.INDEX_BYTES :]).view("<f8"))


def _plain(value: Any) -> bool:
    """Return whether a value is a dict of texts to floats and float64 arrays, each of which fills its record alike."""
    return (
        type(value) is dict
        and len(value) <= MOST_KEYS
        and bool(value)
        and all(
            type(key) is str
            and (type(item) is float or (type(item) is np.ndarray and item.ndim > 0 and item.dtype == "<f8"))
            for key, item in value.items()
        )
    )


def _record(value: Mapping[str, Any], number: bytes) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Return the record of ``value`` with all its numbers, and that of its call, replaced."""
    array = np.frombuffer(number, "<f8")
    replaced = {
        key: np.broadcast_to(array, item.shape) if type(item) is np.ndarray else array.item()
        for key, item in value.items()
    }
    body = wire.encode_answer(replaced, (), wire.MAX_ARRAY_BYTES)
    return np.frombuffer(wire.encode_record(wire.ANSWERED, int.from_bytes(number[:4], "little"), body), np.uint8)


def _values(value: Mapping[str, Any], numbers: np.ndarray[Any, np.dtype[np.float64]]) -> list[dict[str, Any]]:
    """Return dicts like ``value``, with the numbers of each row."""
    columns: list[Sequence[Any]] = []
    at = 0
    for item in value.values():
        if type(item) is np.ndarray:
            columns.append(list(numbers[:, at : at + item.size].reshape(len(numbers), *item.shape)))
            at += item.size
        else:
            columns.append(numbers[:, at].tolist())
            at += 1
    return [dict(zip(value, row, strict=True)) for row in zip(*columns, strict=True)]
