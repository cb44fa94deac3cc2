"""The report in a comment on a pull request, word by word."""

import textwrap
from dataclasses import replace

import pytest

from grader.isolation import Isolation
from grader.model import Audience, Report
from grader.reports import render
from grader.reports.audience import for_audience
from tests.grader.in_process import ONE_WEIGHT, RIGHT, graded


def rendered(report: Report, audience: Audience = Audience.STUDENT) -> str:
    """Return a report in Markdown, without the line on isolation that it ends with."""
    written = render(for_audience(replace(report, isolation=Isolation.L2, diagnosis=()), audience), "markdown")
    assert written.endswith("\n\n*isolation: L2*")
    return written.removesuffix("\n\n*isolation: L2*")


def lines(text: str) -> str:
    return textwrap.dedent(text).strip("\n")


def test_full_marks():
    assert rendered(graded(ONE_WEIGHT, RIGHT)) == lines("""
        ### `example`: 8 of 8 points

        |  | asked | points |  |
        | --- | --- | ---: | --- |
        | ✅ right | forward | 1/1 |  |
        | ✅ right | locals | 2/2 |  |
        | ✅ right | backward | 4/4 |  |
        | ✅ right | update | 1/1 |  |
        """)


def test_wrong_numbers_and_what_was_printed(printing):
    report = printing(graded(ONE_WEIGHT, "def backward(x, w, y): return {'s': 5, 'w': 10, 'b': 0}"), "x = 2\ny =\t1\n")
    report = replace(report, student="Ada", asks=report.asks[2:3])
    assert rendered(report) == lines("""
        ### `example` by `Ada`: 0 of 8 points

        |  | asked | points |  |
        | --- | --- | ---: | --- |
        | ❌ **wrong** | backward | 0/4 | wrong in 8 of 8 cases |

        #### backward, case `worked example`

        The first to go wrong is `dL/ds`.

        |  | got | expected | ratio |
        | --- | ---: | ---: | ---: |
        | `dL/ds` | 5 | 10 | 0.5 |
        | `dL/dw` | 10 | 20 | 0.5 |

        It printed:

           ```text
           x = 2
           y =     1
           ```

        Try it:

           ```python
           backward(x=2.0, w=3.0, y=1.0)
           ```

        Note for backward: `'b' was not asked for`
        """)


def test_an_exception_and_more_than_is_shown_of_what_was_printed(printing):
    source = "def forward(x, w, y):\n    return {'p': x @ w}"
    report = printing(graded(ONE_WEIGHT, source), "```\n" * 9)
    assert lines("""
        #### forward, case `worked example`

           ```text
           TypeError: unsupported operand type(s) for @: 'float' and 'float'
           answer.py, line 2: return {'p': x @ w}
           ```

        It printed:

           ````text
           ```
           ```
           ```
           ```
           ```
           ```
           ````

        ... and 3 more lines

        Try it:
        """) in rendered(report)


def test_not_gradable():
    assert rendered(graded(ONE_WEIGHT, "x = 1\nif x\n")) == lines("""
        ### `example`: 0 of 8 points

        **not gradable**:

           ```text
           SyntaxError: expected ':' (column 5)
           answer.py, line 2: if x
           ```
        """)


def test_the_smallest_case_takes_the_place_of_the_first(with_smallest):
    written = rendered(with_smallest(graded(ONE_WEIGHT, "def backward(x, w, y): return {'s': 5, 'w': 10}")))
    assert "#### backward, smallest case that fails\n" in written
    assert "   backward(x=1.0)\n" in written
    assert "worked example" not in written.partition("#### backward")[2].partition("#### update")[0]


def test_only_hidden_cases_fail():
    source = RIGHT.replace('"w": 2 * s * x', '"w": 20.0 if x == 2 and w == 3 else x')
    assert rendered(graded(ONE_WEIGHT, source, salt="secret")).endswith(
        lines("""
        #### backward, case `random 1`

        every case that you can see is right; the wrong ones are hidden.

           ```text
           dL/dw: a number is wrong
           ```
        """)
    )


def test_of_many_wrong_numbers_the_first_few_are_shown():
    text = """
        inputs: {x: {role: parameter}}
        graph: |
          a = 2 * x
          b = 3 * a
          c = 5 * b
          d = 7 * c
          e = 2 * d
          f = 3 * e
          L = 5 * f
        ask: {forward: {points: 1}}
        cases: [{name: one, inputs: {x: 1}}]
        random: {cases: 1}
        """
    said = rendered(graded(text, "def forward(x): return dict.fromkeys('abcdefL', -1)"))
    assert "| `f` | -1 | 1260 | -0.000793651 |\n\nand 1 more\n\n" in said


@pytest.mark.parametrize(("level", "said"), [(Isolation.L0, True), (Isolation.L3, False)])
def test_it_is_said_that_nothing_kept_the_code_in(level, said):
    report = replace(graded(ONE_WEIGHT, RIGHT), isolation=level)
    assert (
        render(report, "markdown").endswith(
            "*run without isolation (L0): fine for your own code, not for anyone else's*"
        )
        is said
    )
