def backward(a, b, upstream):
    return {"a": upstream / b, "b": -upstream * a / b**2}
