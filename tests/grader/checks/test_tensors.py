"""Tensor problems from end to end: right answers get full marks, and typical mistakes the words for what they are."""

import pytest

from tests.grader.in_process import exam_of, graded

LINEAR = """
    inputs:
      x: {role: data, shape: [N, D]}
      w: {role: parameter, shape: [D, M]}
      b: {role: parameter, shape: [M]}
    dims: {N: 3..6, D: 2..5, M: 2..4}
    graph: out = x @ w + b
    ask:
      forward: {points: 1}
      backward: {gradients: [x, w, b], points: 1}
    cases:
      - {name: written, inputs: {x: [[1, 2], [3, 4], [5, 6]], w: [[1, 0, 2, 1], [0, 1, 1, 3]], b: [1, 2, 3, 4]}}
    random: {cases: 8}
    """
MSE = """
    inputs:
      x: {role: data, shape: [N, D]}
      w: {role: parameter, shape: [D]}
      b: {role: parameter}
      y: {role: target, shape: [N]}
    dims: {N: 3..6, D: 2..5}
    graph: L = mean((x @ w + b - y) ** 2)
    ask:
      backward: {gradients: [w, b], points: 1}
      update: {rate: 0.1, points: 1}
    cases:
      - {name: written, inputs: {x: [[1, 2], [3, 4], [5, 7]], w: [1, -1], b: 0.5, y: [0, 1, 2]}}
    random: {cases: 8}
    """
CROSS_ENTROPY = """
    inputs:
      z: {role: parameter, shape: [N, C]}
      y: {role: target, shape: [N, C], range: 0..1}
    dims: {N: 3..6, C: 3..5}
    graph: |
      p = log_softmax(z, axis=1)
      L = -sum(y * p) / N
    ask: {backward: {gradients: [p, z], points: 1}}
    cases:
      - {name: one-hot, inputs: {z: [[1, 2, 3], [0, 0, 0], [100, -100, 0]], y: [[0, 0, 1], [1, 0, 0], [0, 1, 0]]}}
    random: {cases: 8}
    """
HIDDEN_LAYER = """
    inputs:
      x: {role: data, shape: [N, D]}
      w1: {role: parameter, shape: [D, H]}
      b1: {role: parameter, shape: [H]}
      w2: {role: parameter, shape: [H]}
    dims: {N: 3..6, D: 2..5, H: 2..4}
    graph: |
      z = x @ w1 + b1
      a = relu(z)
      L = sum((a @ w2) ** 2) / N
    ask: {backward: {gradients: [z, a, w1, b1, w2], points: 1}}
    random: {cases: 8}
    """

RIGHT = [
    (
        LINEAR,
        """
        def forward(x, w, b):
            return {"out": x @ w + b}

        def backward(x, w, b, upstream):
            return {"x": upstream @ w.T, "w": x.T @ upstream, "b": upstream.sum(axis=0)}
        """,
    ),
    (
        LINEAR,
        """
        import numpy as np

        def forward(x, w, b):
            return {"out": np.array([[sum(r * c for r, c in zip(row, column)) + v for column, v in zip(w.T, b)]
                                     for row in x])}

        def backward(x, w, b, upstream):
            grads = {"x": np.zeros_like(x), "w": np.zeros_like(w), "b": np.zeros_like(b)}
            for n, m in np.ndindex(upstream.shape):
                grads["b"][m] += upstream[n, m]
                for d in range(len(w)):
                    grads["x"][n, d] += upstream[n, m] * w[d, m]
                    grads["w"][d, m] += upstream[n, m] * x[n, d]
            return grads
        """,
    ),
    (
        MSE,
        """
        def backward(x, w, b, y):
            error = x @ w + b - y
            return {"w": 2 * x.T @ error / len(y), "b": 2 * error.mean()}

        def update(x, w, b, y, rate):
            grads = backward(x, w, b, y)
            w, b = w - rate * grads["w"], b - rate * grads["b"]
            return {"w": w, "b": b, "L": ((x @ w + b - y) ** 2).mean()}
        """,
    ),
    (
        CROSS_ENTROPY,
        """
        import numpy as np

        def backward(z, y):
            e = np.exp(z - z.max(axis=1, keepdims=True))
            p = e / e.sum(axis=1, keepdims=True)
            return {"p": -y / len(y), "z": (p * y.sum(axis=1, keepdims=True) - y) / len(y)}
        """,
    ),
    (
        HIDDEN_LAYER,
        """
        import numpy as np

        def backward(x, w1, b1, w2):
            z = x @ w1 + b1
            a = np.maximum(z, 0)
            dout = 2 * (a @ w2) / len(x)
            da = np.outer(dout, w2)
            dz = da * (z > 0)
            return {"z": dz, "a": da, "w1": x.T @ dz, "b1": dz.sum(0), "w2": a.T @ dout}
        """,
    ),
]

WRONG = [
    # problem, what is right, what is wrong instead, {name: what is said of it in the first wrong case}
    (LINEAR, "x.T @ upstream", "(x.T @ upstream).T", {"w": "is an array of shape"}),
    (LINEAR, "x.T @ upstream", "upstream.T @ x", {"w": "is an array of shape"}),
    (LINEAR, "upstream.sum(axis=0)", "upstream", {"b": "is an array of shape"}),
    (
        LINEAR,
        "upstream.sum(axis=0)",
        "upstream.sum(axis=0, keepdims=True)",
        {"b": "has the right values in the wrong shape: it is an array of shape (1, 4); expected"},
    ),
    (LINEAR, "upstream.sum(axis=0)", "upstream.sum()", {"b": "is a number; expected an array of shape"}),
    (LINEAR, "upstream.sum(axis=0)", "upstream.mean(axis=0)", {"b": "[0] is "}),
    (LINEAR, "upstream @ w.T", "upstream @ w.T / len(x)", {"x": "[0, 0] is "}),
    (
        LINEAR,
        "upstream.sum(axis=0)",
        "list(upstream.sum(axis=0))",
        {"b": "is a list; expected a float64 array of shape"},
    ),
    (
        LINEAR,
        "upstream.sum(axis=0)",
        "upstream.sum(axis=0).astype('float32')",
        {"b": "is a float32 array; expected a float64 array of shape"},
    ),
    (MSE, "x.T @ error / len(y)", "x.T @ error", {"w": "[0] is "}),
    (MSE, "x.T @ error / len(y)", "x.T @ error / 3", {"w": "[0] is "}),
    (MSE, "error.mean()", "error.sum()", {"b": " is "}),
    (MSE, "error.mean()", "error / len(y)", {"b": "is an array of shape"}),
    (MSE, "2 * x.T", "x.T", {"w": "[0] is "}),
    (CROSS_ENTROPY, "- y) / len(y)}", "- y)}", {"z": "[0, 0] is "}),
    (CROSS_ENTROPY, "- y) / len(y)}", "- y) / y.size}", {"z": "[0, 0] is "}),
    (CROSS_ENTROPY, "p * y.sum(axis=1, keepdims=True)", "p", {"z": "[0, 0] is "}),
    (CROSS_ENTROPY, "np.exp(z - z.max(axis=1, keepdims=True))", "np.exp(2 * z)", {"z": "[0, 0] is "}),
    (HIDDEN_LAYER, "da * (z > 0)", "da", {"z": " is ", "b1": " is ", "w1": " is "}),
    (HIDDEN_LAYER, "(z > 0)", "(a >= 0)", {"z": " is ", "b1": " is ", "w1": " is "}),
    (HIDDEN_LAYER, "x.T @ dz", "x.T @ da", {"w1": " is "}),
]


def first_wrong(report):
    """Return what is said of each name in the first attempt at the first ask that is wrong."""
    ask = next(ask for ask in report.asks if not ask.right)
    attempt = next(attempt for attempt in ask.attempts if not attempt.right)
    said = {}
    for found in attempt.findings:
        said.setdefault(found.name, found.message.removeprefix(found.label))
    return said


@pytest.mark.parametrize(("text", "source"), RIGHT)
@pytest.mark.parametrize("salt", ["", "secret"])
def test_a_right_answer_gets_full_marks(text, source, salt):
    assert graded(text, source, salt).full_marks


@pytest.mark.parametrize(("text", "right", "wrong", "words"), WRONG)
def test_a_typical_mistake_is_said(text, right, wrong, words):
    source = next(source for problem, source in RIGHT if problem == text)
    assert right in source
    said = first_wrong(graded(text, source.replace(right, wrong)))
    assert list(said) == list(words)
    assert all(part in said[name] for name, part in words.items())


def test_the_sizes_of_the_authors_case_are_not_those_of_the_others():
    dims = [tuple(question.case.dims.values()) for question in exam_of(LINEAR).questions]
    assert len(set(dims)) == 5


def test_an_answer_that_ignores_the_upstream_fails():
    source = """
        import numpy as np
        def backward(x, w, b, upstream):
            ones = np.ones_like(upstream)
            return {"x": ones @ w.T, "w": x.T @ ones, "b": ones.sum(axis=0)}
        """
    assert list(first_wrong(graded(LINEAR.replace("forward: {points: 1}", ""), source))) == ["b", "x", "w"]


def test_an_answer_that_is_not_linear_in_the_upstream_fails_there():
    text = LINEAR.replace("forward: {points: 1}", "")
    source = RIGHT[0][1].replace('return {"x"', 'upstream = np.clip(upstream, -2.5, 2.5); return {"x"')
    attempts = graded(text, "import numpy as np\n" + source.replace("        ", "")).asks[0].attempts
    assert [attempt.case for attempt in attempts if not attempt.right] == ["random 1 with twice the upstream"]
