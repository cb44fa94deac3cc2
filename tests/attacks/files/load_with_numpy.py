# attack: let NumPy unpickle a file
# expect: raised PermissionError
# unconfined: works
import numpy as np


def backward(x, w, y):
    try:
        np.load("/tmp/grader-attack/secret", allow_pickle=True)
    except PermissionError:
        raise
    except Exception:  # it was read, and is no pickle
        pass
    return {"w": 2 * (w * x - y) * x}
