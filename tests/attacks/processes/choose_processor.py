# attack: choose the processors that it runs on
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    os.sched_setaffinity(0, os.sched_getaffinity(0))
    return {"w": 2 * (w * x - y) * x}
