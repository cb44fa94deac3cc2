# attack: take the function that is known to be right from whoever calls
# expect: raised LookupError
# unconfined: fails
import sys


def backward(x, w, y):  # that function is in another process
    frame = sys._getframe(1)
    while frame is not None:
        for value in (*frame.f_locals.values(), *frame.f_globals.values()):
            other = getattr(value, "backward", None) or (value.get("backward") if type(value) is dict else None)
            if callable(other) and other is not backward:
                return other(x, w, y)
        frame = frame.f_back
    raise LookupError
