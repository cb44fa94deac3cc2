# wrong: backward: permuted the same way again
# diagnosis: permuted the same way again
# edge: y, a

import numpy as np


def backward(a, upstream):
    return {"a": np.transpose(upstream, (1, 2, 0))}
