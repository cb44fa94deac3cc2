# wrong: backward: (L(w + h) - L(w)) / h instead of the chain rule; right to four digits only
# diagnosis: nearly right; finite differences

H = 1e-4


def loss(x, w, y):
    return (w * x - y) ** 2


def forward(x, w, y):
    return {"y_hat": w * x, "s": w * x - y, "L": loss(x, w, y)}


def local_gradients(x, w, y):
    s = w * x - y
    return {("y_hat", "w"): x, ("y_hat", "x"): w, ("s", "y_hat"): 1.0, ("s", "y"): -1.0, ("L", "s"): 2 * s}


def backward(x, w, y):
    here = loss(x, w, y)
    s = w * x - y
    ds = ((s + H) ** 2 - s**2) / H
    return {
        "s": ds,
        "y_hat": ds,
        "w": (loss(x, w + H, y) - here) / H,
        "x": (loss(x + H, w, y) - here) / H,
        "y": (loss(x, w, y + H) - here) / H,
    }


def update(x, w, y, rate):
    new = w - rate * 2 * (w * x - y) * x
    return {"w": new, "L": loss(x, new, y)}
