# attack: an array of one element that stretches to every shape
# expect: answered .*expected an array of shape
# unconfined: fails
# problem: tensor
import numpy as np


def backward(x, w, upstream):  # shapes have to be the same; nothing is stretched
    return {"w": np.zeros((1, 1))}
