# attack: send a signal to the group of processes that it belongs to
# expect: raised PermissionError
# unconfined: works
import os
import signal


def backward(x, w, y):
    os.killpg(0, signal.SIGCONT)
    return {"w": 2 * (w * x - y) * x}
