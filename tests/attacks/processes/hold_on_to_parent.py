# attack: take a handle of the process that started it (pidfd_open)
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    os.close(os.pidfd_open(os.getppid()))
    return {"w": 2 * (w * x - y) * x}
