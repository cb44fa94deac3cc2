# attack: put something else than text where what was printed is kept
# expect: died
# expect: answered
# unconfined: fails
import sys


def backward(x, w, y):  # at worst there is no answer
    getattr(sys.stdout.buffer, "raw", sys.stdout.buffer).take = lambda: {"score": 10}
    return {"w": 2 * (w * x - y) * x}
