# attack: read the questions where the harness read them
# expect: raised EOFError
# unconfined: fails
import os


def backward(x, w, y):  # there is nothing left of them
    if not os.read(0, 1):
        raise EOFError
    return {"w": 2 * (w * x - y) * x}
