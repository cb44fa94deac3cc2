# wrong: backward: rounds to one decimal, which shows only where the answer has more
# diagnosis: rounded


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
    answer = {"d": d, "a": d, "c": d, "b": d, "w": d * x}
    return {name: round(number, 1) for name, number in answer.items()}


def update(x, w, b, y, rate):
    d = w * x + b - y
    w, b = w - rate * d * x, b - rate * d
    return {"w": w, "b": b, "J": forward(x, w, b, y)["J"]}
