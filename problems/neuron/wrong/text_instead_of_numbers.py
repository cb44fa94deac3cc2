# wrong: backward: the gradients are formatted as text


def forward(x, w, b, y):
    c = w * x
    a = c + b
    d = a - y
    return {"c": c, "a": a, "d": d, "J": d**2 / 2}


def local_gradients(x, w, b, y):
    d = w * x + b - y
    return {"c": {"w": x, "x": w}, "a": {"c": 1, "b": 1}, "d": {"a": 1, "y": -1}, "J": {"d": d}}


def backward(x, w, b, y):
    d = w * x + b - y
    return {"d": f"{d:.4f}", "a": f"{d:.4f}", "c": f"{d:.4f}", "b": f"{d:.4f}", "w": f"{d * x:.4f}"}


def update(x, w, b, y, rate):
    d = w * x + b - y
    w, b = w - rate * d * x, b - rate * d
    return {"w": w, "b": b, "J": forward(x, w, b, y)["J"]}
