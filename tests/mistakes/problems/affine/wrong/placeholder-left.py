# wrong: backward: the placeholder of the handout is still there
# diagnosis: returned as 1
# edge: b

import numpy as np


def backward(x, w, b, upstream):
    dx = upstream @ w.T
    dw = x.T @ upstream
    db = np.ones(len(b))
    return {"x": dx, "w": dw, "b": db}
