def relu(z):
    return max(0.0, z)


def relu_prime(z):
    # convention from the course: 0 at the kink
    return 1.0 if z > 0 else 0.0


def forward(x, w1, b1, w2, b2, y):
    z1 = w1 * x + b1
    a1 = relu(z1)
    z2 = w2 * a1 + b2
    y_hat = z2
    s = y_hat - y
    L = s ** 2
    return {"z1": z1, "a1": a1, "z2": z2, "y_hat": y_hat, "s": s, "L": L}


def local_gradients(x, w1, b1, w2, b2, y):
    f = forward(x, w1, b1, w2, b2, y)
    return {
        ("z1", "w1"): x, ("z1", "x"): w1, ("z1", "b1"): 1.0,
        ("a1", "z1"): relu_prime(f["z1"]),
        ("z2", "w2"): f["a1"], ("z2", "a1"): w2, ("z2", "b2"): 1.0,
        ("y_hat", "z2"): 1.0,
        ("s", "y_hat"): 1.0, ("s", "y"): -1.0,
        ("L", "s"): 2 * f["s"],
    }


def backward(x, w1, b1, w2, b2, y):
    l = local_gradients(x, w1, b1, w2, b2, y)
    g = {}
    g["s"] = l[("L", "s")]
    g["y_hat"] = g["s"] * l[("s", "y_hat")]
    g["z2"] = g["y_hat"] * l[("y_hat", "z2")]
    g["w2"] = g["z2"] * l[("z2", "w2")]
    g["b2"] = g["z2"] * l[("z2", "b2")]
    g["a1"] = g["z2"] * l[("z2", "a1")]
    g["z1"] = g["a1"] * l[("a1", "z1")]
    g["w1"] = g["z1"] * l[("z1", "w1")]
    g["b1"] = g["z1"] * l[("z1", "b1")]
    return g


def update(x, w1, b1, w2, b2, y, rate):
    g = backward(x, w1, b1, w2, b2, y)
    new = {
        "w1": w1 - rate * g["w1"],
        "b1": b1 - rate * g["b1"],
        "w2": w2 - rate * g["w2"],
        "b2": b2 - rate * g["b2"],
    }
    new["L"] = forward(x=x, y=y, **new)["L"]
    return new
