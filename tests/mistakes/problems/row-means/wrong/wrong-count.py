# wrong: backward: divided by the number of all elements
# diagnosis: divided by the number of all elements
# edge: y, a

import numpy as np


def backward(a, upstream):
    return {"a": np.ones(a.shape) * upstream.reshape(-1, 1) / a.size}
