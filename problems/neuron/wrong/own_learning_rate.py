# wrong: update: takes its own learning rate, 0.01, and ignores the one that it is given
# diagnosis: learning rate written in

LEARNING_RATE = 0.01


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
    return {"d": d, "a": d, "c": d, "b": d, "w": d * x}


def update(x, w, b, y, rate):
    g = backward(x, w, b, y)
    w, b = w - LEARNING_RATE * g["w"], b - LEARNING_RATE * g["b"]
    return {"w": w, "b": b, "J": forward(x, w, b, y)["J"]}
