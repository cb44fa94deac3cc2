# attack: load a library from a file
# expect: raised OSError: .*cannot open shared object file
# unconfined: works
import ctypes
import os


def backward(x, w, y):
    try:
        ctypes.CDLL(os.__file__)
    except OSError as error:
        if "cannot open" in str(error):
            raise
    return {"w": 2 * (w * x - y) * x}
