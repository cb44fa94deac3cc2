# wrong: backward: the error is clipped, so nothing flows where it is large
# diagnosis: dropped
# edge: h, (abs(d) - 0.5)

import numpy as np


def backward(q, t):
    return {"q": (q - t) * (np.abs(q - t) < 1)}
