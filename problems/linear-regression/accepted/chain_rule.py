"""Step by step with the chain rule: upstream gradient times local gradient; local gradients as nested dicts."""


def forward(x, w, y):
    y_hat = w * x
    s = y_hat - y
    L = s**2
    return {"y_hat": y_hat, "s": s, "L": L}


def local_gradients(x, w, y):
    s = forward(x, w, y)["s"]
    return {
        "y_hat": {"w": x, "x": w},
        "s": {"y_hat": 1.0, "y": -1.0},
        "L": {"s": 2.0 * s},
    }


def backward(x, w, y):
    local = local_gradients(x, w, y)
    dL_ds = local["L"]["s"]
    dL_dyhat = dL_ds * local["s"]["y_hat"]
    dL_dw = dL_dyhat * local["y_hat"]["w"]
    dL_dx = dL_dyhat * local["y_hat"]["x"]
    dL_dy = dL_ds * local["s"]["y"]
    return {"s": dL_ds, "y_hat": dL_dyhat, "w": dL_dw, "x": dL_dx, "y": dL_dy}


def update(x, w, y, rate):
    w = w - rate * backward(x, w, y)["w"]
    return {"w": w, "L": forward(x, w, y)["L"]}
