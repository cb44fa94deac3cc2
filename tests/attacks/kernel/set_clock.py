# attack: set the clock of the machine
# expect: raised PermissionError
# unconfined: dangerous
import time


def backward(x, w, y):
    time.clock_settime(time.CLOCK_REALTIME, time.time())
    return {"w": 2 * (w * x - y) * x}
