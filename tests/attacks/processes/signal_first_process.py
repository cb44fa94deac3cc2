# attack: find out whether the first process may be signalled
# expect: raised PermissionError
# unconfined: varies
import os


def backward(x, w, y):
    os.kill(1, 0)
    return {"w": 2 * (w * x - y) * x}
