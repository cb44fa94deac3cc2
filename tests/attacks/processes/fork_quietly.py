# attack: fork again and again, whatever comes of it, then answer
# expect: answered
# unconfined: dangerous
import os
import time


def backward(x, w, y):
    forked = 0
    for _ in range(200):
        try:
            if os.fork() == 0:
                time.sleep(9)
                os._exit(0)
            forked += 1
        except OSError:
            pass
    return {"w": 2 * (w * x - y) * x} if forked else None
