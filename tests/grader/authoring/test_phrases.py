import numpy as np
import pytest

from grader.authoring.phrases import HELPERS, LIBRARY, NUMBERS, PHRASES, WRONG
from grader.authoring.programs import program
from reference.ops import OPS
from tests.grader.authoring.graphs import exam_about, mistakes, problem_of_equations

N, V, M, S = (), (3,), (3, 2), (2, 3, 4)
"""Shapes: of a number, a vector, a matrix, a stack of matrices."""
OF_ONE = "neg exp log sqrt abs sin cos tanh sigmoid relu leaky_relu softplus".split()  # noqa: SIM905  # for reading
OF_TWO = {"add": "+", "sub": "-", "mul": "*", "div": "/"}
COMPARED = {"less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">="}
STRETCHED = [(N, N), (M, N), (N, V), (M, (2,)), (M, (3, 1)), ((2, 1, 3), (4, 1))]
REDUCING = ("sum", "mean", "max", "logsumexp")

EXAMPLES = [
    ("identity", "a", [N]),
    ("constant", "0.25 * a", [N]),
    *(("neg" if op == "neg" else op, f"{'-' if op == 'neg' else op}(a)", [shape]) for op in OF_ONE for shape in (N, M)),
    *((op, f"a {sign} b", shapes) for op, sign in OF_TWO.items() for shapes in STRETCHED),
    *((op, f"{op}(a, b)", shapes) for op in ("maximum", "minimum") for shapes in STRETCHED),
    *((op, f"(a {sign} b) * a", shapes) for op, sign in COMPARED.items() for shapes in ([N, N], [M, M])),
    *(("pow", f"a ** {power}", [shape]) for power in ("2", "3", "0", "1", "-2", "(1/3)", "-0.5") for shape in (N, V)),
    ("leaky_relu", "leaky_relu(a, 0.3)", [M]),
    ("where", "where(a > 0.3, a, b)", [N, N]),
    ("where", "where(a, b, c)", [M, (2,), N]),
    ("clip", "clip(a, -1, 1.5)", [N]),
    ("clip", "clip(a, -1, 1.5)", [M]),
    *((op, f"{op}(a)", [shape]) for op in REDUCING for shape in (N, M)),
    *((op, f"{op}(a, axis=0)", [M]) for op in REDUCING),
    *((op, f"{op}(a, axis=(0, -1), keepdims=True)", [S]) for op in REDUCING),
    *((op, f"{op}(a, axis=(0, -1))", [S]) for op in REDUCING),
    *((op, f"{op}(a, axis=())", [V]) for op in REDUCING),
    *((op, f"{op}(a{axis})", [M]) for op in ("softmax", "log_softmax") for axis in ("", ", 0", ", (0, 1)")),
    *((op, f"{op}(a, axis=())", [N]) for op in ("softmax", "log_softmax")),
    *(
        ("matmul", "a @ b", shapes)
        for shapes in ([V, V], [M, (2,)], [V, M], [M, (2, 4)], [S, (4,)], [(3,), S], [S, (4, 2)], [M, (4, 2, 3)])
    ),
    ("matmul", "a @ b", [(2, 1, 3, 4), (5, 4, 2)]),
    ("transpose", "transpose(a)", [N]),
    ("transpose", "a.T", [M]),
    ("transpose", "transpose(a, (1, -1, 0))", [S]),
    ("reshape", "reshape(a, (2, -1))", [M]),
    ("reshape", "reshape(a, (1, 1))", [N]),
    ("reshape", "reshape(a, ())", [(1,)]),
    *(("broadcast_to", "broadcast_to(a, (3, 2))", [shape]) for shape in (N, (2,), (3, 1))),
    ("concatenate", "concatenate(a, b, a)", [M, (1, 2)]),
    ("concatenate", "concatenate(a, b, axis=-1)", [M, M]),
    *(("slice", f"a[{index}]", [M]) for index in ("0", "-1, 1", "1:", ":, 0", "::2", "0:3:2, 1")),
    ("slice", "a[0] * a[1]", [V]),
    ("slice", "(a * b)[0, 1] + b", [M, N]),
]


@pytest.mark.parametrize(("op", "expression", "shapes"), EXAMPLES)
def test_the_program_of_an_operation_gets_full_marks(op, expression, shapes):
    problem = problem_of_equations(f"out = {expression}", *shapes)
    assert op in {node.op.name for node in problem.graph.nodes}
    assert mistakes(exam_about(problem), program(problem)) == []


def test_every_operation_is_among_the_examples():
    assert {op for op, _, _ in EXAMPLES} == set(OPS) == set(PHRASES)
    assert set(NUMBERS) < set(OPS)


@pytest.mark.parametrize("op", WRONG)
def test_a_wrong_phrase_is_a_misconception_of_its_operation(op):
    known = {(one.operand, one.name) for one in OPS[op].misconceptions}
    assert [(position, name) for position, name, _ in WRONG[op] if (position, name) not in known] == []


@pytest.mark.parametrize("arrays", [False, True])
def test_no_helper_hides_what_the_library_has(arrays):
    assert not set(HELPERS[arrays]) & set(LIBRARY[arrays])


@pytest.mark.parametrize(
    ("expression", "shape", "extremes"),
    [
        ("sigmoid(a)", N, (-1000.0, 1000.0)),
        ("softplus(a)", N, (-1000.0, 1000.0)),
        ("softmax(a)", (2,), ([-1000.0, 1000.0], [1000.0, 999.0])),
        ("log_softmax(a)", (2,), ([-1000.0, 1000.0], [1000.0, 999.0])),
        ("logsumexp(a)", (2,), ([-1000.0, 1000.0], [1000.0, 999.0])),
    ],
)
def test_no_exponential_overflows(expression, shape, extremes):
    space = {}
    exec(program(problem_of_equations(f"out = {expression}", shape)), space)  # noqa: S102  # what is tested
    for value in extremes:
        assert np.isfinite(space["forward"](np.array(value) if shape else value)["out"]).all()
