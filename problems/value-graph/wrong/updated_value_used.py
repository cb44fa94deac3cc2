# wrong: update: b, c and f move with gradients at the a that has moved already
# diagnosis: updated value used


def forward(a, b, c, f):
    e = a * b
    d = e + c
    return {"e": e, "d": d, "L": d * f}


def local_gradients(a, b, c, f):
    d = a * b + c
    return {("e", "a"): b, ("e", "b"): a, ("d", "e"): 1.0, ("d", "c"): 1.0, ("L", "d"): f, ("L", "f"): d}


def backward(a, b, c, f):
    d = a * b + c
    return {"d": f, "f": d, "e": f, "c": f, "a": f * b, "b": f * a}


def update(a, b, c, f, rate):
    a -= rate * backward(a, b, c, f)["a"]
    b -= rate * backward(a, b, c, f)["b"]
    c -= rate * backward(a, b, c, f)["c"]
    f -= rate * backward(a, b, c, f)["f"]
    return {"a": a, "b": b, "c": c, "f": f, "L": forward(a, b, c, f)["L"]}
