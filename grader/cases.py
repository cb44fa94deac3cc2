"""The points at which a student's functions are called: the author's cases first, then random ones."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from grader.errors import UsageError
from grader.model import Case, CaseKind, Input, Problem, distinct_sizes
from reference.errors import GraphError
from reference.exact import rounded
from reference.op import Array, Shape
from reference.sampling import Range, draw, sample

PUBLIC_SALT = ""
"""The salt of practice: its random cases are no secret, so they are shown when they fail."""

GROUPS = 4  # of random cases, each with its own sizes of the dimensions
RATES = (Fraction(1), Fraction(1, 2), Fraction(2))  # of the spec's rate, so that it cannot be written into the answer


def all_cases(problem: Problem, salt: str) -> tuple[Case, ...]:
    """Return every case of ``problem``, in the order in which they are asked.

    Args:
        problem: the problem.
        salt: what the random cases depend on besides the problem; secret for real grading, empty for practice.
    Raises:
        UsageError: if no random inputs can be found at which the graph can be computed.
    """
    cases = (*_exact(problem), *_random(problem, salt))
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


def _random(problem: Problem, salt: str) -> Iterator[Case]:
    """Yield the random cases, in groups that share their sizes."""
    groups = min(GROUPS if problem.dims else 1, problem.random_cases)
    number = 0
    for group in range(groups):
        seed = hashlib.sha256(f"{salt}\n{problem.sha256}\n{group}".encode()).digest()
        sizes = _draw_sizes(problem.dims, f"{salt}\n{problem.sha256}".encode(), group)
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
    """Return a random cotangent for each case, never all ones; None for a scalar output, which needs none."""
    shape = problem.output_shape(sizes)
    return draw(Range(shape), count, seed + b"/upstream") if shape else None


def _rate(problem: Problem, number: int = 0) -> Fraction | None:
    """Return the learning rate of a case: the spec's, or for random cases a simple multiple of it."""
    return None if problem.rate is None else problem.rate * RATES[number % len(RATES)]


def _sizes(given: Input, shape: Shape) -> Iterator[tuple[str, int]]:
    """Yield the size of each named dimension of an input whose value has ``shape``."""
    for dim, size in zip(given.shape, shape, strict=True):
        if isinstance(dim, str):
            yield dim, size


def _draw_sizes(dims: Mapping[str, tuple[int, int]], seed: bytes, group: int) -> dict[str, int]:
    """Return a size for each dimension, all different where their ranges allow it, and others in the next group."""

    def choose(dim: str, free: Sequence[int]) -> int:
        start = int.from_bytes(hashlib.sha256(seed + dim.encode()).digest()[:8])
        return free[(start + group) % len(free)]

    return distinct_sizes(dims, choose)
