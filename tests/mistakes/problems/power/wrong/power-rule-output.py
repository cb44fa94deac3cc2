# wrong: backward: the power is taken of the output
# diagnosis: output instead of the base
# edge: y, a


def backward(a, upstream):
    return {"a": upstream * 3 * (a**3) ** (3 - 1)}
