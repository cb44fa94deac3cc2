# attack: send a signal to every process that it may
# expect: raised PermissionError
# unconfined: dangerous
import os
import signal


def backward(x, w, y):
    os.kill(-1, signal.SIGCONT)  # any other would end the machine, were it not stopped
    return {"w": 2 * (w * x - y) * x}
