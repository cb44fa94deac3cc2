"""The general formulas, each gradient written out in terms of the inputs."""


def forward(x, w, y):
    return {"y_hat": w * x, "s": w * x - y, "L": (w * x - y) ** 2}


def local_gradients(x, w, y):
    return {
        ("y_hat", "w"): x,
        ("y_hat", "x"): w,
        ("s", "y_hat"): 1.0,
        ("s", "y"): -1.0,
        ("L", "s"): 2 * (w * x - y),
    }


def backward(x, w, y):
    return {
        "s": 2 * (w * x - y),
        "y_hat": 2 * (w * x - y),
        "w": 2 * (w * x - y) * x,
        "x": 2 * (w * x - y) * w,
        "y": -2 * (w * x - y),
    }


def update(x, w, y, rate):
    w_new = w - rate * 2 * (w * x - y) * x
    return {"w": w_new, "L": (w_new * x - y) ** 2}
