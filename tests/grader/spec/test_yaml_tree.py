"""Strict YAML: what it reads, and what it refuses before anything recursive sees it."""

import time

import pytest

from grader.errors import Place, SpecError
from grader.spec.source import Source
from grader.spec.yaml_tree import (
    MAX_DEPTH,
    MAX_NODES,
    Entry,
    MappingNode,
    Meaning,
    ScalarNode,
    SequenceNode,
    Style,
    read_tree,
)


def tree(text: str) -> MappingNode:
    return read_tree(Source("s.yaml", text))


def place(line: int, column: int) -> Place:
    return Place("s.yaml", line, column)


def test_everything_knows_where_it_stands() -> None:
    assert tree("a: 1\nb:\n  - 'x'\n  - {c: |\n    }\n".replace("{c: |\n    }", "c: y")) == MappingNode(
        {
            "a": Entry(place(1, 1), ScalarNode("1", Style.PLAIN, place(1, 4))),
            "b": Entry(
                place(2, 1),
                SequenceNode(
                    (
                        ScalarNode("x", Style.QUOTED, place(3, 5)),
                        MappingNode({"c": Entry(place(4, 5), ScalarNode("y", Style.PLAIN, place(4, 8)))}, place(4, 5)),
                    ),
                    place(3, 3),
                ),
            ),
        },
        place(1, 1),
    )


@pytest.mark.parametrize(
    ("written", "style"),
    [
        ("x", Style.PLAIN),
        ('"x"', Style.QUOTED),
        ("'x'", Style.QUOTED),
        ("|-\n  x", Style.LITERAL),
        (">-\n  x", Style.FOLDED),
    ],
)
def test_a_scalar_knows_how_it_is_written(written: str, style: Style) -> None:
    scalar = tree(f"a: {written}").entries["a"].value

    assert isinstance(scalar, ScalarNode)
    assert (scalar.text, scalar.style) == ("x", style)


@pytest.mark.parametrize(
    "key", ["on", "off", "yes", "no", "y", "n", "é", "θ₁", "2024-01-01", "1:30", "'1'", '"true"', "=", "nan"]
)
def test_what_yaml_1_2_takes_for_text_can_be_a_key(key: str) -> None:
    assert list(tree(f"{key}: 1").entries) == [key.strip("'\"")]


@pytest.mark.parametrize(
    ("written", "meaning"),
    [
        ("1", Meaning.NUMBER), ("-1.5e3", Meaning.NUMBER), (".5", Meaning.NUMBER), ("1.", Meaning.NUMBER),
        ("0o7", Meaning.NUMBER), ("0x1F", Meaning.NUMBER), ("-.inf", Meaning.NUMBER), (".NaN", Meaning.NUMBER),
        ("true", Meaning.BOOLEAN), ("False", Meaning.BOOLEAN), ("", Meaning.NOTHING), ("~", Meaning.NOTHING),
        ("Null", Meaning.NOTHING), ("yes", Meaning.TEXT), ("1_000", Meaning.TEXT), ("nan", Meaning.TEXT),
        ("'1'", Meaning.TEXT),
        ("'null'", Meaning.TEXT), ("3..6", Meaning.TEXT),
    ],
)  # fmt: skip
def test_scalars_mean_what_editors_take_them_for(written: str, meaning: Meaning) -> None:
    scalar = tree(f"a: {written}").entries["a"].value

    assert isinstance(scalar, ScalarNode)
    assert scalar.meaning is meaning


@pytest.mark.parametrize(
    "text", ["[" * 50_000 + "]" * 50_000, "{" * 50_000, "- " * 50_000, "? " * 50_000, "a: [" * 9_000]
)
def test_deep_nesting_is_refused_quickly(text: str) -> None:
    begin = time.perf_counter()

    with pytest.raises(SpecError, match=f"nested more than {MAX_DEPTH} deep"):
        tree(text)
    assert time.perf_counter() - begin < 5  # seconds; unguarded it is a crash, or minutes


def test_the_deepest_nesting_allowed_is_read() -> None:
    assert tree("a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1))
    with pytest.raises(SpecError, match="deep"):
        tree("a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH)


def test_too_many_values_are_refused() -> None:
    with pytest.raises(SpecError, match=f"more than {MAX_NODES} values"):
        tree("a: [" + "b," * MAX_NODES + "]")


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x7f", "\x85", "\r", "\u2029", "\ufffe", "\ud800"])
def test_invisible_characters_are_refused_by_their_number(character: str) -> None:
    with pytest.raises(SpecError) as caught:
        tree(f"a: 1\nb: 12{character}")

    (mistake,) = caught.value.mistakes
    assert mistake.problem == f"the invisible character U+{ord(character):04X}"
    assert mistake.place == place(2, 6)


def test_a_hundred_mistakes_are_enough() -> None:
    with pytest.raises(SpecError) as caught:
        tree("\n".join(f"a{number}: !!str x" for number in range(500)))

    assert len(caught.value.mistakes) == 100
