# attack: leave a process behind that outlives it
# expect: raised PermissionError
# unconfined: works
import os
import time


def backward(x, w, y):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(0.2)
        os._exit(0)
    return {"w": 2 * (w * x - y) * x}
