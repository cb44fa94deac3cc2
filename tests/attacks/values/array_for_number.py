# attack: an array where a number is asked for
# expect: answered .*expected a number
# unconfined: fails
import numpy as np


def backward(x, w, y):  # shapes have to be the same; nothing is stretched
    return {"w": np.array([2 * (w * x - y) * x])}
