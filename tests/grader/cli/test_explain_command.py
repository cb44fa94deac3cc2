import io
import json
import re
import sys
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from grader.cli.explain_command import FORMATS, find_case, page_of
from grader.model import Audience
from grader.spec.loading import load_problem
from tests.grader.cli.conftest import PROBLEMS

IDS = sorted(path.parent.name for path in PROBLEMS.glob("*/problem.yaml"))
TENSORS = """\
id: tensors
title: A sum
statement: Do it.
inputs: {x: {role: data, shape: [N]}, w: {role: parameter}}
dims: {N: 2..4}
graph: out = relu(x) * w + x[0]
ask: {backward: {points: 4}}
cases:
  - {name: secret, visible: false, inputs: {x: [1, 4], w: 2}}
  - {name: shown, inputs: {x: [1, 4], w: 0.1}}
random: {cases: 2}
"""


@pytest.fixture
def spec(tmp_path):
    """Write a problem, changed by some replacements, and return its path."""

    def written(*changes):
        text = TENSORS
        for old, new in changes:
            text = text.replace(old, new)
        path = tmp_path / "tensors" / "problem.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("problem", IDS)
def test_each_problem_is_explained_in_each_format(run_cli, problem, form):
    ended = run_cli("explain", problem, "--format", form)
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.endswith("\n")
    assert not ended.out.endswith("\n\n")


@pytest.mark.parametrize("form", FORMATS)
def test_tensors_are_explained_in_each_format(run_cli, spec, form):
    ended = run_cli("explain", spec(), "--format", form)
    assert (ended.status, ended.err) == (0, "")


def test_the_first_case_that_students_see_is_taken(run_cli, spec):
    assert run_cli("explain", spec()).out.startswith("A sum (tensors): shown\n")
    assert run_cli("explain", spec(), "--audience", "instructor").out.startswith("A sum (tensors): secret\n")


def test_without_visible_cases_it_is_the_first_random_one(run_cli, spec):
    hidden = spec(("{name: shown, ", "{name: shown, visible: false, "))
    assert run_cli("explain", hidden).out.startswith("A sum (tensors): random 1\n")


@pytest.mark.parametrize(("name", "title"), [("perfect prediction",) * 2, ("random:2", "random 2"), ("random 2",) * 2])
def test_a_case_can_be_named(run_cli, name, title):
    assert run_cli("explain", "neuron", "--case", name).out.startswith(
        f"One neuron with half the squared error (neuron): {title}\n"
    )


def test_an_unknown_case_is_answered_with_the_nearest(run_cli):
    ended = run_cli("explain", "neuron", "--case", "perfekt prediction")
    assert (ended.status, ended.out) == (2, "")
    assert ended.err == (
        "error: problem 'neuron' has no case 'perfekt prediction'\n  fix: did you mean 'perfect prediction'?\n"
    )


def test_a_random_case_that_there_is_not_is_answered_with_those_that_are(run_cli, spec):
    ended = run_cli("explain", spec(), "--case", "x")
    assert ended.err.endswith("fix: choose from: shown, random:1 to random:2\n")


def test_hidden_cases_are_the_instructors(run_cli, spec):
    assert run_cli("explain", spec(), "--case", "secret").status == 2
    assert run_cli("explain", spec(), "--case", "random:1", "--salt", "pepper").status == 2
    assert run_cli("explain", spec(), "--case", "secret", "--audience", "instructor").status == 0
    assert run_cli("explain", spec(), "--case", "random:1", "--salt", "pepper", "--audience", "instructor").status == 0


def test_a_problem_may_have_nothing_to_show(run_cli, spec):
    hidden = spec(("{name: shown, ", "{name: shown, visible: false, "))
    ended = run_cli("explain", hidden, "--salt", "pepper")
    assert ended.err == "error: problem 'tensors' has no case to show\n  fix: leave out --salt\n"
    without_random = spec(("{name: shown, ", "{name: shown, visible: false, "), ("cases: 2", "cases: 0"))
    ended = run_cli("explain", without_random)
    assert ended.err == (
        "error: problem 'tensors' has no case to show\n  fix: --audience instructor shows the hidden ones\n"
    )
    ended = run_cli("explain", spec(("cases: 2", "cases: 0")), "--case", "q")
    assert ended.err.endswith("fix: choose from: shown\n")


def test_a_hidden_solution_is_refused_to_students_alone(run_cli, spec):
    hidden = spec(("random:", "solution: hidden\nrandom:"))
    ended = run_cli("explain", hidden)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err == (
        "error: the author of 'tensors' does not have it explained to students\n"
        "  fix: --audience instructor shows it, to whoever has the spec\n"
    )
    assert run_cli("explain", hidden, "--audience", "instructor").status == 0


def test_the_picture_is_ascii_where_the_terminal_has_no_more(run_cli, monkeypatch):
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", terminal)
    assert run_cli("explain", "two-layer-relu").status == 0
    terminal.flush()
    assert "[ relu ] > a1 (data 1, grad -8)" in terminal.buffer.getvalue().decode("ascii")


def test_the_number_of_steps_can_be_chosen(run_cli):
    assert [
        int(line.split()[0])
        for line in run_cli("explain", "value-graph", "--steps", "30").out.split("More steps")[1].splitlines()[2:]
    ] == [0, 1, 2, 5, 10, 20, 30]
    assert run_cli("explain", "value-graph", "--steps", "0").status == 2


def test_pictures_have_data_and_grad_in_each_node(run_cli):
    drawn = run_cli("explain", "value-graph", "--format", "svg").out
    texts = [text.text for text in ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314  # ours
    assert texts[texts.index("d") :][:3] == ["d", "data 4", "grad -2"]
    assert (
        '"d" [shape=record label="{ d | data 4 | grad -2 }"]'
        in run_cli("explain", "value-graph", "--format", "dot").out
    )


def test_a_page_needs_nothing_from_elsewhere_and_is_ascii(run_cli, spec):
    page = run_cli("explain", spec(("A sum", "'A <script>ŝum</script>'")), "--format", "html").out
    assert page.isascii()
    assert "default-src 'none'" in page
    assert not re.search(r"<script|\sstyle=|https?://(?!www\.w3\.org/2000/svg)", page)
    assert "<math " in page
    assert "<svg " in page


def test_markdown_has_formulas_between_dollars(run_cli):
    page = run_cli("explain", "linear-regression", "--format", "md").out
    assert page.startswith("# Linear regression with one weight (linear-regression): worked example\n\n## Given\n")
    assert "$x = 1$, $w = 1$, $y = 2$\n" in page
    assert (
        r"- $\frac{\partial L}{\partial w} = \frac{\partial L}{\partial \hat{y}} \cdot "
        r"\frac{\partial \hat{y}}{\partial w} = -2 \cdot 1 = -2$"
    ) in page
    assert "| $w$ | parameter | 1 | -2 |\n" in page
    assert "```mermaid\n" in page


def test_json_says_every_step(run_cli, spec):
    shown = json.loads(run_cli("explain", "neuron", "--format", "json").out)
    assert (shown["schema"], shown["problem"], shown["case"]) == ("grader/explanation/v1", "neuron", "worked example")
    assert (shown["output"], shown["loss"]) == ("J", "J")
    assert shown["names"][1] == {"name": "w", "value": 2.0, "gradient": -4.0}
    assert shown["forward"][0] == ["c", "w * x", "2 * (-2)", "-4"]
    assert shown["local"][0] == {"edge": ["c", "w"], "steps": ["dc/dw", "x", "-2"], "each": False}
    assert shown["chain"][1] == ["dJ/dd", "d", "2"]
    assert shown["descent"]["moves"][0] == ["new w", "w - rate * dJ/dw", "2 - 0.1 * (-4)", "2.4"]
    assert (shown["descent"]["before"], shown["descent"]["after"]) == (2.0, 0.5)
    assert shown["descent"]["losses"][1] == {"steps": 1, "value": pytest.approx(0.5)}
    tensors = json.loads(run_cli("explain", spec(), "--format", "json").out)
    assert tensors["names"][0]["value"] == [1.0, 4.0]
    assert tensors["descent"] is None
    assert tensors["general"] in ([], None)


def test_json_has_no_numbers_that_json_does_not_have(run_cli, spec):
    diverging = spec(
        ("graph: out = relu(x) * w + x[0]", "graph: out = sum(x * w) ** 4"),
        ("ask: {backward: {points: 4}}", "ask: {backward: {points: 4}, update: {points: 1, rate: 1000}}"),
    )
    shown = json.loads(run_cli("explain", diverging, "--format", "json", "--steps", "50").out)
    assert shown["descent"]["losses"][-1]["value"] in ("inf", "nan")


def test_a_vjp_is_explained_along_its_upstream(run_cli, spec):
    page = run_cli("explain", spec()).out
    assert "L = sum(out * upstream), so that what arrives at the output is upstream.\n" in page
    assert "dL/dout = upstream = [" in page
    assert "put(g, [i]) is 0 everywhere but at [i], where it is g.\n" in page
    assert "One step of" not in page
    assert "relu'(0) = 0" in page


def test_a_graph_without_slopes_has_the_chain_rule_alone(run_cli, spec):
    page = run_cli("explain", spec(("relu(x) * w + x[0]", "broadcast_to(w, (3, N)) @ x"))).out
    assert "Local gradients" not in page
    assert "  dL/dx = " in page


MEAN = ("relu(x) * w + x[0]", "mean(x * w)")


def test_one_number_for_many_elements_says_so(run_cli, spec):
    assert "\n  dout/dout_1 = 1/2 = 0.5 for each element\n" in run_cli("explain", spec(MEAN)).out
    assert r"} = \frac{1}{2} = 0.5$ for each element" in run_cli("explain", spec(MEAN), "--format", "md").out
    assert "<mn>0.5</mn></mrow></math> for each element</div>" in run_cli("explain", spec(MEAN), "--format", "html").out
    shown = json.loads(run_cli("explain", spec(MEAN), "--format", "json").out)
    assert shown["local"][-1] == {"edge": ["out", "out_1"], "steps": ["dout/dout_1", "1/2", "0.5"], "each": True}


def test_what_stands_in_the_place_of_large_jacobians_is_said(run_cli, spec):
    assert "The others are Jacobians" in run_cli("explain", spec()).out
    assert "The others are Jacobians" not in run_cli("explain", spec(MEAN)).out


def test_the_summary_shows_small_arrays_with_their_gradients_below_the_table(run_cli, spec):
    summary = run_cli("explain", spec(MEAN)).out.split("\nSummary\n")[1]
    assert "\n  x = [1, 4]\n  dout/dx = [0.05, 0.05]\n  out_1 = [0.1, 0.4]\n  dout/dout_1 = [0.5, 0.5]" in summary
    large = spec(MEAN, ("N: 2..4", "N: 2..9"), ("x: [1, 4]", "x: [1, 2, 3, 4, 5, 6, 7]"))
    assert "\n  x = " not in run_cli("explain", large).out.split("\nSummary\n")[1]


class Tags(HTMLParser):
    """The elements of a page, with their attributes, and the text between them."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, attributes))

    def handle_data(self, text):
        self.texts.append(text)


HOSTILE = '<script>alert(1)</script> "> $x$ $`x`$ \\alpha | `tick` *b* __b__ [a](javascript:x) <b> &lt; ~~x~~'


@pytest.fixture
def hostile_page():
    """Return what a format makes of a page whose every free text is hostile."""
    problem = load_problem(PROBLEMS / "two-layer-relu" / "problem.yaml")
    page = page_of(problem, find_case(problem, None, "", Audience.STUDENT), 10)
    changed = replace(page.problem, title=HOSTILE, statement=HOSTILE)
    return lambda form: (FORMATS[form](page), FORMATS[form](replace(page, problem=changed, case=HOSTILE)))


def test_texts_of_authors_add_no_element_to_a_page(hostile_page):
    plain, hostile = map(Tags, hostile_page("html"))
    assert hostile.tags == plain.tags
    assert hostile.texts.count(f"{HOSTILE} (two-layer-relu): {HOSTILE}") == 2


def test_texts_of_authors_are_no_markup_in_markdown(hostile_page):
    plain, hostile = (page.split("\n") for page in hostile_page("md"))
    assert hostile[1:] == plain[1:]
    assert re.sub(r"\\([\\`*_~$<&|\[\]])", r"\1", hostile[0]) == f"# {HOSTILE} (two-layer-relu): {HOSTILE}"
    assert not re.search(r"[`*_~$<&|\[\]]", re.sub(r"\\.", "", hostile[0]))


@pytest.mark.parametrize("form", ["svg", "dot"])
def test_pictures_have_no_texts_of_authors_but_names(hostile_page, form):
    plain, hostile = hostile_page(form)
    assert hostile == plain


NAMES = (
    ("x: {role: data, shape: [N]}", "_: {role: data, shape: [n__a]}"),
    ("dims: {N:", "dims: {n__a:"),
    ("w: {role", "__w__: {role"),
    ("relu(x) * w + x[0]", "reshape(_, (n__a, 1)) * __w__"),
    ("inputs: {x: [1, 4], w:", "inputs: {_: [1, 4], __w__:"),
)


def test_an_underscore_of_a_name_is_no_index_in_latex(run_cli, spec):
    page = run_cli("explain", spec(*NAMES), "--format", "md").out
    formulas = "".join(re.findall(r"\$[^$]+\$", page))
    assert not re.search(r"(?<!\\)_(?!\{)", formulas)
    assert r"\operatorname{reshape}\left(\_, (n\_\_a, 1)\right)" in formulas


def test_a_name_is_no_emphasis_in_markdown(run_cli, spec):
    upstream = spec(*NAMES, ("graph: out", "graph: __out__"))
    assert r"L = sum(\_\_out\_\_ \* upstream)" in run_cli("explain", upstream, "--format", "md").out


def test_without_sympy_a_note_says_how_to_get_the_general_formulas(run_cli, monkeypatch):
    monkeypatch.setattr("reference.explain.symbolic.find_spec", lambda _name: None)
    assert (
        "General formulas\n  The general formulas need SymPy: pip install 'backprop-grader[formulas]'.\n"
        in run_cli("explain", "neuron").out
    )
