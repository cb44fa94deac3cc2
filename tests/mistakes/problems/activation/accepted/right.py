import numpy as np


def backward(z, upstream):
    dlocal = upstream * (1 - np.tanh(z) ** 2)
    return {"z": dlocal}
