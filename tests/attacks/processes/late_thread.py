# attack: leave a thread that answers, or ends the process, when nobody looks any more
# expect: not_gradable RuntimeError: can't start new thread
# unconfined: works
import _thread
import time

_thread.start_new_thread(time.sleep, (0.1,))


def backward(x, w, y):
    return {"w": 2 * (w * x - y) * x}
