"""The JSON Schema of specs, for editors: ``python -m grader.spec.schema > grader/spec/problem.schema.json``."""

import json

from grader.spec.fields import SPEC
from grader.spec.kinds import Numbers, Schema


def schema() -> Schema:
    """Return the JSON Schema (draft-07, which is what editors know) of a spec."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A problem of the backpropagation grader",
        **SPEC.schema(),
        "definitions": {"numbers": Numbers().schema()},
    }


def main() -> None:
    """Print the schema."""
    print(json.dumps(schema(), indent=2))  # noqa: T201  # printing is what it is run for


if __name__ == "__main__":
    main()
