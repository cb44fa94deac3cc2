"""Right to left, as in the lecture: each derivative uses the one before."""


def forward(x, w, b, y):
    c = w * x
    a = c + b
    d = a - y
    J = 0.5 * d**2
    return {"c": c, "a": a, "d": d, "J": J}


def local_gradients(x, w, b, y):
    d = forward(x, w, b, y)["d"]
    return {
        ("c", "w"): x,
        ("c", "x"): w,
        ("a", "c"): 1.0,
        ("a", "b"): 1.0,
        ("d", "a"): 1.0,
        ("d", "y"): -1.0,
        ("J", "d"): d,
    }


def backward(x, w, b, y):
    local = local_gradients(x, w, b, y)
    dJ_dd = local["J", "d"]
    dJ_da = dJ_dd * local["d", "a"]
    dJ_dc = dJ_da * local["a", "c"]
    dJ_db = dJ_da * local["a", "b"]
    dJ_dw = dJ_dc * local["c", "w"]
    return {"d": dJ_dd, "a": dJ_da, "c": dJ_dc, "b": dJ_db, "w": dJ_dw}


def update(x, w, b, y, rate):
    g = backward(x, w, b, y)
    w_new, b_new = w - rate * g["w"], b - rate * g["b"]
    return {"w": w_new, "b": b_new, "J": forward(x, w_new, b_new, y)["J"]}
