from fractions import Fraction

import pytest

from grader.authoring.expressions import expression, literal, speak, text_of


@pytest.mark.parametrize(
    ("template", "parts", "spoken"),
    [
        ("g * b", {"g": "dL", "b": "x - y"}, "dL * (x - y)"),
        ("g * b", {"g": "1.0", "b": "x"}, "x"),
        ("g * b", {"g": "1.0", "b": "x > 0"}, "1.0 * (x > 0)"),
        ("-g * a", {"g": "1.0", "a": "x"}, "-x"),
        ("-g", {"g": "-dL"}, "dL"),
        ("-g", {"g": "+dL"}, "-+dL"),
        ("g * n * x ** k", {"g": "dL", "n": "2", "x": "s", "k": "1"}, "dL * 2 * s"),
        ("x ** k", {"x": "s", "k": "0"}, "s ** 0"),
        ("g / b", {"g": "dL", "b": "1"}, "dL"),
        ("g @ b.T", {"g": "dL", "b": "x.T"}, "dL @ x"),
        ("b.T.shape", {"b": "x"}, "x.T.shape"),
        ("m != 0", {"m": "1.0 * (x > 0)"}, "x > 0"),
        ("m == 0", {"m": "1.0 * (x > 0)"}, "1.0 * (x > 0) == 0"),
        ("sum(x, axis=k, keepdims=f)", {"k": "None", "f": "False"}, "sum(x)"),
        ("sum(x, axis=k, keepdims=f)", {"k": "0", "f": "True"}, "sum(x, axis=0, keepdims=True)"),
    ],
)
def test_what_changes_nothing_is_left_out(template, parts, spoken):
    assert text_of(speak(template, {name: expression(text) for name, text in parts.items()})) == spoken


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(3), "3"),
        (Fraction(-1, 2), "-0.5"),
        (Fraction(1, 10), "0.1"),
        (Fraction(1, 3), "1 / 3"),
        ((1,), "(1,)"),
        ((0, Fraction(2)), "(0, 2)"),
        (None, "None"),
        (True, "True"),
    ],
)
def test_a_number_is_written_exactly(value, text):
    assert literal(value) == text
