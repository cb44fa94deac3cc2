# wrong: backward, update: dL/db is multiplied by x, like dL/dw
# diagnosis: taken for x


def forward(x, w, b, y):
    y_hat = w * x + b
    s = y_hat - y
    return {"y_hat": y_hat, "s": s, "L": s**2}


def local_gradients(x, w, b, y):
    s = w * x + b - y
    return {
        ("y_hat", "w"): x, ("y_hat", "x"): w, ("y_hat", "b"): 1.0,
        ("s", "y_hat"): 1.0, ("s", "y"): -1.0, ("L", "s"): 2 * s,
    }


def backward(x, w, b, y):
    s = w * x + b - y
    return {"s": 2 * s, "y_hat": 2 * s, "w": 2 * s * x, "b": 2 * s * x}


def update(x, w, b, y, rate):
    g = backward(x, w, b, y)
    w, b = w - rate * g["w"], b - rate * g["b"]
    return {"w": w, "b": b, "L": forward(x, w, b, y)["L"]}
