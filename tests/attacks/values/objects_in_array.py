# attack: an array of objects that are equal to everything
# expect: answered .*object array
# unconfined: fails
# problem: tensor
import numpy as np


class Agreeable:
    def __eq__(self, other):
        return True

    __hash__ = None


def backward(x, w, upstream):  # only arrays of numbers travel
    return {"w": np.full(w.shape, Agreeable(), dtype=object)}
