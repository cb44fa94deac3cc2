# honest: warns, and divides by zero where NumPy only warns
import warnings

import numpy as np


def backward(x, w, y):
    warnings.warn("this is only a warning", stacklevel=2)
    np.array([1.0]) / 0
    np.log(np.array([-1.0]))
    return {"w": 2 * (w * x - y) * x}
