# wrong: update: adds the gradient, which makes L larger
# diagnosis: gradient ascent


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
    g = backward(a, b, c, f)
    a += rate * g["a"]
    b += rate * g["b"]
    c += rate * g["c"]
    f += rate * g["f"]
    return {"a": a, "b": b, "c": c, "f": f, "L": forward(a, b, c, f)["L"]}
