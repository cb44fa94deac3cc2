"""By hand: seven derivatives on paper, typed in."""


def forward(a, b, c, f):
    e = a * b
    d = e + c
    L = d * f
    return {"e": e, "d": d, "L": L}


def local_gradients(a, b, c, f):
    d = a * b + c
    return {"e": {"a": b, "b": a}, "d": {"e": 1.0, "c": 1.0}, "L": {"d": f, "f": d}}


def backward(a, b, c, f):
    return {"d": f, "f": a * b + c, "e": f, "c": f, "a": f * b, "b": f * a}


def update(a, b, c, f, rate):
    g = backward(a, b, c, f)
    a = a - rate * g["a"]
    b = b - rate * g["b"]
    c = c - rate * g["c"]
    f = f - rate * g["f"]
    return {"a": a, "b": b, "c": c, "f": f, "L": (a * b + c) * f}
