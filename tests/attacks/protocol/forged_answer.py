# attack: send an answer past the return value
# expect: answered .*dL/dw
# unconfined: fails
import sys

from child import wire


def channel():
    frame = sys._getframe()
    while "write" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["write"]


def backward(x, w, y):  # whoever forges an answer has given that one, and has no place for another
    forged = wire.encode_answer({"w": 0.0}, (), 1000)
    channel()(wire.encode_record(wire.ANSWERED, 0, forged))
    return {"w": 2 * (w * x - y) * x}
