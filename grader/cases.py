"""The points at which a student's functions are called: the author's cases first, then random ones."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from grader.errors import UsageError
from grader.model import Case, CaseKind, Input, Problem, distinct_sizes
from reference.errors import GraphError
from reference.exact import rounded
from reference.op import Array, Shape
from reference.sampling import Range, draw, sample

PUBLIC_SALT = ""
"""The salt of practice: its random cases are no secret, so they are shown when they fail."""

GROUPS = 4  # of random cases, each with its own sizes of the dimensions
FEWEST = 3  # elements along a dimension, where its range allows so many
RATES = (Fraction(1), Fraction(1, 2), Fraction(2))  # of the spec's rate, so that it cannot be written into the answer


def all_cases(problem: Problem, salt: str) -> tuple[Case, ...]:
    """Return every case of ``problem``, in the order in which they are asked.

    Args:
        problem: the problem.
        salt: what the random cases depend on besides the problem; secret for real grading, empty for practice.
    Raises:
        UsageError: if no random inputs can be found at which the graph can be computed.
    """
    exact = tuple(_exact(problem))
    cases = (*exact, *_random(problem, salt, [case.dims for case in exact]))
    return (*cases, *_linearity(cases))


def _exact(problem: Problem) -> Iterator[Case]:
    """Yield the author's cases."""
    for case in problem.cases:
        inputs = {name: rounded(value) for name, value in case.inputs.items()}
        sizes = {dim: size for given in problem.inputs for dim, size in _sizes(given, inputs[given.name].shape)}
        upstream = _upstream(problem, sizes, 1, f"{problem.sha256}/{case.name}".encode())
        yield Case(
            case.name,
            CaseKind.EXACT,
            case.visible,
            inputs,
            upstream=None if upstream is None else upstream[0],
            rate=_rate(problem),
            exact=case.inputs,
            dims=sizes,
        )


def _random(problem: Problem, salt: str, taken: Sequence[Mapping[str, int]]) -> Iterator[Case]:
    """Yield the random cases, in groups that share their sizes, rather others than those that are ``taken``."""
    groups = min(GROUPS if problem.dims else 1, problem.random_cases)
    number = 0
    for group, sizes in enumerate(_draw_sizes(problem.dims, f"{salt}\n{problem.sha256}".encode(), groups, taken)):
        seed = hashlib.sha256(f"{salt}\n{problem.sha256}\n{group}".encode()).digest()
        count = len(range(group, problem.random_cases, groups))
        inputs = _sample(problem, sizes, count, seed)
        upstream = _upstream(problem, sizes, count, seed)
        for index in range(count):
            yield Case(
                f"random {number + 1}",
                CaseKind.RANDOM,
                salt == PUBLIC_SALT,
                {name: value[index] for name, value in inputs.items()},
                upstream=None if upstream is None else upstream[index],
                rate=_rate(problem, number),
                dims=sizes,
            )
            number += 1


def _linearity(cases: tuple[Case, ...]) -> Iterator[Case]:
    """Yield, for a vjp, a random case with an upstream of zero and with twice its upstream: the answer must follow."""
    case = next((case for case in cases if case.kind is CaseKind.RANDOM and case.upstream is not None), None)
    if case is not None and case.upstream is not None:
        for words, factor in (("no upstream", 0.0), ("twice the upstream", 2.0)):
            name = f"{case.name} with {words}"
            yield replace(case, name=name, kind=CaseKind.LINEARITY, upstream=factor * case.upstream)


def _sample(problem: Problem, sizes: Mapping[str, int], count: int, seed: bytes) -> dict[str, Array]:
    """Return random inputs for ``count`` cases."""
    ranges = {given.name: Range(given.sized(sizes), given.low, given.high) for given in problem.inputs}
    try:
        return sample(problem.graph, ranges, count, seed, sizes)
    except GraphError as error:
        raise UsageError(f"problem '{problem.id}': {error.problem}", remedy=error.remedy) from error


def _upstream(problem: Problem, sizes: Mapping[str, int], count: int, seed: bytes) -> Array | None:
    """Return a random cotangent for each case, never all ones, nor all alike; None for a scalar output."""
    shape = problem.output_shape(sizes)
    if not shape:
        return None
    upstream = draw(Range(shape), count, seed + b"/upstream").reshape(count, -1)
    upstream[np.ptp(upstream, axis=1) == 0, 0] *= -1  # all alike, they would hide which of them belongs where
    return upstream.reshape(count, *shape)


def _rate(problem: Problem, number: int = 0) -> Fraction | None:
    """Return the learning rate of a case: the spec's, or for random cases a simple multiple of it."""
    return None if problem.rate is None else problem.rate * RATES[number % len(RATES)]


def _sizes(given: Input, shape: Shape) -> Iterator[tuple[str, int]]:
    """Yield the size of each named dimension of an input whose value has ``shape``."""
    for dim, size in zip(given.shape, shape, strict=True):
        if isinstance(dim, str):
            yield dim, size


def _draw_sizes(
    dims: Mapping[str, tuple[int, int]], seed: bytes, groups: int, taken: Sequence[Mapping[str, int]]
) -> list[Mapping[str, int]]:
    """Return, for each group, a size for each dimension, all different where their ranges allow it; they change."""
    drawn = [*taken]
    for _ in range(groups):
        ranked = {
            dim: _ranked(
                range(least, most + 1), seed + dim.encode(), Counter(sizes[dim] for sizes in drawn if dim in sizes)
            )
            for dim, (least, most) in dims.items()
        }
        drawn.append(distinct_sizes(ranked))
    return drawn[len(taken) :]


def _ranked(sizes: Sequence[int], seed: bytes, used: Mapping[int, int]) -> list[int]:
    """Return ``sizes``, those first that tell most, and of these those that were used least; else in random order.

    Along an axis of length 1 a sum is the same as a mean; where N is a power of 2, 1/N looks like other factors.
    """
    start = int.from_bytes(hashlib.sha256(seed).digest()[:8]) % len(sizes)
    turned = [*sizes[start:], *sizes[:start]]
    return sorted(turned, key=lambda size: (size < FEWEST, used.get(size, 0), size.bit_count() == 1))
