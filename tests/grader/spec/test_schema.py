"""The JSON Schema that editors use says what the reader says."""

import json
import re
import runpy
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from grader.errors import SpecError
from grader.model import AskKind, Credit, Role
from grader.spec.fields import CREDIT, SPEC, AskFields, InputFields
from grader.spec.schema import schema
from grader.spec.source import Source, read_source
from grader.spec.yaml_tree import MappingNode, Meaning, ScalarNode, SequenceNode, Tree, read_tree

ROOT = Path(__file__).parents[3]
PROBLEMS = sorted(ROOT.glob("problems/*/problem.yaml"))
BAD = Path(__file__).parent / "bad"
CHECKED_IN = ROOT / "grader" / "spec" / "problem.schema.json"


def plain(tree: Tree) -> Any:
    """Return ``tree`` as an editor sees it."""
    if isinstance(tree, MappingNode):
        return {name: plain(entry.value) for name, entry in tree.entries.items()}
    if isinstance(tree, SequenceNode):
        return [plain(item) for item in tree.items]
    return {
        Meaning.TEXT: lambda scalar: scalar.text,
        Meaning.NUMBER: lambda scalar: float(scalar.text.replace(".inf", "inf").replace(".nan", "nan")),
        Meaning.BOOLEAN: lambda scalar: scalar.text.lower() == "true",
        Meaning.NOTHING: lambda _: None,
    }[tree.meaning](tree)


def test_the_schema_that_is_checked_in_is_current() -> None:
    assert json.dumps(schema(), indent=2) + "\n" == CHECKED_IN.read_text(encoding="utf-8"), (
        "run: python -m grader.spec.schema"
    )


def test_the_schema_can_be_printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "grader.spec.schema")
    runpy.run_module("grader.spec.schema", run_name="__main__")

    assert json.loads(capsys.readouterr().out) == schema()


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft7Validator.check_schema(schema())


@pytest.mark.parametrize("path", PROBLEMS, ids=lambda path: path.parent.name)
def test_every_problem_fits_the_schema(path: Path) -> None:
    jsonschema.Draft7Validator(schema()).validate(plain(read_tree(read_source(path))))


@pytest.mark.parametrize("name", ["scalar", "tensor"])
def test_a_spec_with_every_field_fits_the_schema(name: str, request: pytest.FixtureRequest) -> None:
    text = request.getfixturevalue(name)

    jsonschema.Draft7Validator(schema()).validate(plain(read_tree(Source("s.yaml", text))))


@pytest.mark.parametrize(
    "name",
    [
        "ask-unknown", "credit-unknown", "every-field-missing", "gradients-a-text", "gradients-empty",
        "id-with-capitals",
        "inputs-a-list", "inputs-empty", "kinks-unknown", "limits-out-of-range", "limits-zero",
        "locals-not-a-pair", "number-in-quotes",
        "number-in-words", "points-negative", "random-half", "random-negative", "range-without-dots", "rate-zero",
        "role-unknown", "shape-zero", "title-empty", "title-of-two-lines", "title-that-is-a-number", "unknown-field",
        "unknown-fields-deep", "visible-in-quotes", "visible-yes", "case-empty-list",
    ],
)  # fmt: skip
def test_what_the_reader_refuses_an_editor_underlines_too(name: str) -> None:
    tree = read_tree(read_source(BAD / f"{name}.yaml"))

    assert not jsonschema.Draft7Validator(schema()).is_valid(plain(tree))
    with pytest.raises(SpecError):
        SPEC.read(tree)


def words(kind: type, name: str) -> list[str]:
    return list(kind.__dataclass_fields__[name].metadata["kind"].words)


def test_the_words_of_the_table_are_those_of_the_model() -> None:
    assert words(InputFields, "role") == [role.value for role in Role]
    assert list(CREDIT.words) == [credit.value for credit in Credit]
    assert list(AskFields.__dataclass_fields__) == [kind.value for kind in AskKind]


def test_every_field_says_what_it_is_for() -> None:
    descriptions = re.findall(r'"description": "(.*)"', json.dumps(schema(), indent=1))

    assert len(descriptions) > 30
    assert all(description[0].islower() and not description.endswith(".") for description in descriptions)


def with_defaults(part: Any) -> list[Any]:
    """Return the parts of a schema that say a default."""
    parts = list(part.values()) if isinstance(part, dict) else part if isinstance(part, list) else []
    own = [part] if isinstance(part, dict) and not isinstance(part.get("default", {}), dict) else []
    return own + [found for inner in parts for found in with_defaults(inner)]


def test_every_default_could_be_written_out() -> None:
    fields = with_defaults(schema())

    assert len(fields) > 10
    for field in fields:
        jsonschema.Draft7Validator(field).validate(field["default"])


def test_plain_scalars_are_seen_as_editors_see_them() -> None:
    tree = read_tree(Source("s.yaml", "{a: 1, b: x, c: true, d: , e: [1.5]}"))

    assert plain(tree) == {"a": 1, "b": "x", "c": True, "d": None, "e": [1.5]}
    assert isinstance(tree.entries["a"].value, ScalarNode)
