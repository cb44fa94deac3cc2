# honest: half of the digits for a mask on the way
# problem: tensor
import numpy as np


def backward(x, w, upstream):
    mask = (x.astype(np.float32) == np.float32(x)).astype(np.float64)
    return {"w": (x * mask).T @ upstream}
