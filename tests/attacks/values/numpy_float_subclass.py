# attack: a NumPy number whose difference from any other is 0
# expect: answered .*is a subclass of float64 named Close
# unconfined: fails
import numpy as np


class Close(np.float64):
    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__


def backward(x, w, y):  # only exact types travel
    return {"w": Close(2 * (w * x - y) * x)}
