# wrong: locals, backward, update: the derivative of s ** 2 is taken to be s
# diagnosis: exponent not brought down


def forward(x, w, y):
    y_hat = w * x
    s = y_hat - y
    return {"y_hat": y_hat, "s": s, "L": s**2}


def local_gradients(x, w, y):
    s = w * x - y
    return {("y_hat", "w"): x, ("y_hat", "x"): w, ("s", "y_hat"): 1.0, ("s", "y"): -1.0, ("L", "s"): s}


def backward(x, w, y):
    s = w * x - y
    return {"s": s, "y_hat": s, "w": s * x, "x": s * w, "y": -s}


def update(x, w, y, rate):
    w = w - rate * backward(x, w, y)["w"]
    return {"w": w, "L": forward(x, w, y)["L"]}
