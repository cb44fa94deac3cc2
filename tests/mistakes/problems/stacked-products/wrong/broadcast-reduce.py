# wrong: backward: db is not summed over the stack
# diagnosis: broadcast sum forgotten
# edge: y, b

import numpy as np


def backward(a, b, upstream):
    da = upstream @ b.T
    db = np.swapaxes(a, 1, 2) @ upstream
    return {"a": da, "b": db}
