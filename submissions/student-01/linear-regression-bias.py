def forward(x, w, b, y):
    y_hat = w * x + b
    s = y_hat - y
    L = s ** 2
    return {"y_hat": y_hat, "s": s, "L": L}


def local_gradients(x, w, b, y):
    f = forward(x, w, b, y)
    return {
        ("y_hat", "w"): x,
        ("y_hat", "x"): w,
        ("y_hat", "b"): 1.0,
        ("s", "y_hat"): 1.0,
        ("s", "y"): -1.0,
        ("L", "s"): 2 * f["s"],
    }


def backward(x, w, b, y):
    l = local_gradients(x, w, b, y)
    ds = l[("L", "s")]
    dy_hat = ds * l[("s", "y_hat")]
    return {
        "s": ds,
        "y_hat": dy_hat,
        "w": dy_hat * l[("y_hat", "w")],
        "b": dy_hat * l[("y_hat", "b")],
    }


def update(x, w, b, y, rate):
    g = backward(x, w, b, y)
    w_new = w - rate * g["w"]
    b_new = b - rate * g["b"]
    return {"w": w_new, "b": b_new, "L": forward(x, w_new, b_new, y)["L"]}
