# wrong: backward: all of the upstream is added up
# diagnosis: summed along every axis
# edge: y, a

import numpy as np


def backward(a, upstream):
    return {"a": np.broadcast_to(upstream.sum(), a.shape)}
