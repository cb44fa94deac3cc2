def forward(x, w, b, y):
    c = w * x
    a = c + b
    d = a - y
    J = 1 / 2 * d ** 2
    return {"c": c, "a": a, "d": d, "J": J}


def local_gradients(x, w, b, y):
    f = forward(x, w, b, y)
    return {
        ("c", "w"): x, ("c", "x"): w,
        ("a", "c"): 1.0, ("a", "b"): 1.0,
        ("d", "a"): 1.0, ("d", "y"): -1.0,
        ("J", "d"): f["d"],
    }


def backward(x, w, b, y):
    l = local_gradients(x, w, b, y)
    dd = l[("J", "d")]
    da = dd * l[("d", "a")]
    dc = da * l[("a", "c")]
    db = da * l[("a", "b")]
    dw = dc * l[("c", "w")]
    return {"d": dd, "a": da, "c": dc, "b": db, "w": dw}


def update(x, w, b, y, rate):
    g = backward(x, w, b, y)
    w_new = w - rate * g["w"]
    b_new = b - rate * g["b"]
    return {"w": w_new, "b": b_new, "J": forward(x, w_new, b_new, y)["J"]}
