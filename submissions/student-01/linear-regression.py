def forward(x, w, y):
    y_hat = w * x
    s = y_hat - y
    L = s ** 2
    return {"y_hat": y_hat, "s": s, "L": L}


def local_gradients(x, w, y):
    f = forward(x, w, y)
    return {
        ("y_hat", "w"): x,
        ("y_hat", "x"): w,
        ("s", "y_hat"): 1.0,
        ("s", "y"): -1.0,
        ("L", "s"): 2 * f["s"],
    }


def backward(x, w, y):
    l = local_gradients(x, w, y)
    dL = 1.0
    ds = dL * l[("L", "s")]
    dy_hat = ds * l[("s", "y_hat")]
    dy = ds * l[("s", "y")]
    dw = dy_hat * l[("y_hat", "w")]
    dx = dy_hat * l[("y_hat", "x")]
    return {"s": ds, "y_hat": dy_hat, "w": dw, "x": dx, "y": dy}


def update(x, w, y, rate):
    w_new = w - rate * backward(x, w, y)["w"]
    return {"w": w_new, "L": forward(x, w_new, y)["L"]}
