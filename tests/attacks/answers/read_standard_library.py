# attack: read files by way of tracebacks
# expect: raised LookupError
# unconfined: works
import linecache
import os


def backward(x, w, y):
    if not linecache.getlines(os.__file__):
        raise LookupError
    return {"w": 2 * (w * x - y) * x}
