# attack: look for the right answer among the variables of whoever calls
# expect: raised LookupError
# unconfined: fails
import sys


def backward(x, w, y):  # the right answer is in another process
    frame = sys._getframe(1)
    while frame is not None:
        for name, value in frame.f_locals.items():
            if "expect" in name or (type(value) is dict and value.keys() == {"w"}):
                return value
        frame = frame.f_back
    raise LookupError
