# honest: an answer that lies in memory in another order
# problem: tensor
import numpy as np


def backward(x, w, upstream):
    return {"w": np.asfortranarray(x.T @ upstream)[::-1][::-1]}
