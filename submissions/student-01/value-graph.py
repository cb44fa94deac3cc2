def forward(a, b, c, f):
    e = a * b
    d = e + c
    L = d * f
    return {"e": e, "d": d, "L": L}


def local_gradients(a, b, c, f):
    v = forward(a, b, c, f)
    return {
        ("e", "a"): b, ("e", "b"): a,
        ("d", "e"): 1.0, ("d", "c"): 1.0,
        ("L", "d"): f, ("L", "f"): v["d"],
    }


def backward(a, b, c, f):
    l = local_gradients(a, b, c, f)
    dd = l[("L", "d")]
    df = l[("L", "f")]
    de = dd * l[("d", "e")]
    dc = dd * l[("d", "c")]
    da = de * l[("e", "a")]
    db = de * l[("e", "b")]
    return {"d": dd, "f": df, "e": de, "c": dc, "a": da, "b": db}


def update(a, b, c, f, rate):
    g = backward(a, b, c, f)
    a2 = a - rate * g["a"]
    b2 = b - rate * g["b"]
    c2 = c - rate * g["c"]
    f2 = f - rate * g["f"]
    return {"a": a2, "b": b2, "c": c2, "f": f2, "L": forward(a2, b2, c2, f2)["L"]}
