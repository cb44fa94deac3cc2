"""A graph as boxes, circles and arrows in SVG, which browsers draw: one text without scripts, styles or fonts.

Colours are attributes, which any style sheet around it overrules: ``color`` of the whole, ``fill`` of the paper.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from itertools import pairwise
from math import sqrt

from reference.draw.diagrams import Shape, arrows, shapes
from reference.draw.labels import NO_NOTES, columns
from reference.draw.layers import Layers, Spot, arranged
from reference.graph import Graph

FONT, LETTER = 13, 7.9  # pixels; a letter of such a font is 0.6 times as wide as high, in some a little more
ROW, RADIUS, PADDING = 20, 15, 8
GAP, STRIDE, MARGIN = 16, 34, 12
SPREAD = 7  # between the ends of the arrows that arrive at one circle
HEAD = 7  # of an arrow


def svg(graph: Graph, *, notes: Mapping[str, str] = NO_NOTES) -> str:
    """Return the picture of ``graph``, from the inputs on the left to the output on the right."""
    drawing = _Drawing(list(shapes(graph, notes)), list(arrows(graph)))
    width, height = drawing.right + MARGIN, drawing.bottom + MARGIN
    label = escape(f"the computation graph of {graph.output}")
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{label}" color="#1f2328" '
        f'font-family="ui-monospace, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="{FONT}">'
    )
    lines = [
        opening,
        f'<rect class="paper" width="{width:g}" height="{height:g}" fill="#fff"/>',
        '<g fill="none" stroke="currentColor" stroke-opacity="0.6">',
        *drawing.lines(),
        "</g>",
        *drawing.shapes_drawn(),
        "</svg>",
    ]
    return "\n".join(lines)


@dataclass(frozen=True)
class _Drawing:
    """Shapes and arrows on their way to a picture."""

    shapes: Sequence[Shape]
    arrows: Sequence[tuple[str, str]]

    @cached_property
    def by_key(self) -> Mapping[str, Shape]:
        """The shapes by their keys."""
        return {shape.key: shape for shape in self.shapes}

    @cached_property
    def layers(self) -> Layers:
        """Where they stand."""
        return arranged(list(self.by_key), self.arrows, {shape.key: _height(shape) for shape in self.shapes}, GAP)

    @cached_property
    def own(self) -> Mapping[str, Spot]:
        """The spot of each shape itself, which is the first of its trunk."""
        spots: dict[str, Spot] = {}
        for column in self.layers.columns:
            for spot in column:
                spots.setdefault(spot[0], spot)
        return spots

    @cached_property
    def edges(self) -> Sequence[tuple[float, float]]:
        """Where each column begins and ends."""
        edges = []
        left = float(MARGIN)
        for column in self.layers.columns:
            width = max((_width(self.by_key[spot[0]]) for spot in column if self.own[spot[0]] == spot), default=0)
            edges.append((left, left + width))
            left += width + STRIDE
        return edges

    @property
    def right(self) -> float:
        """Where the last column ends."""
        return self.edges[-1][1]

    @property
    def bottom(self) -> float:
        """Where the lowest shape ends."""
        return max(self.middle(spot) + _height(self.by_key[key]) / 2 for key, spot in self.own.items())

    def middle(self, spot: Spot) -> float:
        """Return the height of the middle of ``spot``."""
        return MARGIN - GAP / 2 + self.layers.heights[spot]

    def span(self, spot: Spot) -> tuple[float, float]:
        """Return where ``spot`` begins and ends: a shape in the middle of its column, a line all through."""
        left, right = self.edges[spot[1]]
        if self.own[spot[0]] != spot:
            return left, right
        width = _width(self.by_key[spot[0]])
        return (left + right - width) / 2, (left + right + width) / 2

    def lines(self) -> Iterator[str]:
        """Yield the lines, each part of a trunk once, and the heads of the arrows."""
        trunks = dict.fromkeys(pair for path in self.layers.paths for pair in pairwise(path[:-1]))
        for start, end in trunks:
            yield f'<path d="{self.curve(start, end, self.middle(end))}H{self.edges[end[1]][1]:.1f}"/>'
        arriving: dict[Spot, list[Spot]] = {}
        for path in self.layers.paths:
            arriving.setdefault(path[-1], []).append(path[-2])
        for end, starts in arriving.items():
            for place, start in enumerate(sorted(starts, key=self.middle)):
                yield from self.arrow(start, end, SPREAD * (place - (len(starts) - 1) / 2))

    def arrow(self, start: Spot, end: Spot, down: float) -> Iterator[str]:
        """Yield the last part of a line, and its head, which is so much below the middle of ``end``."""
        down = max(-RADIUS + 1.0, min(RADIUS - 1.0, down))
        indent = RADIUS - sqrt(RADIUS**2 - down**2) if self.by_key[end[0]].kind == "operation" else 0.0
        x, y = self.span(end)[0] + indent, self.middle(end) + down
        yield f'<path d="{self.curve(start, end, y)}H{x - HEAD:.1f}"/>'
        yield f'<path d="M{x:.1f} {y:.1f}l-{HEAD} -3.5v7z" fill="currentColor" stroke="none" fill-opacity="0.6"/>'

    def curve(self, start: Spot, end: Spot, y: float) -> str:
        """Return the path from ``start`` to the height ``y`` at the edge of the column of ``end``.

        It changes its height between the columns alone, where no box is in its way.
        """
        top, left, right = self.middle(start), self.edges[start[1]][1], self.edges[end[1]][0] - HEAD
        half = (left + right) / 2
        level = f"M{self.span(start)[1]:.1f} {top:.1f}H{left:.1f}"
        return f"{level}C{half:.1f} {top:.1f} {half:.1f} {y:.1f} {right:.1f} {y:.1f}"

    def shapes_drawn(self) -> Iterator[str]:
        """Yield the boxes and circles, with what stands in them."""
        for shape in self.shapes:
            spot = self.own[shape.key]
            left, middle = self.span(spot)[0], self.middle(spot)
            yield from _box(shape, left, middle - _height(shape) / 2)


def _width(shape: Shape) -> float:
    """Return the width of a shape."""
    text = LETTER * max(map(columns, shape.fields))
    least = 2 * RADIUS if shape.kind == "operation" else 0
    return float(max(text + 2 * PADDING, least))


def _height(shape: Shape) -> float:
    """Return the height of a shape."""
    return float(2 * RADIUS if shape.kind == "operation" else ROW * len(shape.fields) + PADDING / 2)


def _box(shape: Shape, left: float, top: float) -> Iterator[str]:
    """Yield a shape and the rows of text in it, a name above what is said of it."""
    width, height = _width(shape), _height(shape)
    if shape.kind != "number":
        corner = {"operation": RADIUS, "input": ROW / 2}.get(shape.kind, 2)
        yield (
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:g}" rx="{corner:g}" '
            'fill="currentColor" fill-opacity="0.06" stroke="currentColor"/>'
        )
    first = height / 2 - ROW * (len(shape.fields) - 1) / 2
    for row, field in enumerate(shape.fields):
        weight = ' font-weight="bold"' if row == 0 and len(shape.fields) > 1 else ""
        yield (
            f'<text x="{left + width / 2:.1f}" y="{top + first + ROW * row:.1f}" text-anchor="middle" '
            f'dominant-baseline="central" fill="currentColor"{weight}>{escape(field)}</text>'
        )
