import pytest

from grader.pages.explanation.latex import named as latex
from grader.pages.explanation.mathml import named as mathml


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("w", "w"),
        ("w1", "w_{1}"),
        ("z_1", "z_{1}"),
        ("y_hat", r"\hat{y}"),
        ("y1_hat", r"\hat{y}_{1}"),
        ("loss", r"\mathrm{loss}"),
        ("w_out", r"w_{\mathrm{out}}"),
        ("theta", r"\theta"),
        ("w_in_1", r"w_{\mathrm{in,1}}"),
        ("_", r"\_"),
        ("_x", r"\mathrm{\_x}"),
        ("...", r"\mathrm{...}"),
    ],
)
def test_a_name_in_latex(name, expected):
    assert latex(name) == expected


def test_a_new_name_says_so():
    assert latex("w1", new=True) == r"w_{1,\mathrm{new}}"
    assert mathml("w", new=True) == "<msub><mi>w</mi><mtext>new</mtext></msub>"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("w1", "<msub><mi>w</mi><mn>1</mn></msub>"),
        ("y_hat", '<mover accent="true"><mi>y</mi><mo>^</mo></mover>'),
        ("sigma", "<mi>\u03c3</mi>"),
    ],
)
def test_a_name_in_mathml(name, expected):
    assert mathml(name) == expected
