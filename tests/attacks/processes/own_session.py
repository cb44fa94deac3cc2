# attack: leave the group of processes that can be killed together
# expect: raised PermissionError
# unconfined: fails
import os


def backward(x, w, y):  # it leads a session already
    os.setsid()
    return {"w": 2 * (w * x - y) * x}
