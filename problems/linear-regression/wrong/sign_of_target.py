# wrong: backward: dL/dy is given the sign of dL/dy_hat
# diagnosis: minus sign forgotten


def forward(x, w, y):
    y_hat = w * x
    s = y_hat - y
    return {"y_hat": y_hat, "s": s, "L": s * s}


def local_gradients(x, w, y):
    s = w * x - y
    return {("y_hat", "w"): x, ("y_hat", "x"): w, ("s", "y_hat"): 1.0, ("s", "y"): -1.0, ("L", "s"): 2 * s}


def backward(x, w, y):
    ds = 2 * (w * x - y)
    dyhat = ds
    dy = ds
    return {"s": ds, "y_hat": dyhat, "w": dyhat * x, "x": dyhat * w, "y": dy}


def update(x, w, y, rate):
    w_new = w - rate * backward(x, w, y)["w"]
    return {"w": w_new, "L": (w_new * x - y) ** 2}
