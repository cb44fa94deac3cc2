"""Several arrays side by side in one: what is done to all of them is then done by a single call of NumPy."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import prod
from typing import Generic, TypeVar

import numpy as np

from reference.op import Array, Shape

Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, eq=False)
class Columns(Generic[Name]):
    """Where the elements of some arrays ``(K, *shape)`` stand in one of shape ``(K, elements)``.

    Attributes:
        shapes: of each array, without the case axis, in order; none is empty.
    """

    shapes: Mapping[Name, Shape]

    @cached_property
    def starts(self) -> list[int]:
        """The first column of each array."""
        return [0, *accumulate(map(prod, self.shapes.values()))][:-1]

    def join(self, arrays: Mapping[Name, Array]) -> Array:
        """Return the elements of these arrays, of which there may be more, side by side; a copy."""
        parts = [arrays[name] for name in self.shapes]
        return np.concatenate([part.reshape(len(part), -1) for part in parts], axis=1)

    def split(self, joined: Array) -> dict[Name, Array]:
        """Return the arrays that stand side by side in ``joined``: views of it."""
        places = zip(self.shapes.items(), self.starts, strict=True)
        return {
            name: joined[:, start : start + prod(shape)].reshape(len(joined), *shape) for (name, shape), start in places
        }

    def reduce(self, by: np.ufunc, joined: Array) -> Array:
        """Return, for each array, its elements at each case reduced ``by`` a ufunc, ``(K, arrays)``."""
        reduced: Array = by.reduceat(joined, self.starts, axis=1)
        return reduced


def beside(arrays: Mapping[Name, Array]) -> Columns[Name]:
    """Return the columns of all ``arrays``, whose case axis leads."""
    return Columns({name: array.shape[1:] for name, array in arrays.items()})
