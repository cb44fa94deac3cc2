import re

import pytest

from reference.draw import dot, mermaid, terminal
from reference.equations import parse_equations
from reference.graph import Graph, Node
from reference.ops import OPS


def graph(text, inputs, **options):
    return parse_equations(text, inputs=inputs.split(), **options)


def picture(text):
    """Return a picture that is indented in the test."""
    lines = text.strip("\n").split("\n")
    indent = len(lines[0]) - len(lines[0].lstrip())
    return "\n".join(line[indent:] for line in lines[:-1])


REGRESSION = graph("ŷ = w * x\ns = ŷ - y\nL = s ** 2", "x w y")
ROLES = {"x": "data", "w": "parameter", "y": "target"}
DIAMOND = graph("z = w * x\na = relu(z)\nb = tanh(z)\nL = a * b + z * z", "x w")
CHAIN = Graph(("x",), tuple(Node(f"a{i + 1}", OPS["neg"], (f"a{i}" if i else "x",)) for i in range(10_000)), "a10000")

PICTURES = {
    "linear regression": (
        REGRESSION,
        """
        w ─┬→ [ * ] → ŷ ─┬→ [ - ] → s → [ ** 2 ] → L
        x ─┘             │
        y ───────────────┘
        """,
    ),
    "linear regression with a bias": (
        graph("y_hat = w * x + b\ns = y_hat - y\nL = s ** 2", "x w b y"),
        """
        w ─┬→ [ * ] ─┬→ [ + ] → y_hat ─┬→ [ - ] → s → [ ** 2 ] → L
        x ─┘         │                 │
        b ───────────┘                 │
        y ─────────────────────────────┘
        """,
    ),
    "neuron": (
        graph("c = w * x\na = c + b\nd = a - y\nJ = 1/2 * d ** 2", "x w b y"),
        """
        1/2 ────────────────────────────────────────────────────┬→ [ * ] → J
        w ─┬→ [ * ] → c ─┬→ [ + ] → a ─┬→ [ - ] → d → [ ** 2 ] ─┘
        x ─┘             │             │
        b ───────────────┘             │
        y ─────────────────────────────┘
        """,
    ),
    "value graph": (
        graph("e = a * b\nd = e + c\nL = d * f", "a b c f"),
        """
        a ─┬→ [ * ] → e ─┬→ [ + ] → d ─┬→ [ * ] → L
        b ─┘             │             │
        c ───────────────┘             │
        f ─────────────────────────────┘
        """,
    ),
    "what is used more than once": (
        DIAMOND,
        """
        w ─┬→ [ * ] → z
        x ─┘

        z → [ relu ] → a ─┬→ [ * ] ─┬→ [ + ] → L
        z → [ tanh ] → b ─┘         │
        z ─┬→ [ * ] ────────────────┘
        z ─┘
        """,
    ),
    "three operands, and numbers": (
        graph("n = 3\nL = where(x > 0, -x, n)", "x"),
        """
        x ─┬→ [ > ] ─┬→ [ where ] → L
        0 ─┘         │
        x → [ - ] ───┤
        [ 3 ] → n ───┘
        """,
    ),
    "wide and combining characters": (
        graph("x\u0302 = 名 * w\nL = x\u0302 + y", "名 w y"),
        """
        名 ─┬→ [ * ] → x\u0302 ─┬→ [ + ] → L
        w ──┘             │
        y ────────────────┘
        """,
    ),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_runs_from_the_inputs_to_the_output(name):
    drawn, expected = PICTURES[name]
    assert terminal(drawn) == picture(expected)


def test_notes_stand_beside_names_where_they_appear_first():
    notes = ROLES | {"L": "data 1.0 | grad 1.0", "nobody": "?"}
    assert terminal(REGRESSION, notes=notes) == picture(
        """
        w (parameter) ─┬→ [ * ] → ŷ ─┬→ [ - ] → s → [ ** 2 ] → L (data 1.0, grad 1.0)
        x (data) ──────┘             │
        y (target) ──────────────────┘
        """
    )
    assert terminal(graph("a = x + 1\nL = a * x", "x"), notes=ROLES).count("(data)") == 1


def test_a_terminal_without_unicode_gets_the_same_picture():
    assert terminal(REGRESSION, ascii_only=True, notes={"y": "größer"}) == picture(
        r"""
        w -+> [ * ] > \u0177 -+> [ - ] > s > [ ** 2 ] > L
        x -+                  |
        y (gr\xf6\xdfer) -----+
        """
    )


def test_a_picture_that_would_be_too_wide_is_cut():
    wide = graph("h = tanh(w * x + b)\nL = v * h + h", "x w b v")
    assert terminal(wide, width=35) == picture(
        """
        w ─┬→ [ * ] ─┬→ [ + ] → w * x + b
        x ─┘         │
        b ───────────┘

        w * x + b → [ tanh ] → h

        v ─┬→ [ * ] ─┬→ [ + ] → L
        h ─┘         │
        h ───────────┘
        """
    )


def test_no_row_is_wider_than_asked_for():
    drawn = terminal(CHAIN, width=60)
    assert max(map(len, drawn.split("\n"))) <= 60
    assert drawn.count("[ - ]") == 10_000


def test_operations_without_text_are_cut_at_their_internal_names():
    nodes = [Node(f"L.{i + 1}", OPS["neg"], (f"L.{i}" if i else "x",)) for i in range(4)]
    drawn = terminal(Graph(("x",), (*nodes, Node("L", OPS["neg"], ("L.4",))), "L"), width=30)
    assert drawn == "x → [ - ] → [ - ] → L.2\n\nL.2 → [ - ] → [ - ] → L.4\n\nL.4 → [ - ] → L"


def test_nothing_is_cut_where_only_names_are_left():
    assert terminal(REGRESSION, width=1) == "w ─┬→ [ * ] → ŷ\nx ─┘\n\nŷ ─┬→ [ - ] → s\ny ─┘\n\ns → [ ** 2 ] → L"


def test_a_number_stands_wherever_it_is_used():
    number = Node("L.1", OPS["constant"], (), {"value": 2})
    squared = Graph((), (number, Node("L", OPS["mul"], ("L.1", "L.1"))), "L")
    assert terminal(squared) == "2 ─┬→ [ * ] → L\n2 ─┘"


def test_what_the_output_does_not_need_is_drawn_too():
    both = Graph(("x",), (Node("a", OPS["exp"], ("x",)), Node("L", OPS["neg"], ("x",))), "L")
    assert terminal(both) == "x → [ exp ] → a\n\nx → [ - ] → L"


def test_dot_has_a_record_for_each_name_and_a_circle_for_each_operation():
    notes = {"w": "data 1.0 | grad -2.0", "L": 'a "b" {c} <d> \\ & e'}
    assert dot(graph("L = -w + 1/2", "w"), notes=notes) == picture(
        r"""
        digraph {
          rankdir=LR
          ordering=in
          node [margin=0.08]
          "w" [shape=Mrecord label="{ w | data 1.0 | grad -2.0 }"]
          "L.1" [shape=circle label="-"]
          "L.2" [shape=plaintext label="1/2"]
          "L =" [shape=circle label="+"]
          "L" [shape=record label="{ L | a \"b\" \{c\} \<d\> \\ &amp; e }"]
          "w" -> "L.1"
          "L.1" -> "L ="
          "L.2" -> "L ="
          "L =" -> "L"
        }
        """
    )


def test_mermaid_has_the_same_structure_with_labels_that_it_cannot_misread():
    notes = {"end": 'one | "two" <b>'}
    assert mermaid(graph("L = -end + 1/2", "end"), notes=notes) == picture(
        """
        flowchart LR
          n0(["end<br/>one<br/>#34;two#34; #60;b#62;"])
          n1(("#45;"))
          n2["1#47;2"]
          n3(("#43;"))
          n4["L"]
          n0 --> n1
          n1 --> n3
          n2 --> n3
          n3 --> n4
        """
    )


@pytest.mark.parametrize("draw", [dot, mermaid])
def test_every_use_of_a_value_is_an_arrow(draw):
    arrows = re.findall("->|-->", draw(DIAMOND))
    assert len(arrows) == sum(len(node.args) for node in DIAMOND.nodes) + len(DIAMOND.named)


@pytest.mark.parametrize("draw", [terminal, dot, mermaid])
def test_a_long_chain_is_drawn_without_recursion(draw):
    assert draw(CHAIN)
