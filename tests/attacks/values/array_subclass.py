# attack: an array that takes over the functions that it is compared with
# expect: answered .*is a subclass of ndarray named Agreeable
# unconfined: fails
# problem: tensor
import numpy as np


class Agreeable(np.ndarray):
    def __array_function__(self, function, types, arguments, options):
        return True

    def __array_ufunc__(self, function, method, *inputs, **options):
        return True

    def __eq__(self, other):
        return True

    __hash__ = None


def backward(x, w, upstream):  # only exact types travel
    return {"w": np.zeros(w.shape).view(Agreeable)}
