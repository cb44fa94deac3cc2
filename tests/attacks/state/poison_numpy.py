# attack: change what NumPy does, for whoever comes next
# expect: answered
# unconfined: fails
import numpy as np


def backward(x, w, y):  # each submission has a process of its own
    np.add = np.multiply = np.array = np.asarray = np.allclose = np.isfinite = lambda *arguments, **options: 0
    np.seterr(all="raise")
    np.set_printoptions(precision=1)
