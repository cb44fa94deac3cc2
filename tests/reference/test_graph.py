import pytest

from reference.equations import parse_equations
from reference.errors import GraphError, ShapeError, Span
from reference.graph import Graph, Node, graph_text, infer_shapes, resolve, shape_text
from reference.ops import OPS


def node(name, *args, op="add"):
    return Node(name, OPS[op], args, span=Span(2, 3))


def test_an_anonymous_node_belongs_to_its_equation():
    assert (node("L.2").equation, node("L.2").anonymous) == ("L", True)
    assert (node("L").equation, node("L").anonymous) == ("L", False)


@pytest.mark.parametrize(
    ("nodes", "output", "problem", "remedy"),
    [
        ([node("hidden", "x", "y"), node("L", "x", "hiden")], "L", "undefined name 'hiden'", "did you mean 'hidden'?"),
        ([node("L", "L", "x")], "L", "undefined name 'L'", ""),
        ([node("L", "x", "y"), node("L", "x", "y")], "L", "'L' is defined twice", ""),
        ([node("x", "y", "y")], "x", "'x' is defined twice", ""),
        ([node("loss", "x", "y")], "los", "the output 'los' is not defined", "did you mean 'loss'?"),
    ],
)
def test_a_graph_that_does_not_hold_together_is_refused(nodes, output, problem, remedy):
    with pytest.raises(GraphError) as caught:
        Graph(("x", "y"), tuple(nodes), output)
    assert (caught.value.problem, caught.value.remedy) == (problem, remedy)


@pytest.fixture
def graph():
    return parse_equations("z = w * x + b\ns = z - y\nL = s * s + z", inputs=("w", "x", "b", "y", "unused"))


def test_named_nodes_are_those_of_the_author(graph):
    assert graph.named == ("z", "s", "L")


def test_a_node_is_found_by_its_name(graph):
    assert graph.by_name["z.1"].args == ("w", "x")


def test_ancestors_are_what_the_output_depends_on(graph):
    assert graph.ancestors == {"w", "x", "b", "y", "z.1", "z", "s", "L.1", "L"}


def test_the_chain_rule_starts_at_the_output(graph):
    assert graph.from_output == ("L", "L.1", "s", "y", "z", "b", "z.1", "w", "x")


def test_what_the_output_does_not_depend_on_is_not_on_its_way():
    graph = Graph(("x",), (node("a", "x", "x"), node("L", "x", "x")), "L")
    assert graph.from_output == ("L", "x")


def test_one_equation_is_a_graph_of_its_operands(graph):
    alone = graph.equation("L")
    assert (alone.inputs, [each.name for each in alone.nodes], alone.output) == (("s", "z"), ["L.1", "L"], "L")


@pytest.mark.parametrize(
    ("name", "inputs", "nodes"),
    [
        ("w", ("w", "x", "b", "y"), ["z.1", "z", "s", "L.1", "L"]),
        ("z", ("z", "y"), ["s", "L.1", "L"]),
        ("s", ("s", "z"), ["L.1", "L"]),
        ("L", ("L",), []),
        ("unused", ("unused", "L"), []),
    ],
)
def test_downstream_of_a_name_is_what_depends_on_it(graph, name, inputs, nodes):
    after = graph.downstream(name)
    assert (after.inputs, [each.name for each in after.nodes], after.output) == (inputs, nodes, "L")


def test_edges_lead_from_each_equation_to_its_operands(graph):
    assert graph.edges == (("z", "w"), ("z", "x"), ("z", "b"), ("s", "z"), ("s", "y"), ("L", "s"), ("L", "z"))


def test_shapes_follow_from_those_of_the_inputs():
    graph = parse_equations("L = sum(x @ w, axis=1) / N", inputs=("x", "w"), dims=("N",))
    shapes = infer_shapes(graph, {"x": (4, 3), "w": (3, 2)}, {"N": 4})
    assert shapes == {"x": (4, 3), "w": (3, 2), "L.1": (4, 2), "L.2": (4,), "L.3": (), "L": (4,)}


def test_a_shape_that_does_not_fit_is_told_with_its_operands_and_its_place():
    graph = parse_equations("a = w * x\nL = (a + x) + b", inputs=("x", "w", "b"))
    with pytest.raises(ShapeError) as caught:
        infer_shapes(graph, {"x": (3,), "w": (), "b": (2,)})
    assert caught.value.problem.endswith(": add of 'a + x' (3,), 'b' (2,)")
    assert caught.value.span == Span(2, 5)


def test_names_of_dimensions_are_replaced_by_their_sizes():
    options = {"shape": ("N", 2), "index": (slice("N", None, 2),), "axis": 0, "value": "N"}
    assert resolve(options, {"N": 5}) == {"shape": (5, 2), "index": (slice(5, None, 2),), "axis": 0, "value": 5}


def test_an_anonymous_value_is_called_by_its_text(graph):
    assert graph_text(graph, "z.1") == "'w * x'"
    assert graph_text(graph, "z") == "'z'"
    assert graph_text(graph, "x") == "'x'"


def test_a_scalar_has_a_shape_in_words():
    assert shape_text((3, 2)) == "(3, 2)"
    assert shape_text(()) == "(a number)"


def test_a_result_that_would_fill_the_memory_is_refused():
    graph = parse_equations("L = sum(broadcast_to(x, (1000, 2000)))", inputs=("x",))
    with pytest.raises(ShapeError, match="a result of 2000000 elements is too large: broadcast_to of 'x'"):
        infer_shapes(graph, {"x": ()})
