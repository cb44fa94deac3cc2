"""Whatever a spec holds, it is a `Problem` or a `SpecError`; nothing else comes out.

A mistake in the fields hides all that follows, so each test makes sure how far its specs get.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import SpecError
from grader.spec import building, load_problem
from grader.spec.source import Source
from grader.spec.yaml_tree import read_tree

YAML_PIECES = (
    *("- ", ": ", "? ", "[", "]", "{", "}", ", ", "|", ">", "'", '"', "&a ", "*a", "!!str ", "<<", "#", "%", "---\n"),
    *(
        "...\n",
        "\n",
        "\n  ",
        "\t",
        "\0",
        "\\U00110000",
        "~",
        "true",
        "010",
        "1e400",
        ".nan",
        "0",
        "-1",
        "1e-300",
        "3..6",
    ),
    *("points", "shape: ", "expect: {values: {L: 1}}"),
)
EQUATION_PIECES = (
    *("N", "x", "w", "L", "exp", "log(", ")", " / ", " @ ", " ** ", "-", "sum(", ", axis=0", "é", "ﬁ", "upstream"),
    *("0", "1e400", "[", "]", "<", ">", "=", "#", "\n  ", "max(", ".T", "%", "_", " + 1", " * 2", "  "),
)

quickly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

Write = Callable[[str | bytes], Path]


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count how often each step of building a problem is reached."""
    steps: Counter[str] = Counter()

    def count(name: str) -> None:
        step = getattr(building, name)

        def counted(*args: Any, **options: Any) -> Any:
            steps[name] += 1
            return step(*args, **options)

        monkeypatch.setattr(building, name, counted)

    for name in ("build_sketch", "build_asks", "build_cases", "Problem"):
        count(name)
    return steps


def load(path: Path) -> None:
    with suppress(SpecError):
        load_problem(path)


@quickly
@given(text=st.text() | st.lists(st.sampled_from(YAML_PIECES + EQUATION_PIECES)).map("".join))
def test_any_text_is_a_tree_or_an_error(text: str) -> None:
    with suppress(SpecError):
        read_tree(Source("s.yaml", text))


def edits(pieces: tuple[str, ...]) -> st.SearchStrategy[list[tuple[float, int, str]]]:
    """Each where it begins, how many characters it takes out, and what it puts in."""
    return st.lists(st.tuples(st.floats(0, 1), st.integers(0, 4), st.sampled_from(pieces)), min_size=1, max_size=3)


def edited(text: str, changes: list[tuple[float, int, str]]) -> str:
    for where, length, piece in changes:
        begin = int(where * len(text))
        text = text[:begin] + piece + text[begin + length :]
    return text


@pytest.mark.parametrize("name", ["scalar", "tensor"])
@quickly
@given(changes=edits(YAML_PIECES + EQUATION_PIECES))
def test_any_change_of_a_good_spec_is_a_problem_or_an_error(
    name: str, request: pytest.FixtureRequest, written: Write, changes: list[tuple[float, int, str]]
) -> None:
    load(written(edited(request.getfixturevalue(name), changes)))


def test_any_change_of_good_equations_is_a_problem_or_an_error(
    written: Write, tensor: str, reached: Counter[str]
) -> None:
    before, graph, after = tensor.partition("  p = X @ w\n  k = c * 2\n")

    @quickly
    @given(changes=edits(EQUATION_PIECES))
    def change(changes: list[tuple[float, int, str]]) -> None:
        load(written(f"{before}  {edited(graph[2:], changes)}\n{after}"))

    change()

    assert reached["build_sketch"] > 15


WORDS = ("[", "2", "w", "x", "-", " * ", "sum", "N", "y", "[[1, 2], [3, 4]]", "0.5", "1e-1", "c", "k", "L", "p", "M")
NEW_WORDS = (
    *(
        "w",
        "y",
        "N",
        "D",
        "L",
        "p",
        "exp",
        "mean",
        "relu",
        " / ",
        " @ ",
        " + ",
        " ** ",
        "0",
        "-1",
        "3",
        "0.25",
        "1e-300",
    ),
    *("[1, 2]", "[[0, 0], [0, 0]]", "[0.5, -1]", "[[1, 2, 3]]", "[", "true", "010", "é", "ﬁ", "upstream"),
)


def test_any_word_for_another_is_a_problem_or_an_error(written: Write, tensor: str, reached: Counter[str]) -> None:
    @settings(quickly, max_examples=150)
    @given(old=st.sampled_from(WORDS), new=st.sampled_from(NEW_WORDS), where=st.integers(0, 9))
    def change(old: str, new: str, where: int) -> None:
        parts = tensor.split(old)
        cut = 1 + where % (len(parts) - 1)
        load(written(old.join(parts[:cut]) + new + old.join(parts[cut:])))

    change()

    assert reached["build_sketch"] > 20
    assert reached["build_cases"] > 3
    assert reached["Problem"] > 0


LEAVES = ("X", "w", "c", "N", "0", "2", "0.5", "1e300", "X.T", "X[0]", "w[1:]")
TERMS = st.recursive(
    st.sampled_from(LEAVES),
    lambda terms: st.one_of(
        st.builds("({} {} {})".format, terms, st.sampled_from(["+", "-", "*", "/", "@", ">"]), terms),
        st.builds(
            "{}({})".format,
            st.sampled_from(["exp", "log", "relu", "abs", "sqrt", "tanh", "softmax", "sum", "mean", "max"]),
            terms,
        ),
        st.builds("sum({}, axis={})".format, terms, st.sampled_from(["0", "1", "-1"])),
        st.builds("({}) ** {}".format, terms, st.sampled_from(["2", "3", "-1", "0.5"])),
    ),
    max_leaves=4,
)
NUMBERS = st.sampled_from(["0", "1", "-0.5", "0.30", "3.14", "1e-9", "1e200"])
VALUES = st.one_of(
    NUMBERS,
    st.builds("[{}, {}]".format, NUMBERS, NUMBERS),
    st.builds("[[{}, {}], [{}, {}]]".format, NUMBERS, NUMBERS, NUMBERS, NUMBERS),
)
NAMES = st.sampled_from(["X", "w", "c", "p", "q", "L"])
ASKS = (
    "forward: {points: 1}",
    "forward: {points: 1, names: [q]}",
    "locals: {points: 1}",
    "locals: {points: 1, edges: [[L, q], [q, c]]}",
    "backward: {points: 1}",
    "backward: {points: 1, gradients: [w, q, c, L], credit: each}",
    "update: {points: 1, rate: 0.5}",
)


@st.composite
def specs(draw: st.DrawFn) -> str:
    """A spec whose fields are right; nothing is known of its equations, shapes, asks and cases."""
    named = st.dictionaries(NAMES, VALUES, max_size=2).map(flow)
    expect = {kind: draw(named) for kind in draw(st.sets(st.sampled_from(["values", "gradients", "update"])))}
    if draw(st.booleans()):
        expect["locals"] = flow({draw(NAMES): draw(named)})
    inputs = {
        "X": draw(st.builds("[[{}, {}], [{}, {}]]".format, NUMBERS, NUMBERS, NUMBERS, NUMBERS)),
        "w": draw(st.builds("[{}, {}]".format, NUMBERS, NUMBERS)),
        "c": draw(NUMBERS),
    }
    asks = draw(st.sampled_from(ASKS).flatmap(lambda ask: st.just([ask]) | st.just([ask, *ASKS[2:3], *ASKS[6:]])))
    return "\n".join(
        [
            "id: good\ntitle: A\nstatement: A\ninputs:",
            "  X: {role: data, shape: [N, D]}",
            f"  w: {{role: parameter, shape: [{draw(st.sampled_from('DDN3'))}]}}",
            "  c: {role: constant, range: 0.1..3}",
            "dims: {N: 1..3, D: 2..3}\ngraph: |",
            f"  p = sum(X) + sum(w * 1) + {draw(TERMS)}",
            f"  q = c * {draw(TERMS)} + p",
            f"  L = {draw(st.sampled_from(['sum(q)', 'q * 2', 'mean(q ** 2)']))}",
            "ask:",
            *(f"  {ask}" for ask in {ask.partition(":")[0]: ask for ask in asks}.values()),
            f"random: {{cases: {draw(st.sampled_from([0, 0, 0, 5]))}}}",
            f"kinks: {draw(st.sampled_from(['any', 'convention']))}",
            f"cases:\n  - name: first\n    inputs: {flow(inputs)}\n    expect: {flow(expect)}\n",
        ]
    )


def flow(entries: dict[str, str]) -> str:
    """Return entries as a mapping in braces."""
    return f"{{{', '.join(f'{name}: {value}' for name, value in entries.items())}}}"


def test_any_equations_asks_and_cases_are_a_problem_or_an_error(written: Write, reached: Counter[str]) -> None:
    @settings(quickly, max_examples=100)
    @given(text=specs())
    def read(text: str) -> None:
        load(written(text))

    read()

    assert reached["build_sketch"] > 50
    assert reached["build_cases"] > 5
    assert reached["Problem"] > 0


@quickly
@given(content=st.binary())
def test_any_bytes_are_an_error(written: Write, content: bytes) -> None:
    with pytest.raises(SpecError):
        load_problem(written(content))
