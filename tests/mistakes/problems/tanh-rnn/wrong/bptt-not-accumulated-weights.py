# wrong: backward: only the first step counts for the weights
# diagnosis: overwritten instead of accumulated

import numpy as np


def backward(x1, x2, x3, h0, wx, wh, b, y):
    xs = [x1, x2, x3]
    hs = [h0]
    for x in xs:
        hs.append(np.tanh(x @ wx + hs[-1] @ wh + b))
    dwx, dwh, db = np.zeros_like(wx), np.zeros_like(wh), np.zeros_like(b)
    dprev = np.zeros_like(h0)
    for t in (2, 1, 0):
        dh = 2 * (hs[t + 1] - y) + dprev
        dz = dh * (1 - hs[t + 1] ** 2)
        dwx = xs[t].T @ dz
        dwh = hs[t].T @ dz
        db = dz.sum(axis=0)
        dprev = dz @ wh.T
    return {"wx": dwx, "wh": dwh, "b": db, "h0": dprev}
