# wrong: backward: the axis that was summed is not put back
# diagnosis: summed along the wrong axis
# edge: y

import numpy as np


def backward(a, upstream):
    return {"a": np.broadcast_to(upstream, a.shape)}
