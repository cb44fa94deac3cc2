"""Layer by layer from the loss back, the ReLU as a mask."""


def forward(x, w1, b1, w2, b2, y):
    z1 = w1 * x + b1
    a1 = max(0.0, z1)
    z2 = w2 * a1 + b2
    y_hat = z2
    s = y_hat - y
    return {"z1": z1, "a1": a1, "z2": z2, "y_hat": y_hat, "s": s, "L": s**2}


def local_gradients(x, w1, b1, w2, b2, y):
    v = forward(x, w1, b1, w2, b2, y)
    return {
        ("z1", "w1"): x,
        ("z1", "x"): w1,
        ("z1", "b1"): 1.0,
        ("a1", "z1"): 1.0 if v["z1"] > 0 else 0.0,
        ("z2", "w2"): v["a1"],
        ("z2", "a1"): w2,
        ("z2", "b2"): 1.0,
        ("y_hat", "z2"): 1.0,
        ("s", "y_hat"): 1.0,
        ("s", "y"): -1.0,
        ("L", "s"): 2 * v["s"],
    }


def backward(x, w1, b1, w2, b2, y):
    v = forward(x, w1, b1, w2, b2, y)
    ds = 2 * v["s"]
    dy_hat = ds
    dz2 = dy_hat
    dw2 = dz2 * v["a1"]
    db2 = dz2
    da1 = dz2 * w2
    dz1 = da1 * (v["z1"] > 0)
    dw1 = dz1 * x
    db1 = dz1
    return {
        "s": ds, "y_hat": dy_hat, "z2": dz2, "w2": dw2, "b2": db2,
        "a1": da1, "z1": dz1, "w1": dw1, "b1": db1,
    }


def update(x, w1, b1, w2, b2, y, rate):
    g = backward(x, w1, b1, w2, b2, y)
    w1 -= rate * g["w1"]
    b1 -= rate * g["b1"]
    w2 -= rate * g["w2"]
    b2 -= rate * g["b2"]
    return {"w1": w1, "b1": b1, "w2": w2, "b2": b2, "L": forward(x, w1, b1, w2, b2, y)["L"]}
