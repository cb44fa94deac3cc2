# attack: sleep just short of the limit in every call
# expect: answered
# expect: timed_out
# unconfined: fails
# problem: hasty
import time


def backward(x, w, y):  # there is a limit for all calls together
    time.sleep(0.12)
    return {"w": 2 * (w * x - y) * x}
