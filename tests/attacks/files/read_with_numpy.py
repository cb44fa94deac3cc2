# attack: let NumPy read a file
# expect: raised PermissionError
# expect: raised FileNotFoundError
# unconfined: works
import numpy as np


def backward(x, w, y):
    assert np.fromfile("/tmp/grader-attack/secret", np.uint8).size
    return {"w": 2 * (w * x - y) * x}
