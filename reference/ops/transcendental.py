"""Functions that no Fraction has: NumPy's own of floats and complex numbers, to 50 digits of exact numbers."""

from collections.abc import Callable

import numpy as np

from reference.op import Array


def inexact(x: Array) -> Array:
    """Return ``x`` as numbers that have these functions: exact ones as `reference.digits.Digits`."""
    if x.dtype != object:
        return x
    from reference.digits import in_digits  # noqa: PLC0415  # mpmath takes 35 ms to import, and few graphs need it

    return in_digits(x)


def _of_any_number(function: np.ufunc) -> Callable[[Array], Array]:
    """Return ``function`` for exact numbers too."""

    def of_any_number(x: Array) -> Array:
        values: Array = function(inexact(x))
        return values

    return of_any_number


exp = _of_any_number(np.exp)
expm1 = _of_any_number(np.expm1)
log = _of_any_number(np.log)
_log1p = _of_any_number(np.log1p)
sqrt = _of_any_number(np.sqrt)
sin = _of_any_number(np.sin)
cos = _of_any_number(np.cos)
tanh = _of_any_number(np.tanh)


def log1p(x: Array) -> Array:
    """Return the logarithm of 1 more; of complex numbers in parts, as NumPy's own loses the digits of small ones."""
    if x.dtype.kind != "c":
        return _log1p(x)
    values: Array = np.log1p(x.real) + 1j * np.arctan2(x.imag, 1 + x.real)  # the square of so small a step is nothing
    return values
