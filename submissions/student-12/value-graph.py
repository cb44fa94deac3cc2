# homework 3

def forward(a, b, c, f):
    e = a * b
    d = e + c
    L = d * f
    return {"e": e, "d": d, "L": L}


def local_gradients(a, b, c, f):
    e = a * b
    d = e + c
    return {("L", "f"): d, ("L", "d"): f, ("d", "e"): 1, ("d", "c"): 1, ("e", "a"): b, ("e", "b"): a}


def backward(a, b, c, f):
    dd = f
    df = d                # d from the forward pass
    de = dd
    dc = dd
    da = de * b
    db = de * a
    return {"d": dd, "f": df, "e": de, "c": dc, "a": da, "b": db}


def update(a, b, c, f, rate):
    e = a * b
    d = e + c
    new = {"a": a - rate * f * b, "b": b - rate * f * a, "c": c - rate * f, "f": f - rate * d}
    new["L"] = (new["a"] * new["b"] + new["c"]) * new["f"]
    return new
