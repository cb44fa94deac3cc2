"""Two-layer network: derivation.

Let g = dL/dy_hat = 2 (y_hat - y) and m = 1 if z1 > 0 else 0. Then

    dL/dw2 = g a1        dL/db2 = g
    dL/dw1 = g w2 m x    dL/db1 = g w2 m
"""


def forward(x: float, w1: float, b1: float, w2: float, b2: float, y: float) -> dict[str, float]:
    hidden = w1 * x + b1
    active = hidden if hidden > 0 else 0.0
    prediction = w2 * active + b2
    error = prediction - y
    return {"z1": hidden, "a1": active, "z2": prediction, "y_hat": prediction, "s": error, "L": error * error}


def local_gradients(x: float, w1: float, b1: float, w2: float, b2: float, y: float) -> dict[str, dict[str, float]]:
    values = forward(x, w1, b1, w2, b2, y)
    m = float(values["z1"] > 0)
    return {
        "z1": {"w1": x, "x": w1, "b1": 1.0},
        "a1": {"z1": m},
        "z2": {"w2": values["a1"], "a1": w2, "b2": 1.0},
        "y_hat": {"z2": 1.0},
        "s": {"y_hat": 1.0, "y": -1.0},
        "L": {"s": 2.0 * values["s"]},
    }


def backward(x: float, w1: float, b1: float, w2: float, b2: float, y: float) -> dict[str, float]:
    values = forward(x, w1, b1, w2, b2, y)
    m = float(values["z1"] > 0)
    g = 2.0 * values["s"]
    return {
        "s": g,
        "y_hat": g,
        "z2": g,
        "w2": g * values["a1"],
        "b2": g,
        "a1": g * w2,
        "z1": g * w2 * m,
        "w1": g * w2 * m * x,
        "b1": g * w2 * m,
    }


def update(x: float, w1: float, b1: float, w2: float, b2: float, y: float, rate: float) -> dict[str, float]:
    g = backward(x, w1, b1, w2, b2, y)
    moved = {
        name: number - rate * g[name]
        for name, number in (("w1", w1), ("b1", b1), ("w2", w2), ("b2", b2))
    }
    return moved | {"L": forward(x=x, y=y, **moved)["L"]}
