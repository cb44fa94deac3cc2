# wrong: backward: the exponent is not lowered
# diagnosis: power not lowered
# edge: y, a


def backward(a, upstream):
    return {"a": upstream * 3 * a**3}
