"""Numbers that are nearly right: rounded, in float32, or found by differences rather than by formulas."""

from collections.abc import Sequence

import numpy as np

from grader.closeness import RELATIVE
from grader.diagnosis.evidence import Evidence
from grader.diagnosis.explanation import Explanation, Slip
from grader.model import Key, name_of
from reference.op import Array

NEARLY = 1e-2
"""Of the size of what is added up: above it a number is wrong rather than imprecise."""
MOST = 0.75
"""Of the numbers: the others may be so small that a step or a rounding is large beside them."""
MOST_DECIMALS = 10
FEWEST_CASES = 4  # in which a number that does not change is no accident
SINGLE = 1e-5
"""Of the same: what float32 may be off by."""


def explain(evidence: Sequence[Evidence]) -> tuple[Slip, ...]:
    """Return how the numbers were made imprecise, where that is all that is wrong with them."""
    wrong, given, right = _numbers(evidence)
    if not wrong:
        return ()
    decimals = _decimals(given, np.abs(given - right))
    if decimals is not None and not _constant(evidence):
        found = Explanation("rounded", f"the numbers are rounded to {decimals} decimals", "return them unrounded")
    elif _worst(evidence) <= SINGLE and (given.astype(np.float32) == given).all():
        found = Explanation("float32", "the numbers have the precision of float32", "compute in float64")
    else:
        return ()
    return (Slip((found,), wrong[0]),)


def last_resort(evidence: Sequence[Evidence]) -> tuple[Slip, ...]:
    """Return that the numbers never change, or are nearly right, for want of anything that explains them."""
    wrong, given, _ = _numbers(evidence)
    if wrong and _constant(evidence):
        words, remedy = "the numbers are the same in all cases", "compute them from what the function is given"
        return (Slip((Explanation("constant answer", words, remedy),), wrong[0]),)
    if not wrong or not _worst(evidence) <= NEARLY or _share_near(evidence) < MOST:
        return ()
    decimals = _decimals(given, np.zeros(()))
    if decimals is not None:
        words = f"the numbers have {decimals} decimals: something is rounded on the way"
        return (Slip((Explanation("rounded", words, "round nothing"),), wrong[0]),)
    words = "the numbers are nearly right: by finite differences, perhaps, or with a small constant left out"
    return (Slip((Explanation("nearly right", words, "work the derivative out as a formula"),), wrong[0]),)


def _share_near(evidence: Sequence[Evidence]) -> float:
    """Return the share of the numbers of wrong keys that are nearly right by themselves, whatever others are."""
    near = [
        (np.abs(one.given[key] - one.right[key]) <= NEARLY * np.abs(one.right[key])).ravel()
        for one in evidence
        for key in one.wrong
    ]
    return float(np.mean(np.concatenate(near)))


def _numbers(evidence: Sequence[Evidence]) -> tuple[list[str], Array, Array]:
    """Return the names that are wrong, and all numbers given and right; no names where a shape is wrong."""
    wrong = [name_of(key) for one in evidence for key in one.wrong]
    if any(one.misshapen for one in evidence):
        wrong = []
    given = [one.given[key].ravel() for one in evidence for key in one.given]
    right = [one.right[key].ravel() for one in evidence for key in one.given]
    return wrong, np.concatenate([np.zeros(0), *given]), np.concatenate([np.zeros(0), *right])


def _worst(evidence: Sequence[Evidence]) -> float:
    """Return how far any number is off, relative to the size of what is added up."""
    return max(_relative(one, key) for one in evidence for key in one.given)


def _relative(evidence: Evidence, key: Key) -> float:
    """Return how far ``key`` is off at most, relative to the largest size of what is added up."""
    scale = float((evidence.within[key] / RELATIVE).max(initial=0.0))
    off = float(np.abs(evidence.given[key] - evidence.right[key]).max(initial=0.0))
    return 0.0 if not off else off / scale if scale else np.inf


def _decimals(given: Array, off: Array) -> int | None:
    """Return to how many decimals the numbers are rounded, given how far off they are; None where they are not."""
    for decimals in range(1, MOST_DECIMALS):
        half = 0.5000001 * 10.0**-decimals  # ties go either way
        with np.errstate(all="ignore"):  # of what a student returned anything may be
            rounded = np.round(given, decimals)
        if (rounded == given).all() and (off <= half).all():
            return decimals
    return None


def _constant(evidence: Sequence[Evidence]) -> bool:
    """Return whether every number is the same in all of several cases, and none of those that are wrong is 0."""
    cases = [len(one.names) for one in evidence]
    if sum(cases) < FEWEST_CASES or not all(one.given for one in evidence):
        return False
    every = [array for one in evidence for array in one.given.values()]
    wrong = [one.given[key] for one in evidence for key in one.wrong]
    changes = any(np.ptp(array, axis=0).max(initial=0.0) > 0 for array in every)
    return not changes and all(array.any() for array in wrong)
