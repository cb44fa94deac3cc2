from reference.equations import parse_equations
from reference.explain.flat import shown


def flat(text, inputs, shaped=("x",)):
    return {node.name: (node.op.name, *node.args) for node in shown(parse_equations(text, inputs=inputs), shaped).nodes}


def test_a_short_graph_of_numbers_stays_as_it_is():
    graph = parse_equations("L = (w * x - 1) ** 2", inputs=["w", "x"])
    assert shown(graph, ()) is graph


def test_every_operation_gets_a_name_but_its_numbers_stay_parts_of_it():
    assert flat("n = 3\nL = sum(2 * x) + n", ["x"]) == {
        "n": ("constant",),
        "L_1.1": ("constant",),
        "L_1": ("mul", "L_1.1", "x"),
        "L_2": ("sum", "L_1"),
        "L": ("add", "L_2", "n"),
    }


def test_no_name_is_given_twice():
    assert list(flat("L_1 = x + 0\nL = exp(x) + L_1", ["x"])) == ["L_1.0", "L_1", "L_1_", "L"]


def test_a_long_equation_is_taken_apart_and_one_with_an_operation_along_axes():
    assert len(flat("L = " + " + ".join("x" * 14), ["x"], shaped=())) == 13
    assert "L_13" not in flat("L = " + " + ".join("x" * 14), ["x"], shaped=())
    assert list(flat("L = 2 * sum(x)", ["x"], shaped=())) == ["L.0", "L_1", "L"]
