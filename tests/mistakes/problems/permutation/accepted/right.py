import numpy as np


def backward(a, upstream):
    return {"a": np.transpose(upstream, (2, 0, 1))}
