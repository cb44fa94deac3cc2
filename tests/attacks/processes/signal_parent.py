# attack: send a signal to the process that started it
# expect: raised PermissionError
# expect: raised ProcessLookupError
# unconfined: works
import os
import signal


def backward(x, w, y):
    os.kill(os.getppid(), signal.SIGCONT)
    return {"w": 2 * (w * x - y) * x}
