# wrong: backward: the upstream is multiplied in once more
# diagnosis: chain rule applied twice
# edge: a, z

import numpy as np


def backward(z, upstream):
    dlocal = upstream * (1 - np.tanh(z) ** 2)
    return {"z": upstream * dlocal}
