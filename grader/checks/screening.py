"""Which answers are right in every way, so that no check has anything to say: found for all of them at once.

Most are. To look at each by itself costs some twenty NumPy calls; to look at all together costs as many in all, and
only what is left need be looked at again, for its message.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from grader.closeness import close
from grader.expected import Question, Target
from grader.model import Answer, Outcome
from reference.numeric import Differences
from reference.op import Array

EXAMS = 16  # of which the joined key is kept: the problems of a batch
EXACT_INT = 2**53  # NumPy makes objects, not numbers, of ints far beyond


@dataclass(frozen=True, eq=False)
class _Key:
    """The targets of all questions in one row.

    Attributes:
        target: every expected number of every question.
        starts: where in the row each question begins.
        scalar: whether each target is one number.
    """

    target: Target
    starts: Array
    scalar: bool


def flawless(asked: tuple[Question, ...], answers: Sequence[Answer]) -> list[bool]:
    """Return which answers are right, and hold nothing that would be worth a note."""
    key = _joined_key(asked)
    numbers: list[Any] = []
    for question, answer in zip(asked, answers, strict=True):
        given = answer.value
        plain = answer.outcome is Outcome.ANSWERED and not answer.changed and type(given) is dict
        if plain and given.keys() == question.targets.keys():
            numbers += [_numbers(given[name], target) for name, target in question.targets.items()]
        else:
            numbers += map(_none, question.targets.values())
    got = np.array(numbers) if key.scalar else np.concatenate(numbers, axis=None)
    right = close(got, key.target.value, key.target.tolerance) & key.target.agrees_with_differences(got)
    flawless: list[bool] = np.logical_and.reduceat(right, key.starts).tolist()
    return flawless


def _numbers(value: Any, target: Target) -> float | Array:
    """Return a number, or an array of the right shape; of everything else what is never right."""
    shape = target.value.shape
    if type(value) is float or (type(value) is int and -EXACT_INT <= value <= EXACT_INT):
        return value if shape == () else _none(target)
    if type(value) is np.ndarray and value.dtype.kind in "iuf" and value.shape == shape:
        return value
    return _none(target)


def _none(target: Target) -> Array:
    """Return, in the place of the numbers for a target, what is never right."""
    return np.full(target.value.shape, np.nan)


@lru_cache(EXAMS)
def _joined_key(asked: tuple[Question, ...]) -> _Key:
    targets = [target for question in asked for target in question.targets.values()]
    sizes = [sum(target.value.size for target in question.targets.values()) for question in asked]
    differences = Differences(
        _joined([target.differences.derivative for target in targets]),
        _joined([target.differences.error for target in targets]),
    )
    values, tolerances = _joined([one.value for one in targets]), _joined([one.tolerance for one in targets])
    scalar = all(one.value.shape == () for one in targets)
    return _Key(Target(values, tolerances, differences), np.cumsum([0, *sizes[:-1]]), scalar)


def _joined(arrays: Sequence[Array]) -> Array:
    """Return the elements of all arrays in one row."""
    return np.concatenate(arrays, axis=None)
