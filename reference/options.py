"""What an op can take besides its operands; which op takes what stands on the op."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

LARGEST_SIZE = 1_000_000


@dataclass(frozen=True)
class Kind:
    """What an option can be.

    Attributes:
        says: in words that follow ``must be``.
        read: turns what was written (a Fraction, None, a bool, the name of a dimension, or a tuple of these) into the
            option's value; raises TypeError or ValueError if it cannot be that.
        remedy: what to do instead.
    """

    says: str
    read: Callable[[Any], Any]
    remedy: str = ""


@dataclass(frozen=True)
class Option:
    """One option of an op.

    Attributes:
        kind: what it can be.
        required: whether it must be given; else the op has a default for it.
    """

    kind: Kind
    required: bool = False


def _number(written: Any) -> Fraction:
    if not isinstance(written, Fraction):
        raise TypeError(written)
    return written


def _whole(written: Any) -> int:
    number = _number(written)
    if number.denominator != 1 or abs(number) > LARGEST_SIZE:
        raise ValueError(written)
    return int(number)


def _size(written: Any) -> int | str:
    return written if isinstance(written, str) else _whole(written)


def _axes(written: Any) -> int | tuple[int, ...] | None:
    if isinstance(written, tuple):
        return tuple(map(_whole, written))
    return None if written is None else _whole(written)


def _shape(written: Any) -> tuple[int | str, ...]:
    return tuple(map(_size, written if isinstance(written, tuple) else (written,)))


def _flag(written: Any) -> bool:
    if not isinstance(written, bool):
        raise TypeError(written)
    return written


NUMBER = Kind("a number", _number)
EXPONENT = Kind("a number", _number, remedy="write exp(b * log(a)) for a power that varies")
SIZE = Kind("a whole number or the name of a dimension", _size)
AXIS = Kind("a whole number", _whole)
AXES = Kind("a whole number, or several in brackets", _axes)
SHAPE = Kind("sizes in brackets, as (2, 3)", _shape)
FLAG = Kind("True or False", _flag)
