# attack: find a difference between two runs, to behave in one and not in the other
# expect: raised RuntimeError
# unconfined: fails
import random

import numpy as np


def backward(x, w, y):  # every run is the same; the runner compares what is said here
    raise RuntimeError(f"{random.random()} {np.random.rand()} {hash('w')} {list({'a', 'b', 'c', 'd'})}")
