# attack: an array that is larger than the memory for it
# expect: out_of_memory
# unconfined: fails
# problem: narrow
import numpy as np


def backward(x, w, y):  # its memory is limited everywhere
    assert np.empty(1 << 28).size
    return {"w": 2 * (w * x - y) * x}
