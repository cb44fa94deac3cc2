# attack: map a file into memory
# expect: raised PermissionError
# unconfined: works
import numpy as np


def backward(x, w, y):
    assert np.memmap("/tmp/grader-attack/secret", np.uint8, "r").size
    return {"w": 2 * (w * x - y) * x}
