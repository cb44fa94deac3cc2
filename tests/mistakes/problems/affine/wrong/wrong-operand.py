# wrong: backward: dw is taken with dx where x belongs
# diagnosis: gradient instead of the value
# edge: out, w

import numpy as np


def backward(x, w, b, upstream):
    dx = upstream @ w.T
    dw = dx.T @ upstream
    db = np.sum(upstream, axis=0)
    return {"x": dx, "w": dw, "b": db}
