# wrong: backward, update: walks from the inputs to L, so that a and b are reached before e has a gradient
# diagnosis: dropped

STEPS = [("e", "a", "b"), ("d", "e", "c"), ("L", "d", "f")]


def forward(a, b, c, f):
    e = a * b
    d = e + c
    return {"e": e, "d": d, "L": d * f}


def local_gradients(a, b, c, f):
    d = a * b + c
    return {("e", "a"): b, ("e", "b"): a, ("d", "e"): 1.0, ("d", "c"): 1.0, ("L", "d"): f, ("L", "f"): d}


def backward(a, b, c, f):
    local = local_gradients(a, b, c, f)
    grads = dict.fromkeys(["a", "b", "c", "d", "e", "f"], 0.0)
    grads["L"] = 1.0
    for node, *operands in STEPS:
        for operand in operands:
            grads[operand] += grads[node] * local[node, operand]
    return {name: grads[name] for name in ["d", "f", "e", "c", "a", "b"]}


def update(a, b, c, f, rate):
    g = backward(a, b, c, f)
    a, b, c, f = a - rate * g["a"], b - rate * g["b"], c - rate * g["c"], f - rate * g["f"]
    return {"a": a, "b": b, "c": c, "f": f, "L": (a * b + c) * f}
