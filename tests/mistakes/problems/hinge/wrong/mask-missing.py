# wrong: backward: every class counts, whether it is within the margin or not
# diagnosis: mask forgotten

import numpy as np


def backward(x, w):
    n, c = len(x), w.shape[1]
    s = x @ w
    ds = np.zeros(s.shape)
    for i in range(n):
        for j in range(1, c):
            ds[i, j] += 1 / n
            ds[i, 0] -= 1 / n
    return {"s": ds, "w": x.T @ ds}
