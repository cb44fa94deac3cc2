"""An operation as one value: all that is known of it stands in one place.

Every array has a leading axis of K cases, so an operand of shape ``s`` arrives as ``(K, *s)``. Before
an op is called, the engine brings its operands to the shapes that ``Op.lift`` names, and afterwards sums
each vjp back to its operand's own shape: no op knows of broadcasting in reverse.

An op that has a `Growth` also runs on object arrays of ``fractions.Fraction``, which is how exact cases are
computed; so those ops use operators and ``np.where`` rather than float-only functions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy.typing as npt

from reference.options import Option

Array = npt.NDArray[Any]
Shape = tuple[int, ...]
Vjp = Callable[..., Array]
"""``vjp(g, out, *operands, **options)``: the cotangent of one operand, given the cotangent ``g`` of ``out``.

``out`` is for formulas, not for comparisons: it may have been disturbed a little (see `reference.rounding`). An op
whose derivative students take from the output takes it from ``out`` too, so that it answers to disturbances as theirs.
"""


@dataclass(frozen=True, eq=False)
class Domain:
    """Where an op is defined and differentiable (kinks apart).

    Attributes:
        holds: ``holds(*operands, **options)``, boolean, case axis leading, True where all is well.
        says: the condition in words that follow the op's name: ``needs a positive operand``.
        side: ``side(*operands, **options)``, integers (case axis leading) that differ between two points when a pole
            lies between them; None where the domain is all of one piece.
    """

    holds: Callable[..., Array]
    says: str
    side: Callable[..., Array] | None = None


@dataclass(frozen=True, eq=False)
class Kink:
    """Where an op is continuous but not differentiable, and what is then taken for its derivative.

    Attributes:
        branch: ``branch(*operands, **options)``, integers or booleans (case axis leading) that differ between two
            points exactly when a kink lies between them.
        distance: ``distance(*operands, **options)``, how far each element of the first lifted operand is from its
            kink (shaped like that operand, or broadcastable to it); never negative.
        convention: the derivative taken at the kink, in words that students read: ``relu'(0) = 0``.
    """

    branch: Callable[..., Array]
    distance: Callable[..., Array]
    convention: str


@dataclass(frozen=True, eq=False)
class Growth:
    """How many digits an op makes of the digits of Fractions.

    Attributes:
        degree: ``degree(*degrees, **options)``, how many times the digits of an input the result may have, where the
            operands may have ``degrees`` times as many, and a number among the options once as many; inf where the
            result is no Fraction. Terms of a sum are taken to have a common denominator, as decimals have.
        divides: ``divides(**options)``, whether decimals give more than decimals (divided by a size, at most).
    """

    degree: Callable[..., float]
    divides: Callable[..., bool] = lambda **_options: False


@dataclass(frozen=True, eq=False)
class Misconception:
    """A wrong vjp that people really write for this op.

    Attributes:
        name: short and stable: ``exponent not brought down``.
        operand: the position of the operand that the wrong vjp belongs to.
        vjp: of the same signature as the right one.
    """

    name: str
    operand: int
    vjp: Vjp


@dataclass(frozen=True, eq=False)
class Op:
    """A differentiable operation.

    Attributes:
        name: what an equation calls it; the long name of an operator (``add``).
        forward: ``forward(*operands, **options)`` on lifted operands.
        vjps: one for each operand, None where nothing flows back; an op that takes any number of operands has just
            one, which is called with ``position`` as a further keyword.
        shape: ``shape(*shapes, **options)``, the result's shape without the case axis; raises `ShapeError`.
        latex: a template: ``{0}``, ``{1}`` for the operands, ``{operands}`` for any number of them with commas between,
            ``{exponent}`` for an option of that name.
        arity: how many operands: (least, most); ``most`` is None for any number.
        options: what its function in the equation language takes besides, in the order in which it can follow there.
        lift: ``lift(*shapes, **options)``, the shapes of the operands and, last, of the result, as ``forward`` and the
            vjps see them (all without the case axis); without it they are seen as they are.
        symbol: what a picture writes into the op's circle, a template for the options; the name where empty.
        abs_vjps: ``|J|ᵀ g`` for non-negative ``g`` (or a bound on it), for each operand, where an element of the
            result sums terms of either sign; without them ``|vjp|`` is taken, exact for elementwise and routing ops.
        roundoff: ``roundoff(out, *operands, **options)``, the size of the numbers that a plain formula for the result
            adds up, shaped like it: rounding goes by them where they are larger than the result; otherwise None.
        domain: None where the op is defined everywhere.
        kink: None where the op is smooth.
        growth: None where it does not run on Fractions.
        slopes: of an op that works on each element by itself: for each operand the derivative of the result as people
            write it, in the equation language; the operands are called ``a``, ``b``, ``c`` there, the result ``y``, and
            an option stands in braces.
        pulls: of any other op: its vjps in the same way, where ``g`` is the cotangent of the result, and what else
            stands in braces is told by `reference.explain.rules`.
        misconceptions: wrong vjps seen in students' code.
    """

    name: str
    forward: Callable[..., Array]
    vjps: tuple[Vjp | None, ...]
    shape: Callable[..., Shape]
    latex: str
    arity: tuple[int, int | None] = (1, 1)
    options: Mapping[str, Option] = field(default_factory=lambda: MappingProxyType({}))
    lift: Callable[..., tuple[Shape, ...]] | None = None
    symbol: str = ""
    abs_vjps: tuple[Vjp | None, ...] | None = None
    roundoff: Callable[..., Array] | None = None
    domain: Domain | None = None
    kink: Kink | None = None
    growth: Growth | None = None
    slopes: tuple[str, ...] = ()
    pulls: tuple[str, ...] = ()
    misconceptions: tuple[Misconception, ...] = ()
