import numpy as np


def forward(x, w, y):
    y_hat = np.multiply(w, x)
    s = np.subtract(y_hat, y)
    L = np.square(s)
    return {"y_hat": float(y_hat), "s": float(s), "L": float(L)}


def local_gradients(x, w, y):
    s = forward(x, w, y)["s"]
    return {
        ("y_hat", "w"): x, ("y_hat", "x"): w,
        ("s", "y_hat"): 1.0, ("s", "y"): -1.0,
        ("L", "s"): 2.0 * s,
    }


def backward(x, w, y):
    s = forward(x, w, y)["s"]
    dL_ds = 2.0 * s
    # gradient of y_hat with respect to [w, x] and of s with respect to y
    jac = np.array([x, w])
    dw, dx = dL_ds * jac
    return {"s": dL_ds, "y_hat": dL_ds, "w": float(dw), "x": float(dx), "y": -dL_ds}


def update(x, w, y, rate):
    w = w - rate * backward(x, w, y)["w"]
    return {"w": w, "L": forward(x, w, y)["L"]}
