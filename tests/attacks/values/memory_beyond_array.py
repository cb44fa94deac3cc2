# attack: an array that reaches beyond its memory, to send home what lies there
# expect: answered
# expect: protocol_error
# expect: died
# unconfined: fails
# problem: tensor
import numpy as np


def backward(x, w, upstream):  # there lies nothing of worth
    return {"w": np.lib.stride_tricks.as_strided(w, (1 << 30,), (8,))}
