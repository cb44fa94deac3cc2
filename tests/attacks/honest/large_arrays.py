# honest: works with a hundred megabytes
# problem: tensor
import numpy as np


def backward(x, w, upstream):
    large = np.zeros(12_000_000)
    large[::1000] += 1
    assert large.sum() == 12_000
    return {"w": x.T @ upstream}
