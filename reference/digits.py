"""Real numbers of 50 digits: what exact numbers become where a graph takes them to functions that no Fraction has.

A `Digits` stands in object arrays as a Fraction does, so the tape, the ops and their vjps run on it as they are. Beside
a Fraction or an int it stays a `Digits`. Each result is rounded to 50 digits; exponents have no bounds, but for those
of the functions below.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
from mpmath import libmp

from reference.op import Array

PRECISION = libmp.dps_to_prec(50)
"""In bits. It goes along with each operation: mpmath's own precision is a global variable, and stays as it is."""

NEAREST = "n"
LARGEST_EXPONENT = 20  # of 2: an exponential beyond exp(±2**20) is infinite or 0 to any float, and takes ever more time
LARGEST_ANGLE = 1100  # its exponent of 2: beyond every float, and to reduce it takes as many digits as it has
FLOATS = 1200  # exponents of 2 beyond which no float64 is, with a margin

Raw: TypeAlias = tuple[int, int, int, int]
"""What mpmath computes with: sign, mantissa, exponent and the bits of the mantissa, which is 0 for what is not finite.

Source: https://mpmath.org/doc/current/technical.html
"""


def _operator(compute: Callable[..., Raw]) -> Callable[["Digits", Any], "Digits"]:
    """Return the operator that computes with a number on its right."""

    def operator(self: "Digits", other: Any) -> "Digits":
        right = _raw(other)
        return NotImplemented if right is None else Digits(compute(self.raw, right, PRECISION, NEAREST))

    return operator


def _reflected(compute: Callable[..., Raw]) -> Callable[["Digits", Any], "Digits"]:
    """Return the operator that computes with a number on its left."""

    def operator(self: "Digits", other: Any) -> "Digits":
        left = _raw(other)
        return NotImplemented if left is None else Digits(compute(left, self.raw, PRECISION, NEAREST))

    return operator


def _comparison(holds: Callable[[Raw, Raw], bool]) -> Callable[["Digits", Any], bool]:
    """Return the operator that compares with a number on its right; what is compared with NaN is false."""

    def comparison(self: "Digits", other: Any) -> bool:
        right = _raw(other)
        return NotImplemented if right is None else holds(self.raw, right)

    return comparison


class Digits:
    """A real number of 50 digits, or an infinity, or NaN; immutable.

    NumPy calls its methods in the place of the functions of the same names.

    Attributes:
        raw: the number as mpmath's functions take it.
    """

    __slots__ = ("raw",)

    def __init__(self, raw: Raw) -> None:
        self.raw = raw

    @classmethod
    def of(cls, number: "Digits | Fraction | float") -> "Digits":
        """Return ``number``, rounded once if it has more digits.

        Raises:
            TypeError: if it is no number.
        """
        if type(number) is cls:
            return number
        raw = _raw(number)
        if raw is None:
            raise TypeError(f"{number!r} is no real number")
        return cls(libmp.mpf_pos(raw, PRECISION, NEAREST))

    __add__ = _operator(libmp.mpf_add)
    __radd__ = _reflected(libmp.mpf_add)
    __sub__ = _operator(libmp.mpf_sub)
    __rsub__ = _reflected(libmp.mpf_sub)
    __mul__ = _operator(libmp.mpf_mul)
    __rmul__ = _reflected(libmp.mpf_mul)
    __truediv__ = _operator(libmp.mpf_div)
    __rtruediv__ = _reflected(libmp.mpf_div)
    __eq__ = _comparison(libmp.mpf_eq)
    __lt__ = _comparison(libmp.mpf_lt)
    __le__ = _comparison(libmp.mpf_le)
    __gt__ = _comparison(libmp.mpf_gt)
    __ge__ = _comparison(libmp.mpf_ge)
    __hash__ = None  # type: ignore[assignment]  # it equals Fractions whose hash it does not know

    def __pow__(self, exponent: "Digits | Fraction | float") -> "Digits":
        if isinstance(exponent, int | Fraction) and exponent.denominator == 1:
            return Digits(libmp.mpf_pow_int(self.raw, int(exponent), PRECISION, NEAREST))
        raw = _raw(exponent)
        return NotImplemented if raw is None else Digits(libmp.mpf_pow(self.raw, raw, PRECISION, NEAREST))

    def __neg__(self) -> "Digits":
        return Digits(libmp.mpf_neg(self.raw))

    def __abs__(self) -> "Digits":
        return Digits(libmp.mpf_abs(self.raw))

    def __bool__(self) -> bool:
        return bool(self.raw != libmp.fzero)

    def __float__(self) -> float:
        """Return the nearest float64: rounded once, among subnormal numbers too.

        Raises:
            OverflowError: if it is finite and beyond them, as for a Fraction.
        """
        sign, mantissa, exponent, _ = self.raw
        if not mantissa:
            return float(libmp.to_float(self.raw))
        if self._magnitude > FLOATS:
            raise OverflowError("the number is too large for a float")
        if self._magnitude < -FLOATS:
            return 0.0
        whole = -int(mantissa) if sign else int(mantissa)
        return float(whole << exponent) if exponent >= 0 else whole / (1 << -exponent)

    def __repr__(self) -> str:
        return f"Digits({libmp.to_str(self.raw, 50)})"

    @property
    def _magnitude(self) -> int:
        """The exponent of the least power of 2 above it, if it is finite and not 0."""
        return self.raw[2] + self.raw[3]

    @property
    def _negligible(self) -> bool:
        """Whether its square is beyond the last digit, beside itself."""
        return bool(self.raw[1]) and self._magnitude < -PRECISION

    def exp(self) -> "Digits":
        """Return its exponential."""
        return self._exponential(PRECISION)

    def expm1(self) -> "Digits":
        """Return its exponential less 1, to all digits near 0 too."""
        if self._negligible:
            return self
        return Digits(libmp.mpf_sub(self._exponential(2 * PRECISION).raw, libmp.fone, PRECISION, NEAREST))

    def _exponential(self, precision: int) -> "Digits":
        """Return its exponential to ``precision`` bits."""
        if self._magnitude > LARGEST_EXPONENT:
            return Digits(libmp.fzero if self < 0 else libmp.finf)
        return Digits(libmp.mpf_exp(self.raw, precision, NEAREST))

    def log(self) -> "Digits":
        """Return its natural logarithm."""
        return Digits(libmp.mpf_log(self.raw, PRECISION, NEAREST))

    def log1p(self) -> "Digits":
        """Return the natural logarithm of 1 more, to all digits near 0 too."""
        if self._negligible:
            return self
        return Digits(libmp.mpf_log(libmp.mpf_add(self.raw, libmp.fone, 2 * PRECISION, NEAREST), PRECISION, NEAREST))

    def sqrt(self) -> "Digits":
        """Return its root."""
        return Digits(libmp.mpf_sqrt(self.raw, PRECISION, NEAREST))

    def sin(self) -> "Digits":
        """Return its sine."""
        return self._angular(libmp.mpf_sin)

    def cos(self) -> "Digits":
        """Return its cosine."""
        return self._angular(libmp.mpf_cos)

    def _angular(self, compute: Callable[..., Raw]) -> "Digits":
        """Return what ``compute`` makes of it as an angle."""
        if self._magnitude > LARGEST_ANGLE:
            return Digits(libmp.fnan)
        return Digits(compute(self.raw, PRECISION, NEAREST))

    def tanh(self) -> "Digits":
        """Return its hyperbolic tangent."""
        if self._magnitude > LARGEST_EXPONENT:
            return Digits(libmp.fnone if self < 0 else libmp.fone)
        return Digits(libmp.mpf_tanh(self.raw, PRECISION, NEAREST))


def in_digits(numbers: Array) -> Array:
    """Return an array of exact numbers (or floats) as `Digits`."""
    return np.asarray(np.frompyfunc(Digits.of, 1, 1)(numbers), dtype=object)


def _raw(number: Any) -> Raw | None:
    """Return what mpmath computes with in the place of ``number``; None if it is no number."""
    if type(number) is Digits:
        return number.raw
    if isinstance(number, Fraction):
        return libmp.from_rational(number.numerator, number.denominator, PRECISION, NEAREST)  # type: ignore[no-any-return]  # mpmath has no types
    if isinstance(number, int):
        return libmp.from_int(number)  # type: ignore[no-any-return]  # mpmath has no types
    return libmp.from_float(number) if isinstance(number, float) else None
