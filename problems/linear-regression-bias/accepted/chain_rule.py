"""Step by step from the loss to the parameters."""


def forward(x, w, b, y):
    y_hat = w * x + b
    s = y_hat - y
    L = s * s
    return {"y_hat": y_hat, "s": s, "L": L}


def local_gradients(x, w, b, y):
    values = forward(x, w, b, y)
    return {
        ("y_hat", "w"): x,
        ("y_hat", "x"): w,
        ("y_hat", "b"): 1.0,
        ("s", "y_hat"): 1.0,
        ("s", "y"): -1.0,
        ("L", "s"): 2 * values["s"],
    }


def backward(x, w, b, y):
    values = forward(x, w, b, y)
    ds = 2 * values["s"]
    dy_hat = ds * 1.0
    dw = dy_hat * x
    db = dy_hat * 1.0
    return {"s": ds, "y_hat": dy_hat, "w": dw, "b": db}


def update(x, w, b, y, rate):
    gradients = backward(x, w, b, y)
    w_new = w - rate * gradients["w"]
    b_new = b - rate * gradients["b"]
    return {"w": w_new, "b": b_new, "L": forward(x, w_new, b_new, y)["L"]}
