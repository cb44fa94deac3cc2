"""Answers in a wrong shape: sums along axes that were forgotten, kept, or taken along the wrong one."""

from collections.abc import Iterator, Sequence

import numpy as np

from grader.diagnosis.evidence import Evidence
from grader.diagnosis.explanation import Explanation, Slip, of_mutant
from grader.diagnosis.gradients import Library
from grader.model import Key, name_of
from reference.mutants import Mutant
from reference.op import Array

RELATIVE = 1e-6
"""Of the largest element: what is right or what a mistake gives may be computed in float32."""


def explain(evidence: Sequence[Evidence], library: Library) -> tuple[Slip, ...]:
    """Return, for each key whose shape is wrong wherever it was answered, what would give it that shape."""
    keys = list(dict.fromkeys(key for one in evidence for key in one.misshapen))
    return tuple(_slip([one for one in evidence if key in one.misshapen], library, key) for key in keys)


def _slip(evidence: Sequence[Evidence], library: Library, key: Key) -> Slip:
    """Return what would give ``key`` the shape that it has."""
    found = [of_mutant(mutant) for mutant in _candidates(library, key) if _gives(mutant, evidence, key)]
    if not found and all(_same(one.misshapen[key], one.right[key]) for one in evidence):
        words = f"{name_of(key)} has the right numbers in the wrong shape"
        found = [Explanation("wrong shape", words, "give it the shape of what it is the gradient of", name_of(key))]
    nameless = Explanation("", f"{name_of(key)} has the wrong shape", node=name_of(key))
    return Slip(tuple(found) or (nameless,), name_of(key))


def _candidates(library: Library, key: Key) -> Iterator[Mutant]:
    """Yield the mutants that could change the shape of ``key``."""
    for mutants in library.edges.values():
        yield from (mutant for mutant, _ in mutants if mutant.operand == key)
    yield from (mutant for mutant in library.answers if mutant.node == key)


def _gives(mutant: Mutant, evidence: Sequence[Evidence], key: Key) -> bool:
    """Return whether a mutant gives ``key`` this shape, and these numbers."""
    for one in evidence:
        try:
            found = mutant.gradients(one.tape, one.inquiry.upstream)[str(key)]
        except ValueError:  # wrong shapes that do not even fit each other
            return False
        if found.shape != one.misshapen[key].shape or not _same(one.misshapen[key], found):
            return False
    return True


def _same(got: Array, supposed: Array) -> bool:
    """Return whether two arrays hold the same numbers in the same order."""
    if got.size != supposed.size:
        return False
    with np.errstate(all="ignore"):
        return bool(np.abs(got.ravel() - supposed.ravel()).max() <= RELATIVE * np.abs(supposed).max())
