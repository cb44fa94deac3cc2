"""Every operation there is, by name: one table, put together from the families."""

from types import MappingProxyType

from reference.op import Op
from reference.ops import arithmetic, elementwise, indexing, linalg, reduction, shaping

OPS = MappingProxyType(
    {op.name: op for family in (arithmetic, elementwise, reduction, linalg, shaping, indexing) for op in family.OPS}
)

__all__ = ["OPS", "Op"]
