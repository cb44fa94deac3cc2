"""Limits by the names that specs give them: what they are in a `Problem`, and how a run replaces a spec's."""

import dataclasses
from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from grader.errors import Place, SpecError, UsageError, did_you_mean
from grader.spec.fields import LimitsFields
from grader.spec.yaml_tree import ScalarNode, Style

if TYPE_CHECKING:
    from grader.model import Limits, Problem  # NumPy: reading an option must not wait for it

MEANINGS: Mapping[str, tuple[str, Callable[[Fraction], float]]] = MappingProxyType(
    {
        "seconds": ("call_s", float),
        "total": ("total_s", float),
        "cpu": ("cpu_s", float),
        "memory": ("memory_bytes", lambda megabytes: int(megabytes) << 20),
        "answer": ("answer_bytes", lambda kilobytes: int(kilobytes) << 10),
    }
)
"""For each field, the attribute of `Limits` that it becomes, and how it is measured there."""
KINDS = {field.name: field.metadata["kind"] for field in dataclasses.fields(LimitsFields)}


def measured(limits: Mapping[str, Fraction]) -> dict[str, Any]:
    """Return the attributes of `Limits` that these fields become."""
    return {MEANINGS[name][0]: MEANINGS[name][1](value) for name, value in limits.items()}


def read_limit(text: str) -> tuple[str, Fraction]:
    """Return the name and the value of ``NAME=VALUE``, with the names and the ranges of specs.

    Raises:
        UsageError: if there is no such limit, or it cannot have this value.
    """
    name, equals, value = text.partition("=")
    if name not in KINDS:
        remedy = did_you_mean(name, KINDS) or f"choose from: {', '.join(KINDS)}"
        raise UsageError(f"unknown limit '{name}'", remedy=remedy)
    if not equals:
        raise UsageError(f"the limit '{name}' has no value", remedy=f"write {name}=VALUE")
    try:
        return name, Fraction(KINDS[name].read(ScalarNode(value, Style.PLAIN, Place(name, 1, 1))))
    except SpecError as error:
        (mistake,) = error.mistakes
        raise UsageError(f"the limit '{name}': {mistake.problem}", remedy=mistake.remedy) from error


def with_limits(problem: "Problem", limits: Mapping[str, Fraction]) -> "Problem":
    """Return ``problem`` with some of its limits replaced.

    Processor time that was as much as all calls may take, as it is where a spec does not say it, goes with that.

    Raises:
        UsageError: if all calls together then had less time than one.
    """
    replaced: Limits = dataclasses.replace(problem.limits, **measured(limits))
    if "cpu" not in limits and problem.limits.cpu_s == problem.limits.total_s:
        replaced = dataclasses.replace(replaced, cpu_s=replaced.total_s)
    if not replaced.call_s <= replaced.total_s:
        given = f"{replaced.total_s:g} s, and {replaced.call_s:g} s"
        raise UsageError(f"less time for all calls than for one: {given}", remedy="make 'total' larger")
    return dataclasses.replace(problem, limits=replaced)
