# attack: an array whose wrong elements are masked
# expect: answered .*is a subclass of ndarray named MaskedArray
# unconfined: fails
# problem: tensor
import numpy as np


def backward(x, w, upstream):  # only exact types travel
    return {"w": np.ma.masked_all(w.shape)}
