# wrong: backward: the power is taken of the upstream
# diagnosis: upstream instead of the base
# edge: y, a


def backward(a, upstream):
    return {"a": 3 * upstream ** (3 - 1)}
