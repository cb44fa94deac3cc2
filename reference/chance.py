"""Numbers that look random and are the same on every machine: from SHAKE-256, as a library's stream may change."""

import hashlib
from functools import lru_cache

import numpy as np

from reference.op import Array, Shape

HALF = 0.5
SIGNS = 64  # patterns of signs that are kept: the names of a problem


@lru_cache(SIGNS)
def signs(seed: bytes, shape: Shape) -> Array:
    """Return random signs, -1.0 or 1.0, of the given shape; not to be written to."""
    drawn = np.where(uniform(seed, int(np.prod(shape, dtype=int))) < HALF, -1.0, 1.0).reshape(shape)
    drawn.flags.writeable = False
    return drawn


def uniform(seed: bytes, count: int) -> Array:
    """Return ``count`` numbers from [0, 1)."""
    words = np.frombuffer(hashlib.shake_256(seed).digest(8 * count), dtype="<u8")
    return (words >> 11) / 2.0**53  # all bits would round up to 1 now and then
