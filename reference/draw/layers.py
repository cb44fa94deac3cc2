"""Where the shapes of a graph stand in a picture: in layers from left to right, with few crossings and short lines.

A line that passes by a layer takes up a place there, too. All lines of a value share these places until they part, so
that there is one trunk for each value, however often it is used.

Source: K. Sugiyama, S. Tagawa, M. Toda: Methods for Visual Understanding of Hierarchical System Structures (1981); the
heights are fitted by pooling adjacent violators, which is exact for each layer.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

SWEEPS = 8  # there and back; pictures hardly change after half of them
Spot = tuple[str, int]
"""A shape, or the place where its trunk passes by a layer: its key and the layer."""
Beside = Mapping[Spot, tuple[list[Spot], list[Spot]]]
"""For each spot those that lines come from, and those that lines go to."""


@dataclass(frozen=True)
class Layers:
    """An arrangement.

    Attributes:
        columns: the spots of each layer, from top to bottom.
        heights: the middle of each spot, measured from the top.
        paths: for each arrow the spots that it runs through, both ends included.
    """

    columns: tuple[tuple[Spot, ...], ...]
    heights: Mapping[Spot, float]
    paths: tuple[tuple[Spot, ...], ...]


def arranged(keys: Sequence[str], arrows: Sequence[tuple[str, str]], sizes: Mapping[str, float], gap: float) -> Layers:
    """Return where shapes stand.

    Args:
        keys: the shapes, each after those that it depends on.
        arrows: from what to what.
        sizes: how high each shape is.
        gap: how much is left free between two of them.
    """
    layers = _layers(keys, arrows)
    paths = tuple(_path(start, end, layers) for start, end in arrows)
    unsorted = _columns(_from_the_end(keys, arrows), paths, layers)
    beside = _neighbours(unsorted, paths)
    room = {spot: sizes[spot[0]] + gap if layers[spot[0]] == spot[1] else gap for column in unsorted for spot in column}
    columns = _sorted(unsorted, beside)
    return Layers(tuple(map(tuple, columns)), _heights(columns, beside, room), paths)


def _from_the_end(keys: Sequence[str], arrows: Sequence[tuple[str, str]]) -> list[str]:
    """Return ``keys`` from the last one back, each with all that it depends on, the first operand first.

    In this order the lines of a tree do not cross, and operands stand as they are written.
    """
    before: dict[str, list[str]] = {}
    for start, end in arrows:
        before.setdefault(end, []).append(start)
    found: dict[str, None] = {}
    todo = list(keys)
    while todo:
        key = todo.pop()
        if key not in found:
            found[key] = None
            todo += reversed(before.get(key, []))
    return list(found)


def _layers(keys: Sequence[str], arrows: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Return the layer of each shape: after all that it needs; what needs nothing stands just before its first use."""
    layers = dict.fromkeys(keys, 0)
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    for start, end in arrows:
        before.setdefault(end, []).append(start)
        after.setdefault(start, []).append(end)
    for key in keys:
        layers[key] = max((layers[start] + 1 for start in before.get(key, ())), default=0)
    for key in keys:
        if key not in before and key in after:
            layers[key] = min(layers[end] for end in after[key]) - 1
    return layers


def _path(start: str, end: str, layers: Mapping[str, int]) -> tuple[Spot, ...]:
    """Return the spots from ``start`` along its trunk to ``end``."""
    return (*((start, layer) for layer in range(layers[start], layers[end])), (end, layers[end]))


def _columns(keys: Iterable[str], paths: Iterable[Sequence[Spot]], layers: Mapping[str, int]) -> list[list[Spot]]:
    """Return the spots of each layer, in the order of ``keys``."""
    longest: dict[str, int] = {key: layers[key] for key in keys}
    for path in paths:
        start, layer = path[-2]
        longest[start] = max(longest[start], layer)
    columns: list[list[Spot]] = [[] for _ in range(max(longest.values()) + 1)]
    for key, last in longest.items():
        for layer in range(layers[key], last + 1):
            columns[layer].append((key, layer))
    return columns


def _neighbours(columns: Sequence[Sequence[Spot]], paths: Iterable[Sequence[Spot]]) -> Beside:
    """Return what each spot is connected to."""
    beside: Beside = {spot: ([], []) for column in columns for spot in column}
    for start, end in dict.fromkeys(pair for path in paths for pair in pairwise(path)):
        beside[start][1].append(end)
        beside[end][0].append(start)
    return beside


def _sorted(columns: list[list[Spot]], beside: Beside) -> list[list[Spot]]:
    """Return the columns, sorted so that few lines cross: the best of what sweeping to and fro gives."""
    best, fewest = columns, _crossings(columns, beside)
    for sweep in range(SWEEPS):
        if fewest == 0:
            return best
        columns = _swept(columns, beside, backwards=sweep % 2 == 0)
        crossings = _crossings(columns, beside)
        if crossings < fewest:
            best, fewest = columns, crossings
    return best


def _swept(columns: Sequence[Sequence[Spot]], beside: Beside, *, backwards: bool) -> list[list[Spot]]:
    """Return the columns, each sorted by the mean place of what its spots are connected to in the column before it."""
    swept = [list(column) for column in columns]
    places: dict[Spot, float] = {}
    for column in reversed(swept) if backwards else swept:
        kept = {spot: float(place) for place, spot in enumerate(column)}
        means = {spot: _mean([places[other] for other in beside[spot][backwards]], kept[spot]) for spot in column}
        column.sort(key=means.__getitem__)
        places.update({spot: float(place) for place, spot in enumerate(column)})
    return swept


def _mean(numbers: Sequence[float], otherwise: float) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise


def _crossings(columns: Sequence[Sequence[Spot]], beside: Beside) -> int:
    """Return how many pairs of lines cross."""
    count = 0
    for column, following in pairwise(columns):
        places = {spot: place for place, spot in enumerate(following)}
        passed: list[int] = []  # the ends of the lines that begin further up
        for spot in column:
            ends = sorted(places[other] for other in beside[spot][1])
            count += sum(len(passed) - bisect_right(passed, end) for end in ends)
            for end in ends:
                insort(passed, end)
    return count


def _heights(columns: Sequence[Sequence[Spot]], beside: Beside, room: Mapping[Spot, float]) -> dict[Spot, float]:
    """Return how far down the middle of each spot is: near to what it is connected to, and with room around it."""
    heights: dict[Spot, float] = {}
    for column in columns:
        heights |= _fitted(column, [0.0] * len(column), room)
    for sweep in range(2 * SWEEPS):
        for column in columns if sweep % 2 else reversed(columns):
            wanted = [_mean([heights[other] for side in beside[it] for other in side], heights[it]) for it in column]
            heights |= _fitted(column, wanted, room)
    top = min(height - room[spot] / 2 for spot, height in heights.items())
    return {spot: height - top for spot, height in heights.items()}


def _fitted(column: Sequence[Spot], wanted: Sequence[float], room: Mapping[Spot, float]) -> dict[Spot, float]:
    """Return the heights nearest to those that are ``wanted`` that leave each spot of ``column`` its room.

    With the room that lies above each taken off, they only must not fall: then what falls is replaced by its mean.
    """
    above = list(accumulate((room[left] + room[right]) / 2 for left, right in pairwise(column)))
    offsets = [0.0, *above]
    blocks: list[tuple[float, int]] = []  # the sum of what is wanted, and of how many
    for height, offset in zip(wanted, offsets, strict=True):
        block = (height - offset, 1)
        while blocks and blocks[-1][0] / blocks[-1][1] > block[0] / block[1]:
            before = blocks.pop()
            block = (before[0] + block[0], before[1] + block[1])
        blocks.append(block)
    means = [total / count for total, count in blocks for _ in range(count)]
    return {spot: mean + offset for spot, mean, offset in zip(column, means, offsets, strict=True)}
