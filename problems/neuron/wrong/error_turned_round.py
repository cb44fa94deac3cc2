# wrong: backward, update: starts from y - a, so that every sign is turned round
# diagnosis: sign flipped


def forward(x, w, b, y):
    c = w * x
    a = c + b
    d = a - y
    return {"c": c, "a": a, "d": d, "J": d**2 / 2}


def local_gradients(x, w, b, y):
    d = w * x + b - y
    return {"c": {"w": x, "x": w}, "a": {"c": 1, "b": 1}, "d": {"a": 1, "y": -1}, "J": {"d": d}}


def backward(x, w, b, y):
    a = w * x + b
    dd = y - a
    da = dd
    dc = da
    return {"d": dd, "a": da, "c": dc, "b": da, "w": dc * x}


def update(x, w, b, y, rate):
    g = backward(x, w, b, y)
    w, b = w - rate * g["w"], b - rate * g["b"]
    return {"w": w, "b": b, "J": forward(x, w, b, y)["J"]}
