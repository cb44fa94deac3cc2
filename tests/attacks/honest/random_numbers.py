# honest: draws random numbers, in every way there is
import random

import numpy as np


def backward(x, w, y):
    random.seed(1)
    random.shuffle([random.random(), random.gauss(0, 1)])
    np.random.seed(1)
    np.random.randn(10)
    np.random.default_rng().permutation(10)
    return {"w": 2 * (w * x - y) * x}
