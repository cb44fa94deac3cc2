import numpy as np


def backward(a, b, upstream):
    da = upstream @ b.T
    db = np.swapaxes(a, 1, 2) @ upstream
    return {"a": da, "b": db.sum(axis=0)}
