"""A graph computed again with single elements moved: all that an oracle without vjps needs.

An *entry* is one element of one name at one case. Every entry that is asked for becomes a case of its own, on a tape
on which that element has another value, and all else that does not depend on it is as it was.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reference.chance import uniform
from reference.graph import Node
from reference.op import Array
from reference.tape import Tape, downstream_tape, replay


@dataclass(frozen=True, eq=False)
class Places:
    """Where entries are, an array ``(count,)`` each.

    Attributes:
        names: the index of the name.
        cases: the case.
        elements: the element in the flattened array.
    """

    names: Array
    cases: Array
    elements: Array

    def tiled(self, times: int) -> "Places":
        """Return the same entries, all of them ``times`` times in a row."""
        return Places(np.tile(self.names, times), np.tile(self.cases, times), np.tile(self.elements, times))


class Entries:
    """The elements of some names at all cases, numbered: all of the first name, case by case, then of the next.

    Attributes:
        tape: the values that the elements are moved from: of all nodes, or of those that depend on the only name.
        names: inputs or nodes. A node is moved by itself, with everything before it held fixed.
        values: the value of every entry, ``(count,)``.
    """

    def __init__(self, tape: Tape, names: Sequence[str]) -> None:
        self.tape = downstream_tape(tape, names[0]) if len(names) == 1 else tape
        self.names = tuple(names)
        arrays = [tape.values[name] for name in self.names]
        self._shapes = [array.shape for array in arrays]
        self._starts = np.cumsum([0, *(array.size for array in arrays)])
        self._widths = np.array([array[0].size for array in arrays])
        self.values = np.concatenate(arrays, axis=None)

    def places(self, entries: Array) -> Places:
        """Return where ``entries`` are."""
        names = np.searchsorted(self._starts, entries, side="right") - 1
        return Places(names, *np.divmod(entries - self._starts[names], self._widths[names]))

    def per_name(self) -> Iterator[slice]:
        """Yield, for each name, where its entries are."""
        for start, stop in zip(self._starts[:-1], self._starts[1:], strict=True):
            yield slice(int(start), int(stop))

    def numbers(self, chosen: Mapping[str, Array]) -> Array:
        """Return the entries that are ``chosen``, by name, of each name's own."""
        starts = zip(self.names, self._starts[:-1], strict=True)
        return np.concatenate([chosen[name] + start for name, start in starts])

    def by_name(self, numbers: Array) -> dict[str, Array]:
        """Return ``numbers``, one for each entry, as arrays shaped like the names."""
        parts = zip(self.names, self._shapes, self.per_name(), strict=True)
        return {name: numbers[where].reshape(shape) for name, shape, where in parts}

    def moved(self, places: Places, to: Array) -> Tape:
        """Return the tape whose case i has the entry at the i-th of ``places`` moved to ``to[i]``; of its dtype."""
        inputs = {
            name: value.astype(to.dtype, copy=False).take(places.cases, axis=0)
            for name, value in self.tape.inputs.items()
        }
        nodes: dict[str, Array] = {}
        for index, name in enumerate(self.names):
            rows = np.flatnonzero(places.names == index)
            if name in inputs:
                inputs[name].reshape(len(to), -1)[rows, places.elements[rows]] = to[rows]
            elif rows.size:
                nodes[name] = rows

        def hook(node: Node, value: Array) -> Array:
            rows = nodes.get(node.name)
            if rows is None:
                return value
            value = value.astype(to.dtype, order="C")  # a copy, as an op may return its operand; flat, to be written to
            value.reshape(len(to), -1)[rows, places.elements[rows]] = to[rows]
            return value

        return replay(self.tape, inputs, hook if nodes else None)


def along(output: Array, upstream: Array) -> Array:
    """Return the sum of the elements of ``output`` weighted by ``upstream``, ``(K,)``."""
    with np.errstate(all="ignore"):
        total: Array = (output * upstream).reshape(len(output), -1).sum(axis=1)
    return total


def chosen_elements(name: str, value: Array, most: int | None, cases: Array | None = None) -> Array:
    """Return which elements of ``value`` are looked at, in order, as places in the flattened array.

    All at the cases that ``cases`` holds to be looked at, if they are no more than ``most``; else as many of each case:
    one at random of each of as many stretches, and the same ones every time. If there are more cases than that, one of
    each of some cases.
    """
    if (cases is None or cases.all()) and (most is None or value.size <= most):
        return np.arange(value.size)
    looked_at = np.arange(len(value)) if cases is None else np.flatnonzero(cases)
    elements = value[0].size
    if elements == 1 and (most is None or len(looked_at) <= most):
        return looked_at
    if most is not None and len(looked_at) > most:
        looked_at = looked_at[np.arange(most) * len(looked_at) // most]
    if most is None or len(looked_at) * elements <= most:
        chosen = np.arange(elements)
    else:
        count = min(elements, most // len(looked_at))
        ends = np.arange(count + 1) * elements // count
        shares = uniform(name.encode(), len(looked_at) * count).reshape(-1, count)
        chosen = ends[:-1] + np.floor(shares * np.diff(ends)).astype(int)
    places: Array = looked_at[:, None] * elements + chosen
    return places.ravel()


def together(tape: Tape, columns: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Return the names in groups that are to be moved in one go.

    All at once where that is little work, as it costs few calls of NumPy; else one by one, as then only what depends
    on the name is computed.

    Args:
        tape: the values.
        columns: how many cases each name needs.
    """
    if sum(columns.values()) <= tape.at_once:
        return [tuple(columns)]
    return [(name,) for name in columns]
