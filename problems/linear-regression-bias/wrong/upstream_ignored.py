# wrong: backward, update: local gradients are returned as they are, not multiplied by what comes from the loss
# diagnosis: upstream forgotten


def forward(x, w, b, y):
    y_hat = w * x + b
    s = y_hat - y
    return {"y_hat": y_hat, "s": s, "L": s**2}


def local_gradients(x, w, b, y):
    s = w * x + b - y
    return {"y_hat": {"w": x, "x": w, "b": 1.0}, "s": {"y_hat": 1.0, "y": -1.0}, "L": {"s": 2 * s}}


def backward(x, w, b, y):
    local = local_gradients(x, w, b, y)
    return {
        "s": local["L"]["s"],
        "y_hat": local["s"]["y_hat"],
        "w": local["y_hat"]["w"],
        "b": local["y_hat"]["b"],
    }


def update(x, w, b, y, rate):
    g = backward(x, w, b, y)
    new_w = w - rate * g["w"]
    new_b = b - rate * g["b"]
    return {"w": new_w, "b": new_b, "L": forward(x, new_w, new_b, y)["L"]}
