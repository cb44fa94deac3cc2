# attack: move pages into a pipe (vmsplice, through which the page cache was once overwritten)
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    for descriptor in os.pipe():
        os.close(descriptor)
    return {"w": 2 * (w * x - y) * x}
