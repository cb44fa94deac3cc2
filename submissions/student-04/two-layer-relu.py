def forward(x, w1, b1, w2, b2, y):
    z1 = w1 * x + b1
    a1 = max(0, z1)
    z2 = w2 * a1 + b2
    s = z2 - y
    return {"z1": z1, "a1": a1, "z2": z2, "y_hat": z2, "s": s, "L": s ** 2}


def backward(x, w1, b1, w2, b2, y):
    f = forward(x, w1, b1, w2, b2, y)
    ds = 2 * f["s"]
    da1 = ds * w2
    if f["z1"] > 0
        dz1 = da1
    else:
        dz1 = 0
    print("dz1", dz1)
    return {"s": ds, "y_hat": ds, "z2": ds, "w2": ds * f["a1"], "b2": ds, "a1": da1, "z1": dz1, "w1": dz1 * x, "b1": dz1}
