# homework 2

def forward(x, w, b, y):
    c = w * x
    a = c + b
    d = a - y
    J = (1/2) * d**2
    return {"c": c, "a": a, "d": d, "J": J}


def local_gradients(x, w, b, y):
    # TODO
    return {("c", "w"): 0, ("c", "x"): 0, ("a", "c"): 0, ("a", "b"): 0, ("d", "a"): 0, ("d", "y"): 0, ("J", "d"): 0}


def backward(x, w, b, y):
    # TODO
    return {"d": 0, "a": 0, "c": 0, "b": 0, "w": 0}


def update(x, w, b, y, rate):
    # TODO
    return {"w": w, "b": b, "J": forward(x, w, b, y)["J"]}
