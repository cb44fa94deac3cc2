"""What mistakes look like."""

import pytest

from grader.errors import GraderError, GraderFault, Mistake, Place, SpecError, UsageError, file_error

PLACE = Place("s.yaml", 3, 5)


def test_a_mistake_shows_its_place_its_line_and_its_fix() -> None:
    assert str(Mistake(PLACE, "unknown operation 'mull'", "did you mean 'mul'?", "  a mull b")) == (
        "s.yaml:3:5: unknown operation 'mull'\n      a mull b\n        ^\n  fix: did you mean 'mul'?"
    )


def test_a_mistake_needs_neither_line_nor_fix() -> None:
    assert str(Mistake(PLACE, "it is empty", source=" ")) == "s.yaml:3:5: it is empty"


@pytest.mark.parametrize("column", [1, 40, 150, 190, 201])
def test_only_a_part_of_a_long_line_is_shown(column: int) -> None:
    line = "".join(chr(0x100 + number) for number in range(200))
    _, shown, caret = str(Mistake(Place("s.yaml", 1, column), "wrong", source=line)).split("\n")

    assert len(shown) <= 104
    assert column == 201 or shown[caret.index("^")] == line[column - 1]


def test_the_mistakes_of_a_spec_are_in_the_order_of_the_file() -> None:
    error = SpecError((Mistake(PLACE, "b"), Mistake(Place("s.yaml", 1, 9), "a")))

    assert str(error) == "s.yaml:1:9: a\ns.yaml:3:5: b"
    assert SpecError.at(PLACE, "b", "c").mistakes == (Mistake(PLACE, "b", "c"),)


def test_an_error_says_its_fix() -> None:
    assert str(UsageError("no such file")) == "no such file"
    assert str(UsageError("no such problem", remedy="try 'list'")) == "no such problem\n  fix: try 'list'"


@pytest.mark.parametrize(
    ("error", "why"), [(OSError(13, "Permission denied"), "permission denied"), (OSError("Of its own"), "of its own")]
)
def test_what_the_system_says_of_a_file_is_told(error: OSError, why: str) -> None:
    told = file_error("read", "some.py", error)

    assert isinstance(told, UsageError)
    assert str(told) == f"cannot read 'some.py': {why}"


def test_the_exit_status_belongs_to_the_class() -> None:
    assert (GraderError.exit_status, UsageError.exit_status, SpecError.exit_status, GraderFault.exit_status) == (
        2,
        2,
        2,
        3,
    )
