# attack: make a file in memory, to run it
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    os.close(os.memfd_create("left"))
    return {"w": 2 * (w * x - y) * x}
