# honest: the same sum in Einstein's notation
# problem: tensor
import numpy as np


def backward(x, w, upstream):
    return {"w": np.einsum("nd,nm->dm", x, upstream, optimize=True)}
