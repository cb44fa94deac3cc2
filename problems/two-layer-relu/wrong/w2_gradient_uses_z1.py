# wrong: backward, update: dL/dw2 is multiplied by z1 instead of a1; equal as long as the ReLU is on
# diagnosis: z1 instead of a1


def forward(x, w1, b1, w2, b2, y):
    z1 = w1 * x + b1
    a1 = max(0.0, z1)
    z2 = w2 * a1 + b2
    s = z2 - y
    return {"z1": z1, "a1": a1, "z2": z2, "y_hat": z2, "s": s, "L": s**2}


def local_gradients(x, w1, b1, w2, b2, y):
    v = forward(x, w1, b1, w2, b2, y)
    return {
        "z1": {"w1": x, "x": w1, "b1": 1.0},
        "a1": {"z1": 1.0 if v["z1"] > 0 else 0.0},
        "z2": {"w2": v["a1"], "a1": w2, "b2": 1.0},
        "y_hat": {"z2": 1.0},
        "s": {"y_hat": 1.0, "y": -1.0},
        "L": {"s": 2 * v["s"]},
    }


def backward(x, w1, b1, w2, b2, y):
    v = forward(x, w1, b1, w2, b2, y)
    dz2 = 2 * v["s"]
    da1 = dz2 * w2
    dz1 = da1 * (v["a1"] > 0)
    return {
        "s": dz2, "y_hat": dz2, "z2": dz2, "w2": dz2 * v["z1"], "b2": dz2,
        "a1": da1, "z1": dz1, "w1": dz1 * x, "b1": dz1,
    }


def update(x, w1, b1, w2, b2, y, rate):
    g = backward(x, w1, b1, w2, b2, y)
    w1, b1 = w1 - rate * g["w1"], b1 - rate * g["b1"]
    w2, b2 = w2 - rate * g["w2"], b2 - rate * g["b2"]
    return {"w1": w1, "b1": b1, "w2": w2, "b2": b2, "L": forward(x, w1, b1, w2, b2, y)["L"]}
