"""With NumPy: parameters as vectors [w, b], so that each layer is a dot product with [input, 1]."""

import numpy as np


def forward(x, w1, b1, w2, b2, y):
    z1 = np.array([w1, b1]) @ np.array([x, 1.0])
    a1 = np.maximum(z1, 0.0)
    z2 = np.array([w2, b2]) @ np.array([a1, 1.0])
    s = z2 - y
    return {"z1": float(z1), "a1": float(a1), "z2": float(z2), "y_hat": float(z2), "s": float(s), "L": float(s**2)}


def local_gradients(x, w1, b1, w2, b2, y):
    v = forward(x, w1, b1, w2, b2, y)
    return {
        "z1": {"w1": x, "b1": 1.0, "x": w1},
        "a1": {"z1": float(np.heaviside(v["z1"], 0.0))},
        "z2": {"w2": v["a1"], "b2": 1.0, "a1": w2},
        "y_hat": {"z2": 1.0},
        "s": {"y_hat": 1.0, "y": -1.0},
        "L": {"s": 2.0 * v["s"]},
    }


def backward(x, w1, b1, w2, b2, y):
    v = forward(x, w1, b1, w2, b2, y)
    delta2 = 2.0 * v["s"]
    layer2 = delta2 * np.array([v["a1"], 1.0])
    delta1 = delta2 * w2 * np.heaviside(v["z1"], 0.0)
    layer1 = delta1 * np.array([x, 1.0])
    return {
        "s": delta2,
        "y_hat": delta2,
        "z2": delta2,
        "w2": float(layer2[0]),
        "b2": float(layer2[1]),
        "a1": delta2 * w2,
        "z1": float(delta1),
        "w1": float(layer1[0]),
        "b1": float(layer1[1]),
    }


def update(x, w1, b1, w2, b2, y, rate):
    g = backward(x, w1, b1, w2, b2, y)
    theta = np.array([w1, b1, w2, b2]) - rate * np.array([g["w1"], g["b1"], g["w2"], g["b2"]])
    w1, b1, w2, b2 = theta.tolist()
    return {"w1": w1, "b1": b1, "w2": w2, "b2": b2, "L": forward(x, w1, b1, w2, b2, y)["L"]}
