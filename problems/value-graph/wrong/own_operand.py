# wrong: locals, backward, update: in a product, the derivative with respect to a is taken to be a
# diagnosis: own value instead of the other factor


def forward(a, b, c, f):
    e = a * b
    d = e + c
    return {"e": e, "d": d, "L": d * f}


def local_gradients(a, b, c, f):
    d = a * b + c
    return {("e", "a"): a, ("e", "b"): b, ("d", "e"): 1.0, ("d", "c"): 1.0, ("L", "d"): f, ("L", "f"): d}


def backward(a, b, c, f):
    local = local_gradients(a, b, c, f)
    grads = {"d": local["L", "d"], "f": local["L", "f"]}
    grads["e"] = grads["d"] * local["d", "e"]
    grads["c"] = grads["d"] * local["d", "c"]
    grads["a"] = grads["e"] * local["e", "a"]
    grads["b"] = grads["e"] * local["e", "b"]
    return grads


def update(a, b, c, f, rate):
    g = backward(a, b, c, f)
    a, b, c, f = a - rate * g["a"], b - rate * g["b"], c - rate * g["c"], f - rate * g["f"]
    return {"a": a, "b": b, "c": c, "f": f, "L": (a * b + c) * f}
