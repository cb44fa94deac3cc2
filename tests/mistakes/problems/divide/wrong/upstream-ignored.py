# wrong: backward: the upstream has no part in the second gradient
# diagnosis: upstream forgotten
# edge: q, b


def backward(a, b, upstream):
    return {"a": upstream / b, "b": -a / b**2}
