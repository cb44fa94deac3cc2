# wrong: backward: the output was saved, and its exponential is taken
# diagnosis: exponential of the output
# edge: y, a

import numpy as np


def backward(a, upstream):
    y = np.exp(a)
    return {"a": np.exp(y) * upstream}
