# wrong: locals: the keys are (operand, node) instead of (node, operand)


def forward(a, b, c, f):
    e = a * b
    d = e + c
    return {"e": e, "d": d, "L": d * f}


def local_gradients(a, b, c, f):
    d = a * b + c
    return {("a", "e"): b, ("b", "e"): a, ("e", "d"): 1.0, ("c", "d"): 1.0, ("d", "L"): f, ("f", "L"): d}


def backward(a, b, c, f):
    d = a * b + c
    return {"d": f, "f": d, "e": f, "c": f, "a": f * b, "b": f * a}


def update(a, b, c, f, rate):
    g = backward(a, b, c, f)
    a, b, c, f = a - rate * g["a"], b - rate * g["b"], c - rate * g["c"], f - rate * g["f"]
    return {"a": a, "b": b, "c": c, "f": f, "L": (a * b + c) * f}
