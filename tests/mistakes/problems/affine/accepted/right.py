import numpy as np


def backward(x, w, b, upstream):
    dx = upstream @ w.T
    dw = x.T @ upstream
    db = np.sum(upstream, axis=0)
    return {"x": dx, "w": dw, "b": db}
