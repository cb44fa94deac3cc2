# attack: wait for a process that it did not start
# expect: raised (PermissionError|ChildProcessError)
# unconfined: fails
import os


def backward(x, w, y):  # without children there is nothing to wait for anywhere
    os.waitpid(-1, 0)
    return {"w": 2 * (w * x - y) * x}
