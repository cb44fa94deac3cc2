# honest: exact numbers on the way, turned into floats at the end
from decimal import Decimal
from fractions import Fraction


def backward(x, w, y):
    exact = 2 * (Fraction(w) * Fraction(x) - Fraction(y)) * Fraction(x)
    assert Decimal("0.1") + Decimal("0.2") == Decimal("0.3")
    return {"w": float(exact)}
