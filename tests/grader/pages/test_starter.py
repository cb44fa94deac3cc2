import ast

import pytest

from grader.pages.starter import starter
from tests.grader.in_process import ONE_WEIGHT, graded, problem_of

VECTOR = """
    inputs: {x: {role: data, shape: [N]}, w: {role: parameter}}
    dims: {N: 3..6}
    graph: out = w * x
    ask: {forward: {points: 1}, locals: {points: 1, edges: [[h, w]]}, backward: {points: 2}}
    random: {cases: 2}
    """.replace("graph: out = w * x", "graph: |\n      h = w * 2\n      out = h * x")


def functions(text: str) -> dict[str, list[str]]:
    """Return the functions of the starter file and their parameters."""
    defined = [node for node in ast.parse(starter(problem_of(text))).body if isinstance(node, ast.FunctionDef)]
    return {function.name: [arg.arg for arg in function.args.args] for function in defined}


def test_it_has_every_function_with_its_parameters():
    assert functions(ONE_WEIGHT) == {
        "forward": ["x", "w", "y"],
        "local_gradients": ["x", "w", "y"],
        "backward": ["x", "w", "y"],
        "update": ["x", "w", "y", "rate"],
    }


def test_the_backward_of_a_vjp_takes_its_upstream():
    assert functions(VECTOR) == {
        "forward": ["x", "w"],
        "local_gradients": ["x", "w"],
        "backward": ["x", "w", "upstream"],
    }
    assert "Return the gradient of sum(out * upstream) with respect to each name." in starter(problem_of(VECTOR))


@pytest.mark.parametrize("text", [ONE_WEIGHT, VECTOR])
def test_it_loads_and_every_function_is_unfinished(text):
    report = graded(text, starter(problem_of(text)))
    assert report.score == 0
    for ask in report.asks:
        for attempt in ask.attempts:
            assert attempt.message.startswith("NotImplementedError: write ")
            assert [found.check for found in attempt.findings] == ["unfinished"]


def test_it_says_which_entries_to_return():
    text = starter(problem_of(ONE_WEIGHT))
    for entry in ("'p': ...", "('p', 'w'): ...", "'w': ..."):
        assert f"    #     {entry},\n" in text


def test_it_shows_the_equations():
    assert "The graph:\n\n    p = w * x\n    s = p - y\n    L = s ** 2\n" in starter(problem_of(ONE_WEIGHT))


@pytest.mark.parametrize("words", ['"""', '\\"""', "\\", "\\N{nothing}", '"', "\\U"])
def test_no_title_and_no_comment_breaks_it(words):
    text = f"""
        title: '{words} in a title'
        inputs: {{x: {{role: parameter}}}}
        graph: |
          L = 2 * x  # {words}
        ask: {{backward: {{points: 1}}}}
        """
    module = ast.parse(starter(problem_of(text)))
    assert ast.get_docstring(module) == f"{words} in a title.\n\nThe graph:\n\n    L = 2 * x  # {words}"
