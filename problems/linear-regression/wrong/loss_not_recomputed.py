# wrong: update: returns the loss from before the step
# diagnosis: loss not recomputed


def forward(x, w, y):
    y_hat = w * x
    s = y_hat - y
    return {"y_hat": y_hat, "s": s, "L": s**2}


def local_gradients(x, w, y):
    s = w * x - y
    return {("y_hat", "w"): x, ("y_hat", "x"): w, ("s", "y_hat"): 1.0, ("s", "y"): -1.0, ("L", "s"): 2 * s}


def backward(x, w, y):
    ds = 2 * (w * x - y)
    return {"s": ds, "y_hat": ds, "w": ds * x, "x": ds * w, "y": -ds}


def update(x, w, y, rate):
    loss = forward(x, w, y)["L"]
    w -= rate * backward(x, w, y)["w"]
    return {"w": w, "L": loss}
