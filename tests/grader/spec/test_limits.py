"""Limits that take the place of a spec's own."""

import dataclasses
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.model import Limits
from grader.spec import load_problem
from grader.spec.limits import KINDS, MEANINGS, read_limit, with_limits

ROOT = Path(__file__).parents[3]
Write = Callable[[str | bytes], Path]


def test_each_field_becomes_an_attribute_of_its_own() -> None:
    attributes = [attribute for attribute, _ in MEANINGS.values()]

    assert list(MEANINGS) == list(KINDS)
    assert sorted(attributes) == sorted(field.name for field in dataclasses.fields(Limits))


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [("seconds=5", "seconds", 5), ("total=0.5", "total", Fraction(1, 2)), ("memory=16", "memory", 16)],
)
def test_a_limit_is_read_as_in_a_spec(text: str, name: str, value: Fraction) -> None:
    assert read_limit(text) == (name, value)


@pytest.mark.parametrize(
    ("text", "problem", "remedy"),
    [
        ("secnds=5", "unknown limit 'secnds'", "did you mean 'seconds'?"),
        ("x=5", "unknown limit 'x'", "choose from: seconds, total, cpu, memory, answer"),
        ("", "unknown limit ''", "choose from: seconds, total, cpu, memory, answer"),
        ("seconds", "the limit 'seconds' has no value", "write seconds=VALUE"),
        ("seconds=", "the limit 'seconds': a number is missing", "write one"),
        ("cpu=nan", "the limit 'cpu': expected a number, got 'nan'", "a number has to be finite"),
        (
            "seconds=61",
            "the limit 'seconds': expected a number above 0 up to 60, got 61",
            "write a number above 0 up to 60",
        ),
        (
            "memory=15",
            "the limit 'memory': expected a whole number from 16 to 8192, got 15",
            "write a whole number from 16 to 8192",
        ),
        ("answer=1.5", "the limit 'answer': expected a whole number", "write 1 or 2"),
    ],
)
def test_a_limit_that_cannot_be_says_how_to_mend_it(text: str, problem: str, remedy: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_limit(text)

    assert (caught.value.problem, caught.value.remedy) == (problem, remedy)


@pytest.mark.parametrize(
    ("own", "given", "limits"),
    [
        ("seconds: 1", {}, Limits(1, 20, cpu_s=20)),
        ("seconds: 1", {"seconds": 3}, Limits(3, 20, cpu_s=20)),
        ("cpu: 7", {"memory": 32, "answer": 2}, Limits(2, 20, 2 << 10, cpu_s=7, memory_bytes=32 << 20)),
        ("cpu: 7", {"total": 30}, Limits(2, 30, cpu_s=7)),
        ("total: 10", {"total": 30}, Limits(2, 30, cpu_s=30)),
        ("total: 10", {"total": 30, "cpu": 10}, Limits(2, 30, cpu_s=10)),
    ],
)
def test_what_is_given_replaces_what_the_spec_says(
    written: Write, scalar: str, own: str, given: dict[str, int], limits: Limits
) -> None:
    problem = load_problem(written(f"{scalar}limits: {{{own}}}\n"))
    limited = with_limits(problem, {name: Fraction(value) for name, value in given.items()})

    assert limited.limits == limits
    assert dataclasses.replace(limited, limits=problem.limits).__dict__ == problem.__dict__


def test_all_calls_cannot_be_given_less_time_than_one(written: Write, scalar: str) -> None:
    problem = load_problem(written(scalar))

    with pytest.raises(UsageError, match="less time for all calls than for one: 20 s, and 30 s") as caught:
        with_limits(problem, {"seconds": Fraction(30)})
    assert caught.value.remedy == "make 'total' larger"


def test_reading_a_limit_does_not_wait_for_numpy() -> None:
    program = (
        "import sys; from grader.spec.limits import read_limit; read_limit('cpu=1'); print('numpy' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert run.stdout == "False\n"
