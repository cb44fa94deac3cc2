# attack: the right number as a Decimal, which computes as it likes
# expect: answered .*is a Decimal
# unconfined: fails
from decimal import Decimal


def backward(x, w, y):  # nothing is converted
    return {"w": Decimal(2 * (w * x - y) * x)}
