# attack: learn whether a file is there, by access()
# expect: raised LookupError
# unconfined: works
import os


def backward(x, w, y):
    if not os.access("/tmp/grader-attack/secret", os.F_OK):
        raise LookupError
    return {"w": 2 * (w * x - y) * x}
