# attack: an answer with the right sum, and the right largest element
# expect: answered
# unconfined: fails
# problem: tensor
import numpy as np


def backward(x, w, upstream):  # every element is compared
    right = x.T @ upstream
    return {"w": np.sort(right, axis=None).reshape(right.shape)}
