# wrong: backward: an elementwise product where the matrix product belongs
# diagnosis: elementwise instead of the matrix product
# edge: z, w

import numpy as np


def backward(x, w, b, y):
    n = x.shape[1]
    a = 1 / (1 + np.exp(-(w @ x + b)))
    dw = x * (a - y) / n
    db = np.sum(a - y) / n
    return {"w": dw, "b": db}
