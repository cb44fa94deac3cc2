# wrong: backward: the power is left out
# diagnosis: power dropped
# edge: y, a


def backward(a, upstream):
    return {"a": upstream * 3 * a}
