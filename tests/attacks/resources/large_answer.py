# attack: an answer of eighty megabytes
# expect: protocol_error the answer is larger than 1048576 bytes
# unconfined: fails
import numpy as np


def backward(x, w, y):  # an answer has its limit everywhere
    return {"w": 2 * (w * x - y) * x, "more": np.zeros(10_000_000)}
