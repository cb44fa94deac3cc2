# attack: look over the shoulder of whoever calls, and change what comes back
# expect: answered
# expect: died
# expect: raised
# expect: protocol_error
# unconfined: fails
import sys


def spy(frame, event, result):
    for name in ("value", "kind", "expected", "right"):
        if name in frame.f_locals:
            frame.f_locals[name] = True
    return spy


def backward(x, w, y):  # what compares is in another process
    sys.settrace(spy)
    sys.setprofile(spy)
    sys._getframe(1).f_trace = spy
    return {"w": 0.0}
