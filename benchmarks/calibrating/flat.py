"""All inputs of a graph in one row: an *entry* is an element of one of them."""

from collections.abc import Mapping

import numpy as np

from reference.op import Array
from reference.tape import Tape


def flat(arrays: Mapping[str, Array], tape: Tape) -> Array:
    """Return what belongs to the inputs in one row for each case, ``(K, entries)``."""
    cases = len(tape.output)
    return np.concatenate([arrays[name].reshape(cases, -1) for name in tape.graph.inputs], axis=1)


def starts_of(tape: Tape) -> Array:
    """Return at which entry each input begins, and last how many entries there are."""
    return np.cumsum([0, *(value.size // len(value) for value in tape.inputs.values())])
