import numpy as np


def backward(x, upstream):
    mask = x == x.max(axis=1, keepdims=True)
    return {"x": mask * upstream[:, np.newaxis]}
