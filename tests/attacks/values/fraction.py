# attack: the right number as a Fraction, which takes longer the more exact it is
# expect: answered .*is a Fraction
# unconfined: fails
from fractions import Fraction


def backward(x, w, y):  # nothing is converted
    return {"w": Fraction(2 * (w * x - y) * x)}
