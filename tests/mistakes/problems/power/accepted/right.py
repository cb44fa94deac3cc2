def backward(a, upstream):
    return {"a": upstream * 3 * a ** (3 - 1)}
