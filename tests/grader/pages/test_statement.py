import pytest

from grader.pages.statement import as_markdown, as_text
from tests.grader.in_process import ONE_WEIGHT, problem_of

KINKED = """
    kinks: any
    statement: |
      Find $w$.

      Soon.
    inputs: {x: {role: data, shape: [N]}, w: {role: parameter}}
    dims: {N: 2..4}
    graph: out = relu(abs(w) * x) + relu(x)
    ask: {backward: {points: 2}}
    cases:
      - {name: seen, inputs: {x: [0.5, 2], w: 0.1}}
      - {name: unseen, visible: false, inputs: {x: [7, 8], w: 9}}
    random: {cases: 3}
    """
PAGE = """\
An example (example)

Do it.

w (parameter) ─┬→ [ * ] → p ─┬→ [ - ] → s → [ ** 2 ] → L
x (data) ──────┘             │
y (target) ──────────────────┘

As equations:
  p = w * x
  s = p - y
  L = s ** 2

You write:
  forward(x, w, y)   1 point
      the values of p, s, L
  local_gradients(x, w, y)   2 points
      the local gradients dp/dw, dp/dx, ds/dp, ds/dy, dL/ds
  backward(x, w, y)   4 points
      the gradients of L with respect to s, w
  update(x, w, y, rate)   1 point
      after one step with rate 0.1, the new w, L

Cases you can see:
  worked example: x = 2.0, w = 3.0, y = 1.0

There are 6 random cases besides."""

PAGES = pytest.mark.parametrize("page", [as_text, as_markdown])


def test_the_page_in_a_terminal():
    assert as_text(problem_of(ONE_WEIGHT)) == PAGE


def test_a_terminal_without_unicode_gets_a_plain_page():
    assert as_text(problem_of(ONE_WEIGHT), ascii_only=True).isascii()


def test_markdown_has_a_heading_and_a_picture_and_keeps_its_lines():
    page = as_markdown(problem_of(ONE_WEIGHT))
    assert page.startswith("# An example (example)\n\nDo it.\n\n```mermaid\nflowchart ")
    assert (
        "\n    L = s ** 2\n\nYou write:\n\n    forward(x, w, y)   1 point\n        the values of p, s, L\n    local"
        in page
    )
    assert "\n\nCases you can see:\n\n    worked example: x = 2.0, w = 3.0, y = 1.0\n\n" in page
    assert page.endswith("besides.\n")


@PAGES
def test_the_signature_of_a_vjp_has_its_upstream(page):
    text = page(problem_of(KINKED))
    assert "backward(x, w, upstream)   2 points\n" in text
    assert "the gradients of sum(out * upstream) with respect to w\n" in text


@PAGES
def test_the_statement_is_there_as_it_was_written(page):
    assert "\n\nFind $w$.\n\nSoon.\n\n" in page(problem_of(KINKED))


@PAGES
@pytest.mark.parametrize(
    ("kinks", "rule"), [("any", "at a given case any subgradient counts"), ("convention", "only these count")]
)
def test_conventions_at_kinks_are_said_once_with_what_counts(page, kinks, rule):
    text = page(problem_of(KINKED.replace("kinks: any", f"kinks: {kinks}")))
    assert f"\n\nAt kinks: abs'(0) = 0, relu'(0) = 0 ({rule}).\n\n" in text


@PAGES
def test_nothing_is_said_of_kinks_where_there_are_none(page):
    assert "kink" not in page(problem_of(ONE_WEIGHT))


@PAGES
def test_only_visible_cases_are_shown(page):
    text = page(problem_of(KINKED))
    assert "seen: x = [0.5, 2.0], w = 0.1\n" in text
    assert "unseen" not in text
    assert "7.0" not in text


@PAGES
def test_without_visible_cases_there_is_no_heading_for_them(page):
    assert "Cases you can see" not in page(problem_of(KINKED.replace("name: seen,", "name: seen, visible: false,")))


@PAGES
def test_shapes_and_what_their_sizes_can_be(page):
    assert "data N" in page(problem_of(KINKED))
    assert "There are 3 random cases besides, with N from 2 to 4." in page(problem_of(KINKED))
