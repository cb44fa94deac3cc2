# honest: multiplies matrices that are large enough for several threads
# problem: tensor
import numpy as np


def backward(x, w, upstream):
    large = np.ones((400, 400))
    assert (large @ large)[0, 0] == 400
    return {"w": x.T @ upstream}
