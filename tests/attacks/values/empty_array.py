# attack: an array without elements, of which all are right
# expect: answered .*expected an array of shape
# unconfined: fails
# problem: tensor
import numpy as np


def backward(x, w, upstream):  # sizes have to be the same
    return {"w": np.zeros((0, 0))}
