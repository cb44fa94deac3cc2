import re
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from reference.draw import svg
from reference.draw.layers import arranged
from reference.equations import parse_equations
from reference.graph import Graph, Node
from reference.ops import OPS
from tests.reference.random_graphs import points

SVG = "{http://www.w3.org/2000/svg}"
STEPS = [step / 20 for step in range(21)]
NOTES = {"w": "data 1 | grad -12", "L": "data 9 | grad 1"}


def graph(text, inputs, **options):
    return parse_equations(text, inputs=inputs.split(), **options)


REGRESSION = graph("p = w * x + b\ns = p - y\nL = s ** 2", "x w b y")
DIAMOND = graph("z = w * x\na = relu(z)\nb = tanh(z)\nL = a * b + z * z", "x w")
LATE = graph("a = exp(x)\nb = exp(a)\nc = exp(b)\nL = c * x + x", "x")


def parsed(drawn):
    return ET.fromstring(drawn)  # noqa: S314  # our own


def boxes(drawn):
    """Return left, top, right and bottom of each shape that has an outline."""
    found = [
        [float(box.get(name)) for name in ("x", "y", "width", "height")]
        for box in parsed(drawn).iter(f"{SVG}rect")
        if box.get("class") != "paper"
    ]
    return [(x, y, x + width, y + height) for x, y, width, height in found]


def within(at, box):
    return box[0] < at[0] < box[2] and box[1] < at[1] < box[3]


def heads(drawn):
    """Return where each arrow ends."""
    paths = [path.get("d") for path in parsed(drawn).iter(f"{SVG}path") if path.get("fill") == "currentColor"]
    return [tuple(map(float, re.match(r"M([\d.-]+) ([\d.-]+)", path).groups())) for path in paths]


def lines(drawn):
    """Return points along each line."""
    found = []
    for path in parsed(drawn).iter(f"{SVG}path"):
        numbers = list(map(float, re.findall(r"-?[\d.]+", path.get("d"))))
        if path.get("fill") is None:
            x, y, left, _, top, _, low, right, bottom, end = numbers
            assert (y, bottom) == (top, low)
            curve = [
                (left + (right - left) * (3 * t**2 - 2 * t**3), y + (bottom - y) * (3 * t**2 - 2 * t**3)) for t in STEPS
            ]
            found.append(
                [(x + (left - x) * t, y) for t in STEPS] + curve + [(right + (end - right) * t, bottom) for t in STEPS]
            )
    return found


def apart(one, other):
    return one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]


@pytest.mark.parametrize("drawn", [REGRESSION, DIAMOND, LATE])
def test_no_two_shapes_overlap(drawn):
    assert all(apart(*pair) for pair in combinations(boxes(svg(drawn, notes=NOTES)), 2))


@given(points(("add", "mul", "neg", "relu", "sub"), most=12))
def test_shapes_of_any_graph_keep_apart_and_inside_the_picture(point):
    drawn = svg(point.graph)
    width, height = (float(parsed(drawn).get(name)) for name in ("width", "height"))
    assert all(apart(*pair) for pair in combinations(boxes(drawn), 2))
    assert all(left >= 0 and top >= 0 and right <= width and low <= height for left, top, right, low in boxes(drawn))


@given(points(("add", "mul", "neg", "relu", "sub"), most=12))
def test_no_line_runs_through_a_shape(point):
    drawn = svg(point.graph, notes={"x0": "data 1.2345 | grad -1.2345", "n3": "data 1.2345 | grad -1.2345"})
    for left, top, right, low in boxes(drawn):
        inside = (left + 2, top + 2, right - 2, low - 2)
        assert not [at for line in lines(drawn) for at in line if within(at, inside)]


@pytest.mark.parametrize("drawn", [REGRESSION, DIAMOND, LATE])
def test_every_use_of_a_value_is_an_arrow_with_an_end_of_its_own(drawn):
    ends = heads(svg(drawn))
    assert len(ends) == sum(len(node.args) for node in drawn.nodes) + len(drawn.named)
    assert len(set(ends)) == len(ends)


def test_what_is_said_of_a_name_stands_below_it():
    texts = [(text.text, float(text.get("y"))) for text in parsed(svg(REGRESSION, notes=NOTES)).iter(f"{SVG}text")]
    (first,) = [place for place, (text, _) in enumerate(texts) if text == "w"]
    assert [text for text, _ in texts[first : first + 3]] == ["w", "data 1", "grad -12"]
    assert texts[first][1] < texts[first + 1][1] < texts[first + 2][1]


def test_text_is_no_markup():
    assert "<script>" not in svg(REGRESSION, notes={"w": "<script>&"})
    assert "&lt;script&gt;&amp;" in svg(REGRESSION, notes={"w": "<script>&"})


def test_numbers_have_no_outline():
    assert len(boxes(svg(graph("L = x + 1", "x")))) == 3


def test_there_is_nothing_in_it_that_a_strict_page_would_refuse():
    drawn = svg(DIAMOND)
    assert not re.search(r"<style|<script|style=|href|url\(|id=", drawn)


def test_a_long_chain_is_drawn_without_recursion():
    nodes = tuple(Node(f"a{i + 1}", OPS["neg"], (f"a{i}" if i else "x",)) for i in range(2_000))
    assert len(boxes(svg(Graph(("x",), nodes, "a2000")))) == 4_001


def test_a_graph_of_nothing_but_inputs_is_drawn():
    assert len(boxes(svg(Graph(("x", "y"), (), "x")))) == 2


def layers(arrows):
    keys = sorted({key for arrow in arrows for key in arrow})  # of which each depends on earlier ones
    return arranged(keys, arrows, dict.fromkeys(keys, 10.0), 4.0)


def test_what_depends_on_nothing_stands_before_its_first_use():
    assert [[key for key, _ in column] for column in layers([("a", "c"), ("c", "d"), ("b", "d")]).columns] == [
        ["a"],
        ["c", "b"],
        ["d"],
    ]


def test_lines_of_one_value_share_a_trunk():
    found = layers([("a", "b"), ("b", "c"), ("c", "d"), ("a", "c"), ("a", "d")])
    assert [spot for column in found.columns for spot in column if spot[0] == "a"] == [("a", 0), ("a", 1), ("a", 2)]
    assert found.paths[-1] == (("a", 0), ("a", 1), ("a", 2), ("d", 3))


def crossings(found):
    """Return how many pairs of lines cross, counted one by one."""
    places = {spot: place for column in found.columns for place, spot in enumerate(column)}
    lines = {pair for path in found.paths for pair in pairwise(path)}
    return sum(
        places[one[0]] < places[other[0]] and places[one[1]] > places[other[1]]
        for one in lines
        for other in lines
        if one[0][1] == other[0][1]
    )


def test_the_lines_of_a_tree_do_not_cross():
    assert crossings(layers([("a", "g"), ("b", "f"), ("c", "f"), ("f", "h"), ("d", "g"), ("g", "h")])) == 0


def test_crossings_that_need_not_be_are_undone_by_sweeping():
    found = layers(
        [("a", "d"), ("b", "e"), ("c", "f"), ("a", "e"), ("f", "g"), ("d", "h"), ("e", "h"), ("h", "i"), ("g", "i")]
    )
    assert crossings(found) == 0


def test_crossings_that_cannot_be_undone_are_few():
    pairs = [(start, end) for start in "ab" for end in "cde"]
    assert crossings(layers([*pairs, ("c", "f"), ("d", "f"), ("e", "f")])) == 3


def test_a_chain_is_a_straight_line():
    heights = layers([("a", "b"), ("b", "c")]).heights
    assert set(heights.values()) == {7.0}
