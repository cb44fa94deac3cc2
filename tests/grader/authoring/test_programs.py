import ast
import textwrap

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grader.authoring.manuscript import Names
from grader.authoring.programs import program
from grader.errors import UsageError
from reference.domain import sound_cases
from reference.errors import GraphError
from reference.tape import forward
from tests.grader.authoring.graphs import exam_about, mistakes, nested, problem_about
from tests.grader.in_process import ONE_WEIGHT, graded, problem_of
from tests.reference.random_graphs import RATIONAL, SMOOTH, points, tensor_points

LARGEST = 1e4  # a value beyond it says more about rounding than about formulas
KEPT = st.sets(st.sampled_from([f"n{number}" for number in range(12)]))

SHARED = """
    inputs: {x: {role: data}, w: {role: parameter}, b: {role: parameter}}
    graph: |
      a = tanh(w * x + b)
      L = a * b + exp(a) / 3
    ask: {forward: {points: 1}, locals: {points: 1}, backward: {points: 1}, update: {rate: 0.1, points: 1}}
    random: {cases: 8}
    """
"""Both a and b are used twice."""

LAYER = """
    inputs: {x: {role: data, shape: [N, D]}, w: {role: parameter, shape: [D]}, b: {role: parameter}}
    dims: {N: 3..6, D: 2..5}
    graph: |
      z = x @ w + b
      L = sum(z[0:2] ** 2) / N
    ask: {update: {rate: 0.1, points: 2}}
    random: {cases: 8}
    """
"""Nothing is asked but an update."""


@st.composite
def drawn_points(draw):
    """Return graphs of tensors; where a graph cannot be finished, as its first value is too large, another one."""
    try:
        return draw(tensor_points())
    except GraphError:
        assume(False)  # noqa: FBT003  # Hypothesis has no other word for it


@given(drawn_points(), KEPT)
@settings(max_examples=60)
def test_the_program_of_any_graph_of_tensors_gets_full_marks(point, kept):
    problem = problem_about(nested(point.graph, kept), point.inputs, point.dims)
    exam = exam_about(problem)
    assume(exam is not None)
    assert mistakes(exam, program(problem)) == []


@given(points({*RATIONAL, *SMOOTH}), KEPT)
@settings(max_examples=60)
def test_the_program_of_any_graph_of_numbers_gets_full_marks(point, kept):
    values = forward(point.graph, point.inputs())
    assume(sound_cases(values).all() and all(np.abs(value).max() < LARGEST for value in values.values.values()))
    problem = problem_about(nested(point.graph, kept), point.inputs())
    exam = exam_about(problem)
    assume(exam is not None)
    assert mistakes(exam, program(problem)) == []


@pytest.mark.parametrize("text", [ONE_WEIGHT, SHARED, LAYER])
def test_the_program_of_a_problem_gets_full_marks(text):
    assert graded(text, program(problem_of(text))).full_marks


def test_it_reads_as_people_write():
    assert program(problem_of(SHARED)) == textwrap.dedent("""\
        import math


        def forward(x, w, b):
            a = math.tanh(w * x + b)
            L = a * b + math.exp(a) / 3
            return {"a": a, "L": L}


        def local_gradients(x, w, b):
            a = math.tanh(w * x + b)
            return {
                ("a", "w"): (1 - a ** 2) * x,
                ("a", "x"): (1 - a ** 2) * w,
                ("a", "b"): 1 - a ** 2,
                ("L", "a"): 1.0 / 3 * math.exp(a) + b,
                ("L", "b"): a,
            }


        def backward(x, w, b):
            a = math.tanh(w * x + b)
            dL = 1.0
            # L = a * b + exp(a) / 3
            dL_2 = dL / 3
            da = 0.0
            da += dL_2 * math.exp(a)
            da += dL * b
            db = 0.0
            db += dL * a
            # a = tanh(w * x + b)
            da_2 = da * (1 - a ** 2)
            db += da_2
            dw = da_2 * x
            return {"w": dw, "b": db}


        def update(x, w, b, rate):
            gradients = backward(x, w, b)
            w_new = w - rate * gradients["w"]
            b_new = b - rate * gradients["b"]
            return {"w": w_new, "b": b_new, "L": forward(x, w_new, b_new)["L"]}
        """)


def functions(text):
    return [node.name for node in ast.parse(program(problem_of(text))).body if isinstance(node, ast.FunctionDef)]


def test_an_update_alone_brings_what_it_needs():
    assert functions(LAYER) == ["update", "parameter_gradients", "loss"]


def test_the_size_of_a_dimension_is_read_off_an_input():
    assert " = dL / x.shape[0]\n" in program(problem_of(LAYER))


def test_a_step_may_have_the_name_of_something_that_the_program_uses():
    text = """
        inputs: {x: {role: parameter}}
        graph: |
          min = relu(x)
          np = min * x
          dx = np + x
        ask: {forward: {points: 1}, backward: {gradients: [min, x], points: 1}}
        random: {cases: 8}
        """
    assert graded(text, program(problem_of(text))).full_marks


def test_an_input_may_not():
    text = "inputs: {np: {role: parameter}}\ngraph: L = 2 * np\nask: {backward: {points: 1}}\n"
    with pytest.raises(UsageError, match="programs call something else 'np'"):
        program(problem_of(text))


def test_a_long_sub_expression_gets_a_name():
    text = """
        inputs: {x: {role: data}, w: {role: parameter}}
        graph: L = exp(sin(w * x) * cos(w * x) + tanh(w + x) * sigmoid(w - x))
        ask: {locals: {points: 1}, backward: {points: 1}}
        random: {cases: 8}
        """
    source = program(problem_of(text))
    assert "    L_11 = math.sin(w * x) * math.cos(w * x) + math.tanh(w + x) * sigmoid(w - x)\n" in source
    assert "    dL_6 = L * sigmoid(w - x) * (1 - math.tanh(w + x) ** 2)\n" in source
    assert graded(text, source).full_marks


def test_what_nothing_flows_to_has_a_gradient_of_zero():
    text = """
        inputs: {x: {role: data, shape: [3]}, t: {role: data}, w: {role: parameter}}
        graph: L = sum(where(x > t, w, 0) * x)
        ask: {locals: {points: 1}, backward: {gradients: [w, t], points: 1}}
        random: {cases: 8}
        """
    source = program(problem_of(text))
    assert '"t": 0.0}' in source
    assert '("L", "t"): 0.0,' in source
    assert graded(text, source).full_marks


def test_no_two_variables_share_a_name():
    names = Names(["dw"])
    assert [names.fresh("dw"), names.fresh("dw"), names.fresh("w")] == ["dw_", "dw__", "w"]


def test_a_value_that_has_the_name_of_a_gradient_is_told_from_it():
    text = """
        inputs: {w: {role: parameter}, x: {role: data}}
        graph: |
          ds = exp(w)
          s = w * x
          L = s ** 2 * ds
        ask: {backward: {gradients: [w, x, s], points: 1}, update: {rate: 0.1, points: 1}}
        random: {cases: 4}
        """
    assert graded(text, program(problem_of(text))).full_marks
