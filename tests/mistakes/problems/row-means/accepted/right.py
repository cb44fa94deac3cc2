import numpy as np


def backward(a, upstream):
    return {"a": np.ones(a.shape) * upstream.reshape(-1, 1) / a.shape[1]}
