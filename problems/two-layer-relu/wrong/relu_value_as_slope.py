# wrong: locals, backward, update: relu(z1) itself is taken for its derivative; both are 1 in the worked example
# diagnosis: output instead of the mask


def relu(z):
    return z if z > 0 else 0.0


def forward(x, w1, b1, w2, b2, y):
    z1 = w1 * x + b1
    a1 = relu(z1)
    z2 = w2 * a1 + b2
    s = z2 - y
    return {"z1": z1, "a1": a1, "z2": z2, "y_hat": z2, "s": s, "L": s**2}


def local_gradients(x, w1, b1, w2, b2, y):
    v = forward(x, w1, b1, w2, b2, y)
    return {
        ("z1", "w1"): x, ("z1", "x"): w1, ("z1", "b1"): 1, ("a1", "z1"): relu(v["z1"]),
        ("z2", "w2"): v["a1"], ("z2", "a1"): w2, ("z2", "b2"): 1, ("y_hat", "z2"): 1,
        ("s", "y_hat"): 1, ("s", "y"): -1, ("L", "s"): 2 * v["s"],
    }


def backward(x, w1, b1, w2, b2, y):
    d = local_gradients(x, w1, b1, w2, b2, y)
    g = {"s": d["L", "s"]}
    g["y_hat"] = g["s"] * d["s", "y_hat"]
    g["z2"] = g["y_hat"] * d["y_hat", "z2"]
    for name in ("w2", "b2", "a1"):
        g[name] = g["z2"] * d["z2", name]
    g["z1"] = g["a1"] * d["a1", "z1"]
    for name in ("w1", "b1"):
        g[name] = g["z1"] * d["z1", name]
    return g


def update(x, w1, b1, w2, b2, y, rate):
    g = backward(x, w1, b1, w2, b2, y)
    w1, b1 = w1 - rate * g["w1"], b1 - rate * g["b1"]
    w2, b2 = w2 - rate * g["w2"], b2 - rate * g["b2"]
    return {"w1": w1, "b1": b1, "w2": w2, "b2": b2, "L": forward(x, w1, b1, w2, b2, y)["L"]}
