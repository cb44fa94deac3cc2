# attack: make all numbers close to each other
# expect: answered
# unconfined: fails
import math

import numpy as np


def backward(x, w, y):  # what compares is in another process
    np.allclose = np.isclose = np.array_equal = math.isclose = lambda *arguments, **options: True
    return {"w": 0.0}
