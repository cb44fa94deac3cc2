import numpy as np


def backward(a, upstream):
    return {"a": np.broadcast_to(upstream.reshape(-1, 1), a.shape)}
