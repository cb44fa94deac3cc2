# wrong: backward: the upstream has no part in either gradient
# diagnosis: upstream ignored
# edge: q


def backward(a, b, upstream):
    return {"a": 1 / b, "b": -a / b**2}
