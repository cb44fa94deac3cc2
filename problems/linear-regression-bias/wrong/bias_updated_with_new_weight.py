# wrong: update: the gradient of b is computed after w has moved
# diagnosis: updated value used


def forward(x, w, b, y):
    y_hat = w * x + b
    s = y_hat - y
    return {"y_hat": y_hat, "s": s, "L": s**2}


def local_gradients(x, w, b, y):
    s = w * x + b - y
    return {"y_hat": {"w": x, "x": w, "b": 1.0}, "s": {"y_hat": 1.0, "y": -1.0}, "L": {"s": 2 * s}}


def backward(x, w, b, y):
    ds = 2 * (w * x + b - y)
    return {"s": ds, "y_hat": ds, "w": ds * x, "b": ds}


def update(x, w, b, y, rate):
    w = w - rate * backward(x, w, b, y)["w"]
    b = b - rate * backward(x, w, b, y)["b"]
    return {"w": w, "b": b, "L": forward(x, w, b, y)["L"]}
