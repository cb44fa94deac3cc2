# attack: change its share of the processor
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    os.nice(1)
    return {"w": 2 * (w * x - y) * x}
