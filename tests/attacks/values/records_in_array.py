# attack: an array whose elements have parts
# expect: answered .*array
# unconfined: fails
# problem: tensor
import numpy as np


def backward(x, w, upstream):  # only arrays of numbers travel
    return {"w": (x.T @ upstream).view(np.dtype([("value", "f8")]))}
