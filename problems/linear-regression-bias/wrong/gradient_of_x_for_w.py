# wrong: backward, update: under "w" stands the gradient of the data x
# diagnosis: own value instead of the other factor


def forward(x, w, b, y):
    y_hat = w * x + b
    s = y_hat - y
    return {"y_hat": y_hat, "s": s, "L": s**2}


def local_gradients(x, w, b, y):
    s = w * x + b - y
    return {"y_hat": {"w": x, "x": w, "b": 1.0}, "s": {"y_hat": 1.0, "y": -1.0}, "L": {"s": 2 * s}}


def backward(x, w, b, y):
    local = local_gradients(x, w, b, y)
    ds = local["L"]["s"]
    return {"s": ds, "y_hat": ds, "w": ds * local["y_hat"]["x"], "b": ds * local["y_hat"]["b"]}


def update(x, w, b, y, rate):
    g = backward(x, w, b, y)
    w, b = w - rate * g["w"], b - rate * g["b"]
    return {"w": w, "b": b, "L": forward(x, w, b, y)["L"]}
