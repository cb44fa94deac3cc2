# attack: zeros, which are right wherever the true derivative is 0
# expect: answered
# unconfined: fails
# problem: tensor
import numpy as np


def backward(x, w, upstream):  # it is 0 in one case, without an upstream
    return {"w": np.zeros_like(w)}
