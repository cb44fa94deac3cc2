# wrong: backward: the comparison has a derivative, which is itself
# diagnosis: comparison differentiated
# edge: m


def backward(a, b, upstream):
    m = a > b
    dm = upstream * a
    da = upstream * m + m * dm
    db = m * dm
    return {"a": da, "b": db}
