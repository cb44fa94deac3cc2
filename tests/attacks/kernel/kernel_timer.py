# attack: have itself interrupted, to undo what comes after
# expect: raised (itimer_error|PermissionError)
# unconfined: works
import signal


def backward(x, w, y):
    signal.setitimer(signal.ITIMER_REAL, 60)
    signal.setitimer(signal.ITIMER_REAL, 0)
    return {"w": 2 * (w * x - y) * x}
