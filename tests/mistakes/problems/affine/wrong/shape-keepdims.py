# wrong: backward: the sum over the batch keeps its axis, so db is a row
# diagnosis: axis kept
# edge: out, b

import numpy as np


def backward(x, w, b, upstream):
    dx = upstream @ w.T
    dw = x.T @ upstream
    db = np.sum(upstream, axis=0, keepdims=True)
    return {"x": dx, "w": dw, "b": db}
