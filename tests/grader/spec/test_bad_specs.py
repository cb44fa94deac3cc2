"""Every file of ``bad/`` begins with the messages that it must give, in lines that begin with ``#!``."""

from pathlib import Path

import pytest

from grader.errors import SpecError
from grader.spec import load_problem

BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_spec_says_where_and_how_to_mend_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    expected = [line.removeprefix("#! ") for line in text.split("\n") if line.startswith("#! ")]

    with pytest.raises(SpecError) as caught:
        load_problem(path)

    messages = []
    for mistake in caught.value.mistakes:
        messages.append(f"{mistake.place.line}:{mistake.place.column}: {mistake.problem}")
        messages += [f"  fix: {mistake.remedy}"] if mistake.remedy else []
        assert mistake.place.file == str(path)
        assert mistake.source == text.split("\n")[mistake.place.line - 1]
        assert mistake.place.column <= len(mistake.source) + 1
    assert messages == expected


def test_there_are_bad_specs() -> None:
    assert len(BAD) > 150
